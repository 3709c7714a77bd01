import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readRunRecord } from "../../src/execution/index.js";
import { formatNotebook, parseNotebook } from "../../src/notebook/index.js";
import { builtModule } from "../../src/paths.js";
import { Workplace } from "../execution/kernels.js";
import { runs } from "../kernel/client.js";
import { codeCells, notebook } from "../notebook/notebooks.js";

let place: Workplace;
let child: ChildProcess | undefined;
beforeAll(() => {
  place = new Workplace();
});
afterAll(() => place.remove());
afterEach(() => child?.kill("SIGKILL"));

/**
 * `claimbook run` in a process of its own, with a cell that never ends.
 *
 * @returns when that cell runs: the numbers of the kernel's two processes, and how the command ends
 */
async function running(name: string) {
  const file = path.join(place.folder, `${name}.ipynb`);
  const pids = path.join(place.folder, `${name}.pids`);
  const note = `(await import("node:fs")).writeFileSync(${JSON.stringify(pids)}, process.pid + " " + process.ppid + " ")`;
  writeFileSync(file, formatNotebook(notebook("'first'", note, "await new Promise(() => {})")));
  const temporary = path.join(place.folder, `${name}.tmp`);
  mkdirSync(temporary);
  const started = spawn(process.execPath, [builtModule("cli/main"), "run", file], {
    cwd: place.folder,
    env: { ...place.env, TMPDIR: temporary },
  });
  child = started;
  let stderr = "";
  started.stderr.on("data", (text) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => started.once("exit", resolve));
  await expect.poll(() => existsSync(pids) && /\[2\/3\]/.test(stderr), { timeout: 50_000 }).toBe(true);
  const kernel = readFileSync(pids, "utf8").trim().split(" ").map(Number);
  return {
    started,
    ended,
    kernel,
    stderr: () => stderr,
    executed: file.replace(".ipynb", ".executed.ipynb"),
    temporary,
  };
}

async function gone(kernel: number[]): Promise<void> {
  expect(kernel).toHaveLength(2);
  await expect
    .poll(async () => (await Promise.all(kernel.map(runs))).some(Boolean), { timeout: 30_000 })
    .toBe(false);
}

test.each(["SIGINT", "SIGTERM"] as const)("%s interrupts, saves and ends the kernel", async (signal) => {
  const { started, ended, kernel, stderr, executed } = await running(signal.toLowerCase());
  started.kill(signal);
  expect(await ended).toBe(3);
  expect(stderr()).toContain("Interrupted: the run was broken off");
  const saved = parseNotebook(readFileSync(executed, "utf8"), "saved");
  expect(readRunRecord(saved)?.status).toBe("interrupted");
  expect(codeCells(saved)[0]!.outputs).toHaveLength(1);
  await gone(kernel);
});

test("a second SIGINT ends the command at once, and its kernel; what it had saved can be resumed", async () => {
  const { started, ended, kernel, executed } = await running("twice");
  // A kernel that does not answer: the first signal alone would wait for it.
  process.kill(kernel[1]!, "SIGSTOP");
  started.kill("SIGINT");
  await new Promise((done) => setTimeout(done, 100));
  started.kill("SIGINT");
  expect(await ended).toBe(3);
  await gone(kernel);
  const saved = parseNotebook(readFileSync(executed, "utf8"), "saved");
  expect(readRunRecord(saved)).toMatchObject({ status: "running", id: expect.any(String) });
  expect(codeCells(saved)[0]!.outputs).toHaveLength(1);
});

test("a command that is killed leaves no kernel behind, and what it had saved", async () => {
  const { started, ended, kernel, executed, temporary } = await running("killed");
  started.kill("SIGKILL");
  await ended;
  await gone(kernel);
  // The key to the kernel was not lying about either.
  expect(readdirSync(temporary).filter((name) => name.startsWith("claimbook-kernel"))).toEqual([]);
  const saved = parseNotebook(readFileSync(executed, "utf8"), "saved");
  expect(readRunRecord(saved)?.status).toBe("running");
  expect(codeCells(saved)[0]!.outputs).toHaveLength(1);
});
