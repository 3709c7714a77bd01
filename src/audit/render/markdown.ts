import { evidenceOf } from "../../report/evidence.js";
import { evidenceItems } from "../../report/markdown/claims.js";
import { autolink, escapeMarkdown } from "../../report/markdown/escape.js";
import { reviewMarkdown } from "../../report/markdown/review.js";
import { table } from "../../report/markdown/table.js";
import { legend, verdictMark } from "../../report/verdict-marks.js";
import type { Audit, AuditedClaim, AuditedReport } from "../model.js";
import {
  agreementMark,
  agreementMarks,
  completionText,
  doubtsOf,
  leadOf,
  limitsOf,
  marksOf,
  measuredText,
  referenceText,
  reportFacts,
  saidLines,
  titleOf,
  uncheckedLines,
} from "./wording.js";

/** An audit as Markdown (CommonMark with GitHub's tables); no HTML in it. */
export function auditMarkdown(audit: Audit): string {
  const sections: [string, string[]][] = [
    ["Claims at a glance", [glance(audit), legendLine()]],
    ["What stands out", [audit.remarks.map((text) => `- ${escapeMarkdown(text)}`).join("\n")]],
    ["Every claim with its evidence", audit.claims.map((entry, i) => claimMarkdown(entry, i + 1, audit))],
    [
      audit.reports.length === 1 ? "The report" : "The reports",
      audit.reports.flatMap((report, i) => reportMarkdown(report, i, audit)),
    ],
    ["How it was judged, and its limits", limitsOf(audit).map(escapeMarkdown)],
    ["References", [references(audit)]],
    ["Reviews in full", audit.reports.flatMap(reviewInFull)],
  ];
  const parts = [
    `# ${escapeMarkdown(titleOf(audit))}`,
    escapeMarkdown(leadOf(audit)),
    audit.answer.map((text) => escapeMarkdown(text)).join(" "),
    ...sections
      .filter(([, content]) => content.some((part) => part !== ""))
      .flatMap(([title, content], i) => [`## ${i + 1} ${title}`, ...content]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function legendLine(): string {
  return [...legend, ...Object.values(agreementMarks)]
    .map(({ symbol, label }) => `${escapeMarkdown(symbol)} ${label}`)
    .join(" · ");
}

function references({ references: all }: Audit): string {
  return all
    .map(({ text, url }) => `- ${escapeMarkdown(text)}${url === undefined ? "" : ` ${autolink(url)}`}`)
    .join("\n");
}

function reviewInFull({ review }: AuditedReport, index: number): string[] {
  const { score, spread } = review.consensus;
  return [
    `### Report ${index + 1}`,
    ...reviewMarkdown({
      review: { score, spread, reviewers: review.reviewers.length, record: review },
    }).map((block) => block.replace(/^### /, "#### ")),
  ];
}

function glance({ claims }: Audit): string {
  const rows = claims.map((entry, i) => {
    const { claim } = entry;
    const { ticks, crosses, confidence } = marksOf(entry);
    const theirs = [...(ticks > 0 ? [`✓${ticks}`] : []), ...(crosses > 0 ? [`×${crosses}`] : [])].join(" ");
    return [
      String(i + 1),
      `${escapeMarkdown(claim.text)}${entry.incomplete ? " …" : ""}`,
      theirs === "" ? "–" : theirs,
      verdictMark(claim.grounding.verdict).symbol,
      verdictMark(claim.reported.verdict).symbol,
      verdictMark(claim.measured.verdict).symbol,
      escapeMarkdown(agreementMark(entry).symbol),
      confidence,
      claim.grounding.confidence === undefined ? "–" : claim.grounding.confidence.toFixed(2),
    ];
  });
  return table(
    [
      "",
      "Claim",
      "Reports",
      "Says so? (the paper)",
      "Bears out? (its tables)",
      "Again? (measured)",
      "Right? (their marks)",
      "Confidence (theirs)",
      "Confidence (ours)",
    ],
    rows,
    ["right", "left", "center", "center", "center", "center", "center", "right", "right"],
  );
}

function claimMarkdown(entry: AuditedClaim, number: number, audit: Audit): string {
  const { claim } = entry;
  const { symbol, label } = agreementMark(entry);
  const measured = measuredText(entry);
  const cut = completionText(entry);
  const items = [
    `- *Right?* ${escapeMarkdown(symbol)} **${label}.** ${escapeMarkdown(entry.why)}`,
    ...saidLines(entry, claim.text).map((text) => `- *Reports.* ${escapeMarkdown(text)}`),
    ...(cut === undefined ? [] : [`- *Cut off.* ${escapeMarkdown(cut)}`]),
    ...evidenceItems(claim, evidenceOf(claim, entry.measuredBy?.cell ?? { number: 1 }, audit)),
    ...doubtsOf(entry, audit).map((text) => `- *Review.* ${escapeMarkdown(text)}`),
    ...(measured === undefined ? [] : [`- *Notebook.* ${escapeMarkdown(measured)}`]),
    ...uncheckedLines(entry, audit).map(
      ({ kind, text }) => `- *${kind === "tables" ? "Tables" : "Measured"}.* ${escapeMarkdown(text)}`,
    ),
  ];
  const lead = `**${number}.** ${escapeMarkdown(claim.text)}${entry.incomplete ? " …" : ""}`;
  return `${lead}\n\n${items.join("\n")}`;
}

function reportMarkdown(report: AuditedReport, index: number, audit: Audit): string[] {
  const facts = reportFacts(report, audit.claims, index);
  return [
    `### Report ${index + 1}: ${escapeMarkdown(report.title)}`,
    table(
      ["Fact", "Value"],
      facts.map(([name, text]) => [name, escapeMarkdown(text)]),
    ),
    ...(report.references.length === 0
      ? []
      : [
          `References:\n\n${report.references.map((each) => `- ${/^https?:/i.test(each.text) ? autolink(each.text) : escapeMarkdown(each.text)} (${escapeMarkdown(referenceText(each))})`).join("\n")}`,
        ]),
  ];
}
