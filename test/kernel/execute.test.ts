import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers, contents, KernelClient, text } from "./client.js";

describe.each(compilers)("kernel with compiler %s:", (compiler) => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ compiler });
  });
  afterAll(() => kernel.stop());

  describe("what a cell gives", () => {
    test("messages come in the order of the protocol", async () => {
      const { iopub, reply } = await kernel.execute("console.log('out'); 6 * 7");
      expect(iopub.map((message) => message.type)).toEqual([
        "status",
        "execute_input",
        "stream",
        "execute_result",
        "status",
      ]);
      expect(iopub[1]!.content.code).toBe("console.log('out'); 6 * 7");
      expect(iopub[3]!.content).toMatchObject({ data: { "text/plain": "42" }, metadata: {} });
      expect(iopub[1]!.content.execution_count).toBe(reply.execution_count);
      expect(iopub[3]!.content.execution_count).toBe(reply.execution_count);
      expect(reply).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
    });

    const values: [code: string, shown: string | undefined][] = [
      ["'text'", "'text'"],
      ["null", "null"],
      ["undefined", undefined],
      ["const unseen = 3", undefined],
      ["", undefined],
      ["// nothing but a comment", undefined],
      ["({ a: [1, { b: 2n }] })", "{ a: [ 1, { b: 2n } ] }"],
      ["await Promise.resolve(8)", "8"],
      ["new Map([['k', 1]])", "Map(1) { 'k' => 1 }"],
      ["let sum = 0; for await (const x of [1, Promise.resolve(2)]) sum += x; sum", "3"],
      ["(await import('node:path')).posix.sep", "'/'"],
    ];
    test.each(values)("%j is shown as %j", async (code, shown) => {
      const executed = await kernel.execute(code);
      expect(executed.reply.status).toBe("ok");
      const results = contents(executed, "execute_result").map((content) => content.data);
      expect(results).toEqual(shown === undefined ? [] : [{ "text/plain": shown }]);
    });

    test("an object that knows how it is shown gives a MIME bundle", async () => {
      const method = '[Symbol.for("Jupyter.display")]';
      const executed = await kernel.execute(
        `({ async ${method}() { return { "text/html": "<b>1</b>", "text/plain": "1" }; } })`,
      );
      expect(contents(executed, "execute_result")[0]!.data).toEqual({
        "text/html": "<b>1</b>",
        "text/plain": "1",
      });
      const wrong = await kernel.execute(`({ ${method}: () => "no bundle" })`);
      expect(wrong.reply).toMatchObject({ status: "error", ename: "TypeError" });
    });

    test("declarations are kept, can be made again, and keep their types", async () => {
      await kernel.execute("const kept: number = 1; class Box { constructor(public n: number) {} }");
      expect(contents(await kernel.execute("new Box(kept).n + 1"), "execute_result")[0]!.data).toEqual({
        "text/plain": "2",
      });
      expect((await kernel.execute("const kept = 'now text'; kept.length")).reply.status).toBe("ok");
      const wrong = await kernel.execute("new Box(kept)");
      expect(wrong.reply).toMatchObject({ status: "error", ename: "TypeScriptError" });
    });

    test("{ name } means the variable of an earlier cell, unless something nearer has that name", async () => {
      await kernel.execute("const seed = 1; let mode = 'a';");
      const inObject = await kernel.execute("const given = await Promise.resolve({ seed, mode }); given");
      expect(contents(inObject, "execute_result")[0]?.data).toEqual({
        "text/plain": "{ seed: 1, mode: 'a' }",
      });
      const nearer = await kernel.execute(
        "const inner = (seed: string) => ({ seed, mode }); ({ mode } = { mode: 'b' }); [inner('x'), mode]",
      );
      expect(contents(nearer, "execute_result")[0]?.data).toEqual({
        "text/plain": "[ { seed: 'x', mode: 'b' }, 'b' ]",
      });
    });

    test("cells import installed packages, packages that only have an exports map, and local files", async () => {
      for (const code of [
        'import MarkdownIt from "markdown-it"; new MarkdownIt().render("a")',
        'import { uniformInt } from "pure-rand/distribution/uniformInt"; uniformInt.name',
        'import { ClaimbookError } from "./src/errors.js"; new ClaimbookError("m", { kind: "failed" }).kind',
      ]) {
        const executed = await kernel.execute(code);
        expect(executed.reply, code).toMatchObject({ status: "ok" });
        expect(contents(executed, "execute_result"), code).toHaveLength(1);
      }
    });

    test("silent cells publish nothing and do not count", async () => {
      const before = (await kernel.execute("1")).reply.execution_count;
      const silent = await kernel.execute("console.log('x'); 5", { silent: true });
      expect(silent.iopub.map((message) => message.type)).toEqual(["status", "status"]);
      expect(silent.reply).toMatchObject({ status: "ok", execution_count: before });
      const unstored = await kernel.execute("5", { store_history: false });
      expect(unstored.reply.execution_count).toBe(before);
      expect(contents(unstored, "execute_result")).toHaveLength(1);
      expect((await kernel.execute("1")).reply.execution_count).toBe((before as number) + 1);
    });

    test("user expressions are evaluated without code, as Quarto does in a text", async () => {
      await kernel.execute("const inText = 6;");
      const { reply, iopub } = await kernel.execute("", {
        silent: true,
        user_expressions: { "0": "inText * 7" },
      });
      expect(reply.user_expressions).toEqual({
        "0": { status: "ok", data: { "text/plain": "42" }, metadata: {} },
      });
      expect(iopub.map((message) => message.type)).toEqual(["status", "status"]);
      const failed = await kernel.execute("throw new Error('no')", { user_expressions: { x: "1" } });
      expect(failed.reply.user_expressions).toEqual({});
    });

    test("a name with a question mark shows what is known about it", async () => {
      await kernel.execute("/** Twice as much. */\nfunction double(n: number) { return 2 * n; }");
      for (const code of ["double?", "?double", " Math.max ?\n"]) {
        const { reply, iopub } = await kernel.execute(code);
        const [page] = reply.payload as { source: string; data: Record<string, string> }[];
        expect(page).toMatchObject({ source: "page", start: 0 });
        expect(page!.data["text/plain"]).toMatch(code.includes("double") ? /Twice as much/ : /max\(/);
        expect(iopub.map((message) => message.type)).toEqual(["status", "execute_input", "status"]);
      }
    });

    test("user expressions are evaluated one by one, each with a status of its own", async () => {
      const { reply } = await kernel.execute("const base = 20;", {
        user_expressions: { good: "base * 2 + 2", unknown: "nowhere", throws: "JSON.parse('{')" },
      });
      expect(reply.user_expressions).toMatchObject({
        good: { status: "ok", data: { "text/plain": "42" }, metadata: {} },
        unknown: { status: "error", ename: "TypeScriptError" },
        throws: { status: "error", ename: "SyntaxError" },
      });
    });
  });

  describe("outputs", () => {
    test("streams keep their order, their bytes and their names", async () => {
      const executed = await kernel.execute(
        'process.stdout.write("a"); console.error("b"); const bytes = Buffer.from("é\\n"); ' +
          "process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1)); undefined",
      );
      expect(contents(executed, "stream")).toEqual([
        { name: "stdout", text: "a" },
        { name: "stderr", text: "b\n" },
        { name: "stdout", text: "é\n" },
      ]);
    });

    test("what child processes write is there before the cell ends", async () => {
      const executed = await kernel.execute(
        'import { spawnSync } from "node:child_process"; ' +
          'spawnSync(process.execPath, ["-e", "console.log(\'from a child\'); console.error(\'warning\')"], { stdio: "inherit" }).status',
      );
      expect(text(executed)).toBe("from a child\n");
      expect(text(executed, "stderr")).toBe("warning\n");
    });

    test("what worker threads write is there", async () => {
      const executed = await kernel.execute(
        'import { Worker } from "node:worker_threads"; import { once } from "node:events"; ' +
          'await once(new Worker("console.log(\'from a thread\')", { eval: true }), "exit");',
      );
      expect(text(executed)).toBe("from a thread\n");
    });

    test("a hundred thousand lines arrive complete and in order", async () => {
      const executed = await kernel.execute("for (let i = 0; i < 100_000; i++) console.log(i);");
      expect(text(executed)).toBe(Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(""));
    });

    test.skipIf(compiler !== "tslab")("tslab's display ends as display_data and updates", async () => {
      const tslab = await kernel.execute(
        'import * as tslab from "tslab"; const shown = tslab.newDisplay(); shown.html("<i>1</i>"); shown.html("<i>2</i>")',
      );
      const [first] = contents(tslab, "display_data");
      const [second] = contents(tslab, "update_display_data");
      expect(first!.data).toEqual({ "text/html": "<i>1</i>" });
      expect(second!.data).toEqual({ "text/html": "<i>2</i>" });
      expect(second!.transient).toEqual(first!.transient);
    });

    test("the host's display ends as display_data, updates and clear_output", async () => {
      const own = await kernel.execute(
        'import { display } from "./src/notebook/display.js"; import { kernelHost } from "./src/kernel/host-api.js"; ' +
          'display({ "text/plain": "p" }, { id: "d1" }); display({ "text/plain": "q" }, { id: "d1", update: true }); ' +
          'kernelHost()!.broadcast("clear_output", { wait: true });',
      );
      expect(contents(own, "display_data")).toEqual([
        { data: { "text/plain": "p" }, metadata: {}, transient: { display_id: "d1" } },
      ]);
      expect(contents(own, "update_display_data")[0]!.data).toEqual({ "text/plain": "q" });
      expect(contents(own, "clear_output")).toEqual([{ wait: true }]);
    });

    test("code finds out about the cell it runs in", async () => {
      const executed = await kernel.execute(
        'import { kernelHost } from "./src/kernel/host-api.js"; const own = kernelHost()!.cell()!; [own.id, own.executionCount]',
        {},
        { cellId: "cell-id-7" },
      );
      const { execution_count } = executed.reply;
      expect(contents(executed, "execute_result")[0]!.data).toEqual({
        "text/plain": `[ 'cell-id-7', ${execution_count} ]`,
      });
    });

    test("late output belongs to the cell that started it", async () => {
      const first = await kernel.sendExecute("setTimeout(() => console.log('from the first'), 200);");
      const second = await kernel.execute(
        "await new Promise((resolve) => setTimeout(resolve, 600)); console.log('second')",
      );
      expect(text(second)).toBe("second\n");
      expect(text({ reply: {}, iopub: kernel.of(first) })).toBe("from the first\n");
    });
  });
});
