// One run that is disturbed, and what must hold afterwards.
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { notebookProblems } from "../../dist/notebook/index.js";
import { comparable, notebook, stepCell } from "./notebook.mjs";
import { byRole, markName, survivors } from "./processes.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const main = path.join(root, "dist", "cli", "main.js");

/** Milliseconds after which a process that should have ended is an orphan. */
const patience = 20_000;

/** A folder of its own for one notebook: a project that has claimbook as a dependency. */
export class Place {
  folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-fault-"));
  saved = path.join(this.folder, "a.executed.ipynb");

  constructor(pauses) {
    writeFileSync(path.join(this.folder, "a.ipynb"), JSON.stringify(notebook(pauses)));
    writeFileSync(path.join(this.folder, "package.json"), '{ "type": "module" }');
    const modules = path.join(this.folder, "node_modules");
    mkdirSync(path.join(modules, "@types"), { recursive: true });
    symlinkSync(root, path.join(modules, "claimbook"));
    symlinkSync(path.join(root, "node_modules", "@types", "node"), path.join(modules, "@types", "node"));
    mkdirSync(path.join(this.folder, "tmp"));
  }

  /** Starts `claimbook run` here. `ended`: { code, signal, stderr } when it has ended and its words are read. */
  start(mark, ...options) {
    const child = spawn(process.execPath, [main, "run", "a.ipynb", ...options], {
      cwd: this.folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, [markName]: mark, TMPDIR: path.join(this.folder, "tmp") },
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    const ended = new Promise((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal, stderr }));
    });
    return { child, ended };
  }

  read() {
    return JSON.parse(readFileSync(this.saved, "utf8"));
  }

  /** How often the step was computed. */
  get computed() {
    const trace = path.join(this.folder, "computed");
    return existsSync(trace) ? readFileSync(trace, "utf8").length : 0;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns the notebook of a run that nobody disturbs, to compare with, and how long it took, in milliseconds */
export async function undisturbed(pauses, mark) {
  const place = new Place(pauses);
  try {
    const started = performance.now();
    const { code, stderr } = await place.start(mark).ended;
    if (code !== 0) throw new Error(`the undisturbed run ended with exit code ${code}\n${stderr}`);
    return { text: comparable(place.read()), milliseconds: performance.now() - started };
  } finally {
    place.remove();
  }
}

/**
 * Kills one process of a run with SIGKILL, then looks at what is left, and resumes.
 *
 * @param plan { pauses, victim: "executor" | "front end" | "host", after: milliseconds, mark }
 * @param expected of `undisturbed` with the same pauses
 * @returns { violations: [what is wrong], outcome: what became of the run, in a word }
 */
export async function faultRun({ pauses, victim, after, mark }, expected) {
  const place = new Place(pauses);
  const violations = [];
  try {
    const { child, ended } = place.start(mark);
    const hit = await killLater(mark, child, victim, after);
    const { code, signal, stderr } = await ended;
    const done = [...stderr.matchAll(/^✓ \[(\d+)\/\d+\]/gm)].map(([, number]) => Number(number));
    const left = await survivors(mark, patience);
    for (const { pid, command } of left) {
      violations.push(`orphan process ${pid}: ${command}`);
      process.kill(pid, "SIGKILL");
    }
    if (victim !== "executor" && signal !== null) violations.push(`the executor was ended by ${signal}`);
    if (victim !== "executor" && hit && code === 2) violations.push(`exit code 2: ${stderr}`);
    violations.push(...savedProblems(place, done, expected));
    const computed = place.computed;
    const outcome = hit
      ? existsSync(place.saved)
        ? place.read().metadata.claimbook.run.status
        : "not begun"
      : "missed";

    if (outcome !== "ok" && outcome !== "missed") {
      const again = await place.start(`${mark}-again`, ...(outcome === "not begun" ? [] : ["--resume"]))
        .ended;
      if (again.code !== 0)
        violations.push(`the resumed run ended with exit code ${again.code}: ${again.stderr}`);
      if (done.includes(stepCell) && place.computed > computed)
        violations.push("a finished step was computed again");
      for (const { pid, command } of await survivors(`${mark}-again`, patience))
        violations.push(`orphan process ${pid} of the resumed run: ${command}`);
    }
    if (comparable(place.read()) !== expected)
      violations.push(
        `the final notebook is another one than that of an undisturbed run:\n${comparable(place.read())}`,
      );
    const rest = readdirSync(place.folder).filter((name) => name.endsWith(".tmp"));
    if (rest.length > 0) violations.push(`left beside the notebook: ${rest.join(", ")}`);
    return { violations, outcome };
  } finally {
    place.remove();
  }
}

/** @returns whether there was something to kill */
async function killLater(mark, child, victim, after) {
  let over = false;
  child.once("exit", () => {
    over = true;
  });
  await new Promise((done) => setTimeout(done, after));
  // The kernel's processes may not be there yet: then as soon as they are.
  while (!over) {
    const pid = byRole(mark, child.pid)[victim];
    if (pid !== undefined) {
      try {
        process.kill(pid, "SIGKILL");
        return true;
      } catch {
        // Just gone by itself.
      }
    }
    await new Promise((done) => setTimeout(done, 5));
  }
  return false;
}

/** What is wrong with the notebook that a disturbed run left. @param done numbers of the cells said to be finished */
function savedProblems(place, done, expected) {
  if (!existsSync(place.saved)) return done.length === 0 ? [] : ["cells had finished and nothing was saved"];
  let saved;
  try {
    saved = place.read();
  } catch (error) {
    return [`the saved notebook cannot be read: ${error.message}`];
  }
  const problems = notebookProblems(saved).map((problem) => `not valid: ${problem}`);
  const code = (book) => book.cells.filter(({ cell_type }) => cell_type === "code");
  const [now, then] = [code(JSON.parse(comparable(saved))), code(JSON.parse(expected))];
  for (const number of done) {
    const [a, b] = [now, then].map((cells) => JSON.stringify(cells[number - 1]));
    if (a !== b) problems.push(`cell ${number} had finished, and is not as it should be:\n  ${a}\n  ${b}`);
  }
  return problems;
}
