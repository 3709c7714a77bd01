import type { SearchLog } from "../search-log.js";

/** The numbers of a PRISMA 2020 flow diagram for databases (Page et al. 2021, figure 1), as far as a search goes. */
export interface PrismaNumbers {
  /** Records identified, by source, in the order of the log; of a failed one, what it gave before. */
  sources: readonly { name: string; records: number; failed: boolean }[];
  identified: number;
  /** Removed before screening: records that repeat a work. */
  duplicates: number;
  /** Of these, other versions of a work; undefined where no log says. */
  versions: number | undefined;
  screened: number;
  excluded: number;
  /** Exclusions by reason, in the order of screening; empty where no log tells kinds. */
  reasons: readonly { kind: string; works: number }[];
  included: number;
  /** The search was stopped before it was done. */
  stopped: boolean;
}

/**
 * The numbers of one search, or of several together.
 *
 * @param included works included over all searches, each once; defaults to the sum
 */
export function prismaNumbers(logs: readonly SearchLog[], included?: number): PrismaNumbers {
  const sources = new Map<string, { name: string; records: number; failed: boolean }>();
  const reasons = new Map<string, number>();
  const sum = (of: (log: SearchLog) => number) => logs.reduce((total, log) => total + of(log), 0);
  for (const log of logs) {
    for (const { name, hits, error } of log.sources) {
      const known = sources.get(name) ?? { name, records: 0, failed: false };
      known.records += hits;
      known.failed ||= error !== undefined;
      sources.set(name, known);
    }
    for (const { kind } of log.excluded) {
      if (kind !== undefined) reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
    }
  }
  const excluded = sum((log) => log.excluded.length);
  const told = [...reasons.values()].reduce((total, works) => total + works, 0);
  if (told > 0 && told < excluded) reasons.set("other reasons", excluded - told);
  return {
    sources: [...sources.values()],
    identified: sum((log) => log.identified),
    duplicates: sum((log) => log.duplicates),
    versions: logs.some((log) => log.versions !== undefined) ? sum((log) => log.versions ?? 0) : undefined,
    screened: sum((log) => log.screened),
    excluded,
    reasons: [...reasons].map(([kind, works]) => ({ kind, works })),
    included: included ?? sum((log) => log.included.length),
    stopped: logs.some((log) => log.stopped === true),
  };
}

/** The flow in one sentence, for those who do not see the diagram. */
export function prismaSentence(numbers: PrismaNumbers): string {
  const { sources, identified, duplicates, versions, screened, excluded, reasons, included, stopped } =
    numbers;
  const from = sources
    .map(({ name, records, failed }) => `${name} ${records}${failed ? " (failed)" : ""}`)
    .join(", ");
  const why =
    reasons.length === 0 ? "" : ` (${reasons.map(({ kind, works }) => `${kind} ${works}`).join(", ")})`;
  const other = versions === undefined || versions === 0 ? "" : `, ${versions} of them other versions`;
  return (
    `Flow of the search: ${identified} records identified (${from}), ${duplicates} duplicates removed${other}, ` +
    `${screened} screened, ${excluded} excluded${why}, ${included} included.${stopped ? " The search was stopped before it was done." : ""}`
  );
}
