import { citationKeys } from "../../citations/citation-keys.js";
import { reportWorks } from "../../citations/report-works.js";
import { formatNumber } from "../../claims/wording.js";
import { latexText } from "../../latex/latex-text.js";
import { workKey } from "../../literature/work-id.js";
import { tableRow, toLatex } from "../../tables/latex.js";
import { type Report, sectionOrder } from "../model.js";
import { scriptsIn } from "./scripts-in.js";

type Claim = Report["claims"][number]["claim"];
type Check = Claim["measured"]["checks"][number];

const rightToLeft = new Set(["Arabic", "Hebrew"]);

/**
 * The report's claims, its checks of measured values and its results tables in LaTeX (packages booktabs and
 * longtable), to be read into a paper with `\input`. Every value has its interval and sample size. Sources are cited
 * with the keys of the report's BibTeX file.
 */
export function reportLatex(report: Report): string {
  const tables = sectionOrder.flatMap((id) =>
    report.sections[id].flatMap((block) => (block.kind === "table" ? [block] : [])),
  );
  const parts = [
    ...(report.claims.length === 0 ? [] : [claimsTable(report)]),
    ...(report.claims.some(({ claim }) => claim.measured.checks.length > 0) ? [checksTable(report)] : []),
    ...tables.map(({ number, table }) => toLatex(table, { label: `tab:${number}-${table.id}` })),
  ];
  return [head(report, parts.join("\n")), ...parts].join("\n");
}

/** What a paper needs to read the file in, as comments. */
function head(report: Report, body: string): string {
  const found = scriptsIn(body);
  const lines = [
    `Tables of the report "${report.title}", ${report.date}`,
    `Made by claimbook from ${report.notebook.name} (sha256 of its cells: ${report.notebook.sha256})`,
    "In the preamble: \\usepackage{booktabs,longtable,array}",
    `Cited keys are those of ${report.notebook.name}.bib`,
    ...(body.includes("\\textquotedbl") ? ["With pdfLaTeX: \\usepackage[T1]{fontenc}"] : []),
    ...(found.length === 0 ? [] : [`With XeLaTeX or LuaLaTeX, and fonts for: ${found.join(", ")}`]),
    ...(found.some((name) => rightToLeft.has(name))
      ? ["Some of it is written from right to left: \\usepackage[bidi=basic]{babel} with LuaLaTeX"]
      : []),
  ];
  return `${lines.map((line) => `% ${line.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")}`).join("\n")}\n`;
}

function claimsTable(report: Report): string {
  const cite = citer(report);
  const rows = report.claims.map(({ claim }) =>
    tableRow([
      `${latexText(claim.text)}${cite(claim)}`,
      claim.grounding.verdict,
      claim.reported.verdict,
      claim.measured.verdict,
      claim.grounding.confidence === undefined ? "--" : claim.grounding.confidence.toFixed(2),
    ]),
  );
  const { claims, holds, qualified, doesNotHold, notChecked } = report.tally;
  const caption = `Claims of the report (${claims}): ${holds} hold in every check made, ${qualified} with exceptions or inconclusive, ${doesNotHold} do not hold, ${notChecked} not checked. Literature: does a retrieved source say it? Its tables: do the source's own tables bear it out? Notebook: do values computed here bear it out? Confidence: probability that the source supports it.`;
  return longTable(
    caption,
    "claims",
    `>{\\raggedright\\arraybackslash}p{0.42\\linewidth}lllr`,
    ["Claim", "Literature", "Its tables", "Notebook", "Confidence"],
    rows,
  );
}

function checksTable(report: Report): string {
  const rows = report.claims.flatMap(({ claim }) =>
    claim.measured.checks.map((check, i) =>
      tableRow([
        i === 0 ? latexText(claim.id) : "",
        latexText(check.expression),
        valueText(check.left),
        typeof check.right === "number" ? latexText(formatNumber(check.right)) : valueText(check.right),
        `${latexText(formatNumber(check.difference))}${interval(check.interval)}`,
        check.p === undefined ? "--" : latexText(formatNumber(check.p)),
        check.verdict,
      ]),
    ),
  );
  const corrections = [
    ...new Set(report.claims.flatMap(({ claim }) => claim.measured.checks.flatMap(correctionOf))),
  ];
  const caption = `Checks of measured values, with 95\\,\\% intervals and sample sizes; differences with intervals at the corrected level${
    corrections.length === 0 ? "" : ` (${latexText(corrections.join("; "))})`
  } and corrected $p$.`;
  return longTable(
    caption,
    "checks",
    `l>{\\raggedright\\arraybackslash}p{0.22\\linewidth}*{3}{>{\\raggedright\\arraybackslash}p{0.14\\linewidth}}rl`,
    ["Claim", "Check", "Left", "Right", "Difference", "$p$", "Verdict"],
    rows,
    true,
  );
}

/** @param ready the caption is LaTeX already */
function longTable(
  caption: string,
  label: string,
  columns: string,
  heads: readonly string[],
  rows: readonly string[],
  ready = false,
): string {
  const head = ["\\toprule", tableRow(heads), "\\midrule"];
  return [
    `\\begin{longtable}{${columns}}`,
    `\\caption{${ready ? caption : latexText(caption)}}\\label{tab:${label}} \\\\`,
    ...head,
    "\\endfirsthead",
    ...head,
    "\\endhead",
    "\\bottomrule",
    "\\endlastfoot",
    ...rows,
    "\\end{longtable}",
    "",
  ].join("\n");
}

function valueText(value: Exclude<Check["right"], number>): string {
  const n = `{\\footnotesize ($n={}$${value.n} ${latexText(value.unit)})}`;
  return `${latexText(formatNumber(value.value))}${interval(value.interval)} ${n}`;
}

function interval(range: readonly number[] | undefined): string {
  return range === undefined
    ? ""
    : ` {\\footnotesize [${range.map((end) => latexText(formatNumber(end))).join(", ")}]}`;
}

function correctionOf({ correction }: Check): string[] {
  return correction === undefined ? [] : [correction];
}

/** ` \cite[section 4.1]{key}` for claims of works that the BibTeX file has. */
function citer(report: Report): (claim: Claim) => string {
  const works = reportWorks(report);
  const keys = citationKeys(works);
  const byWork = new Map(report.references.map(({ id }, i) => [workKey(id), keys[i]!]));
  return ({ source }) => {
    const key = source === undefined ? undefined : byWork.get(workKey(source.work));
    if (key === undefined) return "";
    // Braces keep brackets in the place from ending the argument.
    return source!.locator === undefined
      ? ` \\cite{${key}}`
      : ` \\cite[{${latexText(source!.locator)}}]{${key}}`;
  };
}
