import { describe, expect, it } from "vitest";
import { register } from "../../src/cli/verify.js";
import { harmlessEnvironment } from "../../src/sandbox/environment.js";
import { chooseSandbox } from "../../src/sandbox/index.js";
import { namedThings } from "../../src/sandbox/named-things.js";
import { permissionFlags, permissionVariable } from "../../src/sandbox/node-permission.js";
import { tooMuch } from "../../src/sandbox/watch.js";
import { inProcess } from "../cli/in-process.js";

describe("chooseSandbox", () => {
  const none = async () => "bubblewrap is not installed";

  it("takes Node's permission model where bubblewrap does not work, and says why", async () => {
    const { sandbox, instead } = await chooseSandbox("auto", {}, {}, none);
    expect(sandbox.kind).toBe("node");
    expect(instead).toEqual({ of: "bwrap", because: "bubblewrap is not installed" });
    expect(sandbox.promises.join()).toContain("THEY CAN READ YOUR FILES");
  });

  it("refuses to take the weaker one for the stronger", async () => {
    await expect(chooseSandbox("bwrap", {}, {}, none)).rejects.toMatchObject({
      kind: "could-not-run",
      message: "bubblewrap is not installed",
      wayOut: expect.stringContaining("--sandbox=node"),
    });
  });
});

it.each([
  ["20.19.0", "--experimental-permission"],
  ["22.12.0", "--experimental-permission"],
  ["22.13.0", "--permission"],
  ["23.4.0", "--experimental-permission"],
  ["24.1.0", "--permission"],
])("Node %s calls its permission model %s", (version, flag) => {
  expect(permissionFlags({ [permissionVariable]: "[]" }, version)[0]).toBe(flag);
  expect(permissionFlags({}, version)).toEqual([]);
});

it("keeps what may be a secret out of a sandbox's environment", () => {
  const env = {
    PATH: "/bin",
    LC_ALL: "C",
    CLAIMBOOK_LLM_KEY: "k",
    CLAIMBOOK_DATA: "d",
    AWS_SECRET: "s",
    OTHER: "o",
  };
  expect(harmlessEnvironment(env)).toEqual({ PATH: "/bin", LC_ALL: "C", CLAIMBOOK_DATA: "d" });
});

it("names what is too much, and what would have been allowed", () => {
  const limits = { memory: 1e9, cpu: 240, processes: 10 };
  expect(tooMuch({ memory: 1e9, cpu: 240, processes: 10 }, limits)).toBeUndefined();
  expect(tooMuch({ memory: 2e9, cpu: 0, processes: 1 }, limits)).toBe(
    "it used 2 GB of memory (allowed: 1 GB of memory, 4 min of processor time, 10 processes)",
  );
});

it("finds the packages, files and hosts that cells name, whatever they are written like", () => {
  const named = namedThings([
    'import { claim } from "claimbook"; import x from "@scope/pack/deep"; export * from "./own.ts";',
    "const fs = require('fs/promises'); await import(`node:net`);",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is read
    'await fetch("https://user:pw@Evil.example:8080/a?b"); const u = `wss://[::1]/${x}`; // "https://comment.example"',
    'open("../../etc/passwd"); open("scores.csv"); show("image/png"); say("a sentence. Or two/three words"); "~/x"',
    "this is not TypeScript ' at all `",
  ]);
  expect(named).toEqual({
    packages: ["@scope/pack", "claimbook", "node:fs", "node:net"],
    files: ["../../etc/passwd", "./own.ts", "scores.csv", "~/x"],
    hosts: ["[::1]", "evil.example"],
  });
});

it("takes limits only with a sandbox", async () => {
  const { code, stderr } = await inProcess(register, ["verify", "x.ipynb", "--max-cpu", "5"], { cwd: "." });
  expect([code, stderr]).toEqual([2, expect.stringContaining("Add --sandbox")]);
});
