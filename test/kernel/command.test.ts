import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { register } from "../../src/cli/kernel.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command in this process; @returns what it printed */
async function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  let printed = "";
  const stdout = { write: (text: string) => (printed += text) } as unknown as NodeJS.WritableStream;
  const program = new Command().exitOverride();
  register(program, {
    stdout,
    stderr: stdout,
    cwd: folder,
    env: { HOME: folder, PATH: process.env.PATH, ...env },
    exit: () => {},
    signal: new AbortController().signal,
  });
  await program.parseAsync(["kernel", ...args], { from: "user" });
  return printed;
}

describe("claimbook kernel", () => {
  test.each([
    ["for the user", [], {}, ".local/share/jupyter"],
    ["for the user, said", ["--user"], { XDG_DATA_HOME: "xdg" }, "xdg/jupyter"],
    ["under a prefix", ["--prefix", "pre"], {}, "pre/share/jupyter"],
    ["in the active environment", ["--sys-prefix"], { VIRTUAL_ENV: "venv" }, "venv/share/jupyter"],
  ])("install %s", async (_, args, env, where) => {
    // The environment's folder is given relative here only because the test's own is not known before.
    const absolute = Object.fromEntries(Object.entries(env).map(([k, v]) => [k, path.join(folder, v)]));
    const printed = JSON.parse(await run(["install", "--json", "--name", "cb", ...args], absolute));
    const kernels = path.join(folder, where, "kernels");
    expect(printed).toEqual({
      kernels: ["cb", "cb-tslab"].map((name) => ({ name, dir: path.join(kernels, name) })),
      labExtension: path.join(folder, where, "labextensions", "claimbook"),
    });
    const spec = JSON.parse(readFileSync(path.join(kernels, "cb", "kernel.json"), "utf8"));
    expect(spec.argv[0]).toBe(process.execPath);
    const list = await run(["list"], { ...absolute, JUPYTER_PATH: path.dirname(kernels) });
    expect(list).toMatch(/^cb +claimbook \(TypeScript\) \(typescript\)/m);
    expect(list).toMatch(/^cb-tslab +claimbook on tslab \(TypeScript 5\.0\) \(typescript\)/m);
  });

  test("install --compiler writes that kernel alone", async () => {
    const printed = await run(["install", "--compiler", "tslab", "--name", "only", "--prefix", "pre"]);
    const kernels = path.join(folder, "pre", "share", "jupyter", "kernels");
    expect(printed.split("\n")[0]).toBe(`Installed kernel only in ${path.join(kernels, "only")}`);
    expect(readdirSync(kernels)).toEqual(["only"]);
    const spec = JSON.parse(readFileSync(path.join(kernels, "only", "kernel.json"), "utf8"));
    expect(spec.argv).toContain("tslab");
  });

  test("places that exclude each other are refused", async () => {
    await expect(run(["install", "--user", "--prefix", "x"])).rejects.toMatchObject({ kind: "usage" });
  });

  test("list --json gives every kernel with its kernelspec", async () => {
    const found = JSON.parse(await run(["list", "--json"])) as { name: string; spec: { argv: string[] } }[];
    expect(found.map((each) => each.name)).toEqual(expect.arrayContaining(["claimbook", "claimbook-tslab"]));
    expect(found.every((each) => each.spec.argv.length > 0)).toBe(true);
  });
});
