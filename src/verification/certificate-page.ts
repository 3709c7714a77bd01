import { escapeHtml } from "../claims/escape.js";
import { fontsFor } from "../report/fonts/embed.js";
import { showControls } from "../report/shown-controls.js";
import { describeSandbox } from "../sandbox/record.js";
import type { Certificate } from "./certificate.js";
import { type ClaimOutcome, type Difference, isReproduced, type Outcome } from "./compare-claims.js";
import { describeChange } from "./surroundings.js";
import { describeFinding, describeRecord, describeSearch, valueText } from "./wording.js";

/** Marks differ in shape, not in colour alone. */
const marks: Record<Outcome, string> = {
  same: "✓",
  "within tolerance": "≈",
  moved: "≠",
  "verdict changed": "✗",
  "could not run": "∅",
  missing: "−",
  added: "+",
};

/** Lines of the lists and tables that fit on one A4 page beside the rest; all of it is in the JSON. */
const fits = 25;
/** Characters of a line over the whole width, in the lists. */
const width = 105;
/** Lines that a list of what stands beside the claims may take. */
const notices = 7;

/**
 * How much of a certificate the page shows: the claims' texts while they fit (two lines a claim), else their ids;
 * and of the differences those that weigh most, the first of every claim before the second of any.
 */
function choose({ claims }: Certificate, taken: number) {
  const room = fits - taken;
  const anyDifference = claims.some((claim) => claim.differences.length > 0);
  const texts = claims.length * 2 <= (anyDifference ? room / 2 : room);
  const shown = claims.slice(0, texts ? claims.length : Math.max(3, room - (anyDifference ? 8 : 0)));
  const left = Math.max(0, room - shown.length * (texts ? 2 : 1) - 3);
  const ranked = claims.flatMap((claim) =>
    claim.differences
      // The claim's own row says how it stands; here is why.
      .filter(({ name }) => name !== "standing" && name !== "verified" && name !== "measured")
      .map((difference, rank) => ({ claim, difference, rank })),
  );
  let used = 0;
  const differing = ranked
    .toSorted((a, b) => a.rank - b.rank)
    .filter(({ difference }) => {
      // In its column a name is broken after some 30 characters.
      used += Math.ceil(difference.name.length / 30);
      return used <= left;
    });
  return { texts, shown, differing, more: ranked.length - differing.length };
}

/** What else was found, a line each: digests, the scope, other records, literature, seeds. The worst first. */
function noticesOf({ integrity, scope, records, literature = [], seeds, failure }: Certificate): string[] {
  const { coverage, findings } = integrity;
  const altered = findings.filter(({ weight }) => weight === "altered");
  const off = records.filter(({ outcome }) => !isReproduced(outcome));
  const fragile = seeds?.claims.filter((claim) => claim.fragile) ?? [];
  const digests = {
    run: "The digests written at execution fit the whole notebook: cells, their order, sources and outputs.",
    outputs: "The fingerprints that the kernel put on outputs fit them; the order of cells was not recorded.",
    none: "No digests were written at execution, so an edit since then shows only in the rerun.",
  }[coverage];
  return [
    ...(scope === undefined
      ? []
      : [
          `Only ${scope.claims.join(", ")}: ${scope.cells.length} of ${scope.codeCells} code cells were run.`,
        ]),
    ...(failure === undefined ? [] : [`The rerun failed at ${failure.place}: ${failure.what}`]),
    ...altered.map((finding) => `✗ Altered after execution: ${describeFinding(finding)}`),
    ...(altered.length === 0 ? [digests] : []),
    ...off.map((record) => `≠ ${describeRecord(record)}`),
    ...(records.length > 0 && off.length === 0
      ? [`${records.length} other records (tables, figures, searches, data sets) came out the same.`]
      : []),
    ...fragile.map(
      ({ id, standings }) => `Fragile: ${id} is ${[...new Set(standings)].join(" or ")}, by the seed.`,
    ),
    ...(seeds === undefined || fragile.length > 0
      ? []
      : [`No verdict depends on the seed (${seeds.seeds.length} seeds).`]),
    ...literature.flatMap((search) => describeSearch(search).slice(0, 2)),
  ];
}

/**
 * A certificate as one page: self-contained HTML, laid out for A4, no script and nothing from outside. The fonts for
 * what it says are inside.
 */
export function certificatePage(certificate: Certificate): string {
  const body = showControls(bodyOf(certificate));
  const { css, families } = fontsFor(body);
  const family = ['"Inter"', ...families.map((name) => `"${name}"`), "sans-serif"].join(", ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>Certificate: ${escapeHtml(showControls(certificate.notebook.title ?? certificate.notebook.file))}</title>
<style>${css}
body { font-family: ${family}; }${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function bodyOf(certificate: Certificate): string {
  const { notebook, claims, circumstances, rerun, sandbox, counts, passed } = certificate;
  const total = claims.length;
  const good = (counts.same ?? 0) + (counts["within tolerance"] ?? 0);
  const verdict = certificate.reproduced
    ? `${total === 1 ? "The claim was" : `All ${total} claims were`} reproduced${passed ? "" : ", but not all is well"}`
    : `${total - good} of ${total} claims were not reproduced`;
  const hashed = circumstances.filter(({ rerun }) => /[0-9a-f]{64}/.test(rerun ?? ""));
  const changed = circumstances.filter(({ same }) => !same);
  const said = noticesOf(certificate);
  const lists = { said: firstLines(said), changed: firstLines(changed.map(describeChange)) };
  const taken = linesOf([...lists.said, ...lists.changed]) + hashed.length;
  const { texts, shown, differing, more: hidden } = choose(certificate, taken);
  const title = notebook.title ?? notebook.file;
  return `<header>
<p class="kind">Certificate of a rerun</p>
<h1>${escapeHtml(title)}</h1>
<p class="verdict ${passed ? "good" : "bad"}">${passed ? "✓" : "✗"} ${verdict}</p>
<p>${escapeHtml(notebook.file)}, rerun ${escapeHtml(certificate.date.slice(0, 16).replace("T", " "))} UTC in a fresh kernel with an empty cache. Verdicts and texts were compared exactly, numbers within ${certificate.tolerance} of their size.</p>
</header>
<h2>Claims</h2>
<table>
<thead><tr><th scope="col">Claim</th><th scope="col">Outcome</th><th scope="col">Recorded</th><th scope="col">Rerun</th><th scope="col" class="n">Compared</th></tr></thead>
<tbody>
${shown.map((claim) => claimRow(claim, texts)).join("\n")}
</tbody>
</table>
${more(total - shown.length, "claims")}
${
  differing.length === 0
    ? ""
    : `<h2>What differs</h2>
<table>
<thead><tr><th scope="col">Claim</th><th scope="col">Value</th><th scope="col">Recorded</th><th scope="col">Rerun</th></tr></thead>
<tbody>
${differing.map(({ claim, difference }) => differenceRow(claim, difference)).join("\n")}
</tbody>
</table>
${more(hidden, "differences")}`
}
<h2>Beside the claims</h2>
${list(lists.said)}
${more(said.length - lists.said.length, "findings")}
<h2>Circumstances</h2>
${
  changed.length === 0
    ? `<p>Code, lockfile, data, claimbook, kernel, Node and platform are those of the recorded run.</p>`
    : `${list(lists.changed)}${more(changed.length - lists.changed.length, "circumstances")}`
}
<table class="hashes">
<tbody>
${hashRow("Notebook file", notebook.sha256)}
${hashed.map((c) => hashRow(upper(c.what), c.rerun ?? "not used")).join("\n")}
${hashRow("Claimbook's code", certificate.claimbookSha256)}
${hashRow("Parameters", clipped(JSON.stringify(rerun.parameters)))}
${hashRow("Run by", `claimbook ${rerun.claimbook}, kernel ${rerun.kernel}, Node ${rerun.node}, ${rerun.platform} ${rerun.arch}`)}
${hashRow("Was run", describeSandbox(sandbox))}
</tbody>
</table>`;
}

function claimRow(claim: ClaimOutcome, withText: boolean): string {
  const { recorded = "–", rerun = "–" } = claim.standing;
  return `<tr><td><strong>${escapeHtml(claim.id)}</strong>${withText ? `<br>${escapeHtml(clipped(claim.text))}` : ""}</td><td class="outcome">${marks[claim.outcome]} ${claim.outcome}</td><td>${escapeHtml(recorded)}</td><td>${escapeHtml(rerun)}</td><td class="n">${claim.compared}</td></tr>`;
}

function differenceRow(claim: ClaimOutcome, { name, recorded, rerun }: Difference): string {
  return `<tr><td>${escapeHtml(claim.id)}</td><td>${escapeHtml(name)}</td><td>${escapeHtml(clipped(valueText(recorded)))}</td><td>${escapeHtml(clipped(valueText(rerun)))}</td></tr>`;
}

function hashRow(what: string, value: string): string {
  return `<tr><th scope="row">${escapeHtml(what)}</th><td><code>${escapeHtml(value)}</code></td></tr>`;
}

function more(count: number, what: string): string {
  return count > 0 ? `<p class="more">and ${count} more ${what}, in the certificate's JSON</p>` : "";
}

/** Of a list, what fits on `notices` lines; its first entry always. */
function firstLines(texts: readonly string[]): string[] {
  const cut = texts.map(clipped);
  return cut.filter((_, i) => i === 0 || linesOf(cut.slice(0, i + 1)) <= notices);
}

function linesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.length / width), 0);
}

function list(texts: readonly string[]): string {
  return `<ul>${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join("")}</ul>`;
}

/** At most two lines. */
function clipped(text: string): string {
  return text.length > 190 ? `${text.slice(0, 189)}…` : text;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const style = `
@page { size: A4; margin: 14mm 16mm; }
body { font-size: 9.2pt; line-height: 1.38; color: #1c2024; max-width: 178mm; margin: 0 auto; padding: 8mm 0; }
@media print { body { padding: 0; } }
header { border-bottom: 1.5pt solid #1c2024; padding-bottom: 2mm; }
.kind { text-transform: uppercase; letter-spacing: .08em; font-size: 7.5pt; color: #5a6570; margin: 0; }
h1 { font-size: 15pt; line-height: 1.2; margin: 1mm 0 2mm; }
h2 { font-size: 10.5pt; margin: 4.5mm 0 1.2mm; }
p { margin: 0 0 1.5mm; }
.verdict { font-size: 12pt; font-weight: 650; }
.good { color: #146c43; }
.bad { color: #a32020; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .7mm 2.5mm .7mm 0; border-bottom: .4pt solid #d4d9de; overflow-wrap: anywhere; }
thead th { font-weight: 600; border-bottom: .8pt solid #1c2024; }
.n { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; }
tbody td { max-width: 84mm; }
.outcome { white-space: nowrap; }
.hashes { margin-top: 1.5mm; font-size: 7.6pt; }
.hashes th { font-weight: 500; white-space: nowrap; }
code { font-family: "Noto Sans Mono", monospace; font-size: 7.2pt; }
ul { margin: 0 0 1.5mm; padding-left: 5mm; }
.more { color: #5a6570; font-size: 8pt; }
`;
