import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newHeader, Wire } from "../../src/kernel/wire.js";
import { compilers, contents, KernelClient } from "./client.js";

describe.each(compilers)("kernel with compiler %s:", (compiler) => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ compiler });
  });
  afterAll(() => kernel.stop());

  describe("kernel_info", () => {
    test("describes the kernel and the language", async () => {
      const { header, content } = await kernel.request("shell", "kernel_info_request");
      expect(header).toMatchObject({ msg_type: "kernel_info_reply", version: "5.4" });
      expect(content).toMatchObject({
        status: "ok",
        protocol_version: "5.4",
        implementation: "claimbook",
        language_info: {
          name: "typescript",
          version: compiler === "tslab" ? "5.0.4" : expect.stringMatching(/^6\./),
          file_extension: ".ts",
          pygments_lexer: "typescript",
          nbconvert_exporter: "script",
        },
      });
      expect((content.help_links as unknown[]).length).toBeGreaterThan(0);
    });

    test("the version named is the one that checks the cells", async () => {
      const { content } = await kernel.request("control", "kernel_info_request");
      const version = await kernel.execute(
        compiler === "tslab"
          ? 'import * as tslab from "tslab"; tslab.versions.typescript'
          : 'import { version } from "typescript"; version',
      );
      const { version: named } = content.language_info as { version: string };
      expect(contents(version, "execute_result")[0]!.data).toEqual({ "text/plain": `'${named}'` });
    });
  });

  describe("completion", () => {
    const cases: [before: string, after: string, wanted: string, start: number, end: number][] = [
      ["Math.flo", "", "floor", 5, 8],
      ["Math.", "", "floor", 5, 5],
      ["Math.fl", "oor(1)", "floor", 5, 10],
      ['const s = "a"; s.toUpp', "", "toUpperCase", 17, 22],
      ['"😀😀"; Math.flo', "", "floor", 11, 14],
    ];
    test.each(cases)("at %j | %j: %j replaces %i to %i", async (before, after, wanted, start, end) => {
      const { content } = await kernel.request("shell", "complete_request", {
        code: before + after,
        cursor_pos: [...before].length,
      });
      expect(content).toMatchObject({ status: "ok", cursor_start: start, cursor_end: end });
      expect(content.matches).toContain(wanted);
    });

    test("knows what earlier cells declared", async () => {
      await kernel.execute("const someLongName = { inner: 1 };");
      const names = await kernel.request("shell", "complete_request", { code: "someLo", cursor_pos: 6 });
      expect(names.content.matches).toEqual(["someLongName"]);
      const members = await kernel.request("shell", "complete_request", {
        code: "someLongName.",
        cursor_pos: 13,
      });
      expect(members.content.matches).toEqual(["inner"]);
    });
  });

  describe("inspection", () => {
    test("gives the type and the documentation", async () => {
      await kernel.execute("/** Doubles it. */\nfunction twice(n: number) { return 2 * n; }");
      for (const cursor_pos of [0, 3, 5]) {
        const { content } = await kernel.request("shell", "inspect_request", {
          code: "twice(2)",
          cursor_pos,
          detail_level: 0,
        });
        expect(content).toMatchObject({ status: "ok", found: true, metadata: {} });
        const shown = (content.data as Record<string, string>)["text/plain"];
        expect(shown).toContain("function twice(n: number): number");
      }
      const math = await kernel.request("shell", "inspect_request", { code: "Math.floor", cursor_pos: 10 });
      expect((math.content.data as Record<string, string>)["text/plain"]).toContain("greatest integer");
    });

    test("finds nothing where nothing is", async () => {
      const { content } = await kernel.request("shell", "inspect_request", { code: "   ", cursor_pos: 1 });
      expect(content).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
    });
  });

  describe("is_complete", () => {
    const cases: [code: string, expected: Record<string, string>][] = [
      ["1 + 1", { status: "complete" }],
      ["", { status: "complete" }],
      ["const a: number = 'wrong type, right syntax'", { status: "complete" }],
      ["await fetch('x')", { status: "complete" }],
      ["function f() {", { status: "incomplete", indent: "  " }],
      ["if (a) {\n  g(1,", { status: "incomplete", indent: "  " }],
      ["const f = () =>", { status: "incomplete", indent: "  " }],
      ["1 +", { status: "incomplete", indent: "" }],
      ["`open", { status: "incomplete", indent: "" }],
      ["/* open", { status: "incomplete", indent: "" }],
      ["const = 5 5", { status: "invalid" }],
      ["1 )", { status: "invalid" }],
    ];
    test.each(cases)("%j", async (code, expected) => {
      expect((await kernel.request("shell", "is_complete_request", { code })).content).toEqual(expected);
    });
  });

  describe("history", () => {
    test("tail, range and search", async () => {
      const own = await KernelClient.start({ compiler });
      try {
        for (const code of ["1 + 1", "const a = 3;", "1 + 1", "'silent'"])
          await own.execute(code, code === "'silent'" ? { silent: true } : {});
        const ask = async (content: Record<string, unknown>) =>
          (await own.request("shell", "history_request", content)).content.history;
        expect(await ask({ hist_access_type: "tail", n: 2, output: false })).toEqual([
          [1, 2, "const a = 3;"],
          [1, 3, "1 + 1"],
        ]);
        expect(await ask({ hist_access_type: "range", session: 0, start: 1, stop: 3, output: true })).toEqual(
          [
            [1, 1, ["1 + 1", "2"]],
            [1, 2, ["const a = 3;", null]],
          ],
        );
        expect(await ask({ hist_access_type: "search", pattern: "1*1", n: 10 })).toEqual([
          [1, 1, "1 + 1"],
          [1, 3, "1 + 1"],
        ]);
        expect(await ask({ hist_access_type: "search", pattern: "1 ? 1", n: 10, unique: true })).toEqual([
          [1, 3, "1 + 1"],
        ]);
      } finally {
        await own.stop();
      }
    });
  });

  describe("the rest", () => {
    test("there are no comms, and one that is opened is closed", async () => {
      const { content } = await kernel.request("shell", "comm_info_request", {});
      expect(content).toEqual({ status: "ok", comms: {} });
      const id = await kernel.send("shell", "comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
      await kernel.until(() => kernel.of(id).some((message) => message.content.execution_state === "idle"));
      expect(kernel.of(id).map((message) => message.type)).toEqual(["status", "comm_close", "status"]);
    });

    test("messages of comms that do not exist are taken without an answer", async () => {
      for (const type of ["comm_msg", "comm_close"]) {
        const id = await kernel.send("shell", type, { comm_id: "nobody", data: {} });
        await kernel.until(() => kernel.of(id).some((message) => message.content.execution_state === "idle"));
        expect(kernel.of(id).map((message) => message.type)).toEqual(["status", "status"]);
      }
    });

    test("a debugger is refused in the words of its protocol", async () => {
      const request = { type: "request", seq: 3, command: "initialize", arguments: {} };
      const { header, content } = await kernel.request("control", "debug_request", request);
      expect(header.msg_type).toBe("debug_reply");
      expect(content).toMatchObject({
        type: "response",
        request_seq: 3,
        command: "initialize",
        success: false,
        message: expect.stringContaining("no debugger"),
      });
      expect((await kernel.request("control", "kernel_info_request")).content.debugger).toBe(false);
    });

    test("frames that are no message, wrongly signed or repeated are dropped, and the kernel goes on", async () => {
      const count = (await kernel.execute("1")).reply.execution_count as number;
      const content = { code: "'forged'", silent: false, store_history: true, user_expressions: {} };
      const message = {
        identities: [],
        header: newHeader("execute_request", "s"),
        parent_header: {},
        metadata: {},
        content,
        buffers: [],
      };
      await kernel.sendFrames(["not a message"]);
      await kernel.sendFrames(new Wire({ ...kernel.info, key: "another key" }).encode(message));
      const honest = new Wire(kernel.info).encode(message);
      await kernel.sendFrames(honest);
      await kernel.sendFrames(honest);
      expect((await kernel.execute("1")).reply.execution_count).toBe(count + 2);
    });

    test("malformed contents get an answer", async () => {
      for (const content of [{ code: 7 }, null, "text", { code: "1", user_expressions: null }]) {
        const id = await kernel.send("shell", "execute_request", content as Record<string, unknown>);
        expect((await kernel.outcome(id)).reply.status).toBe("ok");
      }
      expect((await kernel.request("shell", "complete_request", {})).content.status).toBe("ok");
      expect(
        (await kernel.request("shell", "inspect_request", { code: "a", cursor_pos: 99 })).content.status,
      ).toBe("ok");
    });

    test("sockets over ipc work like those over tcp", async () => {
      const other = await KernelClient.start({ compiler, transport: "ipc" });
      try {
        expect((await other.execute("5 * 5")).reply.status).toBe("ok");
        expect(await other.heartbeat("ping")).toBe("ping");
      } finally {
        await other.stop();
      }
    });
  });
});
