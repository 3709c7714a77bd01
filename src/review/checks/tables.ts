import type { DocumentCell, DocumentTable } from "../../literature/documents/document.js";
import { type ReviewContext, subjectWords } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import { meanOfList, meanWord } from "../text/means.js";
import { decimalsOf, numbersOf, type PrintedNumber, sameNumber } from "../text/numbers.js";

const reference =
  /\b(?:tables?|tab\.)\s*((?:[A-Z]?\d+[a-z]?(?:\.\d+)?)(?:\s*(?:,|and|&|to|–|-)\s*[A-Z]?\d+[a-z]?)*)/giu;
const meanLabel =
  /^(?:mean|average|avg\.?|overall mean|grand mean|overall average|macro[- ]average|mean of (?:all|the)\b.*|average of (?:all|the)\b.*|overall)$/iu;

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
    ...subject.tables.flatMap((table) =>
      meansWithin(table).map((text) => finding("mean does not recompute", text, claimsWith(table, context))),
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

/** `The mean of 31, 28 and 25 is 29`: the values stand in the sentence. */
function meanInText(text: string): string | undefined {
  const found = meanOfList(text);
  if (found === undefined) return undefined;
  const { mean, list } = found;
  return differs(
    mean,
    list.map(({ value }) => value),
    list.map(({ decimals }) => decimals),
    `of ${list.map(({ surface }) => surface).join(", ")}`,
  );
}

/** A mean that the text states, against the row or column of a table that it is about. */
function meanOfTable(
  text: string,
  available: readonly DocumentTable[],
  context: ReviewContext,
): string | undefined {
  if (!meanWord.test(text)) return undefined;
  const found = numbersOf(text).filter(telling);
  if (found.length !== 1) return undefined;
  const mean = found[0]!;
  const words = subjectWords(text);
  const candidates = available.flatMap((table) => series(table).map((each) => ({ ...each, table })));
  const scored = candidates
    .map((each) => ({ ...each, share: labelled(each.label, each.table, words, context) }))
    .filter(({ share, values }) => share > 0 && values.length >= 2)
    .sort((a, b) => b.share - a.share);
  const best = scored[0];
  if (best === undefined) return undefined;
  const ties = scored.filter(({ share }) => share >= best.share - 1e-9);
  const follows = (each: (typeof scored)[number]) =>
    meanFits(
      mean,
      each.values.map(({ value }) => value),
      each.values.map(({ decimals }) => decimals),
    );
  if (ties.some(follows) || ties.length > 2) return undefined;
  // Whatever its name is: a number that the table prints as it stands is no slip of this sentence.
  if (available.some((table) => table.cells.some((cell) => inCell(mean, cell)))) return undefined;
  return differs(
    mean,
    best.values.map(({ value }) => value),
    best.values.map(({ decimals }) => decimals),
    `of ${best.label.at(-1)} in Table ${best.table.number ?? "?"}`,
  );
}

interface Series {
  label: readonly string[];
  values: { value: number; decimals: number }[];
}

/** Rows and columns of a table as lists of values, rows and columns that are means themselves left out. */
function series(table: DocumentTable): Series[] {
  const lists = new Map<string, Series>();
  for (const { row, column, value, text } of table.cells) {
    if (value === undefined || [...row, ...column].some((label) => meanLabel.test(label.trim()))) continue;
    for (const [label, key] of [
      [row, "r"],
      [column, "c"],
    ] as const) {
      const name = `${key}${label.join("\u0000")}`;
      const list = lists.get(name) ?? { label, values: [] };
      list.values.push({ value, decimals: decimalsIn(text, value) });
      lists.set(name, list);
    }
  }
  return [...lists.values()];
}

/** How well a label fits a sentence; 0 unless all of its words are there. */
function labelled(
  label: readonly string[],
  table: DocumentTable,
  words: ReturnType<typeof subjectWords>,
  context: ReviewContext,
): number {
  const terms = new Set(words.map(({ term }) => term));
  const named = subjectWords(label.join(" ; "));
  if (named.length === 0 || !named.every(({ term }) => terms.has(term))) return 0;
  const caption = new Set(subjectWords(table.caption).map(({ term }) => term));
  return named.reduce((sum, { term }) => sum + context.weight(term), 0) + context.share(words, caption);
}

/** Rows and columns called mean, against the values beside them. */
function meansWithin(table: DocumentTable): string[] {
  const found: string[] = [];
  for (const cell of table.cells) {
    if (cell.value === undefined) continue;
    const inRow = meanLabel.test(cell.row.at(-1)?.trim() ?? "");
    const inColumn = meanLabel.test(cell.column.at(-1)?.trim() ?? "");
    if (inRow === inColumn) continue;
    const beside = table.cells.filter((other) => {
      if (other.value === undefined || other === cell) return false;
      const [mine, theirs, along] = inRow
        ? [cell.column, other.column, other.row]
        : [cell.row, other.row, other.column];
      const group = inRow ? [cell.row, other.row] : [cell.column, other.column];
      return (
        mine.join("\u0000") === theirs.join("\u0000") &&
        group[0]!.slice(0, -1).join("\u0000") === group[1]!.slice(0, -1).join("\u0000") &&
        !meanLabel.test(along.at(-1)?.trim() ?? "")
      );
    });
    if (beside.length < 2) continue;
    const printed = numbersOf(cell.text)[0] ?? {
      value: cell.value,
      surface: String(cell.value),
      decimals: decimalsOf(cell.value),
      percent: false,
      start: 0,
      end: 0,
    };
    const values = beside.map(({ value }) => value!);
    const digits = beside.map((each) => decimalsIn(each.text, each.value!));
    const text = differs(
      printed,
      values,
      digits,
      `of ${inRow ? cell.column.at(-1) : cell.row.at(-1)} in Table ${table.number ?? quoted(table.caption, 40)}`,
    );
    if (text !== undefined) found.push(text);
  }
  return found;
}

function differs(
  mean: PrintedNumber,
  values: readonly number[],
  decimals: readonly number[],
  of: string,
): string | undefined {
  if (values.length < 2 || meanFits(mean, values, decimals)) return undefined;
  const expected = average(values);
  return `The mean ${of} is given as ${mean.surface}; it is ${Number(expected.toFixed(Math.max(2, mean.decimals)))}.`;
}

/** Within the rounding of the mean itself and of the values it is made of. */
function meanFits(mean: PrintedNumber, values: readonly number[], decimals: readonly number[]): boolean {
  const slack =
    0.5 * 10 ** -mean.decimals +
    Math.max(...decimals.map((digits) => 0.5 * 10 ** -digits)) *
      (mean.decimals > 0 || Math.max(...decimals) > 0 ? 1 : 0.001);
  return (
    Math.abs(mean.value - average(values)) <= slack + 1e-9 ||
    Math.abs(mean.value - 100 * average(values)) <= 100 * slack * Number(mean.percent)
  );
}

/** As printed: 1.00 has two decimals, which the number alone does not tell. */
const decimalsIn = (text: string, value: number) => numbersOf(text, true)[0]?.decimals ?? decimalsOf(value);
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Numbers that hardly stand in a table by chance. */
const telling = ({ decimals, value }: PrintedNumber) => decimals > 0 || Math.abs(value) >= 10;
const inCell = (number: PrintedNumber, { value, unit }: DocumentCell) =>
  value !== undefined && sameNumber(number, { value, percent: unit === "%" });

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
