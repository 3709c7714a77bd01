import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { register } from "../../src/cli/verify.js";
import { execute } from "../../src/execution/index.js";
import type { CodeCell, Notebook } from "../../src/notebook/model.js";
import { isCode } from "../../src/notebook/model.js";
import { findBubblewrap } from "../../src/sandbox/bubblewrap.js";
import { chooseSandbox, type SandboxKind, type SandboxLimits } from "../../src/sandbox/index.js";
import { inProcess } from "../cli/in-process.js";
import { code, executed, tiny, workFolder, write } from "../verification/fixture.js";

const bubblewrap = await findBubblewrap(process.env);
const kinds: { kind: SandboxKind; missing: string | undefined }[] = [
  { kind: "bwrap", missing: typeof bubblewrap === "string" ? bubblewrap : undefined },
  { kind: "node", missing: process.platform === "linux" ? undefined : "limits are those of Linux" },
];

let folder: string;
let remove: () => Promise<void>;
let home: string;
let server: Server;
let asked = 0;

beforeAll(async () => {
  ({ folder, remove } = await workFolder());
  home = await mkdtemp(path.join(homedir(), ".claimbook-test-"));
  await writeFile(path.join(home, "secret"), "hunter2");
  server = createServer((_, response) => {
    asked += 1;
    response.end("you are out");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  await remove();
  await rm(home, { recursive: true, force: true });
});

const notebook = (...sources: string[]): Notebook => ({
  ...tiny,
  cells: sources.map((source, i) => code(`cell-${i}`, source)),
});

async function runIn(kind: SandboxKind, book: Notebook, limits: Partial<SandboxLimits> = {}) {
  const { sandbox } = await chooseSandbox(kind, process.env, limits);
  const env = { ...process.env, CLAIMBOOK_TEST_TOKEN: "hunter2" };
  const result = await execute(book, { name: "t.ipynb", folder, env, allowErrors: true, sandbox });
  const said = result.notebook.cells.filter(isCode).map((cell) => saidBy(cell));
  return { said, failure: result.failure };
}

function saidBy(cell: CodeCell): string {
  return cell.outputs
    .map((each) =>
      "text" in each
        ? each.text
        : "evalue" in each
          ? `${each.ename}: ${each.evalue}`
          : JSON.stringify(each.data),
    )
    .join("\n");
}

for (const { kind, missing } of kinds) {
  describe.skipIf(missing !== undefined)(`--sandbox=${kind}${missing ? ` (${missing})` : ""}`, () => {
    it("lets cells compute and use temporary files, and nothing out", async () => {
      const { port } = server.address() as AddressInfo;
      const outside = path.join(home, "written");
      const { said } = await runIn(
        kind,
        notebook(
          `import fs from "node:fs"; import os from "node:os"; import path from "node:path";
const own = path.join(os.tmpdir(), "own.txt"); fs.writeFileSync(own, "forty-two"); console.log(fs.readFileSync(own, "utf8"));`,
          `console.log(await fetch("http://127.0.0.1:${port}/").then((r) => r.text()));`,
          `import net from "node:net";
console.log(await new Promise((done, failed) => net.connect(${port}, "127.0.0.1").on("connect", () => done("connected")).on("error", failed)));`,
          `fs.writeFileSync(${JSON.stringify(outside)}, "x"); console.log("written");`,
          `fs.writeFileSync("sandbox-test-in-project.txt", "x"); console.log("written");`,
          `console.log("token:", process.env.CLAIMBOOK_TEST_TOKEN);`,
          `import { spawnSync } from "node:child_process";
const made = spawnSync("touch", [${JSON.stringify(outside)}]); if (made.error) throw made.error; console.log("touch:", made.status);`,
          `console.log("secret:", fs.readFileSync(${JSON.stringify(path.join(home, "secret"))}, "utf8"));`,
        ),
      );
      expect(said[0]).toContain("forty-two");
      expect(said[1]).toMatch(/fetch failed|not allowed/);
      expect(said[2]).toMatch(/ECONNREFUSED|not allowed in this sandbox/);
      expect(asked).toBe(0);
      expect(said[3]).toMatch(/EROFS|ENOENT|ERR_ACCESS_DENIED|restricted/);
      expect(said[4]).toMatch(/EROFS|ERR_ACCESS_DENIED|restricted/);
      expect(said[5]).toContain("token: undefined");
      expect(said[6]).toMatch(kind === "bwrap" ? /touch: 1/ : /ERR_ACCESS_DENIED|restricted/);
      expect(existsSync(outside)).toBe(false);
      // What the weaker sandbox says of itself.
      expect(said[7]).toMatch(kind === "bwrap" ? /ENOENT/ : /hunter2/);
    });

    it("ends what eats memory, and says so", async () => {
      const eat = `const kept: Buffer[] = [];
while (true) { kept.push(Buffer.alloc(2e7, 1)); await new Promise((next) => setTimeout(next, 20)); }`;
      const { failure } = await runIn(kind, notebook(eat), { memory: 5e8 });
      expect(`${failure?.ename}: ${failure?.evalue}`).toMatch(
        /ended by the sandbox: it used .* of memory \(allowed: 500 MB|allocation failed|out of memory/,
      );
    });
  });
}

describe.skipIf(kinds[1]!.missing !== undefined)("Node's permission model, on Linux", () => {
  it("has no way round by threads, names, bindings or signals", async () => {
    const thread = `module.exports = () => { try { require("node:net").connect(9, "127.0.0.1").on("error", () => {}); return "open"; } catch (error) { return error.message; } }`;
    const { said } = await runIn(
      "node",
      notebook(
        `import { Worker } from "node:worker_threads"; new Worker("1", { eval: true, execArgv: [] }); console.log("open");`,
        `import fs from "node:fs"; import os from "node:os"; import path from "node:path"; import { Piscina } from "piscina";
const file = path.join(os.tmpdir(), "thread.cjs"); fs.writeFileSync(file, ${JSON.stringify(thread)});
const pool = new Piscina({ filename: file, maxThreads: 1, execArgv: [] }); console.log(await pool.run({})); await pool.destroy();`,
        `import dns from "node:dns/promises"; console.log("open", await dns.lookup("localhost"));`,
        `import dgram from "node:dgram"; dgram.createSocket("udp4").send("x", 9, "127.0.0.1"); console.log("open");`,
        `process.kill(process.ppid, 0); console.log("open");`,
        `(process as unknown as { binding(name: string): object }).binding("tcp_wrap"); console.log("open");`,
      ),
    );
    for (const text of said) expect(text).toMatch(/not allowed in this sandbox|process\.binding/);
    expect(said.join("\n")).not.toContain("open");
  });
});

describe.skipIf(kinds[0]!.missing !== undefined)("bubblewrap, where it works", () => {
  it("ends what computes for ever", async () => {
    const { failure } = await runIn("bwrap", notebook("while (true) {}"), { cpu: 4 });
    expect(failure?.evalue).toMatch(/ended by the sandbox: it used \d+ s of processor time \(allowed: /);
  });

  it("ends what starts too many processes, with all of them", async () => {
    const many = `import { spawn } from "node:child_process";
for (let i = 0; i < 60; i++) spawn("sleep", ["600.25"], { detached: true, stdio: "ignore" });
await new Promise((later) => setTimeout(later, 60_000));`;
    const { failure } = await runIn("bwrap", notebook(many), { processes: 20 });
    expect(failure?.evalue).toContain("ended by the sandbox: it had more than 20 processes");
  });

  it("verifies a harmless notebook as without it, after saying what runs and how", async () => {
    await write(path.join(folder, "harmless.ipynb"), await executed(tiny, folder));
    const env = { ...process.env, CLAIMBOOK_BROWSER: path.join(folder, "none") };
    const args = ["verify", "harmless.ipynb", "--sandbox"];
    const { code: exit, stdout, stderr } = await inProcess(register, args, { cwd: folder, env });
    expect(stderr).toContain("Sandbox: bubblewrap; at most 4 GB of memory");
    expect(stderr).toMatch(/Runs 3 of 3 code cells[\s\S]*Packages imported: claimbook\nFiles named: none/);
    expect(stdout).toContain("Reproduced: 3 claims, 3 same");
    expect(exit).toBe(0);
    const certificate = JSON.parse(await readFile(path.join(folder, "harmless.certificate.json"), "utf8"));
    expect(certificate.predicate.passed).toBe(true);
    expect(certificate.predicate.sandbox).toEqual({
      kind: "bwrap",
      limits: { memory: 4e9, cpu: 3600, processes: 64 },
    });
    expect(stdout).toContain("Run in a sandbox (bubblewrap; at most 4 GB of memory");
  });
});
