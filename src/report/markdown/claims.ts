import type { Claim } from "../../claims/model.js";
import { type Evidence, evidenceOf } from "../evidence.js";
import type { Report } from "../model.js";
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
    ...sources.map(({ cited, url, quote, summary, note }) => {
      const name =
        cited === ""
          ? []
          : [url === undefined ? escapeMarkdown(cited) : `${escapeMarkdown(cited)} ${autolink(url)}`];
      const said =
        quote !== undefined
          ? [`“${escapeMarkdown(quote)}”`]
          : summary === undefined
            ? []
            : [escapeMarkdown(summary)];
      return `*Source.* ${[[...name, ...said].join(": "), note === undefined ? "" : `(${escapeMarkdown(note)})`].filter((part) => part !== "").join(" ")}`;
    }),
    ...(tables === undefined
      ? []
      : [
          `*Tables.* ${escapeMarkdown(tables.summary)}.`,
          ...tables.exceptions.map((text) => `  - **✗ exception** ${escapeMarkdown(text)}`),
          ...tables.held.map((text) => `  - ✓ ${escapeMarkdown(text)}`),
        ]),
    ...measured.flatMap(({ verdict, expression, values, judged }) => [
      `*Measured.* ${verdictMark(verdict).symbol} **${escapeMarkdown(expression)}**: ${escapeMarkdown(judged)}`,
      `  - ${[...values, made].map(escapeMarkdown).join("; ")}`,
    ]),
    ...(claim.note === undefined ? [] : [`*Note.* ${escapeMarkdown(claim.note)}`]),
  ];
  return items.map((item) => (item.startsWith("  - ") ? item : `- ${item}`));
}
