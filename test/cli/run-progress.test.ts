import { describe, expect, test } from "vitest";
import type { Io } from "../../src/cli/io.js";
import { RunProgress } from "../../src/cli/run-progress.js";
import type { CodeCell } from "../../src/notebook/index.js";
import { cell } from "../notebook/notebooks.js";

const eraseLine = "\r\u001b[2K";

/** A run of one cell whose clock and output the test holds. */
function watched(terminal: boolean, source = "work()") {
  const written: string[] = [];
  let now = 0;
  const out = { isTTY: terminal, columns: 60, write: (text: string) => written.push(text) };
  const progress = new RunProgress(out as unknown as Io["stderr"], "a.ipynb", () => now);
  const one = cell(source) as CodeCell;
  progress.take({ type: "cell-start", cell: one, number: 2, total: 9, place: 3, heading: undefined });
  return {
    written,
    after(milliseconds: number, text: string) {
      now += milliseconds;
      one.outputs.push({ output_type: "stream", name: "stdout", text });
      progress.take({ type: "output", cell: one });
    },
    end(milliseconds: number) {
      progress.take({ type: "cell-end", cell: one, number: 2, total: 9, status: "ok", milliseconds });
      progress.finish();
    },
  };
}

describe("in a pipe", () => {
  test("a short cell is one line when it is done", () => {
    const run = watched(false);
    run.after(100, "quick\n");
    run.end(200);
    expect(run.written).toEqual(["✓ [2/9] work() (0.2 s)  quick\n"]);
  });

  test("a long cell says now and then how far it is", () => {
    const run = watched(false);
    for (let second = 1; second <= 25; second++) run.after(1000, `\u001b[32mstep ${second}\u001b[0m\n`);
    run.end(25_000);
    expect(run.written).toEqual([
      "… [2/9] work() (10 s)  step 10\n",
      "… [2/9] work() (20 s)  step 20\n",
      "✓ [2/9] work() (25 s)  step 25\n",
    ]);
  });
});

describe("on a terminal", () => {
  test("one line is drawn again and again, no wider than the terminal, and then stays", () => {
    const run = watched(true);
    run.after(1000, `step ${"x".repeat(100)}\n`);
    run.after(50, "too soon to draw\n");
    run.end(1100);
    expect(run.written).toHaveLength(3);
    for (const line of run.written) {
      expect(line.startsWith(eraseLine)).toBe(true);
      expect(line.slice(eraseLine.length).trimEnd().length).toBeLessThan(60);
    }
    expect(run.written.map((line) => line.endsWith("\n"))).toEqual([false, false, true]);
  });
});

test("a cell is called by its first line that says something", () => {
  const run = watched(false, '// Set-up.\nimport { a } from "a";\n\nconst b = a();');
  run.end(0);
  expect(run.written).toEqual(["✓ [2/9] const b = a(); (0.0 s)\n"]);
});

test("what an interrupted run had done, and errors that come late, have lines of their own", () => {
  const written: string[] = [];
  const out = { isTTY: false, write: (text: string) => written.push(text) };
  const progress = new RunProgress(out as unknown as Io["stderr"], "a.ipynb", () => 0);
  progress.take({ type: "resume", finished: 3, total: 9, changes: ["the notebook's code was edited"] });
  progress.take({
    type: "late-error",
    place: "cell 2",
    ename: "E",
    evalue: "\u001b[31mlate\n",
    expected: false,
  });
  expect(written.join("")).toBe(
    "a.ipynb: going on with the interrupted run, in which 3 of 9 cells had finished\n" +
      "  from the top, since a kernel's memory cannot be brought back; finished steps are reused\n" +
      "  since then: the notebook's code was edited\n" +
      "✗ cell 2 failed after its end: E: late \n",
  );
});
