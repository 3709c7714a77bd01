// What benchmarks against NumPy share.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Milliseconds. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Of an even number, the upper of the two in the middle. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** A Python that has NumPy: NUMPY_PYTHON, .venv/evaluation, then python3; undefined when none does. */
export function numpyPython() {
  const own = path.join(import.meta.dirname, "../.venv/evaluation/bin/python");
  const choices = [process.env.NUMPY_PYTHON, existsSync(own) ? own : undefined, "python3"];
  return choices.find((python) => python && spawnSync(python, ["-c", "import numpy"]).status === 0);
}
