import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { register } from "../../src/cli/models.js";
import { builtModule } from "../../src/paths.js";
import { commit, publish, smallModel } from "../models/hub/hub-server.js";
import { FileServer } from "../net/file-server.js";
import { inProcess } from "./in-process.js";

const name = "intfloat/multilingual-e5-small";

describe("claimbook models", () => {
  let project: string;
  let server: FileServer;
  const models = (...args: string[]) =>
    inProcess(register, ["models", ...args], {
      cwd: path.join(project, "notebooks"),
      env: { HOME: project, XDG_CACHE_HOME: path.join(project, "cache"), HF_ENDPOINT: server.origin },
    });

  beforeEach(async () => {
    project = await mkdtemp(path.join(tmpdir(), "claimbook-models-"));
    await writeFile(path.join(project, "package.json"), "{}");
    await mkdir(path.join(project, "notebooks"));
    server = await FileServer.start();
    publish(server, name, smallModel());
  });
  afterEach(async () => {
    await server.stop();
    await rm(project, { recursive: true, force: true });
  });

  it("lists every model with size, licence and revision, and marks what is here", async () => {
    const { code, stdout } = await models("list");
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(6);
    expect(stdout).toMatch(/^- {2}xlm-roberta-base +278 M +768-d +MIT +e73636d +XLM-R/m);
    expect(stdout).toMatch(/^- {2}intfloat\/multilingual-e5-small +118 M +384-d +MIT +614241f/m);
    await models("pull", name);
    expect((await models("list")).stdout).toMatch(/^✓ {2}intfloat\/multilingual-e5-small/m);
    const rows = JSON.parse((await models("list", "--json")).stdout);
    expect(rows.filter((row: { folder?: string }) => row.folder !== undefined)).toMatchObject([
      { name, revision: commit, citation: expect.stringContaining("arXiv:2402.05672") },
    ]);
  });

  it("pulls by the short name, says what it did and pins it beside package.json", async () => {
    const { code, stdout, stderr } = await models("pull", "multilingual-e5-small");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^intfloat\/multilingual-e5-small@614241f: 5 files fetched \(60 kB\), 0 were there; .*\n {2}pinned/,
    );
    const lock = JSON.parse(await readFile(path.join(project, "models.lock.json"), "utf8"));
    expect(Object.keys(lock.models)).toEqual([name]);
    expect((await models("pull", name)).stdout).toMatch(/0 files fetched \(0 B\), 5 were there/);
  });

  it("gives JSON", async () => {
    const [pulled] = JSON.parse((await models("pull", name, "--json")).stdout);
    expect(pulled).toMatchObject({ name, revision: commit, pinned: true });
    expect(pulled.files).toHaveLength(5);
  });

  it("exits with 2 for an unknown name and 3 for a model that cannot be had", async () => {
    expect(await models("pull", "nothing")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown model"),
    });
    expect(await models("pull")).toMatchObject({ code: 2 });
    expect(await models("pull", "some/thing")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("the hub has no model some/thing"),
    });
  });

  it("goes on after its process was killed in the middle", async () => {
    const env = { ...process.env, XDG_CACHE_HOME: path.join(project, "cache"), HF_ENDPOINT: server.origin };
    const start = () =>
      spawn(process.execPath, [builtModule("cli/main"), "models", "pull", name, "--json"], {
        cwd: project,
        env,
        stdio: ["ignore", "pipe", "inherit"],
      });
    const file = path.join(
      project,
      "cache",
      "claimbook",
      "models",
      ...name.split("/"),
      commit,
      "model.safetensors",
    );
    const weights = () => server.requests.filter((each) => each.path.endsWith("/model.safetensors"));
    // Before the weights there are two pages of the list and four small files.
    server.mischief.push(...Array(6).fill({}), { holdAfter: 20_000 });
    const first = start();
    const ended = once(first, "exit");
    await vi.waitFor(async () => expect((await stat(`${file}.part`)).size).toBe(20_000), 30_000);
    first.kill("SIGKILL");
    await ended;
    const second = start();
    const output = text(second.stdout);
    expect(await once(second, "exit")).toEqual([0, null]);
    expect(
      JSON.parse(await output)[0].files.filter(({ state }: { state: string }) => state === "fetched"),
    ).toHaveLength(1);
    expect(weights().map((each) => each.range)).toEqual([undefined, "bytes=20000-"]);
    expect(smallModel()["model.safetensors"]!.equals(await readFile(file))).toBe(true);
  });
});
