// A stranger's project: packs claimbook, installs the tarball from npm in an empty folder, and runs a notebook there
// with the installed command. Slow (it installs everything), so `.ci/run` starts it and not the suite.
// `--keep` leaves the project for a look.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const work = mkdtempSync(path.join(tmpdir(), "claimbook-consumer-"));
const project = path.join(work, "project");
const windows = process.platform === "win32";

function run(cwd, status, command, ...args) {
  console.log(`$ ${[command, ...args].join(" ")}`);
  const done = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    shell: windows,
  });
  const output = `${done.stdout}${done.stderr}`;
  if (done.status !== status) {
    console.error(output);
    throw new Error(`exit status ${done.status ?? done.signal ?? done.error}, expected ${status}`);
  }
  return output;
}

function expect(what, holds) {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`ok: ${what}`);
}

const cell = (id, source) => ({
  cell_type: "code",
  id,
  metadata: {},
  execution_count: null,
  outputs: [],
  source,
});
const notebook = (...cells) =>
  JSON.stringify({
    cells,
    metadata: {
      kernelspec: { name: "claimbook", display_name: "claimbook (TypeScript)", language: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });

const measure = cell(
  "measure",
  `import { claim, Measurement } from "claimbook";
const value: number = 6 * 7;
const answer = new Measurement({ name: "answer", value, n: 1, unit: "questions" });`,
);
const claims = cell(
  "claim",
  'claim({ id: "above-forty", text: "The answer is above forty.", measured: answer.isAbove(40) })',
);
const frame = cell(
  "frame",
  `import { resultsFrame } from "claimbook";
const frame = resultsFrame({
  schema: "claimbook/results/1", id: "t", title: "Answers", rowHeading: "Question",
  columns: [{ key: "answer", label: "Answer", better: "higher", digits: 0 }],
  rows: [{ label: "all", cells: { answer: { value, interval: [40, 44], n: 1 } } }],
  comparisons: [],
});
const names: string[] = frame.columns;
frame`,
);

function execute() {
  run(root, 0, "npm", "pack", "--silent", "--pack-destination", work);
  const tarball = readdirSync(work).find((file) => file.endsWith(".tgz"));
  mkdirSync(project);
  writeFileSync(
    path.join(project, "package.json"),
    JSON.stringify({ name: "stranger", private: true, type: "module" }),
  );
  run(project, 0, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", path.join("..", tarball));
  const packages = readdirSync(path.join(project, "node_modules"));
  expect("danfojs-node and its native engine are not installed", !packages.includes("danfojs-node"));

  writeFileSync(path.join(project, "answer.ipynb"), notebook(measure, claims, frame));
  run(project, 0, "npx", "--no-install", "claimbook", "run", "answer.ipynb", "--out", "executed.ipynb");
  const executed = JSON.parse(readFileSync(path.join(project, "executed.ipynb"), "utf8"));
  const data = executed.cells.flatMap((each) => each.outputs).map((output) => output.data ?? {});
  const claim = data.map((each) => each["application/vnd.claimbook.claim+json"]).find(Boolean);
  expect("the claim is in the executed notebook and holds", claim?.measured.verdict === "holds");
  const table = data.map((each) => each["application/vnd.claimbook.results+json"]).find(Boolean);
  expect("the results frame shows itself with its record", table?.rows[0].cells.answer.value === 42);

  const wrong = cell("wrong", 'claim({ id: "wrong", text: 42 });');
  writeFileSync(path.join(project, "wrong.ipynb"), notebook(measure, wrong));
  const refused = run(
    project,
    1,
    "npx",
    "--no-install",
    "claimbook",
    "run",
    "wrong.ipynb",
    "--out",
    "w.ipynb",
  );
  expect(
    "a cell that misuses claimbook's types does not compile",
    /'number' is not assignable to type 'string'/.test(refused) && refused.includes('"wrong"'),
  );

  run(project, 0, "npx", "--no-install", "claimbook", "verify", "executed.ipynb");
  expect(
    "the certificate lies beside the notebook",
    JSON.parse(readFileSync(path.join(project, "executed.certificate.json"), "utf8")).predicate.passed ===
      true,
  );
}

try {
  execute();
} catch (error) {
  console.error(`packaging: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (process.argv.includes("--keep")) console.log(project);
  else rmSync(work, { recursive: true, force: true });
}
