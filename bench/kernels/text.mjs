// Both tables as Markdown, which is also what the command prints.
import os from "node:os";
import { shortcomings } from "./feature-table.mjs";
import { pythonPackages } from "./peers.mjs";
import { aims, ratios } from "./speed/aims.mjs";
import { quantities } from "./speed/index.mjs";

const line = (cells) => `| ${cells.join(" | ")} |`;
const head = (first, kernels, align) => [
  line([first, ...kernels.map(({ title, version }) => `${title} ${version}`)]),
  line(["---", ...kernels.map(() => align)]),
];
const asText = (text) => text.replace(/[\\`*_|[\]<>~]/g, "\\$&");

/** Where the figures come from: versions and cores, no date, so that an unchanged result is an unchanged file. */
function provenance(kernels) {
  const names = kernels.map(({ title, version }) => `${title} ${version}`).join(", ");
  return `Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${os.availableParallelism()} cores; ${names}.`;
}

/** @param table from featureTable */
export function featureText(table, kernels) {
  const notes = [];
  const note = (why) => {
    const known = notes.indexOf(why);
    return known >= 0 ? known + 1 : notes.push(why);
  };
  const lines = head("", kernels, ":-:");
  for (const { title, rows } of table) {
    lines.push(line([`**${title}**`, ...kernels.map(() => "")]));
    for (const row of rows) {
      const cells = kernels.map(({ id }) => {
        const { verdict, why } = row.verdicts[id];
        return why === undefined ? verdict : `${verdict} <sup>${note(why)}</sup>`;
      });
      lines.push(line([row.title, ...cells]));
    }
  }
  const count = table.reduce((sum, { rows }) => sum + rows.length, 0);
  const full = kernels.map(({ id }) => `${count - shortcomings(table, id).length} of ${count}`);
  lines.push(line(["**rows with a plain yes**", ...full.map((each) => `**${each}**`)]), "");
  lines.push(...notes.map((why, i) => `${i + 1}. ${asText(why)}`), "", provenance(kernels));
  return lines.join("\n");
}

const round = (value, unit) => (unit === "ms" && value < 100 ? value.toFixed(1) : String(Math.round(value)));

/** @param measured from compareSpeed */
export function speedText(measured, kernels, repetitions) {
  const lines = head("", kernels, "--:");
  for (const [name, { title, unit, p95 }] of Object.entries(quantities)) {
    const cells = kernels.map(({ id }) => {
      const result = measured[id].results[name];
      if (result === undefined) return "";
      const show = (value) => round(value, unit);
      const tail = p95 ? `p95 ${show(result.p95)}; ` : "";
      return `${show(result.median)} (${tail}${show(result.least)} to ${show(result.most)})`;
    });
    lines.push(line([`${title}, ${unit}`, ...cells]));
  }
  lines.push("", `Median (least to most) of ${repetitions} turns, the kernels turn about.`);
  const remarks = kernels.flatMap(({ id, title }) =>
    [...measured[id].remarks].map(
      ([what, turns]) => `- ${title}: ${asText(what)} (in ${turns} of ${repetitions + 1} turns).`,
    ),
  );
  if (remarks.length > 0) lines.push("", ...remarks);
  for (const { id, title } of kernels.filter(({ own }) => own))
    lines.push("", ...ownText(measured, kernels, id, title));
  const tools = pythonPackages.map((name) => name.replace("==", " ")).join(", ");
  lines.push("", `${provenance(kernels)} Python side: ${tools}.`);
  return lines.join("\n");
}

function ownText(measured, kernels, id, title) {
  const show = ({ what, value, limit, unit, ratio, reached }) =>
    line([
      what,
      `${round(value, unit)} ${unit}`,
      `${round(limit, unit)} ${unit}`,
      ratio.toFixed(2),
      reached ? "reached" : "missed",
    ]);
  const lines = [
    line([`aim for ${title}`, "measured", "at most", "ratio", ""]),
    line(["---", "--:", "--:", "--:", "---"]),
  ];
  lines.push(...aims(measured, id).map(show), "");
  const others = kernels.filter((kernel) => kernel.id !== id);
  lines.push(
    line([`${title} divided by`, ...others.map((other) => other.title)]),
    line(["---", ...others.map(() => "--:")]),
  );
  const by = ratios(measured, id);
  for (const [name, { title: what }] of Object.entries(quantities))
    if (name in by) lines.push(line([what, ...others.map((other) => by[name][other.id]?.toFixed(2) ?? "")]));
  return lines;
}
