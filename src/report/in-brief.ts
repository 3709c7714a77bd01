import { listed } from "../listed.js";
import { checksOf, sampleRange, seedsOf, sourcesOf, tableBlocks } from "./happened.js";
import type { Report } from "./model.js";
import { grouped, plural } from "./numbers.js";
import { score } from "./wording.js";

/** One question that a reader brings to a first page, and what the record answers. */
export interface BriefFact {
  term: "Asked" | "Measured" | "On what data" | "Literature" | "How sure";
  sentences: string[];
}

/**
 * What was asked, what was measured, on what data and how sure it is, computed from the record; what holds and what
 * does not stands beside it in the table of claims. Facts of which the record says nothing are left out.
 */
export function inBrief(report: Report): BriefFact[] {
  const facts: BriefFact[] = [
    { term: "Asked", sentences: report.question === undefined ? [] : [report.question.trim()] },
    { term: "Measured", sentences: measuredFacts(report) },
    { term: "On what data", sentences: dataFacts(report) },
    { term: "Literature", sentences: literatureFacts(report) },
    { term: "How sure", sentences: sureFacts(report) },
  ];
  return facts.filter(({ sentences }) => sentences.length > 0);
}

const most = 8;

function measuredFacts(report: Report): string[] {
  // Tables whose columns are methods say what they measure in their titles; their figures stand in other tables too.
  const tables = tableBlocks(report).filter(({ table }) => table.best !== "row");
  const measures = unique(tables.flatMap(({ table }) => table.columns.map(({ label }) => label)));
  const compared = unique(tables.flatMap(({ table }) => table.rows.map(({ label }) => label)));
  const heading = tables[0]?.table.rowHeading;
  const checks = checksOf(report);
  const seeds = seedsOf(report);
  const judged = new Set(checks.map(({ id }) => id)).size;
  return [
    ...(measures.length === 0
      ? []
      : [
          `${some(measures)}, for ${heading === undefined ? "" : `${lower(heading)} `}${some(compared)}${seeds === undefined ? "" : `; ${plural(seeds.length, "seed")}`}.`,
        ]),
    ...(checks.length === 0
      ? [
          report.claims.length === 0 ? "" : "No claim was put to the test by a measurement of this notebook.",
        ].filter((text) => text !== "")
      : [
          `${plural(judged, "claim")} put to the test by ${plural(checks.length, "comparison")} of measured values.`,
        ]),
  ];
}

/** Counts that tell how large a data set is, in the order in which a reader asks for them. */
const telling = [
  /^(pictures|passages|documents|candidates|pairs|sentences|questions)/i,
  /^(languages|locales)$/i,
  /^languages/i,
  /^scripts$/i,
  /quer(y|ies)/i,
];

function dataFacts({ provenance, standIns = [] }: Report): string[] {
  const data = provenance.datasets.map(({ name, version, origin, counts }) => {
    const told: string[] = [];
    const rank = ([key]: [string, number]) => {
      const place = telling.findIndex((pattern) => pattern.test(key));
      return place === -1 ? telling.length : place;
    };
    for (const [key, value] of Object.entries(counts)
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, 5)) {
      told.push(`${words(key)} ${grouped(value)}`);
    }
    return `${name} ${version} (${origin})${told.length === 0 ? "" : `: ${told.join(", ")}`}.`;
  });
  return [
    ...unique(data),
    ...standIns.map(
      ({ benchmark, data, why }) => `${data} stood in for ${benchmark}, which was not run: ${why}.`,
    ),
  ];
}

function literatureFacts(report: Report): string[] {
  const { searches, identified, retrieved } = report.methodology;
  if (searches.length === 0) return [];
  const sources = sourcesOf(report);
  const failed = sources.filter(({ error }) => error !== undefined).map(({ name }) => name);
  return [
    `${plural(retrieved, "work")} included of ${plural(identified, "record")} found in ${plural(sources.length, "source")}${sources.length > most ? "" : ` (${sources.map(({ name }) => name).join(", ")})`}${failed.length === 0 ? "" : `; ${failed.length} failed: ${failed.join(", ")}`}.`,
  ];
}

function sureFacts(report: Report): string[] {
  const checks = checksOf(report).map(({ check }) => check);
  const range = sampleRange(report);
  const corrections = unique(
    checks.flatMap(({ correction }) => (correction === undefined ? [] : [correction])),
  );
  const verdicts = (verdict: string) => checks.filter((check) => check.verdict === verdict).length;
  const confidences = report.claims.flatMap(({ claim }) => claim.grounding.confidence ?? []);
  const { review } = report;
  return [
    ...(checks.length === 0
      ? []
      : [
          `Of ${plural(checks.length, "comparison")}, ${plural(verdicts("holds"), "holds", "hold")} outside the noise, ${plural(verdicts("inconclusive"), "lies", "lie")} inside it, ${plural(verdicts("fails"), "goes", "go")} the other way${range === undefined ? "" : ` (n = ${range})`}.`,
          ...(corrections.length === 0 ? [] : [`Intervals and p: ${corrections.slice(0, 2).join("; ")}.`]),
        ]),
    ...(confidences.length === 0
      ? []
      : [
          `Confidence that a source says so: ${Math.min(...confidences).toFixed(2)} to ${Math.max(...confidences).toFixed(2)}.`,
        ]),
    ...(review === undefined
      ? []
      : [
          `Review: ${score(review.score)} / 10${review.spread === undefined ? "" : ` ± ${score(review.spread)}`}, ${plural(review.reviewers, "automated reviewer")}.`,
        ]),
  ];
}

function some(items: readonly string[]): string {
  return items.length <= most
    ? listed(items)
    : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

const lower = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);
/** `unseenQueries` -> `unseen queries`. */
const words = (key: string) =>
  key
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/[_-]+/g, " ");
