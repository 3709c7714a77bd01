/** The k candidates of highest score; of equal scores the lower index is better. A binary heap, the worst on top. */
export class BestCandidates {
  readonly #most: number;
  readonly #scores: number[] = [];
  readonly #indices: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** What a score must exceed, or equal with a lower index, to get in. */
  get threshold(): number {
    if (this.#most === 0) return Number.POSITIVE_INFINITY;
    return this.#scores.length < this.#most ? Number.NEGATIVE_INFINITY : this.#scores[0]!;
  }

  add(score: number, index: number): void {
    const size = this.#scores.length;
    if (size < this.#most) {
      this.#scores.push(score);
      this.#indices.push(index);
      this.#up(size);
    } else if (size > 0 && this.#worse(this.#scores[0]!, this.#indices[0]!, score, index)) {
      this.#scores[0] = score;
      this.#indices[0] = index;
      this.#down();
    }
  }

  /** Best first. */
  sorted(): { score: number; index: number }[] {
    return this.#scores
      .map((score, i) => ({ score, index: this.#indices[i]! }))
      .sort((a, b) => b.score - a.score || a.index - b.index);
  }

  #worse(scoreA: number, indexA: number, scoreB: number, indexB: number): boolean {
    return scoreA < scoreB || (scoreA === scoreB && indexA > indexB);
  }

  #before(a: number, b: number): boolean {
    return this.#worse(this.#scores[a]!, this.#indices[a]!, this.#scores[b]!, this.#indices[b]!);
  }

  #swap(a: number, b: number): void {
    [this.#scores[a], this.#scores[b]] = [this.#scores[b]!, this.#scores[a]!];
    [this.#indices[a], this.#indices[b]] = [this.#indices[b]!, this.#indices[a]!];
  }

  #up(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= this.#scores.length) return;
      const right = left + 1;
      const child = right < this.#scores.length && this.#before(right, left) ? right : left;
      if (!this.#before(child, at)) return;
      this.#swap(child, at);
      at = child;
    }
  }
}
