import { escapeHtml } from "../claims/escape.js";
import { displayName } from "./person.js";
import { pathId } from "./ro-crate.js";
import { type ArchiveFile, type ArchiveSubject, summaryOf, tallySentence } from "./subject.js";

/** `ro-crate-preview.html`: the archive for a reader, without script and without anything from elsewhere. */
export function previewHtml(subject: ArchiveSubject, files: readonly ArchiveFile[]): string {
  const { report, people, licence, date } = subject;
  const rows = files.map(
    ({ path, description, bytes }) =>
      `<tr><th scope="row"><a href="${escapeHtml(pathId(path))}">${escapeHtml(path)}</a></th><td>${escapeHtml(description)}</td><td class="r">${sizeOf(bytes.length)}</td></tr>`,
  );
  const data = report.provenance.datasets.map(
    ({ name, version, origin, licence, sha256 }) =>
      `<li dir="auto"><b>${escapeHtml(name)}</b> ${escapeHtml(version)}: ${escapeHtml(origin)} Licence: ${escapeHtml(licence)}. <code>sha256:${escapeHtml(sha256)}</code></li>`,
  );
  const facts = [
    ["Authors", people.map(displayName).join("; ") || "not stated"],
    ["Date", date],
    ["Licence", licence ?? "none given: all rights reserved"],
    ...Object.entries(report.provenance.environment).map(([name, value]) => [`Run with: ${name}`, value]),
  ].map(([name, value]) => `<dt>${escapeHtml(name!)}</dt><dd dir="auto">${escapeHtml(value!)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(report.title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-top: 1px solid #8886; font-weight: normal; }
.r { text-align: end; white-space: nowrap; }
dt { font-weight: bold; } dd { margin: 0 0 0.5rem 0; }
</style>
</head>
<body>
<main>
<h1 dir="auto">${escapeHtml(report.title)}</h1>
<p dir="auto">${escapeHtml(summaryOf(subject))}</p>
<p>${escapeHtml(tallySentence(report))}</p>
<dl>${facts.join("\n")}</dl>
<h2>Files</h2>
<table><thead><tr><th scope="col">File</th><th scope="col">What it is</th><th scope="col" class="r">Size</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>
<h2>Data</h2>
${data.length === 0 ? "<p>The notebook names no data.</p>" : `<p>The data are not in this archive. These are their names, with the hash of what was read:</p>\n<ul>${data.join("\n")}</ul>`}
<p>All of it for machines: <a href="ro-crate-metadata.json">ro-crate-metadata.json</a> (RO-Crate 1.2).</p>
</main>
</body>
</html>
`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
