// The notebook that is disturbed: cells of every kind of output, some quick and some slow, and a step whose work
// leaves a trace each time that it is really done.

const settle = (ms) => `await new Promise<void>((done) => setTimeout(done, ${ms}));`;

/** @param pauses milliseconds that the slow cells take: four of them */
export function notebook(pauses) {
  const sources = [
    'import { step } from "claimbook";\nconst size: number = 40;',
    `for (let i = 0; i < size; i++) console.log("line", i);\n${settle(pauses[0])}\nsize * 2`,
    // The step's trace says how often it was computed.
    `const squares = await step("squares", { inputs: { size } }, async () => {
  process.getBuiltinModule("node:fs").appendFileSync("computed", "x");
  ${settle(pauses[1])}
  return Array.from({ length: size }, (_, i) => i * i);
});
squares.at(-1)`,
    `for (let i = 0; i <= 20; i++) { process.stderr.write(\`\\r\${i * 5} %\`); ${settle(pauses[2] / 20)} }`,
    `const total = squares.reduce((sum, square) => sum + square, 0);\nconsole.error("total", total);\n({ total })`,
    `import { execFileSync } from "node:child_process";\nconsole.log(execFileSync("sleep", ["0.05"]).length);`,
    `${settle(pauses[3])}\nfor (const square of squares.slice(0, 3)) console.log(square);`,
    '"the end"',
  ];
  return {
    cells: [
      { cell_type: "markdown", id: "text", metadata: {}, source: "# A run that is disturbed" },
      ...sources.map((source, i) => ({
        cell_type: "code",
        execution_count: null,
        id: `cell-${i + 1}`,
        metadata: {},
        outputs: [],
        source,
      })),
    ],
    metadata: { kernelspec: { name: "claimbook", display_name: "claimbook", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Number of the cell with the step, counted among the code cells from 1. */
export const stepCell = 3;

/** A saved notebook without what differs between two runs by design: times, and the name of an unfinished run. */
export function comparable(saved) {
  const cells = saved.cells.map((cell) => {
    const { execution: _, ...metadata } = cell.metadata;
    // A step says how long it took.
    const outputs = JSON.parse(
      JSON.stringify(cell.outputs ?? []).replace(/computed in [\d.]+ s/g, "computed in SOME s"),
    );
    return { ...cell, metadata, ...(cell.cell_type === "code" ? { outputs } : {}) };
  });
  const run = { ...saved.metadata.claimbook.run };
  delete run.id;
  return JSON.stringify({ ...saved, cells, metadata: { ...saved.metadata, claimbook: { run } } }, null, 1);
}
