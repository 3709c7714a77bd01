import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CellImport, LocalModule } from "../../src/kernel/compiler/cell-compiler.js";
import { packageRoot } from "../../src/paths.js";
import { Host, type Ran } from "../kernel/host/driver.js";

// The process that runs cells, given what claimbook's compiler makes of them.
let folder: string;
let host: Host;
const at = (name: string) => path.join(folder, name);
const local = (name: string, code: string, imports: string[] = []): LocalModule => {
  writeFileSync(at(name), code);
  const targets = imports.map((each) => [`./${each}`, { kind: "local", file: at(each) }] as const);
  return { file: at(name), code, json: false, map: undefined, imports: Object.fromEntries(targets) };
};
const named = (specifier: string, target: CellImport["target"], name: string): CellImport => ({
  specifier,
  target,
  names: [{ local: name, imported: name }],
  attributes: {},
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-step-host-"));
  writeFileSync(at("package.json"), '{ "name": "study", "type": "module" }');
  writeFileSync(at("package-lock.json"), "{}");
  mkdirSync(at("node_modules"));
  symlinkSync(packageRoot, at("node_modules/claimbook"));
  host = await Host.start({ folder, env: { CLAIMBOOK_CACHE: "", CLAIMBOOK_REUSE: "", CLAIMBOOK_RUN: "" } });
  const imports = [
    named("claimbook", { kind: "node", parent: at("notebook.ts") }, "step"),
    named("./train.js", { kind: "local", file: at("train.js") }, "train"),
  ];
  const modules = [
    local("train.js", 'import { rate } from "./rate.js";\nexport const train = (seed) => seed * rate;\n', [
      "rate.js",
    ]),
    local("rate.js", "export const rate = 10;\n"),
  ];
  expect(await host.run("", { imports, modules })).toMatchObject({ status: "ok" });
  await declare("seed", "3");
  await declare("scale", "(x) => x * __cells__.factor");
  await declare("factor", "2");
});
afterAll(() => host.stop());

async function declare(name: string, value: string): Promise<void> {
  expect(await host.run(`__cells__.${name} = ${value};`, { declares: [name] })).toMatchObject({
    status: "ok",
  });
}

const train = `return { value: await __claimbook__.wait((0, __cells__.step)("train", { inputs: { a: 1 } }, async (signal) => {
  console.log("training");
  return (0, __cells__.scale)((0, __cells__.train)(__cells__.seed));
})) };`;
const line = ({ displays }: Ran) =>
  String((displays.at(-1)!.content.data as Record<string, unknown>)["text/plain"]);
const files = () => readdirSync(at(".claimbook/cache")).filter((name) => name.endsWith(".value"));

test("runs a step once, and again after a change of what it uses", async () => {
  const computed = (result: string) => ({ status: "ok", result, stdout: "training\n" });
  const reused = { status: "ok", result: "60", stdout: "" };
  const first = await host.run(train);
  expect(first).toMatchObject(computed("60"));
  expect(line(first)).toMatch(/^train: computed in/);
  const again = await host.run(train);
  expect(again).toMatchObject(reused);
  expect(line(again)).toMatch(/^train: reused, computed/);

  await declare("unrelated", "1");
  expect(await host.run(`// a comment\n${train}`)).toMatchObject(reused);
  await declare("factor", "3");
  expect(await host.run(train)).toMatchObject(computed("90"));
  await declare("factor", "2");
  await declare("scale", "(x) => x + __cells__.factor");
  expect(await host.run(train)).toMatchObject(computed("32"));
  await declare("scale", "(x) => x * __cells__.factor");
  expect(await host.run(train)).toMatchObject(reused);
});

test("sees an edited module that an imported module imports, and knows it again when it is as before", async () => {
  const edited = await host.run(train, { modules: [local("rate.js", "export const rate = 20;\n")] });
  expect(edited).toMatchObject({ status: "ok", result: "120", stdout: "training\n" });
  const back = await host.run(train, { modules: [local("rate.js", "export const rate = 10;\n")] });
  expect(back).toMatchObject({ status: "ok", result: "60", stdout: "" });
});

test.each([
  ["a wait", 'console.log("go"); await new Promise(() => {});'],
  ["a loop", 'console.log("go"); for (;;);'],
  [
    "a loop after an await",
    'await new Promise((resolve) => setTimeout(resolve, 5)); console.log("go"); for (;;);',
  ],
])("an interrupted step keeps nothing, and the host its state: %s", async (what, body) => {
  const before = files();
  const run = host.begin(
    `await __claimbook__.wait((0, __cells__.step)(${JSON.stringify(what)}, async () => { ${body} }));`,
  );
  await host.until(() => host.text(run).includes("go"));
  expect((await host.interrupt(run)).status).toBe("error");
  // Longer than it takes to show the next second of a step that is forgotten but runs on.
  const next = await host.run(
    "await __claimbook__.wait(new Promise((resolve) => setTimeout(resolve, 1500)));",
  );
  expect(next.status).toBe("ok");
  const shown = host.of(run).filter((event) => event.type === "display");
  expect(JSON.stringify(shown.at(-1))).toContain(`${what}: interrupted after`);
  expect(files()).toEqual(before);
  expect(await host.run(train)).toMatchObject({ status: "ok", result: "60", stdout: "" });
});

test("stops at the next step of a loop that looks at its signal", async () => {
  const ran =
    await host.interrupted(`await __claimbook__.wait((0, __cells__.step)("patient", async (signal, { progress }) => {
  console.log("go");
  for (let i = 0; ; i++) {
    signal.throwIfAborted();
    progress(Math.min(1, i / 1000), "loss 0.3");
    await new Promise((resolve) => setImmediate(resolve));
  }
}));`);
  expect(ran.status).toBe("error");
  expect(line(ran)).toMatch(/^patient: interrupted after/);
});

test("names what it cannot keep apart, with the way out", async () => {
  await declare("model", "new (class Model {})()");
  const ran = await host.run('await (0, __cells__.step)("score", () => __cells__.model);');
  expect(ran.error).toMatchObject({ evalue: expect.stringContaining("uses `model`, an instance of Model") });
});
