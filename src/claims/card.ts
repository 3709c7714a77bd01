import { escapeHtml } from "./escape.js";
import { marks, type Verdict } from "./marks.js";
import type { Claim } from "./model.js";
import { describeCheck, describeComparison, describePassage, describeValue } from "./wording.js";

/** One judgement as both renderers show it: a question, a verdict, and a line for each piece of evidence. */
interface Row {
  question: string;
  verdict: Verdict;
  summary: string;
  evidence: { verdict?: Verdict; text: string; quote?: string }[];
}

/**
 * A claim as a compact card: self-contained HTML with inline styles, all text escaped. It takes its text colour
 * and background from the page, so it reads in light and dark JupyterLab, VS Code and nbconvert.
 */
export function claimCard(claim: Claim): string {
  const { colour } = marks[claim.standing];
  const edge = "border:1px solid rgba(127,127,127,.35)";
  const head =
    `<div style="font-weight:600;line-height:1.35">${mark(claim.standing)} ${escapeHtml(claim.text)}</div>` +
    `<div style="opacity:.8;font-size:.9em;margin:.15em 0 .4em">${escapeHtml(subtitle(claim))}</div>`;
  const rows = rowsOf(claim).map(rowHtml).join("");
  const note =
    claim.note === undefined
      ? ""
      : `<div style="opacity:.8;font-size:.9em;margin-top:.4em">${escapeHtml(claim.note)}</div>`;
  return (
    `<div style="${edge};border-left:4px solid ${colour};border-radius:4px;padding:.6em .9em;` +
    `margin:.3em 0;max-width:60em">${head}${rows}${note}</div>`
  );
}

/** The same card as plain text, for terminals and clients without HTML. */
export function claimText(claim: Claim): string {
  const lines = [`${marks[claim.standing].symbol} ${claim.text}`, `  ${subtitle(claim)}`];
  for (const row of rowsOf(claim)) {
    const summary = row.summary === "" ? "" : `: ${row.summary}`;
    lines.push(`  ${marks[row.verdict].symbol} ${row.question}${row.verdict}${summary}`);
    for (const { verdict, text, quote } of row.evidence) {
      lines.push(`      ${verdict === undefined ? "" : `${marks[verdict].symbol} `}${text}`);
      if (quote !== undefined) lines.push(`      ${quote}`);
    }
  }
  if (claim.note !== undefined) lines.push(`  ${claim.note}`);
  return lines.join("\n");
}

function subtitle(claim: Claim): string {
  const source =
    claim.source === undefined
      ? ""
      : ` · ${[claim.source.work, claim.source.locator].filter((part) => part !== undefined).join(", ")}`;
  return `${claim.standing} · ${claim.id}${source}`;
}

function rowsOf({ grounding, reported, measured }: Claim): Row[] {
  const confidence =
    grounding.confidence === undefined ? [] : [`confidence ${grounding.confidence.toFixed(2)}`];
  const held = reported.comparisons.filter((comparison) => comparison.holds).length;
  const count = reported.comparisons.length === 0 ? "" : `${held} of ${reported.comparisons.length} hold`;
  return [
    {
      question: "Source says so? ",
      verdict: grounding.verdict,
      summary: [...confidence, ...(grounding.note === undefined ? [] : [grounding.note])].join("; "),
      evidence: grounding.passages.map((p) => ({
        text: describePassage(p),
        // Quotation marks promise the source's own wording.
        quote: p.summary === true ? p.text : `“${p.text}”`,
      })),
    },
    {
      question: "Printed tables bear it out? ",
      verdict: reported.verdict,
      summary: reported.relation ?? count,
      evidence: reported.comparisons.map((comparison) => ({
        verdict: comparison.holds ? "holds" : "fails",
        text: describeComparison(comparison),
      })),
    },
    {
      question: "Measured here? ",
      verdict: measured.verdict,
      summary: "",
      evidence: measured.checks.flatMap((check) => [
        { verdict: check.verdict, text: `${check.expression}: ${describeCheck(check)}` },
        {
          text: `${check.left.name}: ${describeValue(check.left)}${
            typeof check.right === "number" ? "" : ` · ${check.right.name}: ${describeValue(check.right)}`
          }`,
        },
      ]),
    },
  ];
}

function rowHtml(row: Row): string {
  const summary = row.summary === "" ? "" : ` <span style="opacity:.8">· ${escapeHtml(row.summary)}</span>`;
  const head =
    `${mark(row.verdict)} <span style="opacity:.8">${escapeHtml(row.question)}</span>` +
    `<b>${escapeHtml(row.verdict)}</b>${summary}`;
  const style = "font-size:.95em;line-height:1.45;margin:.1em 0";
  if (row.evidence.length === 0) return `<div style="${style}">${head}</div>`;
  const items = row.evidence.map(({ verdict, text, quote }) => {
    const quoted =
      quote === undefined
        ? ""
        : `<div style="border-left:2px solid rgba(127,127,127,.5);padding-left:.6em">${escapeHtml(quote)}</div>`;
    const lead = verdict === undefined ? "" : `${mark(verdict)} `;
    return `<div style="margin:.15em 0 .15em 1.6em">${quoted}${lead}${escapeHtml(text)}</div>`;
  });
  return `<details style="${style}"><summary style="cursor:pointer">${head}</summary>${items.join("")}</details>`;
}

function mark(verdict: Verdict): string {
  const { symbol, colour } = marks[verdict];
  const style = `color:${colour};font-weight:700;display:inline-block;width:1.2em;text-align:center`;
  return `<span style="${style}" title="${escapeHtml(verdict)}">${symbol}</span>`;
}
