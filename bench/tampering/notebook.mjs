// A small notebook with everything that can be tampered with, which runs in a second or two: claims of all three
// kinds of evidence, a results table, a figure, a search, printed text and a seed.

const code = (id, source, tags) => ({
  cell_type: "code",
  id,
  source,
  metadata: tags === undefined ? {} : { tags },
  execution_count: null,
  outputs: [],
});
const text = (id, source) => ({ cell_type: "markdown", id, source, metadata: {} });

export const quick = {
  cells: [
    text("title", "# Are the numbers that this draws as large as they should be?"),
    code("parameters", "const seed: number = 7;\nconst count: number = 400;", ["parameters"]),
    text("literature-text", "## Literature"),
    code(
      "literature",
      `import { search } from "claimbook";
const literature = search("Does hybrid batch training reduce language bias in multilingual retrieval?");`,
    ),
    text("measure-text", "## Measurement"),
    code(
      "draw",
      `import { Random } from "claimbook";
const random = new Random(seed);
const drawn = Array.from({ length: count }, () => random.float());
console.log("drawn:", drawn.length);`,
    ),
    code(
      "measure",
      `import { Measurement } from "claimbook";
const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
const half = 1.96 * Math.sqrt(1 / 12 / drawn.length);
const measured = new Measurement({ name: "mean", value: mean, interval: [mean - half, mean + half], n: count, unit: "numbers" });`,
    ),
    code(
      "table",
      `import { display, Mime } from "claimbook";
const column = (key: string) => ({ key, label: key, better: "higher" as const, digits: 3 });
const parts = [0, 1, 2].map((i) => drawn.slice(i * 100, i * 100 + 100));
const cellOf = (values: number[]) => ({ value: values.reduce((a, b) => a + b, 0) / values.length, n: values.length });
display({
  [Mime.results]: {
    schema: "claimbook/results/1",
    id: "parts",
    title: "Means of three parts",
    rowHeading: "Part",
    columns: [column("mean")],
    rows: parts.map((values, i) => ({ label: "part " + (i + 1), cells: { mean: cellOf(values) } })),
  },
  [Mime.plain]: "Means of three parts",
});`,
    ),
    code(
      "figure",
      `const bins = Array.from({ length: 10 }, (_, i) => drawn.filter((x) => Math.floor(x * 10) === i).length);
display({
  [Mime.plotly]: {
    data: [{ type: "bar", x: bins.map((_, i) => i / 10), y: bins }],
    layout: { meta: { id: "histogram", caption: "How often each tenth was drawn." } },
  },
  [Mime.plain]: "Figure: How often each tenth was drawn.",
});`,
    ),
    text("claims-text", "## Claims"),
    code(
      "claims-paper",
      `import { claim, paper } from "claimbook";
const source = paper("arXiv:2408.10536");
claim({
  id: "less-bias",
  text: "Hybrid batch training reduces language bias compared with monolingual training.",
  source: source.section("4.1"),
  reported: source.table(2).every((c) => c("Hybrid").isBelow(c("X-X"))),
});`,
    ),
    code(
      "claims-own",
      `claim({ id: "mean-is-half", text: "The mean is one half, give or take a twentieth.", measured: measured.isWithin(0.5, { tolerance: 0.05 }) });
claim({ id: "mean-above-third", text: "The mean is above a third.", measured: measured.isAbove(1 / 3) });`,
    ),
    code(
      "claims-edge",
      'claim({ id: "mean-above-half", text: "The mean is above one half.", measured: measured.isAbove(0.5) });',
    ),
    code(
      "cite",
      `display({ [Mime.plain]: "quoted" });
claim({
  id: "quoted",
  text: "The paper draws batches at random.",
  source: { work: "arXiv:2408.10536v1", locator: "section 3", quote: { text: "batches are drawn", start: 10, end: 27, sha256: "${"0".repeat(64)}" } },
});`,
    ),
  ],
  metadata: {
    kernelspec: { name: "claimbook", display_name: "claimbook (TypeScript)", language: "typescript" },
  },
  nbformat: 4,
  nbformat_minor: 5,
};
