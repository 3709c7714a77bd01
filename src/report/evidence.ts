import type { Claim, MeasuredCheck, Passage } from "../claims/model.js";
import { describeComparison, describeValue, formatNumber } from "../claims/wording.js";
import { workKey } from "../literature/work-id.js";
import type { CellPlace, Report } from "./model.js";
import { grouped, pNumber, pValue } from "./numbers.js";
import { inSentence, placeIn } from "./places.js";
import { type PrintedRows, printedRows } from "./printed-rows.js";

type PrintedComparison = Claim["reported"]["comparisons"][number];

/** The evidence of one claim in words, for both renderers; whole, never shortened. */
export interface Evidence {
  sources: {
    cited: string;
    url?: string;
    /** The source's own words. */
    quote?: string;
    /** The rest of the sentence that the quotation stands in, where the record has it. */
    before?: string;
    after?: string;
    /** Where the quotation stands in which document, e.g. `characters 10 to 52 of the document with sha256 0f3a…`. */
    place?: string;
    /** What the source states, in the words of the library: never set as a quotation. */
    summary?: string;
    note?: string;
  }[];
  tables?: { summary: string; exceptions: string[]; held: string[]; printed: PrintedRows[] };
  measured: MeasuredEvidence[];
  /** `cell 12`, with its id where it has one. */
  cell: string;
}

/** One comparison of computed values: what was asked, what came out, and how sure it is. */
export interface MeasuredEvidence {
  verdict: MeasuredCheck["verdict"];
  expression: string;
  expected: string;
  /** `0.024 − 0.012 = +0.012`. */
  actual: string;
  /** Of the difference; undefined where none could be estimated. */
  interval: string | undefined;
  /** Level and correction of the interval; empty where nothing is recorded. */
  how: string;
  /** Corrected, without `p =`; undefined without a test. */
  p: string | undefined;
  /** `4797 queries`. */
  n: string;
  /** Slack that the claim's author allowed; undefined for none. */
  tolerance: string | undefined;
  /** Both sides with their own intervals, in words. */
  values: string[];
  /** Difference, interval, p and expectation in one line. */
  judged: string;
}

/** What evidence looks up in a report besides the claim: its references, and claims that show neighbouring cells. */
export type EvidenceContext = Pick<Report, "references"> & {
  claims?: readonly { claim: Pick<Claim, "reported"> }[];
  methodology?: Pick<Report["methodology"], "searches">;
};

export function evidenceOf(claim: Claim, cell: CellPlace, report: EvidenceContext): Evidence {
  return {
    sources: sourcesOf(claim, report),
    ...tablesOf(claim, report.claims ?? []),
    ...measuredOf(claim),
    cell: cellName(cell),
  };
}

/** `cell 12 [5]`: its place in the notebook and, in brackets, its execution count. */
export function cellName({ number, executionCount }: CellPlace): string {
  return executionCount === undefined ? `cell ${number}` : `cell ${number} [${executionCount}]`;
}

function sourcesOf({ source, grounding }: Claim, report: EvidenceContext): Evidence["sources"] {
  const cite = (work: string, locator: string | undefined, words?: string) => {
    const known = report.references.find((reference) => workKey(reference.id) === workKey(work));
    const name = known === undefined || known.short === work ? work : `${known.short}, ${work}`;
    const where = locator === undefined ? "" : `, ${locator.replace(/^section (?=[\dA-Z])/, "§")}`;
    const url = known?.url === undefined ? undefined : placeIn(known.url, locator, words);
    return { cited: `${name}${where}`, ...(url === undefined ? {} : { url }) };
  };
  /** The quotation in its sentence, from a passage or the abstract of the same work. */
  const quoting = (work: string, quote: string) => {
    const texts = [
      ...grounding.passages.filter(
        (passage) => passage.summary !== true && workKey(passage.work) === workKey(work),
      ),
      ...abstractsOf(work, report),
    ];
    for (const { text } of texts) {
      const found = inSentence(quote, text);
      if (found !== undefined) return found;
    }
    return { quote };
  };
  const quoted = source?.quote?.text.replace(/\s+/g, " ").trim();
  const rows: Evidence["sources"] = [];
  if (source !== undefined && (quoted !== undefined || grounding.passages.length === 0)) {
    rows.push({
      ...cite(source.work, source.locator, quoted),
      ...(quoted === undefined ? {} : { ...quoting(source.work, quoted), place: placeOf(source.quote!) }),
    });
  }
  for (const passage of grounding.passages) {
    const text = passage.text.replace(/\s+/g, " ").trim();
    // A passage round the quotation shows itself as the rest of its sentence.
    if (text === quoted || rows.some((row) => row.quote === quoted && wholeOf(row) === text)) continue;
    rows.push({
      ...cite(passage.work, passage.locator, passage.summary === true ? undefined : text),
      ...(passage.summary === true
        ? { summary: text }
        : { ...quoting(passage.work, text), place: placeOf(passage) }),
      note: matchOf(passage),
    });
  }
  const said = { "not found": "no retrieved text says so", contradicted: "a retrieved text says otherwise" };
  const verdict = grounding.verdict in said ? said[grounding.verdict as keyof typeof said] : undefined;
  const note = [verdict, grounding.note].filter((part) => part !== undefined).join(": ");
  if (note !== "" && (source !== undefined || verdict !== undefined)) {
    const first = rows[0];
    if (first !== undefined && first.note === undefined) first.note = note;
    else rows.push({ cited: "", note });
  }
  return rows;
}

const placeOf = ({ start, end, sha256 }: Pick<Passage, "start" | "end" | "sha256">) =>
  `characters ${start} to ${end} of the document with sha256 ${sha256.slice(0, 12)}…`;

function wholeOf({ before = "", quote = "", after = "" }: Evidence["sources"][number]): string {
  return `${before}${quote}${after}`;
}

function abstractsOf(work: string, { methodology }: EvidenceContext): { text: string }[] {
  return (methodology?.searches ?? [])
    .flatMap((log) => log.included)
    .filter((item) => workKey(item.id) === workKey(work))
    .flatMap(({ abstract }) => (abstract === undefined ? [] : [{ text: abstract }]));
}

const matchOf = ({ score, summary, origin }: Passage) =>
  `${summary === true ? "in the library’s words, " : ""}${origin === true ? "the claim’s own sentence, " : ""}match ${score.toFixed(2)}`;

function tablesOf(claim: Claim, claims: NonNullable<EvidenceContext["claims"]>): Pick<Evidence, "tables"> {
  const { reported } = claim;
  const all = reported.comparisons;
  if (all.length === 0) return {};
  const held = all.filter((comparison) => comparison.holds);
  const relation = reported.relation === undefined ? "" : `${reported.relation}: `;
  return {
    tables: {
      summary: `${relation}holds in ${held.length} of ${all.length} comparisons`,
      exceptions: all.filter((comparison) => !comparison.holds).map(exception),
      held: held.map(describeComparison),
      printed: printedRows(claim, claims),
    },
  };
}

/** An exception shows what was expected, both values, and how far apart they are. */
function exception(comparison: PrintedComparison): string {
  const { left, right, relation } = comparison;
  const other = typeof right === "number" ? right : right.value;
  const [name, place] =
    typeof right === "number"
      ? ["", ""]
      : [
          `${right.column} `,
          right.row === left.row && right.table === left.table ? "" : ` (Table ${right.table}, ${right.row})`,
        ];
  // Printed values have few digits; their difference has no more.
  const difference = Number((left.value - other).toPrecision(10));
  return (
    `Table ${left.table}, ${left.row}: expected ${left.column} ${relation} ${name.trim() || formatNumber(other)}, ` +
    `printed are ${formatNumber(left.value)} and ${formatNumber(other)}${place} ` +
    `(difference ${signed(difference)})`
  );
}

function measuredOf({ measured }: Claim): Pick<Evidence, "measured"> {
  return {
    measured: measured.checks.map((check) => ({
      verdict: check.verdict,
      expression: check.expression,
      expected: check.expected,
      actual: actual(check),
      interval: check.interval && `[${formatNumber(check.interval[0])}, ${formatNumber(check.interval[1])}]`,
      how: howOf(check).join(", "),
      p: check.p === undefined ? undefined : pNumber(check.p),
      n: sizeOf(check),
      tolerance: check.tolerance > 0 ? formatNumber(check.tolerance) : undefined,
      values: [check.left, check.right].flatMap((value) =>
        typeof value === "number" ? [] : [`${value.name} = ${describeValue(value)}`],
      ),
      judged: judged(check),
    })),
  };
}

function judged(check: MeasuredCheck): string {
  const interval =
    check.interval === undefined
      ? " (no interval could be estimated)"
      : ` [${formatNumber(check.interval[0])}, ${formatNumber(check.interval[1])}]`;
  const how = howOf(check);
  const parts = [
    `difference ${signed(check.difference)}${interval}${how.length === 0 ? "" : ` (${how.join(", ")})`}`,
    ...(check.p === undefined ? [] : [pValue(check.p)]),
    `expected: ${check.expected}`,
  ];
  return parts.join("; ");
}

function howOf({ level, interval, correction }: MeasuredCheck): string[] {
  return [
    ...(level === undefined || interval === undefined ? [] : [`${formatNumber(level * 100)} %`]),
    ...(correction === undefined ? [] : [correction]),
  ];
}

function actual({ left, right, difference }: MeasuredCheck): string {
  const other = typeof right === "number" ? right : right.value;
  const shown = formatNumber(other);
  return `${formatNumber(left.value)} − ${other < 0 ? `(${shown})` : shown} = ${signed(difference)}`;
}

function sizeOf({ left, right }: MeasuredCheck): string {
  const size = ({ n, unit }: MeasuredCheck["left"]) => `${grouped(n)} ${unit}`;
  const [first, second] = [size(left), typeof right === "number" ? size(left) : size(right)];
  return first === second ? first : `${first}; ${second}`;
}

function signed(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}
