import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ExecuteOptions,
  type ExecutionEvent,
  execute,
  readRunRecord,
  sourceHash,
} from "../../src/execution/index.js";
import { formatNotebook, type Notebook, notebookProblems } from "../../src/notebook/index.js";
import { runs } from "../kernel/client.js";
import { cell, codeCells, notebook } from "../notebook/notebooks.js";
import { Workplace } from "./kernels.js";

let place: Workplace;
beforeAll(() => {
  place = new Workplace();
  place.oddKernels();
});
afterAll(() => place.remove());

function run(book: Notebook, options: Partial<ExecuteOptions> = {}) {
  return execute(book, { name: "a.ipynb", folder: place.folder, env: place.env, ...options });
}

function outputText(book: Notebook, index: number): string {
  return codeCells(book)
    [index]!.outputs.map((output) => {
      if (output.output_type === "stream") return output.text;
      return output.output_type === "error" ? output.ename : String(output.data["text/plain"]);
    })
    .join("|");
}

/** Numbers that a cell printed: processes of its kernel. */
const pids = (book: Notebook, index: number) => (outputText(book, index).match(/\d+/g) ?? []).map(Number);
const printPids = "console.log(process.pid, process.ppid)";

async function allGone(ids: number[]): Promise<void> {
  expect(ids.length).toBeGreaterThan(0);
  await expect
    .poll(async () => (await Promise.all(ids.map(runs))).some(Boolean), { timeout: 20_000 })
    .toBe(false);
}

describe("a notebook that runs through", () => {
  test("has its outputs, counts, times and record; events and saves come in order; the kernel is gone", async () => {
    const book = notebook(
      "# Heading\n\ntext",
      cell("const a: number = 1; // first", { id: "p", tags: ["parameters"] }),
      "console.log(a); console.error('e'); a + 1",
      "",
      printPids,
    );
    book.metadata = { ...book.metadata, claimbook: { title: "kept" }, other: [1] };
    codeCells(book)[1]!.outputs = [{ output_type: "stream", name: "stdout", text: "of an earlier run" }];
    const before = structuredClone(book);
    const events: ExecutionEvent[] = [];
    const saved: string[] = [];
    const result = await run(book, {
      parameters: { a: "41" },
      onEvent: (event) => events.push(event),
      save: async (state) => {
        saved.push(formatNotebook(state));
      },
    });
    expect(result.status).toBe("ok");
    expect(result.failure).toBeUndefined();
    expect(book).toEqual(before);

    const cells = codeCells(result.notebook);
    expect(cells.map(({ execution_count }) => execution_count)).toEqual([1, 2, 3, null, 4]);
    expect(cells[2]!.outputs.map(({ output_type }) => output_type).sort()).toEqual([
      "execute_result",
      "stream",
      "stream",
    ]);
    expect(outputText(result.notebook, 2)).toContain("41\n");
    expect(outputText(result.notebook, 2)).toContain("42");
    const times = cells[2]!.metadata.execution as Record<string, string>;
    expect(Date.parse(times["shell.execute_reply"]!)).toBeGreaterThanOrEqual(
      Date.parse(times["iopub.execute_input"]!),
    );

    const record = readRunRecord(result.notebook)!;
    expect(record).toMatchObject({ status: "ok", kernel: "claimbook", parameters: { a: 41 } });
    expect(record.sourceSha256).toBe(sourceHash(book));
    expect(result.notebook.metadata).toMatchObject({ claimbook: { title: "kept" }, other: [1] });

    const ends = events.flatMap((event) => (event.type === "cell-end" ? [event.number] : []));
    expect(ends).toEqual([1, 2, 3, 5]);
    expect(events[0]).toEqual({ type: "kernel-start", kernel: "claimbook" });
    expect(events.find((event) => event.type === "cell-start")).toMatchObject({
      number: 1,
      total: 5,
      place: 2,
      heading: "Heading",
    });
    // Before the first cell, after each of four, and at the end; each one a valid notebook.
    expect(saved).toHaveLength(6);
    const states = saved.map((text) => JSON.parse(text));
    expect(states.flatMap((state) => notebookProblems(state))).toEqual([]);
    expect(states.map((state) => state.metadata.claimbook.run.status)).toEqual([
      ...Array(5).fill("running"),
      "ok",
    ]);
    await allGone(pids(result.notebook, 4));
  });

  test("goes on after errors that a tag expects, and only after those", async () => {
    const result = await run(
      notebook(
        cell("throw new Error('meant')", { id: "a", tags: ["raises-exception"] }),
        "2",
        "null!.x",
        "4",
      ),
    );
    expect(result.status).toBe("error");
    expect(result.failure?.place).toBe('cell 3 (id "cell-3")');
    expect([0, 1, 3].map((i) => outputText(result.notebook, i))).toEqual(["Error", "2", ""]);
  });

  test("goes on after every error when told to, and names the first", async () => {
    const result = await run(notebook("throw new RangeError('one')", "2", "throw 'three'", "4"), {
      allowErrors: true,
    });
    expect(result.status).toBe("error");
    expect(result.failure).toMatchObject({ ename: "RangeError", evalue: "one" });
    expect([1, 3].map((i) => outputText(result.notebook, i))).toEqual(["2", "4"]);
  });
});

describe("a run that is broken off", () => {
  const forever = { loop: "while (true) {}", wait: "await new Promise(() => {})" };

  test.each(Object.entries(forever))("a cell takes too long: %s", async (_, code) => {
    const result = await run(notebook(printPids, code, "3"), { cellTimeout: 6000 });
    expect(result.status).toBe("timeout");
    expect(result.failure).toMatchObject({ place: 'cell 2 (id "cell-2")', ename: "CellTimeout" });
    expect(result.failure!.evalue).toContain("6 s");
    expect(outputText(result.notebook, 1)).toBe("CellTimeout");
    expect(outputText(result.notebook, 2)).toBe("");
    await allGone(pids(result.notebook, 0));
  });

  test("the whole takes too long", async () => {
    const naps = Array(20).fill("await new Promise((done) => setTimeout(done, 500))");
    const result = await run(notebook(...naps), { timeout: 2500 });
    expect(result.failure?.ename).toBe("RunTimeout");
    expect(readRunRecord(result.notebook)?.status).toBe("timeout");
  });

  test("by its caller: the cell is interrupted, what was done is kept, the kernel is gone", async () => {
    const stop = new AbortController();
    let saved: Notebook | undefined;
    const result = await run(notebook(printPids, `console.log("in"); ${forever.wait}`, "3"), {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === "output" && event.cell.id === "cell-2") stop.abort(new Error("enough"));
      },
      save: async (state) => {
        saved = state;
      },
    });
    expect(result.status).toBe("interrupted");
    expect(outputText(saved!, 1)).toContain("in\n");
    expect(readRunRecord(saved!)?.status).toBe("interrupted");
    await allGone(pids(result.notebook, 0));
  });

  test("before it starts", async () => {
    const reason = new Error("not at all");
    await expect(run(notebook("1"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("a kernel that is lost", () => {
  test("its cells' process ends itself", async () => {
    const result = await run(notebook("1", "process.exit(4)", "3"));
    expect(result.status).toBe("error");
    expect(result.failure).toMatchObject({ place: 'cell 2 (id "cell-2")' });
    expect(result.failure!.evalue).toContain("code 4");
    expect(outputText(result.notebook, 2)).toBe("");
  });

  test.each(["claimbook", "launched"])("its front end is killed (kernel %s)", async (kernel) => {
    const code = "console.log('soon'); process.kill(process.ppid, 'SIGKILL'); await new Promise(() => {})";
    const result = await run(notebook(printPids, code, "3"), { kernel });
    expect(result.status).toBe("dead");
    expect(result.failure).toMatchObject({ place: 'cell 2 (id "cell-2")', ename: "DeadKernel" });
    expect(result.failure!.evalue).toContain(kernel === "claimbook" ? "SIGKILL" : "its connection broke");
    expect(outputText(result.notebook, 2)).toBe("");
    await allGone(pids(result.notebook, 0));
  });

  test.each([
    ["gone", "cannot be started"],
    ["dies", "died while starting (exit code 7); its last words:\nno licence found"],
    ["mute", "did not answer within 2 s; its last words:\nthinking"],
  ])("it never comes to life: %s", async (kernel, message) => {
    const failed = run(notebook("1"), { kernel, startTimeout: 2000 });
    await expect(failed).rejects.toMatchObject({ kind: "could-not-run" });
    await expect(failed).rejects.toThrow(message);
  });

  test("it does not exist: the error lists those that do", async () => {
    const error = await run(notebook("1"), { kernel: "nope" }).catch((e) => e);
    expect(error.describe()).toContain('no kernel named "nope"');
    expect(error.describe()).toMatch(/odd.*claimbook kernel list.*claimbook kernel install/s);
  });
});

describe("a kernel of odd manners", () => {
  const odd = (...codes: string[]) => run(notebook(...codes), { kernel: "odd", cellTimeout: 20_000 });

  test("that forgets to say idle holds nothing up for ever", async () => {
    const result = await odd("no idle", "late output");
    expect(result.status).toBe("ok");
    expect([0, 1].map((i) => outputText(result.notebook, i))).toEqual(["said", "late"]);
  });

  test("whose idle comes before its reply, and that speaks of other requests", async () => {
    const result = await odd("idle before reply", "foreign output", "late output");
    expect(result.status).toBe("ok");
    expect([0, 1, 2].map((i) => outputText(result.notebook, i))).toEqual(["", "", "late"]);
  });

  test.each([
    ["silent error", "Odd", "no error message was published"],
    ["aborted", "Aborted", "status aborted"],
  ])("whose reply alone says what happened: %s", async (code, ename, evalue) => {
    const result = await odd(code, "late output");
    expect(result.status).toBe("error");
    expect(result.failure).toMatchObject({ ename, evalue: expect.stringContaining(evalue) });
    expect([0, 1].map((i) => outputText(result.notebook, i))).toEqual([ename, ""]);
  });

  test.each([
    ["deaf", "its kernel was ended"],
    ["frail", "being interrupted ended its kernel"],
  ])("that takes an interrupt badly: %s", async (code, evalue) => {
    const result = await run(notebook(code), { kernel: "odd", cellTimeout: 500 });
    expect(result.status).toBe("timeout");
    expect(result.failure!.evalue).toContain(evalue);
    expect(outputText(result.notebook, 0)).toBe("CellTimeout");
  });
});

describe("code that fails after its cell has ended", () => {
  const tagged = (code: string) => cell(code, { id: "tagged", tags: ["raises-exception"] });
  const odd = (codes: Parameters<typeof notebook>, options: Partial<ExecuteOptions> = {}) =>
    run(notebook(...codes), { kernel: "odd", ...options });

  test("fails the run while another cell runs, which is let finish; no further one begins", async () => {
    const events: ExecutionEvent[] = [];
    const result = await odd(["fails later", "waits", "waits"], { onEvent: (event) => events.push(event) });
    expect(result.status).toBe("error");
    expect(result.failure).toMatchObject({
      place: 'cell 1 (id "cell-1")',
      ename: "Late",
      evalue: "after 200 ms",
    });
    expect([0, 1, 2].map((i) => outputText(result.notebook, i))).toEqual(["Late", "waited", ""]);
    expect(events.filter(({ type }) => type === "late-error")).toEqual([
      {
        type: "late-error",
        place: 'cell 1 (id "cell-1")',
        ename: "Late",
        evalue: "after 200 ms",
        expected: false,
      },
    ]);
    expect(readRunRecord(result.notebook)).toMatchObject({ status: "error", id: expect.any(String) });
  });

  test("fails the run when only the kernel's end brings it out", async () => {
    let saved: Notebook | undefined;
    const result = await odd(["waits", "fails at the end"], {
      save: async (state) => {
        saved = state;
      },
    });
    expect(result).toMatchObject({ status: "error", failure: { place: 'cell 2 (id "cell-2")' } });
    expect(outputText(saved!, 1)).toBe("Late");
    expect(readRunRecord(saved!)?.status).toBe("error");
  });

  test("whatever its reply says", async () => {
    const result = await odd(["fails, says ok", "waits"]);
    expect(result).toMatchObject({ status: "error", failure: { evalue: "whatever the reply says" } });
    expect(outputText(result.notebook, 1)).toBe("");
  });

  test("may do so if its cell is tagged raises-exception", async () => {
    const result = await odd([tagged("fails later"), "waits", "waits"]);
    expect(result.status).toBe("ok");
    expect([0, 1, 2].map((i) => outputText(result.notebook, i))).toEqual(["Late", "waited", "waited"]);
  });

  test("with errors allowed fails the run, too, and lets it go on", async () => {
    const result = await odd(["fails later", "waits", "waits"], { allowErrors: true });
    expect(result).toMatchObject({ status: "error", failure: { place: 'cell 1 (id "cell-1")' } });
    expect([0, 1, 2].map((i) => outputText(result.notebook, i))).toEqual(["Late", "waited", "waited"]);
    // It came to its end: there is nothing to resume.
    expect(readRunRecord(result.notebook)?.id).toBeUndefined();
  });

  const nap = "await new Promise<void>((done) => setTimeout(done, 400));";

  test.each([
    ["throws in a timer", "void setTimeout(() => { throw new RangeError('later'); }, 50);", "RangeError"],
    [
      "rejects",
      "void new Promise((_, no) => setTimeout(() => no(new TypeError('later')), 50));",
      "TypeError",
    ],
  ])("of claimbook's own kernel: %s while another cell runs", async (_, code, ename) => {
    const result = await run(notebook(code, `${nap} "slept"`, "'never'"));
    expect(result).toMatchObject({
      status: "error",
      failure: { place: 'cell 1 (id "cell-1")', ename, evalue: "later" },
    });
    expect([0, 1, 2].map((i) => outputText(result.notebook, i))).toEqual([
      ename,
      expect.stringContaining("slept"),
      "",
    ]);
  });

  test("of claimbook's own kernel: between the last cell and the kernel's end", async () => {
    const result = await run(notebook("1", "void setTimeout(() => { throw new RangeError('later'); }, 60);"));
    expect(result).toMatchObject({ status: "error", failure: { place: 'cell 2 (id "cell-2")' } });
    expect(outputText(result.notebook, 1)).toBe("RangeError");
  });

  test("of claimbook's own kernel: a progress bar and an output that is too long", async () => {
    const bar = "for (let i = 0; i <= 50; i++) process.stdout.write('\\r' + i + ' of 50');";
    const result = await run(notebook(bar, "console.log('x'.repeat(5_000_000)); 'after'"), {
      outputLimit: 1_000_000,
    });
    expect(result.status).toBe("ok");
    expect(outputText(result.notebook, 0)).toBe("50 of 50");
    expect(outputText(result.notebook, 1)).toMatch(
      /^x{1000000}\|\[claimbook: this cell put out more than 1 MB/,
    );
  });
});
