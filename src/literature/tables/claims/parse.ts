import type { CellTable } from "../cells/cells.js";
import { metricAt } from "../cells/select.js";
import type {
  Comparison,
  Quantifier,
  Scope,
  Select,
  SimpleExpression,
  TableExpression,
  TableRelation,
} from "../expressions/expression.js";
import { keyOf, keysOf } from "../names/tokens.js";
import type { Mention, Vocabulary } from "../names/vocabulary.js";
import type { Cue } from "./cues.js";
import { isMeasured, measuredBy } from "./measured-adjectives.js";
import { numericParts } from "./parse-numbers.js";
import { covering, namedBy, qualityOnly, scopeOf, selectOf, withSummaries } from "./scope.js";
import { covers, measuresIn, type Sentence, takeApart, uncovered } from "./sentence.js";
import { type Range, type Sides, sidesOf, type Unclear } from "./sides.js";

export interface ParseOptions {
  /** Words that every table of the source is about, e.g. its title. */
  about?: string;
  /** Least share that "substantially" must make. Default 0.05. */
  substantially: number;
  /** Largest share that "comparable" may make. Default 0.02. */
  comparable: number;
}

export interface Understood {
  expression: TableExpression;
  /** What was taken for granted. */
  notes: readonly string[];
  /** The claim is one of statistical significance, which printed means do not show. */
  significance: boolean;
}

/** Longer texts are no single claim; parsing takes time by their length. */
const longest = 2_000;

/**
 * Turns a comparative or numeric claim into an expression over the tables, or says why it cannot: nothing that
 * the tables' own words leave open is guessed.
 */
export function parseClaim(
  text: string,
  tables: readonly CellTable[],
  vocabulary: Vocabulary,
  options: ParseOptions,
): Understood | Unclear {
  if (text.length > longest) return { why: `it is longer than ${longest} characters: no single claim` };
  const sentence = takeApart(text, vocabulary);
  const { cues, numbers, changes } = sentence;
  if (cues.length + numbers.length + changes.length === 0) {
    return { why: "it makes no comparison and states no number" };
  }
  const chosen = chooseTables(sentence, tables, options);
  if ("why" in chosen) return chosen;
  const numeric = numericParts(sentence, chosen, (cue, segment) =>
    sidesOf(sentence, cue, segment, chosen, []),
  );
  if ("why" in numeric) return numeric;
  const notes: string[] = [...numeric.notes];
  const parts: SimpleExpression[] = [...numeric.parts];
  const segments = segmentsOf(sentence);
  if ("why" in segments) return segments;
  let inherited: readonly Mention[] = [];
  for (const { cue, range } of segments.list) {
    if (numeric.told.includes(cue)) continue;
    const part = comparative(sentence, cue, range, chosen, inherited, options);
    if ("why" in part) return part;
    parts.push(part.expression);
    if (part.note !== undefined) notes.push(part.note);
    inherited = sentence.mentions.filter(
      (mention) => mention.end <= cue.start && mention.start >= range.start,
    );
  }
  const [first] = parts;
  if (first === undefined) return { why: "it makes no comparison and states no number of a result" };
  return {
    expression: parts.length === 1 ? first : { kind: "all", parts },
    notes,
    significance: /\b(?:statistical(?:ly)?|significan(?:t|tly|ce))\b|\bp\s?[<=≤]/i.test(sentence.text),
  };
}

/** The tables that have all that the claim names, in headers or caption; those that it names, if it names any. */
function chooseTables(
  sentence: Sentence,
  tables: readonly CellTable[],
  { about = "" }: ParseOptions,
): CellTable[] | Unclear {
  let candidates = [...tables];
  if (sentence.tables.length > 0) {
    candidates = tables.filter((table) => sentence.tables.includes(table.number));
    if (candidates.length === 0)
      return { why: `the source has no Table ${sentence.tables.join(", ")} that could be read` };
  }
  const ambiguous = sentence.mentions.find((mention) =>
    sentence.mentions.some(
      (other) => other !== mention && other.start === mention.start && tied(candidates, mention, other),
    ),
  );
  if (ambiguous !== undefined) return { why: `"${ambiguous.text}" names several things in the tables` };
  const named = namedBy(unambiguous(sentence.mentions, candidates));
  const fitting = covering(candidates, named);
  if (fitting.length === 0) {
    const what = [...named.values()].map((labels) => [...labels].slice(0, 3).join(" or ")).join(", ");
    const where =
      sentence.tables.length > 0 ? `Table ${sentence.tables.join(", ")} does not have` : "no table has";
    return {
      why: `${where} ${what === "" ? "what it names" : `${what}${named.size > 1 ? " together" : ""}`}`,
    };
  }
  // Words beyond the tables' labels narrow the choice where a caption has them.
  const missing = uncovered(sentence, covers(about));
  const withAll = fitting.filter((table) => {
    const known = covers(wordsOfTable(table));
    return missing.every((word) => known(keyOf(word)));
  });
  if (missing.length > 0 && withAll.length === 0) {
    return { why: `no table says anything of "${[...new Set(missing)].slice(0, 4).join('", "')}"` };
  }
  return ofMeasures(sentence, missing.length > 0 ? withAll : fitting);
}

/** Only the tables that have a measure named, where some do: a table of sample sizes says nothing of accuracy. */
function ofMeasures({ text }: Sentence, tables: readonly CellTable[]): CellTable[] {
  let kept = [...tables];
  for (const measure of measuresIn(text)) {
    const having = kept.filter((table) => keysOf(measure).every(covers(wordsOfTable(table))));
    if (having.length > 0) kept = having;
  }
  return kept;
}

/** All words that a table prints beside its numbers. */
export function wordsOfTable(table: CellTable): string {
  const labels = table.dimensions.flatMap(({ name, labels: own }) => [
    name,
    ...own.map((label) => label.name),
  ]);
  return [table.caption, table.unit ?? "", ...labels].join(" ");
}

/** Two meanings of the same words are both possible where tables have both. */
function tied(tables: readonly CellTable[], a: Mention, b: Mention): boolean {
  const has = (mention: Mention) =>
    tables.some((table) =>
      table.dimensions.some(
        ({ name, labels }) =>
          name === mention.dimension && labels.some((label) => mention.labels.includes(label.name)),
      ),
    );
  return a.dimension !== b.dimension && has(a) && has(b);
}

function unambiguous(mentions: readonly Mention[], tables: readonly CellTable[]): Mention[] {
  return mentions.filter((mention) =>
    mentions.every(
      (other) => other.start !== mention.start || other === mention || !tied(tables, other, mention),
    ),
  );
}

/** Each comparative with its part of the sentence: a new part begins at a conjunction between two of them. */
function segmentsOf({ text, cues }: Sentence): { list: { cue: Cue; range: Range }[] } | Unclear {
  const list: { cue: Cue; range: Range }[] = [];
  let start = 0;
  for (const [index, cue] of cues.entries()) {
    const next = cues[index + 1];
    if (next === undefined) {
      list.push({ cue, range: { start, end: text.length } });
      break;
    }
    const between = text.slice(cue.end, next.start);
    const joint = [
      ...between.matchAll(/(?:,|;|\band\b|\bwhile\b|\bbut\b|\bwhereas\b|\balthough\b|\byet\b)/gi),
    ].at(-1);
    if (joint === undefined) {
      return { why: `it makes two statements in one: "${cue.text}" and "${next.text}"` };
    }
    const end = cue.end + joint.index;
    list.push({ cue, range: { start, end } });
    start = end + joint[0].length;
  }
  return { list };
}

function comparative(
  sentence: Sentence,
  cue: Cue,
  range: Range,
  tables: readonly CellTable[],
  inherited: readonly Mention[],
  options: ParseOptions,
): { expression: SimpleExpression; note?: string | undefined } | Unclear {
  const sides = sidesOf(sentence, cue, range, tables, inherited);
  if ("why" in sides) return sides;
  const scoped = scopeFor(sentence, sides, cue, range, tables, inherited);
  if ("why" in scoped) return scoped;
  const subject = { [sides.dimension]: [...sides.subject] };
  const { scope, kind } = scoped;
  const quantifier = quantifierOf(sentence, range);
  if (kind === "best" || kind === "worst" || kind === "highest" || kind === "lowest") {
    if (cue.negated) return { why: `"not the ${cue.text}" leaves open what is` };
    return {
      expression: { kind: "rank", scope, quantifier, subject, by: kind, rank: cue.rank },
      note: sides.note,
    };
  }
  const relation = cue.negated ? negations[kind] : cue.passive ? reversed(kind) : kind;
  const objects: Select[] = sides.objects.map((label) => ({ [sides.dimension]: [label] }));
  const margin = marginOf(sentence, range, relation, options);
  const expression: Comparison = {
    kind: "comparison",
    scope,
    quantifier,
    subject,
    relation,
    objects,
    ...margin,
  };
  return { expression, note: sides.note };
}

const negations: Readonly<
  Record<Exclude<Cue["kind"], "best" | "worst" | "highest" | "lowest">, TableRelation>
> = {
  better: "not better",
  worse: "not worse",
  "not worse": "worse",
  above: "not above",
  below: "not below",
  equal: "different",
};

function reversed(kind: TableRelation): TableRelation {
  const pairs: Partial<Record<TableRelation, TableRelation>> = { better: "better", above: "above" };
  return pairs[kind] ?? kind;
}

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

function quantifierOf({ text, mentions }: Sentence, range: Range): Quantifier {
  let plain = text.slice(range.start, range.end).toLowerCase();
  for (const { text: named } of mentions) plain = plain.replaceAll(named.toLowerCase(), " ");
  if (/\b(?:all|every|each|consistently|always|uniformly|regardless|throughout|both)\b/.test(plain))
    return "every";
  if (
    /\b(?:most|generally|typically|usually|mostly|largely|majority|(?<!\b(?:more|less|as|most|least) )often|tends?)\b/.test(
      plain,
    )
  )
    return "most";
  if (
    /\b(?:sometimes|can|may|might|in some|some (?:cases|settings|languages|datasets)|several|occasionally)\b/.test(
      plain,
    )
  )
    return "some";
  if (/\b(?:on average|averaged?|mean|overall|in aggregate)\b/.test(plain)) return "mean";
  return "every";
}

function marginOf(
  { text }: Sentence,
  range: Range,
  relation: TableRelation,
  { substantially, comparable }: ParseOptions,
): { margin?: number } {
  if (relation === "equal" || relation === "different") return { margin: comparable };
  const plain = text.slice(range.start, range.end);
  if (relation === "not worse" && /comparable|similar|on par|competitive|equivalent/i.test(plain))
    return { margin: comparable };
  if (
    /^(?:better|worse|above|below)$/.test(relation) &&
    /\b(?:substantial(?:ly)?|considerabl[ey]|marked(?:ly)?|dramatic(?:ally)?|by a large margin|far|greatly|vastly)\b/i.test(
      plain,
    )
  ) {
    return { margin: substantially };
  }
  return {};
}
