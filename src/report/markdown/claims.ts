import type { Claim } from "../../claims/model.js";
import { formatNumber } from "../../claims/wording.js";
import { type Evidence, evidenceOf } from "../evidence.js";
import type { Report } from "../model.js";
import type { PrintedRows } from "../printed-rows.js";
import { legend, verdictMark, verifiedMark } from "../verdict-marks.js";
import { autolink, escapeMarkdown } from "./escape.js";
import { table } from "./table.js";

/** The table of claims, then the evidence of each. */
export function claimsMarkdown(report: Report): string[] {
  const rows = report.claims.map(({ claim }, i) => [
    `${i + 1}`,
    escapeMarkdown(claim.text),
    verdictMark(claim.grounding.verdict).symbol,
    verdictMark(claim.reported.verdict).symbol,
    verdictMark(claim.measured.verdict).symbol,
    verifiedMark(claim).symbol,
    claim.grounding.confidence === undefined ? "–" : claim.grounding.confidence.toFixed(2),
  ]);
  const head = [
    "",
    "Claim",
    "Says so? (literature)",
    "Bears out? (its tables)",
    "Again? (this notebook)",
    "Verified",
    "Confidence",
  ];
  return [
    table(head, rows, ["right", "left", "center", "center", "center", "center", "right"]),
    `${legend.map(({ symbol, label }) => `${symbol} ${label}`).join(" · ")}. *Verified*: a source says it, and nothing checked goes against it.`,
    "### Evidence",
    ...report.claims.map((entry, i) => evidenceMarkdown(entry, i + 1, report)),
  ];
}

function evidenceMarkdown({ claim, cell }: Report["claims"][number], number: number, report: Report): string {
  const listed = evidenceItems(claim, evidenceOf(claim, cell, report));
  const lead = `**${number}.** ${verdictMark(claim.standing).symbol} ${escapeMarkdown(claim.text)} *(${claim.standing})*`;
  return listed.length === 0 ? `${lead}\n\n- No evidence is recorded.` : `${lead}\n\n${listed.join("\n")}`;
}

/** The evidence of a claim, a list item for each piece. */
export function evidenceItems(claim: Claim, { sources, tables, measured, cell: made }: Evidence): string[] {
  const items = [
    ...sources.map(({ cited, url, quote, before, after, summary, note }) => {
      const name =
        cited === ""
          ? []
          : [url === undefined ? escapeMarkdown(cited) : `${escapeMarkdown(cited)} ${autolink(url)}`];
      const said =
        quote !== undefined
          ? [`“${quoted(before, quote, after)}”`]
          : summary === undefined
            ? []
            : [escapeMarkdown(summary)];
      return `*Source.* ${[[...name, ...said].join(": "), note === undefined ? "" : `(${escapeMarkdown(note)})`].filter((part) => part !== "").join(" ")}`;
    }),
    ...(tables === undefined ? [] : [`*Tables.* ${escapeMarkdown(tables.summary)}.`]),
    ...(tables?.printed ?? []).flatMap((printed) =>
      printed.rows.map((row) => `  - ${printedRow(printed, row)}`),
    ),
    ...measured.flatMap(
      ({ verdict, expression, expected, actual, interval, how, p, n, tolerance, values }) => [
        `*Measured.* ${verdictMark(verdict).symbol} **${escapeMarkdown(expression)}**`,
        `  - expected: ${escapeMarkdown(expected)}${tolerance === undefined ? "" : `, slack ${tolerance}`}; actual: ${escapeMarkdown(actual)}; interval: ${interval === undefined ? "none could be estimated" : escapeMarkdown(interval)}${how === "" ? "" : ` (${escapeMarkdown(how)})`}${p === undefined ? "" : `; p ${escapeMarkdown(p)}`}; n = ${escapeMarkdown(n)}`,
        `  - ${[...values, made].map(escapeMarkdown).join("; ")}`,
      ],
    ),
    ...(claim.note === undefined ? [] : [`*Note.* ${escapeMarkdown(claim.note)}`]),
  ];
  return items.map((item) => (item.startsWith("  - ") ? item : `- ${item}`));
}

/** The quotation strong within the rest of its sentence. */
function quoted(before: string | undefined, quote: string, after: string | undefined): string {
  if (before === undefined && after === undefined) return escapeMarkdown(quote);
  const parts = [escapeMarkdown(before ?? ""), `**${escapeMarkdown(quote)}**`, escapeMarkdown(after ?? "")];
  return parts.filter((part) => part !== "").join(" ");
}

/** A printed row with its neighbours on one line: `Table 2, XLM-R: **Mixed 0.41**, **Single 0.38**, Cross 0.4; ✓ Mixed > Single`. */
function printedRow(
  { table, shared, columns }: PrintedRows,
  { label, cells, verdicts }: PrintedRows["rows"][number],
): string {
  const place = [`Table ${table}`, shared, label].filter((part) => part !== "").join(", ");
  const values = cells.flatMap((cell, i) => {
    if (cell === undefined) return [];
    const text = escapeMarkdown(`${columns[i]} ${formatNumber(cell.value)}`);
    return [cell.compared ? `**${text}**` : text];
  });
  const marks = verdicts.map(
    ({ holds, text }) => `${holds ? "✓" : "**✗ exception**"} ${escapeMarkdown(text)}`,
  );
  return `${escapeMarkdown(place)}: ${values.join(", ")}; ${marks.join(", ")}`;
}
