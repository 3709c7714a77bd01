import { judgeClaim } from "../../src/claims/claim.js";
import { Measurement } from "../../src/claims/measurement.js";
import { withFingerprint } from "../../src/kernel/output-fingerprint.js";
import { Mime, type MimeBundle } from "../../src/notebook/mime.js";
import type { CodeCell, Notebook, Output } from "../../src/notebook/model.js";
import { withSeal } from "../../src/seal/index.js";

/** An executed notebook as the kernel and the executor leave it, made without them. Every value is made up. */
export function executedNotebook(): Notebook {
  const mean = new Measurement({
    name: "mean",
    value: 0.51,
    interval: [0.47, 0.55],
    n: 400,
    unit: "numbers",
  });
  const passage = { work: "w", text: "A sentence.", start: 1, end: 12, sha256: "0".repeat(64), score: 0.8 };
  const grounded = judgeClaim({
    id: "grounded",
    text: "Somebody says so.",
    source: {
      toSource: () => ({ work: "w", locator: "section 1" }),
      ground: () => ({ verdict: "supported", passages: [passage], confidence: 0.9 }),
    },
    reported: {
      verdict: "holds",
      comparisons: [
        {
          left: { work: "w", table: "1", row: "a", column: "x", value: 2 },
          relation: ">",
          right: 1,
          holds: true,
        },
      ],
    },
  });
  const measured = judgeClaim({
    id: "measured",
    text: "The mean is half.",
    measured: mean.isWithin(0.5, { tolerance: 0.1 }),
  });
  const cells: Notebook["cells"] = [
    { cell_type: "markdown", id: "title", source: "# Title", metadata: {} },
    code("parameters", "const seed: number = 1;", [], ["parameters"]),
    { cell_type: "markdown", id: "text", source: "Some text.", metadata: {} },
    code("search", "search('q');", [
      shown("search('q');", {
        [Mime.search]: {
          schema: "claimbook/search/1",
          question: "q",
          sources: [],
          identified: 3,
          duplicates: 1,
          screened: 2,
          excluded: [{ work: "w2", title: "Other", reason: "off topic" }],
          included: [{ id: "w", type: "article", title: "Work" }],
        },
      }),
    ]),
    code("train", 'console.log("done");', [
      { output_type: "stream", name: "stdout", text: "done\nreally\n" },
    ]),
    code("results", "table();", [
      shown("table();", {
        [Mime.results]: {
          schema: "claimbook/results/1",
          id: "t",
          title: "T",
          rowHeading: "r",
          columns: [],
          rows: [{ label: "a", cells: { x: { value: 0.5, n: 3 } } }],
        },
        [Mime.plain]: "a table\nof two lines",
      }),
      shown("table();", {
        [Mime.plotly]: { data: [{ x: [1, 2], y: [0.25, 0.5] }], layout: { meta: { id: "f" } } },
      }),
    ]),
    code("claims", "claim(1); claim(2);", [
      shown("claim(1); claim(2);", { [Mime.claim]: grounded, [Mime.plain]: "grounded" }),
      shown("claim(1); claim(2);", { [Mime.claim]: measured, [Mime.plain]: "measured" }),
    ]),
  ];
  let count = 0;
  for (const cell of cells) if (cell.cell_type === "code") cell.execution_count = ++count;
  return withSeal({
    cells,
    metadata: {
      kernelspec: { name: "claimbook", display_name: "claimbook", language: "typescript" },
      claimbook: { run: { schema: "claimbook/run/1", status: "ok", node: "20.20.2", parameters: {} } },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

function shown(source: string, data: MimeBundle): Output {
  const { metadata } = withFingerprint({ data, metadata: {} }, source);
  return { output_type: "display_data", data, metadata: metadata as Record<string, unknown> };
}

function code(id: string, source: string, outputs: Output[], tags?: string[]): CodeCell {
  return {
    cell_type: "code",
    id,
    source,
    metadata: tags === undefined ? {} : { tags },
    execution_count: null,
    outputs,
  };
}
