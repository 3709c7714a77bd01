// Ways to alter an executed notebook after the fact. Each changes a copy (nbformat 4.5, texts joined) in one place,
// chosen by `random` (claimbook's `Random`), and says what it did; undefined where there is nothing of the kind.

const claimMime = "application/vnd.claimbook.claim+json";
const plotlyMime = "application/vnd.plotly.v1+json";
const resultsMime = "application/vnd.claimbook.results+json";
const searchMime = "application/vnd.claimbook.search+json";

/** Kind -> alteration, and what it aims at: what a rerun must make of it is another matter. */
export const alterations = {
  "claim text": claimEdit((claim, random) => {
    claim.text = claim.text.replace(/\.$/, random.pick([" always.", " in every language.", " by far."]));
    return "text";
  }),
  "measured value": checkEdit((check, random) => {
    check.left.value *= random.pick([1.01, 1.05, 0.9, 2]);
    return "left.value";
  }),
  "value by its last digits": checkEdit((check) => {
    check.left.value *= 1 + 1e-9;
    return "left.value";
  }),
  interval: checkEdit((check) => {
    if (check.left.interval === undefined) return undefined;
    check.left.interval[0] += 0.01;
    return "left.interval";
  }),
  "sample size": checkEdit((check) => {
    check.left.n += 1000;
    return "left.n";
  }),
  tolerance: checkEdit((check, random) => {
    check.tolerance += random.pick([0.001, 0.1, 1]);
    return "tolerance";
  }),
  "measured verdict": claimEdit((claim) => {
    if (claim.measured.checks.length === 0) return undefined;
    const turned = { holds: "fails", fails: "holds", inconclusive: "holds" };
    for (const check of claim.measured.checks) check.verdict = turned[check.verdict];
    claim.measured.verdict = turned[claim.measured.verdict];
    claim.standing = claim.measured.verdict === "holds" ? "holds" : "does not hold";
    return "measured.verdict";
  }),
  "reported cell": claimEdit((claim, random) => {
    if (claim.reported.comparisons.length === 0) return undefined;
    const comparison = random.pick(claim.reported.comparisons);
    comparison.left.value += 1;
    return "reported.comparisons";
  }),
  quote: claimEdit((claim, random) => {
    const quotes = [claim.source?.quote, ...claim.grounding.passages].filter((each) => each !== undefined);
    if (quotes.length === 0) return undefined;
    random.pick(quotes).text += " This is beyond doubt.";
    return "quote";
  }),
  source: claimEdit((claim, random) => {
    if (claim.source === undefined) return undefined;
    claim.source.work = random.pick(["arXiv:1706.03762v7", "doi:10.1000/182"]);
    return "source.work";
  }),
  "cell source": (notebook, random) => {
    const cell = random.pick(codeCells(notebook));
    cell.source = random.pick([
      (text) => `${text}\n// checked`,
      (text) => text.replace(/\d/, "9"),
      (text) => `\n${text}`,
    ])(cell.source);
    return `source of ${cell.id}`;
  },
  "printed text": (notebook, random) => {
    const streams = outputs(notebook, ({ output }) => output.output_type === "stream");
    if (streams.length === 0) return undefined;
    const { output, cell } = random.pick(streams);
    output.text = `${output.text.trimEnd()} (all tests passed)\n`;
    return `printed text of ${cell.id}`;
  },
  "rendered text": (notebook, random) => {
    const shown = outputs(notebook, ({ output }) => typeof output.data?.["text/plain"] === "string");
    const { output, cell } = random.pick(shown);
    output.data["text/plain"] = output.data["text/plain"].replace(/^/, "✓ ");
    return `text/plain of ${cell.id}`;
  },
  "figure data": recordEdit(plotlyMime, (figure, random) => {
    const trace = random.pick(
      figure.data.filter(({ y }) => Array.isArray(y) && y.some((v) => typeof v === "number")),
    );
    const at = trace.y.findIndex((value) => typeof value === "number");
    trace.y[at] = trace.y[at] * 1.2 + 1;
    return "figure";
  }),
  "results table": recordEdit(resultsMime, (table, random) => {
    const cells = Object.values(random.pick(table.rows).cells);
    random.pick(cells).value += 0.05;
    return "results table";
  }),
  "search log": recordEdit(searchMime, (log, random) => {
    const edit = random.int(3);
    if (edit === 0 && log.included.length > 0) log.included.pop();
    else if (edit === 1 && log.excluded.length > 0) log.excluded.shift();
    else log.identified += 7;
    return "search log";
  }),
  "deleted claim": (notebook, random) => {
    const { cell, output } = random.pick(claims(notebook));
    cell.outputs.splice(cell.outputs.indexOf(output), 1);
    return `claim ${output.data[claimMime].id} out`;
  },
  "added claim": (notebook, random) => {
    const { cell, output } = random.pick(claims(notebook));
    const copy = structuredClone(output);
    copy.data[claimMime].id = `added-${random.int(1000)}`;
    copy.data[claimMime].text = "A claim that nobody made.";
    cell.outputs.push(copy);
    return `claim ${copy.data[claimMime].id} in`;
  },
  "deleted cell": (notebook, random) => {
    const cell = random.pick(codeCells(notebook));
    notebook.cells.splice(notebook.cells.indexOf(cell), 1);
    return `cell ${cell.id} out`;
  },
  "added cell": (notebook, random) => {
    const at = random.int(notebook.cells.length + 1);
    const id = `added-${random.int(1000)}`;
    notebook.cells.splice(at, 0, {
      cell_type: "code",
      id,
      metadata: {},
      source: `const ${id.replace("-", "_")} = 1;`,
      execution_count: 1,
      outputs: [],
    });
    return `cell ${id} in`;
  },
  "reordered cells": (notebook, random) => {
    const cells = codeCells(notebook);
    const [a, b] = random.sample(cells.length, 2).map((at) => notebook.cells.indexOf(cells[at]));
    [notebook.cells[a], notebook.cells[b]] = [notebook.cells[b], notebook.cells[a]];
    return `cells ${a + 1} and ${b + 1} exchanged`;
  },
  "run record": (notebook, random) => {
    const run = notebook.metadata.claimbook?.run;
    if (run === undefined) return undefined;
    const edit = random.pick(["node", "lockfileSha256", "parameters"]);
    run[edit] = { node: "18.0.0", lockfileSha256: "0".repeat(64), parameters: { seed: 8 } }[edit];
    return `run record: ${edit}`;
  },
};

/**
 * `count` altered copies, the kinds in turn.
 *
 * @param random claimbook's `Random`
 * @param kinds names of alterations; all by default
 */
export function* alteredCopies(notebook, count, random, kinds = Object.keys(alterations)) {
  const possible = kinds.filter((kind) =>
    alterations[kind](structuredClone(notebook), random.fork(`try ${kind}`)),
  );
  for (let i = 0; i < count; i++) {
    const kind = possible[i % possible.length];
    const copy = structuredClone(notebook);
    yield { kind, what: alterations[kind](copy, random.fork(`${kind} ${i}`)), notebook: copy };
  }
}

function codeCells(notebook) {
  return notebook.cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "");
}

function outputs(notebook, wanted) {
  return codeCells(notebook)
    .flatMap((cell) => cell.outputs.map((output) => ({ cell, output })))
    .filter(wanted);
}

function claims(notebook) {
  return outputs(notebook, ({ output }) => output.data?.[claimMime] !== undefined);
}

/** Alters the first claim, in an order drawn at random, that has what is to be altered. */
function claimEdit(edit) {
  return (notebook, random) => {
    for (const { output } of random.shuffle(claims(notebook))) {
      const claim = output.data[claimMime];
      const what = edit(claim, random);
      if (what !== undefined) return `${what} of claim ${claim.id}`;
    }
    return undefined;
  };
}

function checkEdit(edit) {
  return claimEdit((claim, random) => {
    const { checks } = claim.measured;
    return checks.length === 0 ? undefined : edit(random.pick(checks), random);
  });
}

function recordEdit(mime, edit) {
  return (notebook, random) => {
    const found = outputs(notebook, ({ output }) => output.data?.[mime] !== undefined);
    if (found.length === 0) return undefined;
    const { cell, output } = random.pick(found);
    return `${edit(output.data[mime], random)} of ${cell.id}`;
  };
}
