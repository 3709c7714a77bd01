import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers, contents, type Executed, KernelClient, text } from "./client.js";

describe.each(compilers)("kernel with compiler %s:", (compiler) => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ compiler });
    await kernel.execute("let kept = 0;");
  });
  afterAll(() => kernel.stop());

  /** Starts a cell, waits until it says `go`, interrupts it over the control channel. */
  async function interrupted(code: string): Promise<Executed> {
    const id = await kernel.sendExecute(code);
    await kernel.until(() => text({ reply: {}, iopub: kernel.of(id) }).includes("go"));
    const reply = await kernel.request("control", "interrupt_request");
    expect(reply.header.msg_type).toBe("interrupt_reply");
    expect(reply.content).toEqual({ status: "ok" });
    return kernel.outcome(id);
  }

  describe("interrupt", () => {
    test.each([
      ["a wait that never ends", "kept++; console.log('go'); await new Promise(() => {});"],
      ["a synchronous loop", "kept++; console.log('go'); for (;;) {}"],
      [
        "a wait after a timer",
        "kept++; await new Promise((r) => setTimeout(r, 5)); console.log('go'); await new Promise(() => {});",
      ],
      ["a busy loop after a wait", "kept++; await null; console.log('go'); for (;;) {}"],
      [
        "a loop that catches everything",
        "kept++; console.log('go'); for (;;) { try { for (;;); } catch {} }",
      ],
      ["a loop of waits", "kept++; console.log('go'); for (;;) await null;"],
      [
        "a busy loop in a timer",
        "kept++; setTimeout(() => { console.log('go'); for (;;); }, 5); await new Promise(() => {});",
      ],
      [
        "a wait for a child process",
        "kept++; const { execSync } = await import('node:child_process'); console.log('go'); execSync('sleep 600');",
      ],
    ])("%s ends, and earlier variables are kept", async (_, code) => {
      const before = contents(await kernel.execute("kept"), "execute_result")[0]!.data as Record<
        string,
        string
      >;
      const { reply, iopub } = await interrupted(code);
      expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
      expect(iopub.filter((message) => message.type === "error")).toHaveLength(1);
      const after = await kernel.execute("kept");
      expect(contents(after, "execute_result")[0]!.data).toEqual({
        "text/plain": String(Number(before["text/plain"]) + 1),
      });
    });

    test("the cell's signal is aborted", async () => {
      await kernel.execute('import { kernelHost } from "./src/kernel/host-api.js"; let aborted = false;');
      await interrupted(
        "kernelHost()!.signal().addEventListener('abort', () => { aborted = true; }); console.log('go'); await new Promise(() => {});",
      );
      const after = await kernel.execute("[aborted, kernelHost()!.signal().aborted]");
      expect(contents(after, "execute_result")[0]!.data).toEqual({ "text/plain": "[ true, false ]" });
    });

    test("a busy loop in a timer of a cell that has ended ends, and the next cell runs", async () => {
      const id = await kernel.sendExecute("setTimeout(() => { console.log('go'); for (;;); }, 50); 1");
      expect((await kernel.outcome(id)).reply.status).toBe("ok");
      await kernel.until(() => text({ reply: {}, iopub: kernel.of(id) }).includes("go"));
      await kernel.request("control", "interrupt_request");
      expect((await kernel.execute("kept >= 0")).reply.status).toBe("ok");
    });

    test("with nothing running it does nothing", async () => {
      expect((await kernel.request("control", "interrupt_request")).content).toEqual({ status: "ok" });
      expect((await kernel.execute("kept >= 0")).reply.status).toBe("ok");
    });

    test("SIGINT to the kernel process does the same", async () => {
      const id = await kernel.sendExecute("console.log('go'); await new Promise(() => {});");
      await kernel.until(() => text({ reply: {}, iopub: kernel.of(id) }).includes("go"));
      kernel.process.kill("SIGINT");
      expect((await kernel.outcome(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
      expect((await kernel.execute("kept >= 0")).reply.status).toBe("ok");
    });

    test("interrupts in a row stop the cell they mean and never the next one", async () => {
      for (let round = 0; round < 25; round++) {
        const { reply } = await interrupted("console.log('go'); await new Promise(() => {});");
        expect(reply.ename).toBe("Interrupted");
        expect((await kernel.execute("kept >= 0")).reply).toMatchObject({ status: "ok" });
      }
    });

    test("queued cells are aborted", async () => {
      const running = await kernel.sendExecute("console.log('go'); await new Promise(() => {});");
      const queued = await kernel.sendExecute("kept = -1;");
      await kernel.until(() => text({ reply: {}, iopub: kernel.of(running) }).includes("go"));
      await kernel.request("control", "interrupt_request");
      expect((await kernel.outcome(queued)).reply.status).toBe("aborted");
    });

    test("what cannot be stopped costs the state, and the error says so; the next cell runs at once", async () => {
      const { reply } = await interrupted(
        "const child = await import('node:child_process'); console.log('go'); " +
          "for (;;) child.spawnSync('/bin/sh', ['-c', \"trap '' INT; sleep 600\"]);",
      );
      expect(reply).toMatchObject({ status: "error", ename: "KernelHostKilled" });
      expect(reply.evalue).toContain("all state is lost");
      expect((await kernel.execute("kept")).reply).toMatchObject({ ename: "TypeScriptError" });
      expect((await kernel.execute("1 + 1")).reply.status).toBe("ok");
    });

    test("a user expression that never ends is interrupted", async () => {
      const id = await kernel.sendExecute("console.log('go')", {
        user_expressions: { loop: "(() => { for (;;) ; })()", after: "1" },
      });
      await kernel.until(() => text({ reply: {}, iopub: kernel.of(id) }).includes("go"));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await kernel.request("control", "interrupt_request");
      const { reply } = await kernel.outcome(id);
      expect(reply.user_expressions).toMatchObject({
        loop: { status: "error", ename: "Interrupted" },
        after: { status: "error", ename: "Interrupted" },
      });
      expect((await kernel.execute("1 + 1")).reply.status).toBe("ok");
    });
  });

  describe("while a cell keeps the host busy", () => {
    test("kernel_info, history, heartbeat, completion, inspection and output still come", async () => {
      await kernel.execute("const kept2 = 2;");
      const id = await kernel.sendExecute("console.log('go'); for (;;) {}");
      await kernel.until(() => text({ reply: {}, iopub: kernel.of(id) }).includes("go"));
      for (const channel of ["shell", "control"] as const)
        expect((await kernel.request(channel, "kernel_info_request")).content.status).toBe("ok");
      expect(
        (await kernel.request("shell", "history_request", { hist_access_type: "tail", n: 1 })).content,
      ).toMatchObject({
        status: "ok",
      });
      expect(await kernel.heartbeat("still there?")).toBe("still there?");
      const completed = await kernel.request("shell", "complete_request", {
        code: "Math.flo",
        cursor_pos: 8,
      });
      expect(completed.content.matches).toEqual(["floor"]);
      const inspected = await kernel.request("shell", "inspect_request", { code: "kept2", cursor_pos: 3 });
      expect(inspected.content).toMatchObject({ status: "ok", found: true });
      expect((await kernel.request("shell", "is_complete_request", { code: "f(" })).content.status).toBe(
        "incomplete",
      );
      await kernel.request("control", "interrupt_request");
      expect((await kernel.outcome(id)).reply.ename).toBe("Interrupted");
    });

    test("an interrupt before the host has loaded stops the waiting cell", async () => {
      const fresh = await KernelClient.start({ compiler });
      try {
        const id = await fresh.sendExecute("1");
        await fresh.until(() => fresh.of(id).some((message) => message.type === "execute_input"));
        await fresh.request("control", "interrupt_request");
        expect((await fresh.outcome(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
        expect((await fresh.execute("2")).reply.status).toBe("ok");
      } finally {
        await fresh.stop();
      }
    });
  });
});
