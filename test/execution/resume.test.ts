import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ExecuteOptions,
  type ExecutionEvent,
  execute,
  interruptedRun,
  readRunRecord,
} from "../../src/execution/index.js";
import { formatNotebook, type Notebook, parseNotebook } from "../../src/notebook/index.js";
import { cell, codeCells, notebook } from "../notebook/notebooks.js";
import { Workplace } from "./kernels.js";

let place: Workplace;
beforeAll(() => {
  place = new Workplace();
});
afterAll(() => place.remove());

const run = (book: Notebook, options: Partial<ExecuteOptions> = {}) =>
  execute(book, { name: "a.ipynb", folder: place.folder, env: place.env, ...options });

/** As it comes back from disk. */
const reread = (book: Notebook) => parseNotebook(formatNotebook(book), "a.ipynb");

/** Without what may differ between two runs: times of day, and the name of a run that can go on. */
function settled(book: Notebook): string {
  const copy = reread(book);
  for (const each of codeCells(copy)) delete each.metadata.execution;
  const record = readRunRecord(copy);
  if (record !== undefined) delete record.id;
  return formatNotebook(copy);
}

const file = (name: string) => JSON.stringify(path.join(place.folder, name));
const fs = `await import("node:fs")`;
const parameters = cell("const size: number = 1;", { id: "p", tags: ["parameters"] });
/** Counts in a file how often it ran, and says so nowhere. */
const counting = (name: string) => `(${fs}).appendFileSync(${file(name)}, "x"); "counted"`;
const stuck = (gate: string) =>
  `while (!(${fs}).existsSync(${file(gate)})) await new Promise((d) => setTimeout(d, 20)); "free"`;

/** Runs until the cell with `id` has begun, and breaks off there. */
async function interruptedIn(book: Notebook, id: string, options: Partial<ExecuteOptions> = {}) {
  const stop = new AbortController();
  const { notebook: saved, status } = await run(book, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === "cell-start" && event.cell.id === id) setTimeout(() => stop.abort(), 200);
    },
    ...options,
  });
  expect(status).toBe("interrupted");
  return reread(saved);
}

describe("a run that was interrupted", () => {
  test("goes on with its parameters and name, from the top, to the notebook of an undisturbed run", async () => {
    const book = notebook(
      parameters,
      cell("console.log(size)", { id: "name" }),
      cell(counting("count"), { id: "count" }),
      cell(stuck("gate"), { id: "stuck" }),
    );
    const saved = await interruptedIn(book, "stuck", { parameters: { size: 3 } });
    const { id } = readRunRecord(saved)!;
    expect(id).toMatch(/^[0-9a-f]{16}$/);

    writeFileSync(path.join(place.folder, "gate"), "");
    const events: ExecutionEvent[] = [];
    const states: Notebook[] = [];
    const resumed = await run(book, {
      resume: interruptedRun(saved, "a.ipynb"),
      onEvent: (event) => events.push(event),
      save: async (state) => {
        states.push(structuredClone(state));
      },
    });
    expect(resumed.status).toBe("ok");
    // One of the five (with the injected parameters) was interrupted; nothing else changed.
    expect(events[1]).toEqual({ type: "resume", finished: 5, total: 5, changes: [] });
    expect(readFileSync(path.join(place.folder, "count"), "utf8")).toBe("xx");
    expect(states.slice(0, -1).map((state) => readRunRecord(state)?.id)).toEqual(
      states.slice(1).map(() => id),
    );
    // Should this run be broken off at once, what had been there is still there.
    expect(codeCells(states[0]!).map(({ outputs }) => outputs.length)).toEqual([0, 0, 1, 1, 1]);
    expect(settled(resumed.notebook)).toBe(settled((await run(book, { parameters: { size: 3 } })).notebook));
    expect(readRunRecord(resumed.notebook)).not.toHaveProperty("id");
  });

  test("each run has a name of its own, which its steps see", async () => {
    const book = notebook("process.env.CLAIMBOOK_RUN + '|' + process.env.CLAIMBOOK_REUSE", "throw 1");
    const first = await run(book);
    const second = await run(book, { reuse: false });
    const said = [first, second].map(({ notebook: of }) => JSON.stringify(codeCells(of)[0]!.outputs));
    expect(said[0]).toContain(`${readRunRecord(first.notebook)!.id}|undefined`);
    expect(said[1]).toContain(`${readRunRecord(second.notebook)!.id}|never`);
    expect(readRunRecord(first.notebook)!.id).not.toBe(readRunRecord(second.notebook)!.id);
    const resumed = await run(book, { resume: interruptedRun(reread(first.notebook), "a") });
    expect(JSON.stringify(codeCells(resumed.notebook)[0]!.outputs)).toBe(said[0]);
  });

  test("may have been edited: new and changed cells start empty, and what changed is said", async () => {
    const saved = await interruptedIn(
      notebook(cell("'one'", { id: "a" }), cell("'two'", { id: "b" }), cell(stuck("no"), { id: "c" })),
      "c",
    );
    const edited = notebook(
      cell("'one'", { id: "a" }),
      cell("'zwei'", { id: "b" }),
      cell("'drei'", { id: "c" }),
    );
    const events: ExecutionEvent[] = [];
    let first: Notebook | undefined;
    const resumed = await run(edited, {
      resume: interruptedRun(saved, "a.ipynb"),
      onEvent: (event) => events.push(event),
      save: async (state) => {
        first ??= structuredClone(state);
      },
    });
    expect(events[1]).toEqual({
      type: "resume",
      finished: 1,
      total: 3,
      changes: ["the notebook's code was edited"],
    });
    expect(codeCells(first!).map(({ outputs }) => outputs.length)).toEqual([1, 0, 0]);
    expect(settled(resumed.notebook)).toBe(settled((await run(edited)).notebook));
  });

  test("that now fails earlier ends as any run that fails there", async () => {
    const flag = file("flag");
    const book = notebook(
      cell(`if ((${fs}).existsSync(${flag})) throw new Error("now"); 1`, { id: "a" }),
      cell("2", { id: "b" }),
      cell(stuck("never"), { id: "c" }),
    );
    const saved = await interruptedIn(book, "c");
    writeFileSync(path.join(place.folder, "flag"), "");
    const resumed = await run(book, { resume: interruptedRun(saved, "a.ipynb") });
    expect(resumed.failure?.place).toContain('"a"');
    expect(settled(resumed.notebook)).toBe(settled((await run(book)).notebook));
  });
});

describe("nothing is resumed that", () => {
  test.each<[string, () => Promise<Notebook>, RegExp]>([
    ["never ran", async () => notebook("1"), /no record of a run by claimbook/],
    ["came to its end", async () => (await run(notebook("1"))).notebook, /came to its end \(ok\)/],
    [
      "came to its end with errors allowed",
      async () => (await run(notebook("throw 1", "2"), { allowErrors: true })).notebook,
      /came to its end \(error\)/,
    ],
  ])("%s", async (_, book, message) => {
    const saved = reread(await book());
    expect(() => interruptedRun(saved, "a.ipynb")).toThrow(message);
  });

  test("has other parameters or another kernel", async () => {
    const book = notebook(
      cell("const size: number = 1; const name = 'a'; const on = true;", { id: "p", tags: ["parameters"] }),
      cell("throw new Error('stop')", { id: "stop" }),
    );
    const { notebook: saved } = await run(book, { parameters: { size: 3, on: false } });
    const resume = interruptedRun(reread(saved), "a.ipynb");
    const refused = run(book, { resume, parameters: { size: "4", name: "b", on: "false" } });
    await expect(refused).rejects.toMatchObject({ kind: "usage", where: "a.ipynb" });
    await expect(refused).rejects.toThrow(
      'other parameters: size is 4 now, and the interrupted run had 3; name is "b" now, and the interrupted run did not set it',
    );
    await expect(run(book, { resume, kernel: "other" })).rejects.toThrow(
      /kernel other: it ran with claimbook/,
    );
    const renamed = notebook(cell("const sizes: number = 1;", { id: "p", tags: ["parameters"] }));
    await expect(run(renamed, { resume })).rejects.toThrow(
      /parameters any more: has no parameter "(size|on)"/,
    );
    expect(existsSync(path.join(place.folder, "a.ipynb"))).toBe(false);
  });
});
