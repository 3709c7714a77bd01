import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../src/paths.js";
import { type Executed, KernelClient, text } from "../kernel/client.js";
import { Project } from "./cells.js";

// One kernel for all but what needs a fresh one: as in a notebook, later cells declare names again.
let project: Project;
let kernel: KernelClient;
const kernels: KernelClient[] = [];

beforeAll(async () => {
  project = new Project({
    "package.json": '{ "name": "study", "type": "module" }',
    "package-lock.json": "{}",
    "lib/train.ts":
      'import { rate } from "./rate.js";\nexport const train = (seed: number) => seed * rate;\n',
    "lib/rate.ts": "export const rate = 10;\n",
    "node_modules/.keep": "",
  });
  symlinkSync(packageRoot, project.path("node_modules/claimbook"));
  symlinkSync(`${packageRoot}/node_modules/@types`, project.path("node_modules/@types"));
  kernel = await start();
});
afterAll(async () => {
  for (const each of kernels) await each.stop();
  project.remove();
});

async function start(extra: NodeJS.ProcessEnv = {}): Promise<KernelClient> {
  const { CLAIMBOOK_CACHE: _, CLAIMBOOK_REUSE: __, CLAIMBOOK_RUN: ___, ...env } = process.env;
  const client = await KernelClient.start({ cwd: project.folder, env: { ...env, ...extra } });
  kernels.push(client);
  for (const cell of declarations) ok(await client.execute(cell));
  return client;
}

const declarations = [
  'import { step } from "claimbook";\nimport { train } from "./lib/train";',
  "const seed: number = 3;",
  "function scale(x: number): number { return x * factor; }\nconst factor = 2;",
];
const cell = `const result = await step("train", { inputs: { locales: ["de", "th"] } }, async (signal) => {
  console.log("training");
  return { loss: Float32Array.of(scale(train(seed))) };
});
result.loss[0]`;

function ok(executed: Executed): Executed {
  expect(executed.reply, JSON.stringify(executed.iopub)).toMatchObject({ status: "ok" });
  return executed;
}

/** What the step's line says in the end. */
function line({ iopub }: Executed): string {
  const shown = iopub.filter(({ type }) => type === "display_data" || type === "update_display_data");
  return String((shown.at(-1)!.content.data as Record<string, unknown>)["text/plain"]);
}

const value = ({ iopub }: Executed) =>
  (iopub.find(({ type }) => type === "execute_result")!.content.data as Record<string, unknown>)[
    "text/plain"
  ];
const files = () => readdirSync(project.path(".claimbook/cache")).filter((name) => name.endsWith(".value"));

test("runs once, and again only after a change of what it uses", async () => {
  const first = ok(await kernel.execute(cell));
  expect([value(first), text(first), line(first)]).toEqual([
    "60",
    "training\n",
    expect.stringMatching(/^train: computed in/),
  ]);
  const expectReused = async () => {
    const again = ok(await kernel.execute(cell));
    expect([value(again), text(again), line(again)]).toEqual([
      "60",
      "",
      expect.stringMatching(/^train: reused, computed 20/),
    ]);
  };
  await expectReused();
  ok(await kernel.execute("const unrelated = 1; // another cell"));
  ok(await kernel.execute("/* formatted */ const seed : number=3"));
  await expectReused();

  ok(await kernel.execute("const seed: number = 4;"));
  const other = ok(await kernel.execute(cell));
  expect([value(other), text(other)]).toEqual(["80", "training\n"]);
  ok(await kernel.execute(declarations[2]!.replace("factor = 2", "factor = 3")));
  expect(value(ok(await kernel.execute(cell)))).toBe("120");
  for (const declaration of declarations) ok(await kernel.execute(declaration));
  await expectReused();
  expect(files()).toHaveLength(3);
});

test("a fresh kernel reuses it, and CLAIMBOOK_REUSE=never does not", async () => {
  const before = files();
  const fresh = await start();
  expect(line(ok(await fresh.execute(cell)))).toMatch(/^train: reused/);
  const strict = await start({ CLAIMBOOK_REUSE: "never" });
  const executed = ok(await strict.execute(cell));
  expect([text(executed), line(executed)]).toEqual([
    "training\n",
    expect.stringMatching(/^train: computed in/),
  ]);
  expect(files()).toEqual(before);
});

test("a change of a module that an imported module imports counts", async () => {
  project.write("lib/rate.ts", "export const rate = 100;\n");
  const fresh = await start();
  const executed = ok(await fresh.execute(cell));
  expect([value(executed), text(executed)]).toEqual(["600", "training\n"]);
});

test("an interrupted step keeps nothing", async () => {
  const before = files();
  const id = await kernel.sendExecute(`await step("long", async (signal) => {
  console.log("started");
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return 1;
});`);
  await kernel.until(() => kernel.of(id).some(({ type }) => type === "stream"));
  await kernel.request("control", "interrupt_request");
  expect((await kernel.outcome(id)).reply.status).toBe("error");
  const next = ok(await kernel.execute("await new Promise((resolve) => setTimeout(resolve, 100)); 1 + 1"));
  expect(value(next)).toBe("2");
  expect(files()).toEqual(before);
  expect(existsSync(project.path(".claimbook/cache/.gitignore"))).toBe(true);
});

test("names what it cannot keep apart", async () => {
  ok(await kernel.execute("class Model { weights = [1]; }\nconst model = new Model();"));
  const { reply } = await kernel.execute('await step("score", async () => model.weights.length)');
  expect(reply).toMatchObject({
    status: "error",
    evalue: expect.stringContaining("uses `model`, an instance of Model"),
  });
});
