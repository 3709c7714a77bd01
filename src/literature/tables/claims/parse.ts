import type { CellTable } from "../cells/cells.js";
import type {
  Comparison,
  Quantifier,
  Select,
  SimpleExpression,
  TableExpression,
  TableRelation,
} from "../expressions/expression.js";
import type { Mention, Vocabulary } from "../names/vocabulary.js";
import { chooseTables } from "./choose-tables.js";
import { scopeFor } from "./comparison-scope.js";
import type { Cue } from "./cues.js";
import { numericParts } from "./parse-numbers.js";
import { type Sentence, takeApart } from "./sentence.js";
import { type Range, sidesOf, type Unclear } from "./sides.js";

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
