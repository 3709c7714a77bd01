// What goes wrong, by kind of error, from what the features say of each pair.
import { labels } from "./scores.mjs";

const kinds = [
  ["said nothing in the same words: little in common", ({ features: f }) => f.softAll < 0.35],
  ["a number of the claim stands otherwise", ({ features: f }) => f.numbersClash > 0],
  ["a name of the claim is not in the evidence", ({ features: f }) => f.namesMissing > 0],
  [
    "a direction decides, and points both ways or elsewhere",
    ({ features: f }) => f.stanceOpposes > 0.3 && f.stanceAgrees > 0.3,
  ],
  [
    "a negation decides",
    ({ features: f }) => f.stanceDenies > 0.3 || f.stanceAnnuls > 0.3 || f.negationTurnedClose > 0.2,
  ],
  ["the claim is put as a question or an order", ({ features: f }) => f.question === 1],
  ["one or two words differ", ({ features: f }) => f.missingCount <= 2],
  ["needs inference or knowledge", () => true],
];

/** A table by kind of error (the first that fits): number, most frequent confusion, some ids. */
export function errorTable(sets) {
  const lines = [];
  for (const { name, judged } of sets) {
    const wrong = judged.filter((row) => row.verdict !== row.label);
    lines.push("", `Errors on ${name}: ${wrong.length} of ${judged.length}`);
    const left = new Set(wrong);
    for (const [kind, fits] of kinds) {
      const here = [...left].filter(fits);
      for (const row of here) left.delete(row);
      if (here.length === 0) continue;
      const confusions = new Map();
      for (const { label, verdict } of here) {
        const key = `${labels[label]} taken for ${labels[verdict]}`;
        confusions.set(key, (confusions.get(key) ?? 0) + 1);
      }
      const [[most, count]] = [...confusions].sort((a, b) => b[1] - a[1]);
      const examples = here
        .slice(0, 3)
        .map(({ pair }) => pair.id)
        .join(", ");
      lines.push(`  ${String(here.length).padStart(4)}  ${kind} (${most}: ${count}; e.g. ${examples})`);
    }
  }
  return lines.join("\n");
}
