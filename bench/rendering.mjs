// Executed notebook to HTML beside nbconvert, and to PDF beside pandoc with Typst, in one run; see --help.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { residentMemory } from "./kernels/process-tree.mjs";
import { median } from "./measure.mjs";
import { notebookOf } from "./rendering/notebooks.mjs";

const help = `Usage: npm run build && node bench/rendering.mjs [options]

html    an executed notebook with figures to HTML: claimbook draws them (nbconvert leaves plotly's figures out)
pdf     a notebook of four printed pages with two figures to PDF: claimbook draws and prints; pandoc writes Typst
        markup and Typst sets it, with the figures as SVG that claimbook has drawn beforehand
memory  a notebook of 500 cells with 100 figures to HTML and PDF: the most that all processes hold together

"cold" is a process of its own from start to end (for claimbook with the start of the browser), "again" the same
process once more (claimbook finds the drawings and fonts that it has kept; peers keep nothing), "warm" the same again in a
process that has done it before (for claimbook with the browser open, and every figure drawn anew). Prints the median seconds of wall clock
and of processor time of each, and the ratios to the peer.

  --tasks LIST        of html, pdf, memory. Defaults to all.
  --repetitions N     rounds; whoever is first in one is last in the next. Defaults to 3.
  --notebook FILE     the notebook of "html". Defaults to one of 24 cells with 3 figures, made here.
  --json              the figures as JSON as well.

The peers (${peers().join(", ")}) come from PyPI into .venv/rendering on first use.
Aims: HTML at most 0.5 x nbconvert; the PDF in at most 2 s warm; at most 1 GB of memory.`;

function peers() {
  return ["nbconvert==7.17.2", "pypandoc_binary==1.17", "typst==0.15.2"];
}

const { values: options } = parseArgs({
  options: {
    tasks: { type: "string", default: "html,pdf,memory" },
    repetitions: { type: "string", default: "3" },
    notebook: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const worker = path.join(import.meta.dirname, "rendering/worker.mjs");
const script = path.join(import.meta.dirname, "rendering/peers.py");
const repetitions = Number(options.repetitions);
const tasks = new Set(options.tasks.split(","));
const figures = [];
const folder = mkdtempSync(path.join(os.tmpdir(), "bench-rendering-"));
const python = tasks.has("html") || tasks.has("pdf") ? findPython() : undefined;

try {
  console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.version}`);
  if (tasks.has("html")) compare("html", options.notebook ?? write("html", 24, 3), "nbconvert");
  if (tasks.has("pdf")) {
    const file = write("pdf", 12, 2);
    compare("pdf", file, "pandoc + Typst");
  }
  if (tasks.has("memory")) await memory(write("memory", 500, 100));
  if (options.json) console.log(JSON.stringify({ figures }, null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(name, cells, drawings) {
  const file = path.join(folder, `${name}.ipynb`);
  writeFileSync(file, JSON.stringify(notebookOf(cells, drawings)));
  return file;
}

function compare(task, notebook, peer) {
  const file = path.resolve(notebook);
  const commands = {
    claimbook: [process.execPath, [worker, dist, task, file, folder]],
    [peer]: [python, [script, task, file, folder]],
  };
  if (task === "pdf") run(...commands.claimbook, "pictures");
  const kept = path.join(folder, "kept");
  const runs = { claimbook: [], [peer]: [] };
  for (let round = 0; round < repetitions; round++) {
    const order = Object.keys(commands);
    for (const name of round % 2 === 0 ? order : order.reverse()) {
      rmSync(kept, { recursive: true, force: true });
      runs[name].push(run(...commands[name], "time", name === "claimbook" ? [kept] : []));
    }
  }
  console.log(
    `\n${task}: ${path.basename(file)}, ${repetitions} rounds; seconds of wall clock (of processor time)`,
  );
  for (const kind of ["cold", "again", "warm"]) {
    const of = (name, key) => median(runs[name].map((each) => each[kind][key]));
    for (const name of Object.keys(runs)) {
      console.log(
        `  ${kind}  ${name.padEnd(15)} ${of(name, "wall").toFixed(2).padStart(6)} (${of(name, "cpu").toFixed(2)})`,
      );
    }
    const ratio = (key) => of("claimbook", key) / of(peer, key);
    console.log(`        ratio ${ratio("wall").toFixed(2)} (${ratio("cpu").toFixed(2)}) x ${peer}`);
    figures.push({
      task,
      kind,
      claimbook: { wall: of("claimbook", "wall"), cpu: of("claimbook", "cpu") },
      [peer]: { wall: of(peer, "wall"), cpu: of(peer, "cpu") },
    });
  }
  const sizes = Object.keys(runs).map((name) => `${name} ${runs[name][0].made}`);
  console.log(`  made: ${sizes.join("; ")}`);
  const seconds = (name, kind) => median(runs[name].map((each) => each[kind].wall));
  const warm = seconds("claimbook", "warm");
  if (task === "html") {
    for (const kind of ["cold", "again", "warm"]) {
      const ratio = seconds("claimbook", kind) / seconds(peer, kind);
      say(ratio <= 0.5, `${kind} ${ratio.toFixed(2)} x nbconvert`, "0.5");
    }
  } else say(warm <= 2, `${warm.toFixed(2)} s warm`, "2 s");
}

function say(reached, what, aim) {
  console.log(`  aim ${reached ? "reached" : "MISSED"}: ${what}, aim ${aim}`);
}

/** One process: its own whole time is the cold one, the next one's is that of doing it again; a third tells the warm one. */
function run(program, args, mode = "time", more = []) {
  const first = time(program, [...args, mode === "time" ? "cold" : mode, ...more]);
  if (mode !== "time") return undefined;
  const again = time(program, [...args, "cold", ...more]);
  return { ...time(program, [...args, "warm"]).told, ...first.told, cold: first.took, again: again.took };
}

/** @returns the seconds that a process took, and the object that it printed last */
function time(program, args) {
  const before = childTime();
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const wall = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stderr.slice(-2000)}`);
  const last = stdout.trim().split("\n").at(-1);
  return { took: { wall, cpu: childTime() - before }, told: last ? JSON.parse(last) : undefined };
}

/** Processor seconds of all children that have ended, as the kernel counts them (proc_pid_stat(5): cutime, cstime). */
function childTime() {
  if (process.platform !== "linux") return Number.NaN;
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function memory(notebook) {
  const child = spawn(process.execPath, [worker, dist, "memory", notebook, folder, "cold"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, residentMemory(child.pid));
  }, 50);
  let text = "";
  child.stdout.on("data", (part) => {
    text += part;
  });
  const start = performance.now();
  const status = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(watch);
  if (status !== 0) throw new Error(`the worker failed with status ${status}`);
  const wall = (performance.now() - start) / 1000;
  const { made } = JSON.parse(text.trim().split("\n").at(-1));
  console.log("\nmemory: 500 cells, 100 figures to HTML and PDF");
  console.log(
    `  at most ${(most / 2 ** 20).toFixed(0)} MB in Node.js and the browser together (pages that processes share count for each), ${wall.toFixed(1)} s`,
  );
  console.log(`  made: ${made}`);
  say(most <= 2 ** 30, `${(most / 2 ** 20).toFixed(0)} MB`, "1024 MB");
  figures.push({ task: "memory", bytes: most, wall });
}

/** The Python of .venv/rendering with the pinned peers; made when it is not there. */
function findPython() {
  const venv = path.join(root, ".venv", "rendering");
  const program = path.join(venv, "bin", "python");
  const stamp = path.join(venv, "packages.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === peers().join("\n")) return program;
  console.error("setting up .venv/rendering ...");
  mkdirSync(path.dirname(venv), { recursive: true });
  for (const [command, args] of [
    ["python3", ["-m", "venv", venv]],
    [program, ["-m", "pip", "install", "--quiet", ...peers()]],
  ]) {
    const { status } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0)
      throw new Error(`${command} ${args.join(" ")} failed; python3 with venv and pip is needed`);
  }
  writeFileSync(stamp, peers().join("\n"));
  return program;
}
