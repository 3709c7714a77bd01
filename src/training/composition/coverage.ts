import { ClaimbookError } from "../../errors.js";
import type { Random } from "../../random.js";
import type { TrainingIndex } from "./training-index.js";

/** Languages of a pair, as indices. */
export interface Languages {
  query: number;
  passage: number;
}

/** `same`: X-X; `different`: X-Y; `any`: both; or one language alone. */
export type Which = "same" | "different" | "any" | { language: number };

/** A language (query = passage) or an ordered pair of languages with too few groups for a batch. */
export interface LeftOut {
  query: string;
  passage: string;
  /** Groups with a query in the one and a passage in the other. */
  groups: number;
}

/** What batches of one size are drawn from, and what cannot fill one. */
export interface Coverage {
  /** Pairs a batch. */
  size: number;
  /** Ordered pairs of languages that are drawn from, `de>am`. */
  used: string[];
  leftOut: LeftOut[];
}

/** The languages, or ordered pairs of languages, that have the groups for a batch of one size. */
export class LanguageGrid {
  readonly #index: TrainingIndex;
  readonly #which: Which;
  readonly #size: number;
  readonly #used: Languages[] = [];
  readonly #leftOut: Languages[] = [];
  #pairs: number | undefined;

  constructor(index: TrainingIndex, which: Which, size: number) {
    if (!Number.isInteger(size) || size < 1) {
      throw fail(`a batch of ${size} pairs is not possible`, "Give a whole number from 1 on.");
    }
    this.#index = index;
    this.#which = which;
    this.#size = size;
    const count = index.locales.length;
    for (let query = 0; query < count; query++) {
      for (let passage = 0; passage < count; passage++) {
        if (!asked(which, query, passage)) continue;
        const fits = index.groups(query, passage).length >= size;
        (fits ? this.#used : this.#leftOut).push({ query, passage });
      }
    }
  }

  get empty(): boolean {
    return this.#used.length === 0;
  }

  /** Pairs of a query and a passage that can get into a batch. */
  get pairs(): number {
    this.#pairs ??= this.#used.reduce(
      (sum, { query, passage }) => sum + this.#index.pairCount(query, passage),
      0,
    );
    return this.#pairs;
  }

  /**
   * One of the languages or pairs of languages that can fill a batch, each as likely as any other. Where nothing is
   * left out the two languages are drawn one after the other, else one entry of the list.
   */
  draw(random: Random): Languages {
    if (typeof this.#which === "object") return this.#used[0]!;
    if (this.#leftOut.length > 0) return random.pick(this.#used);
    const count = this.#index.locales.length;
    const query = random.int(count);
    if (this.#which === "same") return { query, passage: query };
    if (this.#which === "any") return { query, passage: random.int(count) };
    const other = random.int(count - 1);
    return { query, passage: other < query ? other : other + 1 };
  }

  coverage(): Coverage {
    const { locales } = this.#index;
    return {
      size: this.#size,
      used: this.#used.map(({ query, passage }) => `${locales[query]}>${locales[passage]}`),
      leftOut: this.#leftOut.map(({ query, passage }) => ({
        query: locales[query]!,
        passage: locales[passage]!,
        groups: this.#index.groups(query, passage).length,
      })),
    };
  }

  /** @throws {ClaimbookError} kind `usage` when there is nothing to draw from, with the nearest miss */
  assertUsable(): void {
    if (!this.empty) return;
    const { leftOut } = this.coverage();
    if (leftOut.length === 0) {
      throw fail(
        `X-Y batches need two languages; there is only "${this.#index.locales[0]}"`,
        "Add a language.",
      );
    }
    const most = leftOut.reduce((best, each) => (each.groups > best.groups ? each : best));
    const where =
      most.query === most.passage
        ? `a query and a passage in "${most.query}"`
        : `a query in "${most.query}" and a passage in "${most.passage}"`;
    throw fail(
      `a batch of ${this.#size} different groups is not possible: at most ${most.groups} have ${where}`,
      "Make batches smaller, or add texts.",
    );
  }
}

/** One coverage from the parts of a composition. */
export function mergeCoverage(parts: readonly Coverage[]): Coverage {
  return {
    size: parts[0]!.size,
    used: parts.flatMap(({ used }) => used),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
}

/** What was left out, as a sentence for a log; undefined when nothing was. */
export function coverageNotice({ size, used, leftOut }: Coverage): string | undefined {
  if (leftOut.length === 0) return undefined;
  const near = leftOut.filter(({ groups }) => groups > 0).sort((a, b) => b.groups - a.groups);
  const none = leftOut.length - near.length;
  const name = ({ query, passage, groups }: LeftOut) =>
    `${query === passage ? query : `${query}>${passage}`} (${groups})`;
  const shown = near.slice(0, 10).map(name).join(", ");
  const more = near.length > 10 ? `, and ${near.length - 10} more` : "";
  const parts = [
    ...(near.length > 0 ? [`${near.length} with fewer than ${size} groups: ${shown}${more}`] : []),
    ...(none > 0 ? [`${none} without any`] : []),
  ];
  return `batches of ${size} are drawn from ${used.length} of ${used.length + leftOut.length} languages or language pairs; left out are ${parts.join("; ")}`;
}

function asked(which: Which, query: number, passage: number): boolean {
  if (typeof which === "object") return query === which.language && passage === which.language;
  if (which === "any") return true;
  return which === "same" ? query === passage : query !== passage;
}

function fail(what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where: "batch composition", wayOut });
}
