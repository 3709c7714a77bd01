import type { SourceRecord } from "../sources/source.js";
import { compareAuthors } from "./author-names.js";
import { candidatePairs } from "./candidate-pairs.js";
import { type Candidate, candidateOf, idIsCredible, idsConflict, sameWork } from "./same-work.js";
import { compareTitles, maySlipFromOne, type WordCounts } from "./title-relation.js";

/** Records that are one work. */
export interface RecordGroup {
  /** In the order in which they were given. */
  readonly records: readonly SourceRecord[];
  /** Why they were joined, in words, each reason once. */
  readonly reasons: readonly string[];
  /** A title said that the publisher retracted it. */
  readonly retractedTitle: boolean;
}

/**
 * Groups records that are one work: first by ids (DOI, arXiv number, PubMed, …), then by title, authors and year (see
 * `sameWork`). Groups whose ids contradict each other (two DOIs of publications, two arXiv numbers) are never joined.
 * Groups come in the order of their first record.
 */
export function groupRecords(records: readonly SourceRecord[]): RecordGroup[] {
  const candidates = records.map(candidateOf);
  const counts = new Map<string, number>();
  for (const { title } of candidates) {
    for (const word of new Set(title.words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const groups = new Groups(candidates, counts);

  const byId = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    for (const id of candidate.ids.all) {
      const earlier = byId.get(id);
      if (earlier === undefined) byId.set(id, [candidate]);
      else {
        // With the first that it may be: one id is on few works at most.
        const match = earlier.slice(0, 20).find((other) => idIsCredible(other, candidate));
        if (match === undefined) earlier.push(candidate);
        else groups.join(match, candidate, `same ${describeId(id)}`, strongId.test(id));
      }
    }
  }

  const weaker: [Candidate, Candidate, string][][] = [[], []];
  for (const [a, b] of candidatePairs(candidates, counts)) {
    if (groups.joined(a, b)) continue;
    const match = sameWork(a, b, counts);
    if (match === undefined) continue;
    if (match.strength === 2) groups.join(a, b, match.reason, false);
    else weaker[match.strength]!.push([a, b, match.reason]);
  }
  groups.joinUnambiguous(weaker[1]!);
  groups.joinUnambiguous(weaker[0]!);
  return groups.list();
}

const strongId = /^(?:doi|arxiv|pmid|pmcid):/;

function describeId(id: string): string {
  const at = id.indexOf(":");
  const scheme = id.slice(0, at);
  const name =
    { doi: "DOI", arxiv: "arXiv number", pmid: "PubMed number", pmcid: "PMC number" }[scheme] ??
    `${scheme} id`;
  return `${name} ${id.slice(at + 1)}`;
}

/** Disjoint sets (Tarjan 1975) that know which ids their members have. */
class Groups {
  readonly #candidates: readonly Candidate[];
  readonly #counts: WordCounts;
  readonly #parent: number[];
  readonly #members: number[][];
  readonly #reasons: Set<string>[];

  constructor(candidates: readonly Candidate[], counts: WordCounts) {
    this.#candidates = candidates;
    this.#counts = counts;
    this.#parent = candidates.map((_, i) => i);
    this.#members = candidates.map((_, i) => [i]);
    this.#reasons = candidates.map(() => new Set());
  }

  joined(a: Candidate, b: Candidate): boolean {
    return this.#root(a.index) === this.#root(b.index);
  }

  /** @param certain the id outweighs other ids that contradict, e.g. a second arXiv number that a database mixed up */
  join(a: Candidate, b: Candidate, reason: string, certain: boolean): void {
    const [x, y] = [this.#root(a.index), this.#root(b.index)];
    if (x === y) {
      if (reason.startsWith("same ") && this.#reasons[x]!.size < 20) this.#reasons[x]!.add(reason);
      return;
    }
    const [into, from] = this.#members[x]!.length >= this.#members[y]!.length ? [x, y] : [y, x];
    if (!certain && this.#conflict(into, from)) return;
    this.#parent[from] = into;
    this.#members[into]!.push(...this.#members[from]!);
    this.#members[from] = [];
    for (const each of this.#reasons[from]!) this.#reasons[into]!.add(each);
    this.#reasons[into]!.add(reason);
  }

  /**
   * Joins by pairs that say too little by themselves (no authors, a shortened title): where such a record fits two
   * groups that cannot be one, it stays alone, since either would be a guess.
   */
  joinUnambiguous(pairs: readonly (readonly [Candidate, Candidate, string])[]): void {
    const fits = new Map<number, Set<number>>();
    for (const [a, b] of pairs) {
      const [x, y] = [this.#root(a.index), this.#root(b.index)];
      if (x === y) continue;
      for (const [from, to] of [
        [x, y],
        [y, x],
      ] as const) {
        const known = fits.get(from);
        if (known === undefined) fits.set(from, new Set([to]));
        else known.add(to);
      }
    }
    // Groups that several others fit are no obstacle as long as each of those fits nothing else.
    const ambiguous = new Set(
      [...fits].filter(([, to]) => to.size > 1 && this.#apart([...to])).map(([group]) => group),
    );
    const before = pairs.map(([a, b]) => [this.#root(a.index), this.#root(b.index)] as const);
    pairs.forEach(([a, b, reason], i) => {
      const [x, y] = before[i]!;
      if (ambiguous.has(x) || ambiguous.has(y)) return;
      this.join(a, b, reason, false);
    });
  }

  /** Whether two of the groups are different works for certain. */
  #apart(groups: readonly number[]): boolean {
    const few = groups.slice(0, 12);
    return few.some((x, i) => few.slice(i + 1).some((y) => this.#conflict(x, y) || this.#different(x, y)));
  }

  #different(x: number, y: number): boolean {
    const [a, b] = [this.#candidates[this.#members[x]![0]!]!, this.#candidates[this.#members[y]![0]!]!];
    if (compareAuthors(a.authors, b.authors) === "differ") return true;
    return compareTitles(a.title, b.title, this.#counts) === "other" && !maySlipFromOne(a.title, b.title);
  }

  list(): RecordGroup[] {
    return this.#members
      .map((members, i) => ({
        members: members.sort((a, b) => a - b),
        reasons: [...this.#reasons[i]!].sort(),
      }))
      .filter(({ members }) => members.length > 0)
      .sort((a, b) => a.members[0]! - b.members[0]!)
      .map(({ members, reasons }) => ({
        records: members.map((i) => this.#candidates[i]!.record),
        reasons,
        retractedTitle: members.some((i) => this.#candidates[i]!.title.retracted),
      }));
  }

  #conflict(x: number, y: number): boolean {
    return this.#members[x]!.some((i) =>
      this.#members[y]!.some((j) => {
        const [a, b] = [this.#candidates[i]!, this.#candidates[j]!];
        return idsConflict(a.ids, b.ids) || a.title.notice !== b.title.notice;
      }),
    );
  }

  #root(index: number): number {
    let root = index;
    while (this.#parent[root] !== root) root = this.#parent[root]!;
    for (let at = index; this.#parent[at] !== root; ) [at, this.#parent[at]] = [this.#parent[at]!, root];
    return root;
  }
}
