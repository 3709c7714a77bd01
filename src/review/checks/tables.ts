import type { DocumentTable } from "../../literature/documents/document.js";
import { type ReviewContext, subjectWords } from "../evidence.js";
import { finding } from "../kinds.js";
import type { Finding } from "../model.js";
import { numbersOf } from "../text/numbers.js";
import { inCell, telling } from "./cell-numbers.js";
import { meanInText, meanOfTable, meansWithin } from "./means.js";

const reference =
  /\b(?:tables?|tab\.)\s*((?:[A-Z]?\d+[a-z]?(?:\.\d+)?)(?:\s*(?:,|and|&|to|–|-)\s*[A-Z]?\d+[a-z]?)*)/giu;
/** Tables cited for numbers that stand in another one, and means that do not follow from their values. */
export function tables(context: ReviewContext): Finding[] {
  const { subject } = context;
  return [
    ...subject.claims.flatMap(({ claim }) => {
      const source = context.source(claim.source?.work);
      const available = source === undefined || source.tables.length === 0 ? subject.tables : source.tables;
      return (
        (
          wrongReference(
            `${claim.text} ${claim.source?.locator === undefined ? "" : `(${claim.source.locator})`}`,
            available,
          ) ?? wrongCells(claim, context)
        )?.map((text) => finding("wrong table reference", text, [claim.id])) ?? []
      );
    }),
    ...subject.claims.flatMap(({ claim }) => {
      const source = context.source(claim.source?.work);
      const text =
        meanInText(claim.text) ??
        meanOfTable(claim.text, [...(source?.tables ?? []), ...subject.tables], context);
      return text === undefined ? [] : [finding("mean does not recompute", text, [claim.id])];
    }),
    ...proseFindings(context),
    ...meansWithin(subject.tables).map(({ text, table }) =>
      finding("mean does not recompute", text, claimsWith(table, context)),
    ),
    ...subject.consistency.map(({ finding: { kind, severity, text }, claims }) => ({
      kind,
      severity,
      text,
      claims: [...claims],
    })),
  ];
}

function proseFindings(context: ReviewContext): Finding[] {
  const { subject } = context;
  if (subject.tables.length === 0) return [];
  return subject.prose
    .filter(({ place }) => !["title", "question"].includes(place))
    .flatMap(({ place, text }) =>
      sentencesOf(text).flatMap((sentence) => {
        const mean = meanInText(sentence);
        // Tables named as somebody else's are not the report's own.
        const others =
          /\b(?:its|their|whose|paper|source|study|authors?)['’s]*\s+tables?\b|\btables?\s+[\d\s,and]+\s+(?:of|in)\s+(?!this)/iu.test(
            sentence,
          );
        const wrong = others ? undefined : wrongReference(sentence, subject.tables);
        return [
          ...(mean === undefined ? [] : [finding("mean does not recompute", `In the ${place}: ${mean}`, [])]),
          ...(wrong ?? []).map((each) => finding("wrong table reference", `In the ${place}: ${each}`, [])),
        ];
      }),
    );
}

/** The tables that a sentence names, against the tables that have its numbers. */
function wrongReference(text: string, available: readonly DocumentTable[]): string[] | undefined {
  const named = [...text.matchAll(reference)].flatMap(
    (match) => match[1]!.match(/[A-Z]?\d+[a-z]?(?:\.\d+)?/g) ?? [],
  );
  const known = available.filter((table) => table.number !== undefined);
  if (named.length === 0 || known.length === 0) return undefined;
  const missing = named.filter((number) => !known.some((table) => table.number === number));
  const own = numbersOf(text).filter(telling);
  const has = (table: DocumentTable) =>
    own.filter((number) => table.cells.some((cell) => inCell(number, cell))).length;
  const there = Math.max(0, ...known.filter(({ number }) => named.includes(number!)).map(has));
  const better = known.filter(({ number }) => !named.includes(number!)).sort((a, b) => has(b) - has(a))[0];
  if (missing.length > 0 && missing.length === named.length) {
    const at = better !== undefined && has(better) > 0 ? `; the numbers stand in Table ${better.number}` : "";
    return [
      `Table ${missing[0]} is named, but there are only ${known.map(({ number }) => number).join(", ")}${at}.`,
    ];
  }
  if (
    own.length > 0 &&
    there === 0 &&
    better !== undefined &&
    has(better) >= Math.max(1, Math.ceil(own.length / 2))
  ) {
    return [
      `Table ${named.join(", ")} is named, but ${own.map(({ surface }) => surface).join(" and ")} ${own.length === 1 ? "stands" : "stand"} in Table ${better.number}.`,
    ];
  }
  return byCaption(text, named, known, own.length === 0);
}

/** Without numbers, the words decide: those of one caption and its headers, and none of the named one's. */
function byCaption(
  text: string,
  named: readonly string[],
  known: readonly DocumentTable[],
  allowed: boolean,
): string[] | undefined {
  if (!allowed || known.length < 2) return undefined;
  const words = new Set(subjectWords(text.replace(reference, " ")).map(({ term }) => term));
  const about = known.map((table) => ({
    table,
    terms: new Set(
      subjectWords(
        [table.caption, ...table.cells.flatMap(({ row, column }) => [...row, ...column])].join(" ; "),
      ).map(({ term }) => term),
    ),
  }));
  const only = (i: number) =>
    [...about[i]!.terms].filter(
      (term) => words.has(term) && about.every((other, j) => i === j || !other.terms.has(term)),
    ).length;
  const scores = about.map(({ table }, i) => ({ number: table.number!, score: only(i) }));
  const there = Math.max(
    0,
    ...scores.filter(({ number }) => named.includes(number)).map(({ score }) => score),
  );
  const best = scores.filter(({ number }) => !named.includes(number)).sort((a, b) => b.score - a.score)[0];
  if (there > 0 || best === undefined || best.score < 2) return undefined;
  return [`Table ${named.join(", ")} is named, but what the sentence speaks of is in Table ${best.number}.`];
}

/** Cells given as evidence that the named table does not have, and another has. */
function wrongCells(
  claim: ReviewContext["subject"]["claims"][number]["claim"],
  context: ReviewContext,
): string[] | undefined {
  for (const { left, right } of claim.reported.comparisons) {
    for (const cell of [left, ...(typeof right === "number" ? [] : [right])]) {
      const source = context.source(cell.work);
      const known = source?.tables.filter((table) => table.number !== undefined) ?? [];
      if (known.length === 0) continue;
      const holds = (table: DocumentTable) => table.cells.some((each) => each.value === cell.value);
      if (known.some((table) => table.number === cell.table && holds(table))) continue;
      const other = known.find(holds);
      if (other !== undefined && other.number !== cell.table) {
        return [
          `The cell ${cell.row}, ${cell.column} = ${cell.value} is given as of Table ${cell.table}, but stands in Table ${other.number}.`,
        ];
      }
    }
  }
  return undefined;
}

function claimsWith(table: DocumentTable, { subject }: ReviewContext): string[] {
  return subject.claims
    .filter(({ claim }) =>
      numbersOf(claim.text)
        .filter(telling)
        .some((number) => table.cells.some((cell) => inCell(number, cell))),
    )
    .map(({ claim }) => claim.id);
}

const sentencesOf = (text: string) => text.split(/(?<=[.!?])\s+|\n+/u).filter((part) => part.trim() !== "");
