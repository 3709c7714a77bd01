import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { builtModule } from "../../src/paths.js";
import { ValueStore } from "../../src/step/index.js";
import { Project } from "./cells.js";

const claimbook = JSON.stringify(pathToFileURL(builtModule("step/index")).href);
const script = `import { step } from ${claimbook};
import { train } from "./train.js";
const seed = Number(process.argv[2] ?? 1);
const value = await step("train", async () => {
  process.stderr.write("computing\\n");
  return train(seed);
});
process.stdout.write(JSON.stringify(value));
`;

let project: Project;
beforeEach(() => {
  project = new Project({
    "package.json": '{ "type": "module" }',
    "package-lock.json": "{}",
    "main.js": script,
    "train.js": 'import { rate } from "./rate.js";\nexport const train = (seed) => seed * rate;\n',
    "rate.js": "export const rate = 10;\n",
    "unrelated.js": "",
  });
});
afterEach(() => project.remove());

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** @param kill milliseconds after which the process is killed */
function node(args: string[], kill?: number): Promise<Ended> {
  const { CLAIMBOOK_CACHE: _, CLAIMBOOK_REUSE: __, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: project.folder, env });
  const ended: Ended = { code: null, out: "", err: "" };
  child.stdout.on("data", (text) => {
    ended.out += text;
  });
  child.stderr.on("data", (text) => {
    ended.err += text;
  });
  if (kill !== undefined) setTimeout(() => child.kill("SIGKILL"), kill);
  return new Promise((resolve) => child.on("close", (code) => resolve({ ...ended, code })));
}

const cache = () => project.path(".claimbook/cache");
const computes = async (args: string[] = []) => (await node(["main.js", ...args])).err === "computing\n";

describe("a step in a script", () => {
  test("is reused by the next process until something that it depends on changes", async () => {
    expect(await node(["main.js"])).toEqual({ code: 0, out: "10", err: "computing\n" });
    expect(await node(["main.js"])).toEqual({ code: 0, out: "10", err: "" });
    project.write("unrelated.js", "// something else");
    expect(await computes()).toBe(false);
    project.write("rate.js", "export const rate = 20;\n");
    expect(await node(["main.js"])).toEqual({ code: 0, out: "20", err: "computing\n" });
    project.write("package-lock.json", "{ }");
    expect(await computes()).toBe(true);
  });

  test("depends on what the script read from its command line", async () => {
    expect((await node(["main.js", "2"])).out).toBe("20");
    expect(await node(["main.js", "3"])).toMatchObject({ out: "30", err: "computing\n" });
    expect(await node(["main.js", "2"])).toMatchObject({ out: "20", err: "" });
  });

  test("CommonJS works too", async () => {
    const common = script
      .replace(/^import { step } from (.*);$/m, "(async () => { const { step } = await import($1);")
      .replace(/^import { train } .*$/m, 'const { train } = require("./train.cjs");')
      .concat("})();");
    project.write("main.cjs", common);
    project.write("train.cjs", "exports.train = (seed) => seed * 10;\n");
    expect(await node(["main.cjs", "2"])).toEqual({ code: 0, out: "20", err: "computing\n" });
    expect(await node(["main.cjs", "2"])).toEqual({ code: 0, out: "20", err: "" });
    expect(await node(["main.cjs", "3"])).toMatchObject({ out: "30", err: "computing\n" });
    project.write("train.cjs", "exports.train = (seed) => seed * 11;\n");
    expect(await node(["main.cjs", "2"])).toMatchObject({ out: "22", err: "computing\n" });
  });
});

describe("several processes with one cache", () => {
  const large = `import { step } from ${claimbook};
const size = 2_000_000;
for (let round = 0; round < 3; round++) {
  const value = await step("large", { inputs: { size, round } }, () => {
    const numbers = new Float64Array(size);
    for (let i = 0; i < size; i++) numbers[i] = i + round;
    return numbers;
  });
  if (value.length !== size || value[size - 1] !== size - 1 + round) throw new Error("half a value");
}
process.stdout.write("whole");
`;

  test("the same steps at the same time: all get the whole value, and one file a step stays", async () => {
    project.write("large.js", large);
    const all = await Promise.all(Array.from({ length: 4 }, () => node(["large.js"])));
    expect(all.map(({ out, err }) => out + err)).toEqual(Array(4).fill("whole"));
    expect(await new ValueStore(cache()).list()).toHaveLength(3);
    expect(readdirSync(cache()).sort()).toEqual(
      [".gitignore", ...readdirSync(cache()).filter((name) => name.endsWith(".value"))].sort(),
    );
  });

  test("killed at any moment: what is there is whole, and the next one goes on from it", async () => {
    project.write("large.js", large);
    for (const milliseconds of [250, 350, 450, 550, 650, 750]) {
      await node(["large.js"], milliseconds);
      const store = new ValueStore(cache());
      for (const name of readdirSync(project.folder).includes(".claimbook") ? readdirSync(cache()) : []) {
        if (!name.endsWith(".value")) continue;
        const found = await store.get(name.slice(0, -".value".length));
        expect(found?.value).toHaveLength(2_000_000);
      }
    }
    expect(await node(["large.js"])).toMatchObject({ code: 0, out: "whole", err: "" });
  });
});
