import type { CellTable } from "../cells/cells.js";
import { metricAt } from "../cells/select.js";
import type { Scope, Select } from "../expressions/expression.js";
import type { Mention } from "../names/vocabulary.js";
import type { Cue } from "./cues.js";
import { isMeasured, measuredBy } from "./measured-adjectives.js";
import { covering, namedBy, qualityOnly, scopeOf, selectOf, withSummaries } from "./scope.js";
import type { Sentence } from "./sentence.js";
import type { Range, Sides, Unclear } from "./sides.js";

/** Labels named outside the two sides narrow the cases; what is measured is the metric named, else how good it is. */
export function scopeFor(
  sentence: Sentence,
  sides: Pick<Sides, "dimension" | "subject" | "objects">,
  cue: Pick<Cue, "kind" | "text"> | undefined,
  range: Range,
  tables: readonly CellTable[],
  inherited: readonly Mention[] = [],
): { scope: Scope; kind: Cue["kind"] } | Unclear {
  const here = sentence.mentions.filter(
    (mention) => range.start <= mention.start && mention.end <= range.end,
  );
  // What stands before all parts of the sentence holds for each.
  const common = inherited.filter((mention) => here.every((own) => own.dimension !== mention.dimension));
  const named = namedBy([...here, ...common].filter((mention) => mention.dimension !== sides.dimension));
  let kept = covering(tables, named).filter((table) => {
    const own =
      table.dimensions.find(({ name }) => name === sides.dimension)?.labels.map((label) => label.name) ?? [];
    return (
      sides.subject.some((label) => own.includes(label)) && sides.objects.some((label) => own.includes(label))
    );
  });
  if (kept.length === 0)
    return {
      why: `no table has ${[...sides.subject, ...sides.objects.slice(0, 3)].join(", ")} together with what else it names`,
    };
  let kind = cue?.kind ?? "equal";
  const measure =
    [...named.keys()].some((name) => /^metric/.test(name)) || kept.every((table) => !hasMetrics(table));
  const missing = sentence.mentions.length > 0 ? "which measure is meant" : "what is meant";
  if (!measure && kind !== "equal" && !(cue !== undefined && isMeasured(cue.text))) {
    if (/^(?:above|below|highest|lowest)$/.test(kind)) {
      const good = /\b(?:performance|scores?|results?|quality|effectiveness)\b/i.test(sentence.text);
      if (good && (kind === "above" || kind === "highest")) kind = kind === "above" ? "better" : "best";
      else if (!oneMeasure(kept)) return { why: `it does not say ${missing}` };
    }
  }
  const where: Select = {};
  const told = [...named.keys()].some((name) => /^metric/.test(name));
  if (!told && /^(?:better|worse|not worse|best|worst|equal)$/.test(kind)) {
    const quality = qualityOnly(kept);
    if (quality.tables.length > 0) {
      kept = quality.tables;
      if (quality.metrics !== undefined) where.metric = quality.metrics;
    }
  }
  if (cue !== undefined && !told && isMeasured(cue.text)) {
    const measure = ownMeasure(cue, kept);
    if ("why" in measure) return measure;
    ({ tables: kept, kind } = measure);
    Object.assign(where, measure.where);
  }
  const single = singledOut(sentence, kept);
  if (single !== undefined) return { why: `no table has the single ${single}` };
  const preferred = /\bmedian\b/i.test(sentence.text) ? "median" : "mean";
  const settled = withSummaries(kept, named, (dimension) => isSingle(sentence, dimension), preferred);
  if (settled.tables.length === 0) return { why: "no table has these labels together" };
  return { scope: scopeOf(settled.tables, { ...settled.where, ...where }), kind };
}

const otherWay: Partial<Record<Cue["kind"], Cue["kind"]>> = {
  above: "below",
  below: "above",
  highest: "lowest",
  lowest: "highest",
};

/** The cells that an adjective such as "cheaper" is about, by the labels or the caption that name its measure. */
function ownMeasure(
  { kind, text }: Pick<Cue, "kind" | "text">,
  tables: readonly CellTable[],
): { tables: CellTable[]; where: Select; kind: Cue["kind"] } | Unclear {
  const labels = new Map<string, Set<string>>();
  const ways = new Set<"higher" | "lower">();
  const kept = tables.filter((table) => {
    const found = table.dimensions.flatMap((dimension) =>
      dimension.labels.flatMap(({ name }) => {
        const way = measuredBy(text, name);
        return way === undefined ? [] : [{ dimension: dimension.name, name, way }];
      }),
    );
    for (const { dimension, name, way } of found) {
      labels.set(dimension, (labels.get(dimension) ?? new Set()).add(name));
      ways.add(way);
    }
    if (found.length > 0) return true;
    const whole = hasMetrics(table) ? undefined : measuredBy(text, `${table.unit ?? ""} ${table.caption}`);
    if (whole !== undefined) ways.add(whole);
    return whole !== undefined;
  });
  if (kept.length === 0) return { why: `no table has a measure of what is "${text}"` };
  if (ways.size > 1 || labels.size > 1) return { why: `several measures could tell what is "${text}"` };
  return {
    tables: kept,
    where: selectOf(labels),
    kind: ways.has("higher") ? kind : (otherWay[kind] ?? kind),
  };
}

function hasMetrics(table: CellTable): boolean {
  return (table.dimensions.find(({ name }) => name === "metric")?.labels.length ?? 0) > 1;
}

/** Whether all cells measure one thing, or things of which the same way is better. */
function oneMeasure(tables: readonly CellTable[]): boolean {
  const labels = new Set(
    tables.flatMap((table) => table.cells.map((cell) => cell.at.metric ?? table.caption)),
  );
  if (labels.size === 1) return true;
  const ways = new Set(tables.flatMap((table) => table.cells.map((cell) => metricAt(table, cell)?.better)));
  return ways.size === 1 && !ways.has(undefined);
}

/** Whether a statement is about every single label of a dimension: "in all languages". */
function isSingle({ text }: Sentence, dimension: string): boolean {
  const noun = dimension.replace(/ \(?\d\)?$/, "");
  return new RegExp(
    String.raw`\b(?:all|every|each|individual|most|some|across(?: all| the| various| diverse)?)\s+(?:\w+\s+)?${noun.replace(/[^\p{L}]/gu, ".")}s?\b`,
    "iu",
  ).test(text);
}

/** Nouns of what a claim says it of one by one that no table has as a dimension: "in every language". */
function singledOut({ text }: Sentence, tables: readonly CellTable[]): string | undefined {
  const names = new Set(tables.flatMap((table) => table.dimensions.map(({ name }) => name)));
  // A dimension that is known by its place only may be what is meant.
  if ([...names].some((name) => /^(?:row|column)/.test(name))) return undefined;
  const pattern =
    /\b(?:all|every|each|individual)\s+(?:[\p{L}-]+\s+)?(languages?|datasets?|models?|settings?|countries|country|sites?|subgroups?|years?)\b/giu;
  for (const [, noun = ""] of text.matchAll(pattern)) {
    const name = noun.toLowerCase().replace(/ies$/, "y").replace(/s$/, "");
    if (!names.has(name)) return noun.toLowerCase();
  }
  return undefined;
}
