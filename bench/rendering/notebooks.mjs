// Executed notebooks made by a fixed rule: text, values, tables of text and plotly figures.

const words =
  "a retrieval model that serves many languages has to find a passage in the language of the query in another language and in one pool of all languages the measures are means over queries with intervals".split(
    " ",
  );

/** Sentences of a fixed sequence, so that every run renders the same pages. */
function prose(seed, length) {
  const chosen = Array.from({ length }, (_, i) => words[(seed * 7 + i * 11 + ((i * i) % 5)) % words.length]);
  return `${chosen.join(" ").replace(/^./, (c) => c.toUpperCase())}.`;
}

function figure(number) {
  const names = ["X-X", "X-Y", "Hybrid"];
  const data = names.map((name, series) => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: Array.from({ length: 20 }, (_, i) => i),
    y: Array.from({ length: 20 }, (_, i) => Math.sqrt(i + series * 3 + (number % 7)) / 10),
  }));
  const layout = {
    meta: {
      id: `figure-${number}`,
      caption: `Values of series ${number}.`,
      alt: `Three rising lines, ${number}.`,
    },
    height: 320,
    xaxis: { title: { text: "Step" } },
    yaxis: { title: { text: "Value" } },
  };
  return {
    output_type: "display_data",
    metadata: {},
    data: { "application/vnd.plotly.v1+json": { data, layout }, "text/plain": [`Figure ${number}`] },
  };
}

/**
 * @param cells how many cells; every second one is text
 * @param figures how many of the code cells show a figure
 */
export function notebookOf(cells, figures) {
  const made = [
    {
      cell_type: "markdown",
      id: "c0",
      metadata: {},
      source: "# What a renderer has to do\n\nA notebook made for measuring.",
    },
    { cell_type: "markdown", id: "c1", metadata: {}, source: "## Results" },
  ];
  let drawn = 0;
  const code = Math.floor((cells - 2) / 2);
  for (let i = 2; i < cells; i++) {
    if (i % 2 === 0) {
      const paragraphs = Array.from({ length: 3 }, (_, p) => prose(i + p, 55)).join("\n\n");
      made.push({
        cell_type: "markdown",
        id: `c${i}`,
        metadata: {},
        source: `### Part ${i}\n\n${paragraphs}`,
      });
      continue;
    }
    const due = Math.ceil((figures * ((i - 1) / 2)) / code);
    const outputs = drawn < Math.min(due, figures) ? [figure(++drawn)] : [];
    outputs.push({ output_type: "stream", name: "stdout", text: `step ${i}: ${prose(i, 12)}\n` });
    made.push({
      cell_type: "code",
      id: `c${i}`,
      metadata: {},
      execution_count: (i - 1) / 2,
      source: `const value${i} = measure(${i});\nconsole.log(value${i});`,
      outputs,
    });
  }
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "claimbook", display_name: "claimbook (TypeScript)", language: "typescript" },
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/x-typescript" },
    },
    cells: made,
  };
}
