import type { CellTable } from "../cells/cells.js";
import type { Scope, Select, SimpleExpression, StatedNumber } from "../expressions/expression.js";
import type { Mention } from "../names/vocabulary.js";
import { scopeFor } from "./comparison-scope.js";
import type { Cue } from "./cues.js";
import { namedBy, scopeOf, selectOf } from "./scope.js";
import type { Sentence } from "./sentence.js";
import { afterPreposition, type Range, type Sides, type Unclear } from "./sides.js";
import type { FoundNumber } from "./stated-numbers.js";

export interface NumericParts {
  parts: SimpleExpression[];
  /** Comparatives whose statement the numbers already make. */
  told: Cue[];
  notes: string[];
}

type SidesAt = (cue: Cue, segment: Range) => Sides | Unclear;

/** The statements that a sentence makes with numbers. */
export function numericParts(
  sentence: Sentence,
  tables: readonly CellTable[],
  sidesAt: SidesAt,
): NumericParts | Unclear {
  const { numbers, changes, cues, text } = sentence;
  const result: NumericParts = { parts: [], told: [], notes: [] };
  const whole = { start: 0, end: text.length };
  const cue = cues.find(({ kind }) => !/best|worst|highest|lowest/.test(kind));
  const differences = numbers.filter((number) => number.use.role === "difference");
  const sides = cue === undefined ? undefined : sidesAt(cue, whole);
  if (differences.length + changes.length > 0 && cues.length > 1 && cues.some((c) => c.negated)) {
    return { why: "it makes several statements with numbers in one" };
  }
  const amount = differences.length === 1 && changes.length === 1 ? { by: differences[0]!.stated } : {};
  for (const change of changes) {
    const told = subjectOfChange(sentence, cue, sides);
    const scope = scopeOfNumbers(sentence, tables, sides, told);
    const known =
      sides !== undefined && !("why" in sides) && sides.subject.length === 1 && sides.objects.length === 1;
    const ends = known
      ? {
          subject: { [sides.dimension]: [...sides.subject] },
          object: { [sides.dimension]: [...sides.objects] },
        }
      : told === undefined
        ? {}
        : { subject: told };
    result.parts.push({ kind: "change", scope, ...ends, from: change.from, to: change.to, ...amount });
    result.told.push(...cues.filter((c) => !/best|worst|highest|lowest/.test(c.kind)));
  }
  if (differences.length > 0 && changes.length === 0) {
    if (cue === undefined || sides === undefined)
      return { why: "it states a difference without saying of what" };
    if ("why" in sides) return sides;
    const part = differencePart(sentence, cue, sides, differences, tables);
    if ("why" in part) return part;
    result.parts.push(part);
    result.told.push(cue);
  }
  const values = numbers.filter((number) => number.use.role === "value");
  const described = valueParts(sentence, values, tables, sides);
  if ("why" in described) return described;
  result.parts.push(...described.parts);
  const counts = countParts(sentence, numbers, tables);
  if ("why" in counts) return counts;
  result.parts.push(...counts.parts);
  return result;
}

/** What changed, where a text does not say against what: it has the second number. */
function subjectOfChange(
  sentence: Sentence,
  cue: Cue | undefined,
  sides: Sides | Unclear | undefined,
): Select | undefined {
  if (cue === undefined || sides === undefined || !("why" in sides)) return undefined;
  const [first] = sentence.mentions.filter(
    (mention) =>
      mention.end <= cue.start && !/^metric/.test(mention.dimension) && !afterPreposition(sentence, mention),
  );
  return first === undefined ? undefined : { [first.dimension]: [...first.labels] };
}

function differencePart(
  sentence: Sentence,
  cue: Cue,
  sides: Sides,
  differences: readonly FoundNumber[],
  tables: readonly CellTable[],
): SimpleExpression | Unclear {
  if (differences.length > 1) return { why: "it states several differences in one" };
  if (sides.subject.length !== 1 || sides.objects.length !== 1) {
    return {
      why: `it does not say which of ${[...sides.subject, ...sides.objects].join(", ")} the difference is between`,
    };
  }
  const scoped = scopeFor(sentence, sides, cue, { start: 0, end: sentence.text.length }, tables);
  if ("why" in scoped) return scoped;
  const direction =
    cue.kind === "better" || cue.kind === "worse" || cue.kind === "above" || cue.kind === "below"
      ? cue.kind
      : "either";
  return {
    kind: "difference",
    scope: scoped.scope,
    quantifier: averaged(sentence) ? "mean" : "every",
    subject: { [sides.dimension]: [...sides.subject] },
    object: { [sides.dimension]: [...sides.objects] },
    direction,
    by: differences[0]!.stated,
  };
}

function averaged({ text }: Sentence): boolean {
  return /\b(?:on average|an average|average (?:of|improvement|gain|reduction|increase|decrease)|averaged|mean (?:improvement|gain|reduction|increase|decrease))\b/i.test(
    text,
  );
}

/** The cells that numbers of a sentence are about: all labels it names, but those that it compares. */
function scopeOfNumbers(
  sentence: Sentence,
  tables: readonly CellTable[],
  sides: Sides | Unclear | undefined,
  subject: Select | undefined,
): Scope {
  const named = namedBy(sentence.mentions);
  for (const dimension of Object.keys(subject ?? {})) named.delete(dimension);
  if (sides !== undefined && !("why" in sides)) named.delete(sides.dimension);
  return scopeOf(tables, selectOf(named));
}

function valueParts(
  sentence: Sentence,
  values: readonly FoundNumber[],
  tables: readonly CellTable[],
  sides: Sides | Unclear | undefined,
): { parts: SimpleExpression[] } | Unclear {
  const parts: SimpleExpression[] = [];
  const varied = sides === undefined || "why" in sides ? listed(sentence, values) : sides.dimension;
  for (const [index, { stated, start, end }] of values.entries()) {
    const named = namedBy(sentence.mentions);
    if (named.size === 0) return { why: `it does not say what ${stated.value} is a value of` };
    if (varied !== undefined) {
      const own = owner(sentence, varied, values, index, { start, end });
      if (own === undefined)
        return { why: `it does not say which of ${[...named.get(varied)!].join(", ")} has ${stated.value}` };
      named.set(varied, new Set(own.labels));
    }
    const where = selectOf(named);
    // "below 9 % in every group", "in no group above 9 %"
    const bounded = stated.bound === "at least" || stated.bound === "at most";
    const every = bounded && /\b(?:all|any|every|each|both|always|never|nowhere)\b/i.test(sentence.text);
    const quantifier = every ? "every" : "some";
    parts.push({ kind: "value", scope: scopeOf(tables, where), quantifier, is: bare(stated) });
  }
  return { parts };
}

/** A dimension of which several labels are named beside several numbers: "A and B reach 1 and 2". */
function listed(sentence: Sentence, values: readonly FoundNumber[]): string | undefined {
  if (values.length < 2) return undefined;
  const named = namedBy(sentence.mentions);
  const several = [...named].filter(([, labels]) => labels.size > 1).map(([dimension]) => dimension);
  return several.find((dimension) => !/^metric/.test(dimension)) ?? several[0];
}

/** Whose number it is: by order where counts agree ("respectively"), else the name right before it. */
function owner(
  sentence: Sentence,
  dimension: string,
  values: readonly FoundNumber[],
  index: number,
  at: Range,
): Mention | undefined {
  const named = sentence.mentions.filter((mention) => mention.dimension === dimension);
  if (/\brespectively\b/i.test(sentence.text))
    return named.length === values.length ? named[index] : undefined;
  if (named.length === 1) return named[0];
  // "48.6 % after prison, 33.9 % after service", "in X 4.2, in Y 5.1": names and numbers take turns.
  if (takeTurns(named, values)) return named[index];
  // "4.2 % in the treated group"
  const following = named.find((mention) => mention.start >= at.end);
  const joint = following === undefined ? "" : sentence.text.slice(at.end, following.start);
  if (
    following !== undefined &&
    /^\s*(?:in|for|with|on|among|under|by|at)\s+(?:[\p{L}-]+\s+){0,3}$/iu.test(joint)
  ) {
    return following;
  }
  const before = named.filter((mention) => mention.end <= at.start);
  const previous = values[index - 1];
  const nearest = before.at(-1);
  // A name that already has a number, or two names in a row, leaves open whose it is.
  if (nearest !== undefined && (previous === undefined || previous.end <= nearest.start)) {
    const rival = before.at(-2);
    const open =
      rival !== undefined &&
      !values.some((v) => v.start >= rival.end && v.end <= nearest.start) &&
      previous === undefined &&
      values.length > 1;
    return open ? undefined : nearest;
  }
  const after = named.find((mention) => mention.start >= at.end);
  return previous === undefined && nearest === undefined ? after : undefined;
}

/** As many names as numbers, one of each in turn from the first to the last. */
function takeTurns(named: readonly Mention[], values: readonly FoundNumber[]): boolean {
  if (named.length !== values.length || named.length < 2) return false;
  const order = [
    ...named.map(({ start }) => ({ start, isName: true })),
    ...values.map(({ start }) => ({ start, isName: false })),
  ].sort((a, b) => a.start - b.start);
  return order.every(({ isName }, i) => i === 0 || isName !== order[i - 1]!.isName);
}

/** The unit matters for a difference only; of a value `%` says how it is printed. */
function bare(stated: StatedNumber): StatedNumber {
  const { unit, ...rest } = stated;
  return unit === "percent" ? stated : rest;
}

function countParts(
  sentence: Sentence,
  numbers: readonly FoundNumber[],
  tables: readonly CellTable[],
): { parts: SimpleExpression[] } | Unclear {
  const counts = numbers.flatMap((n) => (n.use.role === "count" ? [{ ...n, noun: n.use.noun }] : []));
  const parts: SimpleExpression[] = [];
  for (const [index, { stated, noun }] of counts.entries()) {
    const dimension = dimensionOf(noun);
    if (!tables.some((table) => table.dimensions.some(({ name }) => name === dimension))) {
      return { why: `the tables do not list ${noun}` };
    }
    const named = namedBy(sentence.mentions.filter((mention) => mention.dimension !== dimension));
    const several = [...named].filter(([, labels]) => labels.size > 1);
    if (several.length > 0) {
      const [varied, labels] = several[0]!;
      const own = labels.size === counts.length && several.length === 1 ? [...labels][index] : undefined;
      if (own === undefined)
        return {
          why: `it does not say of which of ${[...labels].join(", ")} there are ${stated.value} ${noun}`,
        };
      named.set(varied, new Set([own]));
    }
    parts.push({
      kind: "count",
      scope: scopeOf(tables, selectOf(named)),
      dimension,
      is: Math.abs(Math.round(stated.value)),
    });
  }
  return { parts };
}

function dimensionOf(noun: string): string {
  return noun === "countries" ? "country" : noun === "species" ? noun : noun.replace(/s$/, "");
}
