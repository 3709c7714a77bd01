/** Answers to questions asked before, by the hash of the question. */
export interface AnswerCache {
  get(key: string): string | undefined | Promise<string | undefined>;
  set(key: string, answer: string): void | Promise<void>;
}

/** Forgets the oldest. */
export class MemoryCache implements AnswerCache {
  readonly #answers = new Map<string, string>();

  /** @param most answers kept. Defaults to 500 */
  constructor(readonly most = 500) {}

  get(key: string): string | undefined {
    return this.#answers.get(key);
  }

  set(key: string, answer: string): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.most && oldest !== undefined) this.#answers.delete(oldest);
  }
}
