import type { Claim, MeasuredCheck, Passage } from "../claims/model.js";
import { describeComparison, describeValue, formatNumber } from "../claims/wording.js";
import { workKey } from "../literature/work-id.js";
import type { CellPlace, Report } from "./model.js";
import { pValue } from "./numbers.js";

type PrintedComparison = Claim["reported"]["comparisons"][number];

/** The evidence of one claim in words, for both renderers; whole, never shortened. */
export interface Evidence {
  sources: {
    cited: string;
    url?: string;
    /** The source's own words. */
    quote?: string;
    /** What the source states, in the words of the library: never set as a quotation. */
    summary?: string;
    note?: string;
  }[];
  tables?: { summary: string; exceptions: string[]; held: string[] };
  measured: { verdict: MeasuredCheck["verdict"]; expression: string; values: string[]; judged: string }[];
  /** `cell 12`, with its id where it has one. */
  cell: string;
}

export function evidenceOf(claim: Claim, cell: CellPlace, report: Pick<Report, "references">): Evidence {
  return {
    sources: sourcesOf(claim, report),
    ...tablesOf(claim),
    ...measuredOf(claim),
    cell: cellName(cell),
  };
}

/** `cell 12 [5]`: its place in the notebook and, in brackets, its execution count. */
export function cellName({ number, executionCount }: CellPlace): string {
  return executionCount === undefined ? `cell ${number}` : `cell ${number} [${executionCount}]`;
}

function sourcesOf({ source, grounding }: Claim, report: Pick<Report, "references">): Evidence["sources"] {
  const cite = (work: string, locator: string | undefined) => {
    const known = report.references.find((reference) => workKey(reference.id) === workKey(work));
    const name = known === undefined || known.short === work ? work : `${known.short}, ${work}`;
    const where = locator === undefined ? "" : `, ${locator.replace(/^section (?=[\dA-Z])/, "§")}`;
    return { cited: `${name}${where}`, ...(known?.url === undefined ? {} : { url: known.url }) };
  };
  const quoted = source?.quote?.text.replace(/\s+/g, " ").trim();
  const rows: Evidence["sources"] = [];
  if (source !== undefined && (quoted !== undefined || grounding.passages.length === 0)) {
    rows.push({ ...cite(source.work, source.locator), ...(quoted === undefined ? {} : { quote: quoted }) });
  }
  for (const passage of grounding.passages) {
    const text = passage.text.replace(/\s+/g, " ").trim();
    if (text === quoted) continue;
    rows.push({
      ...cite(passage.work, passage.locator),
      ...(passage.summary === true ? { summary: text } : { quote: text }),
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

const matchOf = ({ score, summary, origin }: Passage) =>
  `${summary === true ? "in the library’s words, " : ""}${origin === true ? "the claim’s own sentence, " : ""}match ${score.toFixed(2)}`;

function tablesOf({ reported }: Claim): Pick<Evidence, "tables"> {
  const all = reported.comparisons;
  if (all.length === 0) return {};
  const held = all.filter((comparison) => comparison.holds);
  const relation = reported.relation === undefined ? "" : `${reported.relation}: `;
  return {
    tables: {
      summary: `${relation}holds in ${held.length} of ${all.length} comparisons`,
      exceptions: all.filter((comparison) => !comparison.holds).map(exception),
      held: held.map(describeComparison),
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
  const how = [
    check.level === undefined || check.interval === undefined
      ? undefined
      : `${formatNumber(check.level * 100)} %`,
    check.correction,
  ].filter((part) => part !== undefined);
  const parts = [
    `difference ${signed(check.difference)}${interval}${how.length === 0 ? "" : ` (${how.join(", ")})`}`,
    ...(check.p === undefined ? [] : [pValue(check.p)]),
    `expected: ${check.expected}`,
  ];
  return parts.join("; ");
}

function signed(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}
