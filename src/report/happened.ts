import type { Claim } from "../claims/model.js";
import { listed } from "../listed.js";
import type { SearchedSource } from "../literature/search-log.js";
import { type Report, sectionOrder, type TableBlock } from "./model.js";
import { grouped, plural } from "./numbers.js";

type Check = Claim["measured"]["checks"][number];

/**
 * What this run leaves open, read from its record and nowhere else: benchmarks that were not run, sources that
 * failed, seeds, sample sizes, comparisons inside the noise. One plain sentence or two for each; none for what
 * did not happen.
 */
export function whatHappened(report: Report): string[] {
  return [
    ...standInSentences(report),
    ...searchSentences(report),
    ...groundingSentences(report),
    ...seedSentences(report),
    ...sampleSentences(report),
    ...checkSentences(report),
    ...runSentences(report),
    ...reviewSentences(report),
  ];
}

function standInSentences({ standIns = [] }: Report): string[] {
  return standIns.map(
    ({ benchmark, data, why }) =>
      `${benchmark} was not run: ${data} stood in for it, because ${why.trim().replace(/\.$/, "")}. Nothing here is a result on ${benchmark}.`,
  );
}

/** Every source once, by its name; of one that was asked several times, whether it failed at least once. */
export function sourcesOf({ methodology }: Pick<Report, "methodology">): {
  name: string;
  asked: SearchedSource[];
  error: string | undefined;
}[] {
  const byName = new Map<string, SearchedSource[]>();
  for (const source of methodology.searches.flatMap((log) => log.sources)) {
    byName.set(source.name, [...(byName.get(source.name) ?? []), source]);
  }
  return [...byName].map(([name, asked]) => ({
    name,
    asked,
    error: asked.find(({ error }) => error !== undefined)?.error,
  }));
}

function searchSentences(report: Report): string[] {
  const { searches } = report.methodology;
  if (searches.length === 0) {
    return ["No literature search is recorded: what other works say was not asked systematically."];
  }
  const sources = sourcesOf(report);
  const failed = sources.filter(({ error }) => error !== undefined);
  const limited = sources.filter(({ asked }) => asked.some(({ ended }) => ended === "limit"));
  const lost = sources.filter(({ asked }) => asked.some(({ lost = [] }) => lost.length > 0));
  const warned = searches.flatMap(({ reasons = [] }) =>
    reasons.filter(({ warning }) => warning !== undefined),
  );
  return [
    ...(failed.length === 0
      ? []
      : [
          `${failed.length} of the ${plural(sources.length, "source")} searched failed: ${failed
            .map(({ name, error }) => `${name} (${error})`)
            .join("; ")}. A work that only ${failed.length === 1 ? "it lists" : "they list"} can be missing.`,
        ]),
    ...(sources.length === 1 ? [`Only one source was searched: ${sources[0]!.name}.`] : []),
    ...(limited.length === 0
      ? []
      : [
          `The search ended at its limit of records in ${listed(limited.map(({ name }) => name))}: what would have come after was not looked at.`,
        ]),
    ...(lost.length === 0
      ? []
      : [
          `${listed(lost.map(({ name }) => name))} cannot express a part of the query, which was not asked there.`,
        ]),
    ...(searches.some(({ stopped }) => stopped === true)
      ? ["A search was stopped before it was done; works that it would still have found are missing."]
      : []),
    ...(warned.length === 0
      ? []
      : [
          `${plural(warned.length, "included work")} ${warned.length === 1 ? "carries" : "carry"} a warning: ${[...new Set(warned.map(({ warning }) => warning))].slice(0, 3).join("; ")}.`,
        ]),
  ];
}

function groundingSentences({ claims }: Report): string[] {
  const passages = claims.flatMap(({ claim }) => claim.grounding.passages);
  const summaries = passages.filter(({ summary }) => summary === true).length;
  const onlyOwn = claims.filter(
    ({ claim: { grounding } }) =>
      grounding.verdict === "supported" &&
      grounding.passages.length > 0 &&
      grounding.passages.every(({ origin }) => origin === true),
  ).length;
  return [
    ...(summaries === 0
      ? []
      : [
          `${summaries} of the ${plural(passages.length, "passage")} shown as evidence ${summaries === 1 ? "is a summary" : "are summaries"} in the words of the library, not in those of the work.`,
        ]),
    ...(onlyOwn === 0
      ? []
      : [
          `${plural(onlyOwn, "claim")} ${onlyOwn === 1 ? "is" : "are"} supported by no passage but the sentence that ${onlyOwn === 1 ? "it was" : "they were"} read in.`,
        ]),
  ];
}

export function tableBlocks(report: Pick<Report, "sections">): TableBlock[] {
  return sectionOrder.flatMap((id) => report.sections[id].filter((block) => block.kind === "table"));
}

/** Seeds over all tables of results; undefined where none says. */
export function seedsOf(report: Pick<Report, "sections">): number[] | undefined {
  const recorded = tableBlocks(report).flatMap(({ table }) => table.seeds ?? []);
  return recorded.length === 0 ? undefined : [...new Set(recorded)].sort((a, b) => a - b);
}

function seedSentences(report: Report): string[] {
  const seeds = seedsOf(report);
  if (seeds === undefined) return [];
  return [
    seeds.length === 1
      ? `Everything that is trained was trained once, with seed ${seeds[0]}: how far results move with another seed was not measured.`
      : `Values of trained models are means over ${seeds.length} seeds (${seeds.join(", ")}); that is all that is known of how they move with the seed.`,
  ];
}

export function checksOf(report: Pick<Report, "claims">): { id: string; check: Check }[] {
  return report.claims.flatMap(({ claim }) =>
    claim.measured.checks.map((check) => ({ id: claim.id, check })),
  );
}

/** `2354 to 4797 queries`, over both sides of all comparisons; undefined without any. */
export function sampleRange(report: Pick<Report, "claims">): string | undefined {
  const byUnit = new Map<string, number[]>();
  for (const { check } of checksOf(report)) {
    for (const side of [check.left, check.right]) {
      if (typeof side === "number") continue;
      byUnit.set(side.unit, [...(byUnit.get(side.unit) ?? []), side.n]);
    }
  }
  if (byUnit.size === 0) return undefined;
  return listed(
    [...byUnit].map(([unit, sizes]) => {
      const low = Math.min(...sizes);
      const high = Math.max(...sizes);
      return `${grouped(low)}${low === high ? "" : ` to ${grouped(high)}`} ${unit}`;
    }),
  );
}

function sampleSentences(report: Report): string[] {
  const range = sampleRange(report);
  const judged = new Set(
    checksOf(report).flatMap(({ check }) =>
      [check.left, check.right].flatMap((side) => (typeof side === "number" ? [] : [side.n])),
    ),
  );
  const smallest = tableBlocks(report)
    .flatMap(({ number, table }) =>
      table.rows.flatMap((row) =>
        Object.values(row.cells).map(({ n }) => ({ n, number, label: row.label, group: row.group })),
      ),
    )
    .reduce<{ n: number; number: number; label: string; group: string | undefined } | undefined>(
      (least, each) => (least === undefined || each.n < least.n ? each : least),
      undefined,
    );
  const small = smallest !== undefined && (judged.size === 0 || smallest.n < Math.min(...judged));
  return [
    ...(range === undefined ? [] : [`The comparisons behind the claims rest on ${range}.`]),
    ...(small
      ? [
          `The smallest sample of a table is ${grouped(smallest.n)} (Table ${smallest.number}, ${[smallest.group, smallest.label].filter((part) => part !== undefined).join(", ")}).`,
        ]
      : []),
  ];
}

function checkSentences(report: Report): string[] {
  const checks = checksOf(report);
  const noise = checks.filter(({ check }) => check.verdict === "inconclusive").length;
  const bare = checks.filter(({ check }) => check.interval === undefined).length;
  const { claims } = report;
  const literature = claims.filter(
    ({ claim }) =>
      claim.grounding.verdict !== "not checked" &&
      claim.reported.verdict === "not checked" &&
      claim.measured.verdict === "not checked",
  ).length;
  const unchecked = report.tally.notChecked;
  return [
    ...(noise === 0
      ? []
      : [
          `${noise} of the ${plural(checks.length, "comparison")} measured ${noise === 1 ? "lies" : "lie"} inside the noise: with these data nobody can tell which way ${noise === 1 ? "it goes" : "they go"}.`,
        ]),
    ...(bare === 0
      ? []
      : [
          `For ${bare} of the ${plural(checks.length, "comparison")} measured no interval could be estimated; the bare values were compared.`,
        ]),
    ...(literature === 0
      ? []
      : [
          `${literature} of the ${plural(claims.length, "claim")} ${literature === 1 ? "was" : "were"} looked up in the literature only: neither printed tables nor measurements were asked.`,
        ]),
    ...(unchecked === 0
      ? []
      : [`${plural(unchecked, "claim")} ${unchecked === 1 ? "was" : "were"} not checked at all.`]),
  ];
}

function runSentences({ notebook, provenance }: Report): string[] {
  const { codeCells, executed, failed } = notebook;
  const changed = Object.entries(provenance.parameters);
  return [
    ...(executed < codeCells
      ? [`${codeCells - executed} of the ${codeCells} code cells of the notebook were not executed.`]
      : []),
    ...(failed > 0 ? [`${plural(failed, "cell")} of the notebook failed.`] : []),
    ...(changed.length === 0
      ? []
      : [
          `The notebook ran with other parameters than it is written with: ${changed
            .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
            .join(", ")}.`,
        ]),
  ];
}

function reviewSentences({ review, claims }: Report): string[] {
  if (review === undefined)
    return claims.length === 0 ? [] : ["Nobody, and no program, reviewed the claims."];
  const by = [...new Set((review.record?.reviewers ?? []).map((reviewer) => reviewer.by))];
  return [
    `The review was made by ${plural(review.reviewers, "automated reviewer")}${by.length === 0 ? "" : ` (${by.join(", ")})`}; no person read the claims.`,
  ];
}
