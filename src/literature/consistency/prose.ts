import type { Document, DocumentSentence } from "../documents/document.js";
import type { CellTable, TableCell } from "../tables/cells/cells.js";
import type { TableChecker } from "../tables/check.js";
import { wordsOfTable } from "../tables/claims/choose-tables.js";
import { covering, namedBy } from "../tables/claims/scope.js";
import { covers, measuresIn, tablesNamed } from "../tables/claims/sentence.js";
import { numbersIn } from "../tables/claims/stated-numbers.js";
import { evaluate } from "../tables/expressions/evaluate.js";
import type { SimpleExpression, StatedNumber } from "../tables/expressions/expression.js";
import { amountsTo, printed } from "../tables/expressions/stated.js";
import { keysOf } from "../tables/names/tokens.js";
import type { Mention, Vocabulary } from "../tables/names/vocabulary.js";
import { isDerived } from "./derived.js";
import type { ConsistencyFinding, ConsistencyKind } from "./finding.js";

export interface ProseContext {
  tables: readonly CellTable[];
  checker: TableChecker;
  vocabulary: Vocabulary;
}

/** Sections that tell of the document's own results. */
const ownResults = new Set([
  "abstract",
  "results",
  "discussion",
  "conclusion",
  "other",
  "appendix",
  "limitations",
]);

/** What sentences about results say against the tables. */
export function proseFindings(
  document: Pick<Document, "sentences" | "sections">,
  context: ProseContext,
): ConsistencyFinding[] {
  const found: ConsistencyFinding[] = [];
  for (const sentence of document.sentences) {
    const role = sentence.section === undefined ? undefined : document.sections[sentence.section]?.role;
    if (role !== undefined && !ownResults.has(role)) continue;
    if (sentence.text.length > 2_000 || isOfOthers(sentence.text)) continue;
    const references = referenceFindings(sentence, context);
    // What stands in the wrong table is said once.
    found.push(...references, ...(references.length > 0 ? [] : statementFindings(sentence, context)));
  }
  return found;
}

/** Results of other works are in other tables. */
function isOfOthers(text: string): boolean {
  return /\bet al\b|\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\([\p{Lu}][^()]{0,60},? (?:19|20)\d\d[a-z]?\)|\b(?:prior|previous|earlier) (?:work|studies|study|reports?)\b|\bpreviously reported\b/u.test(
    text,
  );
}

/** "Table 3 shows mAP" where Table 3 has none and another table has all that the sentence names. */
function referenceFindings(
  sentence: DocumentSentence,
  { tables, vocabulary }: ProseContext,
): ConsistencyFinding[] {
  const named = tablesNamed(sentence.text);
  if (named.length === 0 || tables.length === 0) return [];
  const referred = tables.filter((table) => named.includes(table.number));
  const missing = named.filter((number) => referred.every((table) => table.number !== number));
  if (missing.length > 0) return missing.flatMap((number) => absent(sentence, number, tables));
  const mentions = single(vocabulary.mentions(sentence.text));
  const topic = strayTopic(sentence, referred, tables);
  if (topic !== undefined) return [topic];
  if (mentions.length === 0) return [];
  const stray = mentions.filter((mention) => covering(referred, namedBy([mention])).length === 0);
  const rightful = covering(tables, namedBy(mentions)).filter((table) => !referred.includes(table));
  const telling =
    stray.some((mention) => /^metric/.test(mention.dimension)) || stray.length === mentions.length;
  if (stray.length === 0 || !telling || rightful.length === 0) return [];
  const what = [...new Set(stray.map((mention) => mention.text))].join(", ");
  return [
    {
      kind: "wrong table reference",
      severity: "major",
      text: `The sentence refers to Table ${named.join(", ")} for ${what}, which ${rightful.length === 1 ? `only Table ${rightful[0]!.number} has` : `Tables ${rightful.map((t) => t.number).join(", ")} have`}.`,
      place: { table: named[0]!, sentence: placeOf(sentence) },
      cells: [],
    },
  ];
}

/** A measure that the tables referred to say nothing of, in headers or caption, and another does. */
function strayTopic(
  sentence: DocumentSentence,
  referred: readonly CellTable[],
  tables: readonly CellTable[],
): ConsistencyFinding | undefined {
  for (const measure of measuresIn(sentence.text)) {
    const has = (table: CellTable) => keysOf(measure).every(covers(wordsOfTable(table)));
    if (referred.some(has)) return undefined;
    const rightful = tables.filter(has);
    if (rightful.length === 0) continue;
    const where = rightful.map((table) => table.number).join(", ");
    return {
      kind: "wrong table reference",
      severity: "major",
      text: `The sentence refers to Table ${referred.map((table) => table.number).join(", ")} for ${measure}, which Table ${where} has.`,
      place: { table: referred[0]!.number, sentence: placeOf(sentence) },
      cells: [],
    };
  }
  return undefined;
}

/** A number beyond the tables of a document whose tables were all read. */
function absent(
  sentence: DocumentSentence,
  number: string,
  tables: readonly CellTable[],
): ConsistencyFinding[] {
  const numbers = tables.map((table) => Number(table.number)).filter(Number.isInteger);
  const last = Math.max(0, ...numbers);
  const complete = numbers.length === tables.length && new Set(numbers).size === last;
  if (!complete || !/^\d+$/.test(number) || Number(number) <= last) return [];
  return [
    {
      kind: "wrong table reference",
      severity: "minor",
      text: `The sentence refers to Table ${number}; the document's last is Table ${last}.`,
      place: { table: number, sentence: placeOf(sentence) },
      cells: [],
    },
  ];
}

function single(mentions: readonly Mention[]): Mention[] {
  return mentions.filter((mention) =>
    mentions.every((other) => other === mention || other.start !== mention.start),
  );
}

/** What the whole sentence says, where it can be told; else its numbers one by one. */
function statementFindings(sentence: DocumentSentence, context: ProseContext): ConsistencyFinding[] {
  const judged = context.checker.check(sentence.text);
  if (judged.verdict === "holds") return [];
  const strict = /\b(?:all|every|each|consistently|always)\b/i.test(sentence.text);
  if (judged.verdict === "holds with exceptions" && !strict) return [];
  const { expression } = judged;
  if (judged.verdict !== "not checked" && expression !== undefined) {
    const parts = expression.kind === "all" ? expression.parts : [expression];
    const found = parts.flatMap((part) => partFinding(sentence, part, context));
    if (found.length > 0) return found;
  }
  return judged.verdict === "not checked" ? loneNumbers(sentence, context) : [];
}

function partFinding(
  sentence: DocumentSentence,
  part: SimpleExpression,
  context: ProseContext,
): ConsistencyFinding[] {
  const { tables } = context;
  const judged = evaluate(part, tables);
  if (judged.verdict === "holds" || judged.verdict === "not checked") return [];
  const wrong = judged.comparisons.filter((comparison) => !comparison.holds);
  const cells = wrong
    .slice(0, 12)
    .flatMap(({ left, right }) => (typeof right === "number" ? [left] : [left, right]));
  const base = { place: { sentence: placeOf(sentence) }, cells };
  const text = `The tables do not bear it out: ${judged.relation ?? ""}.`;
  switch (part.kind) {
    case "value": {
      // A number that no one cell has may be told of all of them together.
      if (evaluate({ ...part, quantifier: "mean" }, tables).verdict === "holds") return [];
      const kind = kindOfNumber(part.is, tables);
      return [{ ...base, kind, severity: "major", text, printed: part.is.value }];
    }
    case "difference":
      return [{ ...base, kind: kindOfDifference(part.by), severity: "major", text, printed: part.by.value }];
    case "change": {
      if (part.by !== undefined && !amountsTo(part.from, part.to, part.by)) {
        return [
          { ...base, kind: kindOfDifference(part.by), severity: "major", text, printed: part.by.value },
        ];
      }
      const strange = [part.from, part.to].find(
        (number) => kindOfNumber(number, tables) === "number not in any table",
      );
      const kind = strange === undefined ? "number of another cell" : "number not in any table";
      return [{ ...base, kind, severity: "major", text, printed: (strange ?? part.to).value }];
    }
    case "comparison":
    case "rank":
      return [
        {
          ...base,
          kind: "comparison not borne out",
          severity: judged.verdict === "fails" ? "major" : "minor",
          text,
        },
      ];
    case "count":
      return [];
  }
}

function kindOfDifference(by: StatedNumber): ConsistencyKind {
  return by.unit === "percent" ? "percentage does not follow" : "difference does not follow";
}

function kindOfNumber(stated: StatedNumber, tables: readonly CellTable[]): ConsistencyKind {
  return holders(stated, tables).length > 0 ? "number of another cell" : "number not in any table";
}

/** Cells that print a number, as it is or in percent. */
function holders(stated: StatedNumber, tables: readonly CellTable[]): TableCell[] {
  const exact = { ...stated, bound: "exactly" as const };
  return tables.flatMap((table) => table.cells.filter((cell) => printed(cell, exact).holds));
}

/** Numbers of a sentence about a measure or a table that nothing in the tables yields. */
function loneNumbers(sentence: DocumentSentence, { tables, vocabulary }: ProseContext): ConsistencyFinding[] {
  const mentions = single(vocabulary.mentions(sentence.text));
  const referred = tables.filter((table) => tablesNamed(sentence.text).includes(table.number));
  const about = referred.length > 0 ? referred : covering(tables, namedBy(mentions));
  const ofMeasure = mentions.some((mention) => /^metric/.test(mention.dimension));
  if (about.length === 0 || (!ofMeasure && referred.length === 0)) return [];
  const { numbers, changes } = numbersIn(sentence.text);
  const found: ConsistencyFinding[] = [];
  const base = { place: { sentence: placeOf(sentence) }, cells: [] as ConsistencyFinding["cells"] };
  for (const { stated, use } of numbers) {
    // Whole numbers count or name things more often than they are results.
    if (use.role === "count" || (stated.decimals === 0 && stated.unit !== "percent")) continue;
    if (use.role === "value" && holders(stated, tables).length > 0) continue;
    if (isDerived(stated, about)) continue;
    const kind = use.role === "difference" ? kindOfDifference(stated) : "number not in any table";
    found.push({
      ...base,
      kind,
      severity: "minor",
      text: `No cell prints ${stated.value}${stated.unit === "percent" ? " %" : ""}, and no two cells yield it.`,
      printed: stated.value,
    });
  }
  for (const { from, to } of changes) {
    for (const stated of [from, to]) {
      const near = holders(stated, tables);
      if (near.length > 0) continue;
      const text = `No cell prints ${stated.value}.`;
      found.push({
        ...base,
        kind: "number not in any table",
        severity: "minor",
        text,
        printed: stated.value,
      });
    }
  }
  return found;
}

function placeOf({ text, start, end }: DocumentSentence): { text: string; start: number; end: number } {
  return { text, start, end };
}
