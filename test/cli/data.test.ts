import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { register } from "../../src/cli/data.js";
import { bytesText, DownloadLine } from "../../src/cli/download-line.js";
import { readManifest } from "../../src/datasets/pull/index.js";
import { absent, shared } from "../datasets/shared-data.js";
import { FileServer } from "../net/file-server.js";
import { inProcess } from "./in-process.js";

let project: string;
let server: FileServer;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "claimbook-data-"));
  await writeFile(path.join(project, "package.json"), "{}");
  server = await FileServer.start();
  const asked = server.fetch;
  const real = globalThis.fetch;
  // The server's own requests go through the real one.
  vi.stubGlobal("fetch", (input: string, init?: RequestInit) =>
    input.startsWith(server.origin) ? real(input, init) : asked(input, init),
  );
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

const data = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  inProcess(register, ["data", ...args], {
    cwd: project,
    env: { HOME: project, XDG_CACHE_HOME: path.join(project, "cache"), ...env },
  });

describe("claimbook data list", () => {
  it("names every data set with kind, languages, size and licence", async () => {
    const { code, stdout } = await data(["list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^- +xquad-r +parallel retrieval +11 languages +18 MB +CC-BY-SA-4\.0$/m);
    expect(stdout).toMatch(/^- +mlqa-r +parallel retrieval +7 languages +14 MB +CC-BY-NC-4\.0$/m);
    expect(stdout).toMatch(
      /^✓ +cldr-captions +parallel captions +36 languages +comes with npm +Unicode-3\.0$/m,
    );
    expect(stdout).toMatch(/^- +miracl .* 18 languages +13 MB and more, pinned at first pull +Apache-2\.0$/m);
    expect(stdout).toMatch(/^- +mr-tydi .* 11 languages +pinned at first pull +Apache-2\.0$/m);
    expect(stdout).toMatch(/^- +lareqa .* 11 languages +in xquad-r, mlqa-r /m);
  });

  it("says with --verbose how to cite each, and what it is", async () => {
    const { stdout } = await data(["list", "--verbose"]);
    expect(stdout).toContain("cite       Roy, Constant, Al-Rfou");
    expect(stdout).toContain("languages  ar de el en es hi ru th tr vi zh");
    expect(stdout).toContain("home       https://github.com/google-research-datasets/lareqa");
  });

  it("gives the same as JSON", async () => {
    const rows = JSON.parse((await data(["list", "--json"])).stdout) as Record<string, unknown>[];
    expect(rows.find(({ name }) => name === "xquad-r")).toMatchObject({
      kind: "parallel retrieval",
      bytes: 17_863_417,
      here: false,
      licence: "CC-BY-SA-4.0",
    });
  });

  it.skipIf(absent("xquad-r"))(`marks what CLAIMBOOK_DATA has${absent("xquad-r")}`, async () => {
    expect((await data(["list"], shared.env)).stdout).toMatch(/^✓ +xquad-r /m);
  });
});

describe("claimbook data pull", () => {
  /** A file of the same address and other content: what the pinned checksum must refuse. */
  const address = () => {
    const { base } = readManifest("xquad-r");
    return `${base.replace("https://", "")}el.json`;
  };

  it.skipIf(absent("xquad-r"))(
    `fetches the languages asked for and finds them in a check${absent("xquad-r")}`,
    async () => {
      server.files.set(address(), await readFile(path.join(shared.folder, "xquad-r", "el.json")));
      const folder = path.join(project, "cache", "claimbook", "data", "xquad-r");
      const first = await data(["pull", "xquad-r", "--languages", "el"]);
      expect(first).toEqual({
        code: 0,
        stdout: `xquad-r: 1 file fetched (2.8 MB), 0 were there; ${folder}\n`,
        stderr: "",
      });
      expect((await data(["pull", "xquad-r", "--languages=el"])).stdout).toContain(
        "0 files fetched (0 B), 1 were there",
      );
      expect(await data(["check"])).toEqual({
        code: 0,
        stdout: "✓ ok        xquad-r: 1 of 1 file as published\n",
        stderr: "",
      });
      await writeFile(path.join(folder, "el.json"), "{}");
      const { code, stdout } = await data(["check", "xquad-r"]);
      expect(code).toBe(1);
      expect(stdout).toBe(
        "✗ faulty    xquad-r: 0 of 1 file as published\n" +
          "              changed: el.json\n" +
          "              claimbook data pull xquad-r mends them\n",
      );
      const checks = JSON.parse((await data(["check", "--json"])).stdout) as unknown[];
      expect(checks).toMatchObject([
        { name: "xquad-r", state: "faulty", files: [{ path: "el.json", state: "changed" }] },
      ]);
    },
  );

  it("refuses what does not have the pinned size or checksum", async () => {
    server.files.set(address(), Buffer.from("{}"));
    const { code, stderr } = await data(["pull", "xquad-r", "--languages", "el"]);
    expect(code).toBe(3);
    expect(stderr).toContain("el.json: the server's file has 2 bytes, not");
    const { files } = readManifest("xquad-r");
    const { bytes } = files.find((file) => file.path === "el.json")!;
    server.files.set(address(), Buffer.alloc(bytes));
    const wrong = await data(["pull", "xquad-r", "--languages", "el"]);
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain("as expected");
  });

  it("pulls the data sets that a view is made of", async () => {
    const { code, stderr } = await data(["pull", "lareqa"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/xquad-r\/ar\.json: there is no such file on the server/);
  });

  it("says that a data set comes with claimbook", async () => {
    expect(await data(["pull", "cldr-captions"])).toEqual({
      code: 0,
      stdout: "cldr-captions: comes with claimbook, nothing to fetch\n",
      stderr: "",
    });
  });

  it.each([
    [["pull", "xquad"], "no data set is called"],
    [["pull", "xquad-r", "--languages", "fr"], 'xquad-r has no language "fr"'],
    [["pull", "xquad-r", "--parts", "a"], 'xquad-r has no part "a"'],
    [["check", "xquad"], "no data set is called"],
    [["pull"], ""],
  ])("answers %o with a usage error", async (args, message) => {
    const { code, stderr } = await data(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("claimbook data check", () => {
  it("says what is absent when it is asked for, and that nothing is here when it is not", async () => {
    expect(await data(["check", "xquad-r", "cldr-captions"])).toMatchObject({
      code: 1,
      stdout: "✗ absent    xquad-r: claimbook data pull xquad-r fetches it\n- no files  cldr-captions\n",
    });
    expect(await data(["check"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("No data set is here"),
    });
  });

  it("minds files that this project has not pinned only when it is asked for them", async () => {
    const folder = path.join(project, "cache", "claimbook", "data", "mr-tydi");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "x"), "");
    const line =
      "- unpinned  mr-tydi: data.lock.json does not know its files, claimbook data pull mr-tydi pins them\n";
    expect(await data(["check"])).toMatchObject({ code: 0, stdout: line });
    expect(await data(["check", "mr-tydi"])).toMatchObject({ code: 1, stdout: line });
  });

  it("exits with 3 when the lock cannot be read", async () => {
    await writeFile(path.join(project, "data.lock.json"), "{");
    expect(await data(["check", "xquad-r"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("data.lock.json"),
    });
  });

  it.skipIf(absent("xquad-r", "mlqa-r"))(
    `compares counts with the published ones${absent("xquad-r", "mlqa-r")}`,
    async () => {
      const { code, stdout } = await data(["check", "xquad-r", "mlqa-r"], shared.env);
      expect(stdout).toBe(
        "✓ ok        xquad-r: 11 of 11 files, 3 of 3 counts as published\n" +
          "✓ ok        mlqa-r: 7 of 7 files, 3 of 3 counts as published\n",
      );
      expect(code).toBe(0);
    },
  );
});

describe("the line of a download", () => {
  it("rewrites itself on a terminal, at intervals, and goes away", async () => {
    const out = Object.assign(new PassThrough(), { isTTY: true });
    let now = 0;
    const line = new DownloadLine(out, () => now);
    line.show("a", 500, 2000);
    now = 50;
    line.show("a", 900, 2000);
    now = 120;
    line.show("a", 1000, 2000);
    line.show("a", 2000, 2000);
    now = 300;
    line.show("b", 12_345, undefined);
    line.clear();
    line.clear();
    const start = "\r\u001b[2K";
    expect(out.read().toString()).toBe(
      [
        `${start}a: 25 % of 2.0 kB`,
        `${start}a: 50 % of 2.0 kB`,
        `${start}a: 100 % of 2.0 kB`,
        `${start}b: 12 kB`,
        start,
      ].join(""),
    );
  });

  it("is silent in a pipe", () => {
    const out = new PassThrough();
    const line = new DownloadLine(out, () => 0);
    line.show("a", 1, 2);
    line.clear();
    expect(out.read()).toBeNull();
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [9949, "9.9 kB"],
    [9951, "10 kB"],
    [999_600, "1.0 MB"],
    [17_863_417, "18 MB"],
    [4.2e9, "4.2 GB"],
    [1e16, "10000 TB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

it("keeps its lock in the project, wherever in it the command is run", async () => {
  await writeFile(path.join(project, "data.lock.json"), "{");
  const inner = path.join(project, "notebooks");
  await mkdir(inner);
  const { code } = await inProcess(register, ["data", "check", "xquad-r"], {
    cwd: inner,
    env: { HOME: project },
  });
  expect(code).toBe(3);
});
