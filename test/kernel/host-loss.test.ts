import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers, contents, KernelClient, runs, text } from "./client.js";

describe.each(compilers)("kernel with compiler %s:", (compiler) => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ compiler });
  });
  afterAll(() => kernel.stop());

  async function hostPid(client = kernel): Promise<number> {
    const shown = contents(await client.execute("process.pid"), "execute_result")[0]!.data as Record<
      string,
      string
    >;
    return Number(shown["text/plain"]);
  }

  /** Starts a process that ignores SIGINT and SIGTERM and outlives its parent if it may. */
  async function grandchild(client: KernelClient): Promise<number> {
    const code =
      'import { spawn } from "node:child_process"; const child = spawn("/bin/sh", ["-c", "trap \'\' INT TERM HUP; sleep 600"], { stdio: "ignore" }); child.unref(); child.pid';
    const shown = contents(await client.execute(code), "execute_result")[0]!.data as Record<string, string>;
    return Number(shown["text/plain"]);
  }

  async function gone(pid: number): Promise<void> {
    while (await runs(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  describe("when the process that runs cells ends", () => {
    test.each([
      ["exit", "console.log('last words'); process.exit(7);", "exited with code 7"],
      [
        "a signal",
        "console.log('last words'); process.kill(process.pid, 'SIGKILL'); for (;;) {}",
        "signal SIGKILL",
      ],
      ["abort", "console.log('last words'); process.abort();", "signal SIGABRT"],
    ])(
      "by %s the cell says how, nothing printed before is lost, queued cells are aborted",
      async (_, code, how) => {
        const first = await kernel.sendExecute(`const before = 1; ${code}`);
        const second = await kernel.sendExecute("'not run'");
        const { reply, iopub } = await kernel.outcome(first);
        expect(reply).toMatchObject({ status: "error", ename: "KernelHostExited" });
        expect(reply.evalue).toContain(how);
        expect(reply.evalue).toContain("all state is lost");
        expect(text({ reply, iopub })).toContain("last words\n");
        expect((await kernel.outcome(second)).reply.status).toBe("aborted");
        expect(contents(await kernel.execute("40 + 2"), "execute_result")[0]!.data).toEqual({
          "text/plain": "42",
        });
      },
    );

    test("for want of memory, the error says so", async () => {
      const env = { ...process.env, NODE_OPTIONS: "--max-old-space-size=160" };
      const small = await KernelClient.start({ compiler, env });
      try {
        const { reply } = await small.execute(
          "const rows: number[][] = []; for (let i = 0; ; i++) rows.push(Array.from({ length: 1000 }, () => Math.random()));",
        );
        expect(reply).toMatchObject({ status: "error", ename: "KernelHostExited" });
        expect(reply.evalue).toContain("ran out of memory");
      } finally {
        await small.stop();
      }
    });

    test("between cells, the next cell says so instead of running without its variables", async () => {
      await kernel.execute("const needed = 1;");
      const { length } = kernel.seen;
      process.kill(await hostPid(), "SIGTERM");
      await kernel.until(() =>
        kernel.seen.slice(length).some((m) => String(m.content.text).includes("SIGTERM")),
      );
      const next = await kernel.execute("typeof needed");
      expect(next.reply).toMatchObject({ status: "error", ename: "KernelHostExited" });
      expect((await kernel.execute("'again'")).reply.status).toBe("ok");
    });

    test("what compilation knew of its cells is gone too", async () => {
      await kernel.execute("const lost = 1;");
      await kernel.execute("process.exit(1)");
      const asked = await kernel.request("shell", "complete_request", { code: "los", cursor_pos: 3 });
      expect(asked.content.matches).not.toContain("lost");
      expect((await kernel.execute("lost")).reply).toMatchObject({ ename: "TypeScriptError" });
      const again = await kernel.execute(
        'import { ClaimbookError } from "./src/errors.js"; ClaimbookError.name',
      );
      await kernel.execute("process.exit(1)");
      expect(again.reply.status).toBe("ok");
      const afresh = await kernel.execute(
        'import { ClaimbookError } from "./src/errors.js"; ClaimbookError.name',
      );
      expect(afresh.reply.status).toBe("ok");
    });

    test("what its cells started ends with it", async () => {
      const child = await grandchild(kernel);
      expect(await runs(child)).toBe(true);
      await kernel.execute("process.exit(0)");
      await gone(child);
    });
  });

  describe("when the front end ends", () => {
    test.each([
      ["waits", "await new Promise(() => {});"],
      ["never gives way", "await null; for (;;) {}"],
    ])("by kill -9, a host whose cell %s ends as well, and what it started", async (_, code) => {
      const other = await KernelClient.start({ compiler });
      try {
        const pid = await hostPid(other);
        const child = await grandchild(other);
        const id = await other.sendExecute(`console.log('go'); ${code}`);
        await other.until(() => text({ reply: {}, iopub: other.of(id) }).includes("go"));
        other.process.kill("SIGKILL");
        await gone(pid);
        await gone(child);
      } finally {
        await other.stop();
      }
    });

    test.each([
      ["shell", false],
      ["control", true],
    ] as const)(
      "shutdown on %s is answered (restart: %s), and live timers do not hold it",
      async (channel, restart) => {
        const other = await KernelClient.start({ compiler });
        try {
          const pid = await hostPid(other);
          await other.execute("setInterval(() => {}, 10); undefined");
          const child = await grandchild(other);
          const reply = await other.request(channel, "shutdown_request", { restart });
          expect(reply.header.msg_type).toBe("shutdown_reply");
          expect(reply.content).toEqual({ status: "ok", restart });
          expect(await other.exited()).toEqual({ code: 0, signal: null });
          await gone(pid);
          await gone(child);
          expect(other.printed).toBe("");
        } finally {
          await other.stop();
        }
      },
    );

    test("an error in the last moments of a timer is published before the reply to the shutdown", async () => {
      const other = await KernelClient.start({ compiler });
      try {
        const id = await other.sendExecute("setTimeout(() => { throw new Error('last moments'); }, 100);");
        expect((await other.outcome(id)).reply.status).toBe("ok");
        await other.request("control", "shutdown_request", { restart: false });
        await other.exited();
        await other.until(() => other.of(id).some(({ type }) => type === "error"));
      } finally {
        await other.stop();
      }
    });

    test("shutdown lets exit handlers of the cells run", async () => {
      const other = await KernelClient.start({ compiler });
      const file = `${other.info.key}.txt`;
      const { mkdtemp, readFile, rm } = await import("node:fs/promises");
      const folder = await mkdtemp(`${(await import("node:os")).tmpdir()}/claimbook-exit-`);
      try {
        await other.execute(
          `import { writeFileSync } from "node:fs"; process.on("exit", () => writeFileSync(${JSON.stringify(`${folder}/${file}`)}, "bye"));`,
        );
        await other.request("control", "shutdown_request", { restart: false });
        await other.exited();
        expect(await readFile(`${folder}/${file}`, "utf8")).toBe("bye");
      } finally {
        await other.stop();
        await rm(folder, { recursive: true });
      }
    });

    test.each([
      ["idle", "undefined"],
      ["busy", "await null; for (;;) {}"],
    ])(
      "when its parent is killed, a kernel that is %s ends with its host and what that started",
      async (state, code) => {
        const { spawn } = await import("node:child_process");
        const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
        const env = { ...process.env, JPY_PARENT_PID: String(parent.pid) };
        const other = await KernelClient.start({ compiler, env });
        try {
          const pid = await hostPid(other);
          const child = await grandchild(other);
          const id = await other.sendExecute(`console.log('go'); ${code}`);
          if (state === "idle") await other.outcome(id);
          else await other.until(() => text({ reply: {}, iopub: other.of(id) }).includes("go"));
          parent.kill("SIGKILL");
          expect(await other.exited()).toEqual({ code: 0, signal: null });
          await gone(pid);
          await gone(child);
        } finally {
          await other.stop();
        }
      },
    );
  });
});
