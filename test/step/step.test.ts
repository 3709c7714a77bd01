import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CellName } from "../../src/kernel/host-api.js";
import { dataFile, type StepFunction, type StepInputs, ValueStore } from "../../src/step/index.js";
import { runStep } from "../../src/step/step.js";
import { Cells, Project } from "./cells.js";

const files = {
  "package.json": '{ "name": "study", "type": "module" }',
  "package-lock.json": '{ "lockfileVersion": 3, "packages": {} }',
  "lib/train.js": 'import { rate } from "./rate.js";\nexport const train = (seed) => seed * rate;\n',
  "lib/rate.js": "export const rate = 10;\n",
  "lib/other.js": "export const other = 1;\n",
  "data/pairs.tsv": "a\tb\n",
};
let project: Project;
let cells: Cells;
beforeEach(async () => {
  project = new Project(files);
  cells = new Cells(project);
  (globalThis as Record<string, unknown>).ran = 0;
  // The cells' declarations outlive a test, as V8 has one REPL a process: every test declares all that it uses.
  await cells.import("train", "lib/train.js");
  await cells.run("const seed = 3; const unused = 1; const scale = (x) => x * factor; const factor = 2;");
});
afterEach(() => {
  cells.close();
  project.remove();
});

const code = `await step("train hybrid", { inputs: { locales: ["de", "th"], budget: { steps: 10, batch: 4 } } }, async () => {
  globalThis.ran++;
  return { loss: Float32Array.of(scale(train(seed))) };
})`;
const runs = () => (globalThis as unknown as { ran: number }).ran;
const cacheFiles = () =>
  readdirSync(project.path(".claimbook/cache")).filter((name) => name.endsWith(".value"));

describe("step", () => {
  test("computes once, and then gives what it computed", async () => {
    const first = await cells.run(code);
    expect(first).toEqual({ loss: Float32Array.of(60) });
    expect(cells.last).toBe("train hybrid: computed in 2.0 s");
    cells.day = "2026-03-05T08:00:00.000Z";
    const again = await cells.run(code);
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
    expect(runs()).toBe(1);
    expect(cells.last).toBe("train hybrid: reused, computed 2026-03-01 (took 2.0 s)");
  });

  const changes: [what: string, change: () => unknown, code?: (text: string) => string][] = [
    ["its name", () => {}, (text) => text.replace("train hybrid", "train")],
    ["an input", () => {}, (text) => text.replace("steps: 10", "steps: 11")],
    ["the function", () => {}, (text) => text.replace("scale(train(seed))", "scale(train(seed)) + 1")],
    ["a local module", () => project.write("lib/train.js", "export const train = (seed) => seed;\n")],
    ["a module that it imports", () => project.write("lib/rate.js", "export const rate = 11;\n")],
    [
      "the lockfile",
      () => project.write("package-lock.json", '{ "lockfileVersion": 3, "packages": { "a": {} } }'),
    ],
    ["a parameter that the function uses", () => cells.run("const seed = 4")],
    ["a function of another cell", () => cells.run("const scale = (x) => x * factor + 0")],
    ["what a function of another cell uses", () => cells.run("const factor = 3")],
    [
      "which export a name is",
      () => cells.import("train", "lib/rate.js", "rate"),
      (t) => t.replace("train(seed)", "Number(train)"),
    ],
    [
      "the package that a name comes from",
      () => cells.imports.set("train", { kind: "package", specifier: "trainer" }),
    ],
  ];
  test.each(changes)("computes again after a change of %s", async (_, change, edit = (text) => text) => {
    await cells.run(code);
    await change();
    await cells.run(edit(code));
    expect(runs()).toBe(2);
    // Both values are there now.
    await cells.run(edit(code));
    expect(runs()).toBe(2);
    expect(cacheFiles()).toHaveLength(2);
  });

  const harmless: [what: string, change: () => unknown, code?: (text: string) => string][] = [
    [
      "comments and white space of the function",
      () => {},
      (t) => t.replace("globalThis.ran++;", "// count\n\n   globalThis.ran++"),
    ],
    [
      "the order of the inputs' keys",
      () => {},
      (t) => t.replace("steps: 10, batch: 4", "batch: 4, steps: 10"),
    ],
    ["code around the step in its cell", () => {}, (t) => `/* a new thought */ let before = 1;\n${t}`],
    ["a module that is not imported", () => project.write("lib/other.js", "export const other = 2;\n")],
    ["a variable that is not used", () => cells.run("const unused = 2")],
    ["text beside the code", () => project.write("README.md", "words")],
    ["data that is not an input", () => project.write("data/pairs.tsv", "other")],
    ["the time of a file", () => project.write("lib/rate.js", files["lib/rate.js"])],
  ];
  test.each(harmless)("reuses after a change of %s", async (_, change, edit = (text) => text) => {
    await cells.run(code);
    await change();
    await cells.run(edit(code));
    expect(runs()).toBe(1);
  });

  test("keeps nothing when a module was edited after its code was loaded", async () => {
    cells.loaded = Date.now();
    utimesSync(project.path("lib/rate.js"), 1, cells.loaded / 1000 + 5);
    await cells.run(code);
    expect(cells.last).toMatch(/computed in .* \(not kept: lib\/rate\.js was edited after it was loaded\)/);
    cells.loaded += 10_000;
    await cells.run(code);
    await cells.run(code);
    expect(runs()).toBe(2);
  });

  test("knows a file of data by its content", async () => {
    const run = async () => {
      const pairs = await dataFile(project.path("data/pairs.tsv"));
      (globalThis as Record<string, unknown>).pairs = pairs;
      return cells.run(
        'await step("read", { inputs: { pairs } }, () => { ran++; return 1 })'.replace(
          "ran++",
          "globalThis.ran++",
        ),
      );
    };
    await run();
    project.write("data/pairs.tsv", files["data/pairs.tsv"]);
    await run();
    expect(runs()).toBe(1);
    project.write("data/pairs.tsv", "a\tc\n");
    await run();
    expect(runs()).toBe(2);
  });
});

describe("what a step's function captures", () => {
  test("names that the kernel's compiler marks as the cells'", async () => {
    const scope = { scale: (x: number) => x, size: 2 };
    const host = { ...cells.host(), lookup: (name: string) => lookup(name) };
    const lookup = (name: string): CellName | undefined =>
      name in scope ? { kind: "value", value: scope[name as keyof typeof scope] } : undefined;
    const place = globalThis as Record<string, unknown>;
    place.__cells__ = scope;
    const around = { ...cells.around(), host };
    const make = () =>
      cells.run("(size) => async () => { globalThis.ran++; return [size, __cells__.scale(__cells__.size)] }");
    const run = async (size: number) =>
      runStep(
        "scope",
        {},
        ((await make()) as (size: number) => StepFunction<StepInputs, unknown>)(size),
        around,
      );
    expect(await run(1)).toEqual([1, 2]);
    expect(await run(1)).toEqual([1, 2]);
    expect(runs()).toBe(1);
    // A parameter and a name of the cells are two, though both are called `size`.
    expect(await run(3)).toEqual([3, 2]);
    scope.size = 5;
    expect(await run(3)).toEqual([3, 5]);
    scope.scale = (x) => x + 1;
    expect(await run(3)).toEqual([3, 6]);
    expect(runs()).toBe(4);
    const assigning = (await cells.run("() => { __cells__.size = 1 }")) as StepFunction<StepInputs, unknown>;
    await expect(runStep("scope", {}, assigning, around)).rejects.toThrow(/assigns to `size`/);
    // A name that is the cells' for sure is never taken for nothing.
    const unknown = (await cells.run("() => __cells__.missing")) as StepFunction<StepInputs, unknown>;
    await expect(runStep("scope", {}, unknown, around)).rejects.toThrow(
      /`missing`, and what that is cannot be seen/,
    );
    delete place.__cells__;
  });

  test("variables of a loop and of a function around it, not those of the same name outside", async () => {
    const values = await cells.run(`const alpha = 7; const all = [];
for (const alpha of [1, 2]) all.push(await step("loop", () => { globalThis.ran++; return alpha }));
const within = (seed) => step("within", () => { globalThis.ran++; return seed + alpha });
all.push(await within(1), await within(2), await within(1)); all`);
    expect(values).toEqual([1, 2, 8, 9, 8]);
    expect(runs()).toBe(4);
  });

  test("functions that call each other", async () => {
    const declare = (below: number) =>
      cells.run(`function even(n) { return n <= ${below} ? true : odd(n - 1) }
function odd(n) { return n <= 0 ? false : even(n - 1) }`);
    const run = () => cells.run('await step("parity", () => { globalThis.ran++; return even(9) })');
    await declare(0);
    expect(await run()).toBe(false);
    await declare(0);
    await run();
    expect(runs()).toBe(1);
    await declare(1);
    expect(await run()).toBe(true);
    expect(runs()).toBe(2);
  });

  test("classes, also those they extend", async () => {
    const run = () => cells.run('await step("class", () => { globalThis.ran++; return new Model().size() })');
    await cells.run("class Base { size() { return 1 } }\nclass Model extends Base {}");
    expect(await run()).toBe(1);
    await cells.run("class Base { size() { return 2 } }\nclass Model extends Base {}");
    expect(await run()).toBe(2);
    expect(runs()).toBe(2);
  });

  test("modules that are imported while it runs", async () => {
    const text =
      'await step("late", async () => { globalThis.ran++; void (() => import("./lib/train.js")); return 1 })';
    await cells.run(text);
    await cells.run(text);
    expect(runs()).toBe(1);
    project.write("lib/rate.js", "export const rate = 12;\n");
    await cells.run(text);
    expect(runs()).toBe(2);
    await expect(cells.run(text.replace("train.js", "none.js"))).rejects.toThrow(
      /imports ".\/lib\/none.js", which is not there/,
    );
  });

  test("functions of Node's own modules", async () => {
    (globalThis as Record<string, unknown>).digestOf = createHash;
    const text =
      'await step("node", () => { globalThis.ran++; return digestOf("sha256").update("a").digest("hex") })';
    expect(await cells.run(text)).toHaveLength(64);
    await cells.run(text);
    expect(runs()).toBe(1);
  });

  test("modules beside the notebook before those beside the package", async () => {
    project.write("notebooks/lib/train.js", 'import "../../lib/rate.js";\nexport const train = 1;\n');
    cells.env = { JPY_SESSION_NAME: project.path("notebooks/a.ipynb") };
    const text =
      'await step("late", async () => { globalThis.ran++; void (() => import("./lib/train.js")); return 1 })';
    await cells.run(text);
    project.write("lib/train.js", "export const train = 3;\n");
    await cells.run(text);
    expect(runs()).toBe(1);
    project.write("lib/rate.js", "export const rate = 13;\n");
    await cells.run(text);
    expect(runs()).toBe(2);
  });

  test.each([
    [
      "an object with behaviour",
      "const model = new (class Model {})()",
      "() => model",
      /uses `model`, an instance of Model/,
    ],
    [
      "one within plain data",
      "const setup = { model: new (class Model {})() }",
      "() => setup",
      /uses `setup\.model`, an instance of Model/,
    ],
    [
      "one that a function of another cell uses",
      "const model = new (class Model {})(); const ask = () => model",
      "() => ask()",
      /`ask`, which uses `model`, an instance of Model/,
    ],
    [
      "a tensor",
      "const weights = { w: { __proto__: { print() {} }, dataId: {}, dtype: 'float32', shape: [2] } }",
      "() => weights",
      /uses `weights\.w`, a tensor/,
    ],
    [
      "a native function",
      "const floor = Math.floor",
      "() => floor(1.5)",
      /`floor`, which cannot be told from another/,
    ],
    ["an assignment to a variable outside", "let total = 0", "() => { total += 1 }", /assigns to `total`/],
    [
      "a module whose name is computed",
      "const where = './lib/train.js'",
      "() => import(where)",
      /name is computed/,
    ],
  ])("is refused when it is %s", async (_, cell, fn, message) => {
    await cells.run(cell);
    await expect(cells.run(`await step("x", ${fn})`)).rejects.toMatchObject({
      kind: "usage",
      where: 'step "x"',
      message: expect.stringMatching(message),
      wayOut: expect.stringMatching(/\w/),
    });
  });

  test("may be spoken for by an input of the same name", async () => {
    await cells.run("const model = new (class Model { version = 1 })()");
    const run = (hash: string) =>
      cells.run(
        `await step("x", { inputs: { model: "${hash}" } }, () => { globalThis.ran++; return model.version })`,
      );
    expect(await run("a")).toBe(1);
    await run("a");
    expect(runs()).toBe(1);
    await run("b");
    expect(runs()).toBe(2);
  });
});

describe("the value of a step", () => {
  test.each([
    ["a function", "() => ({ predict: () => 1 })", /its value\.predict is a function/],
    ["an instance of a class", "() => [new (class Model {})()]", /its value\[0\] is an instance of Model/],
    [
      "a tensor",
      "() => ({ w: { __proto__: { print() {} }, dataId: {}, dtype: 'float32', shape: [1] } })",
      /its value\.w is a tensor/,
    ],
  ])("is refused when it holds %s", async (_, fn, message) => {
    await expect(cells.run(`await step("x", ${fn})`)).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringMatching(message),
      wayOut: expect.stringMatching(/[Rr]eturn/),
    });
    expect(existsSync(project.path(".claimbook/cache"))).toBe(false);
    expect(cells.last).toMatch(/^x: failed after/);
  });

  test("is the same kind of copy the first time and later", async () => {
    const text = `const shared = { n: 1 };
const back = await step("copy", { inputs: { shared } }, (_, { inputs }) => ({ a: inputs.shared, b: inputs.shared, at: new Date(0), m: new Map([[1, 2n]]) }));
[back, shared]`;
    for (const _ of [1, 2]) {
      const [back, shared] = (await cells.run(text)) as [Record<string, unknown>, object];
      expect(back).toEqual({ a: { n: 1 }, b: { n: 1 }, at: new Date(0), m: new Map([[1, 2n]]) });
      expect(back.a).toBe(back.b);
      expect(back.a).not.toBe(shared);
    }
  });

  test("may be more than data when it has a stored form", async () => {
    await cells.run("class Model { constructor(w) { this.w = w } }");
    const text = `await step("model", { stored: { to: (m) => m.w, from: (w) => new Model(w) } }, () => { globalThis.ran++; return new Model(Float32Array.of(1)) })`;
    const first = (await cells.run(text)) as object;
    const second = (await cells.run(text)) as object;
    expect(runs()).toBe(1);
    expect(second).toEqual(first);
    expect(second.constructor.name).toBe("Model");
    await cells.run(text.replace("(m) => m.w", "(m) => m.w.slice()"));
    expect(runs()).toBe(2);
  });
});

describe("a step in its surroundings", () => {
  test("CLAIMBOOK_REUSE=never neither reads nor writes", async () => {
    cells.env = { CLAIMBOOK_REUSE: "never" };
    await cells.run(code);
    expect(existsSync(project.path(".claimbook"))).toBe(false);
    cells.env = {};
    await cells.run(code);
    cells.env = { CLAIMBOOK_REUSE: "never" };
    await cells.run(code);
    expect(runs()).toBe(3);
    expect(cells.last).toMatch(/computed in/);
  });

  test("a resumed run shows what the run would have shown", async () => {
    cells.env = { CLAIMBOOK_RUN: "run-1" };
    await cells.run(code);
    const first = cells.shown.at(-1)!;
    cells.day = "2026-03-09T00:00:00.000Z";
    await cells.run(code);
    expect(cells.shown.at(-1)).toMatchObject({ plain: first.plain, html: first.html });
    cells.env = { CLAIMBOOK_RUN: "run-2" };
    await cells.run(code);
    expect(cells.last).toMatch(/reused, computed 2026-03-01/);
    expect(runs()).toBe(1);
  });

  test("shows one line that changes in place", async () => {
    await cells.run(`await step("<b>train", (_, { progress }) => { progress(0.4, "loss 0.31"); return 1 })`);
    expect(cells.shown.map(({ type, plain }) => [type, plain])).toEqual([
      ["display_data", "<b>train: running, 1.0 s"],
      ["update_display_data", "<b>train: running, 40 %, loss 0.31, 3.0 s"],
      ["update_display_data", "<b>train: computed in 4.0 s"],
    ]);
    expect(new Set(cells.shown.map(({ id }) => id)).size).toBe(1);
    for (const { html } of cells.shown) expect(html).toContain("&lt;b&gt;train");
    expect(cells.shown[1]!.html).toContain('value="0.400"');
  });

  test("an interrupted step stores nothing, and runs again", async () => {
    const text = `await step("long", (signal) => { globalThis.ran++; return globalThis.ran > 1 ? 5 : new Promise(() => {}) })`;
    const running = cells.run(text);
    await new Promise((resolve) => setTimeout(resolve, 50));
    cells.abort.abort(new Error("interrupted here"));
    await expect(running).rejects.toThrow("interrupted here");
    expect(cells.last).toMatch(/^long: interrupted after/);
    expect(existsSync(project.path(".claimbook/cache"))).toBe(false);
    cells.abort = new AbortController();
    expect(await cells.run(text)).toBe(5);
  });

  test("a function that goes on in spite of the interruption stores nothing either", async () => {
    const place = globalThis as Record<string, unknown>;
    const running = cells.run(
      `await step("deaf", () => new Promise((resolve) => { globalThis.finish = resolve }))`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    cells.abort.abort(new Error("interrupted here"));
    await expect(running).rejects.toThrow("interrupted here");
    (place.finish as (value: number) => void)(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(existsSync(project.path(".claimbook/cache"))).toBe(false);
  });

  test("a failed step stores nothing and says so", async () => {
    await expect(cells.run('await step("bad", () => { throw new RangeError("no") })')).rejects.toThrow(
      RangeError,
    );
    expect(cells.last).toMatch(/^bad: failed after/);
    expect(existsSync(project.path(".claimbook/cache"))).toBe(false);
  });

  test("a damaged file is computed again and replaced", async () => {
    await cells.run(code);
    const file = path.join(project.path(".claimbook/cache"), cacheFiles()[0]!);
    const whole = readFileSync(file);
    for (const broken of [whole.subarray(0, whole.length - 3), Buffer.from("nonsense"), Buffer.alloc(0)]) {
      writeFileSync(file, broken);
      const before = runs();
      expect(await cells.run(code)).toEqual({ loss: Float32Array.of(60) });
      expect(runs()).toBe(before + 1);
      expect(readFileSync(file).length).toBe(whole.length);
    }
  });

  test("a cache that cannot be written costs time, not the result", async () => {
    project.write("in-the-way", "");
    cells.env = { CLAIMBOOK_CACHE: "in-the-way/cache" };
    expect(await cells.run(code)).toEqual({ loss: Float32Array.of(60) });
    expect(cells.last).toMatch(/computed in .* \(not kept: /);
  });

  test("the cache keeps itself out of version control, and can be listed and pruned", async () => {
    await cells.run(code);
    cells.day = "2026-04-01T00:00:00.000Z";
    await cells.run('await step("later", () => 1)');
    const store = new ValueStore(project.path(".claimbook/cache"));
    expect(readFileSync(path.join(store.folder, ".gitignore"), "utf8")).toBe("*\n");
    expect((await store.list()).map(({ name }) => name)).toEqual(["later", "train hybrid"]);
    expect(await store.size()).toBeGreaterThan(0);
    expect(await store.prune(new Date("2026-03-15"))).toMatchObject({ files: 1 });
    expect((await store.list()).map(({ name }) => name)).toEqual(["later"]);
  });

  test.each([
    ["", "() => 1"],
    ["x", "undefined"],
  ])("needs a name and a function: %j, %s", async (name, fn) => {
    await expect(cells.run(`await step(${JSON.stringify(name)}, {}, ${fn})`)).rejects.toThrow(
      "needs a name and a function",
    );
  });
});
