import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers, contents, KernelClient, text } from "./client.js";

describe.each(compilers)("kernel with compiler %s:", (compiler) => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ compiler });
  });
  afterAll(() => kernel.stop());

  describe("type errors", () => {
    const cases: [title: string, code: string, expected: string[]][] = [
      [
        "a wrong type",
        "\nconst a: number = 'x';",
        ["line 2, column 7: Type 'string' is not assignable to type 'number'. (TS2322)"],
      ],
      [
        "two of them",
        "const a: number = 'x';\n  const b: string = 1;",
        ["line 1, column 7: Type 'string'", "line 2, column 9: Type 'number'"],
      ],
      ["a parameter without a type", "function f(a) { return a; }", ["line 1, column 12: Parameter 'a'"]],
      [
        "possibly undefined",
        "[1].find((x) => x > 1).toFixed()",
        ["line 1, column 1: Object is possibly 'undefined'"],
      ],
      ["syntax", "const q = ;", ["line 1, column 11: Expression expected. (TS1109)"]],
      ["a bracket that is never closed", "function f() {", ["line 1, column 15: '}' expected. (TS1005)"]],
      [
        "a module that is not there",
        'import "./nowhere.js"; import { x } from "nopkg"; x',
        ["Cannot find module 'nopkg'"],
      ],
    ];
    test.each(cases)("%s names cell, line and column", async (_, code, expected) => {
      const executed = await kernel.execute(code);
      const { ename, evalue, traceback, status, execution_count } = executed.reply;
      expect([status, ename]).toEqual(["error", "TypeScriptError"]);
      for (const each of expected) expect(evalue).toContain(each);
      for (const line of (evalue as string).split("\n").filter((each) => !each.startsWith(" ")))
        expect(line).toMatch(
          new RegExp(`^cell ${execution_count}, line \\d+, column \\d+: .* \\(TS\\d+\\)$|^cell`),
        );
      expect(contents(executed, "error")).toEqual([{ ename, evalue, traceback }]);
    });

    test("nothing of a cell with a type error runs", async () => {
      const executed = await kernel.execute("console.log('ran'); const a: number = 'x';");
      expect(text(executed)).toBe("");
    });
  });

  describe("errors while running", () => {
    test("positions are those of the TypeScript, and no frame is the kernel's", async () => {
      const code = [
        "interface Unused { a: number }",
        "type AlsoGone = Unused;",
        "function thrower(value: AlsoGone): never {",
        "  throw new RangeError(`bad $" + "{value.a}`);",
        "}",
        "",
        "thrower({ a: 1 });",
      ].join("\n");
      const { reply } = await kernel.execute(code);
      const n = reply.execution_count;
      expect(reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "bad 1" });
      expect(reply.traceback).toEqual([
        "RangeError: bad 1",
        `    at thrower (cell ${n}:4:9)`,
        `    at cell ${n}:7:1`,
      ]);
    });

    test("a function of an earlier cell keeps that cell's place; awaiting changes nothing", async () => {
      const first = await kernel.execute(
        "async function later() {\n  await null;\n  throw new Error('late');\n}",
      );
      const { reply } = await kernel.execute("\n\nawait later();");
      expect((reply.traceback as string[]).slice(0, 2)).toEqual([
        "Error: late",
        `    at later (cell ${first.reply.execution_count}:3:9)`,
      ]);
      // The new engine's waits can be ended by an interrupt; V8 does not look through them for who awaits.
      if (compiler === "tslab")
        expect((reply.traceback as string[]).join("\n")).toContain(`cell ${reply.execution_count}:3:`);
    });

    test("a stack that the cell prints itself has the same places", async () => {
      const executed = await kernel.execute("\nconsole.log(new Error('seen').stack)");
      expect(text(executed)).toBe(`Error: seen\n    at cell ${executed.reply.execution_count}:2:13\n`);
    });

    test("causes and things thrown that are no errors are shown", async () => {
      const cause = await kernel.execute("throw new Error('outer', { cause: new TypeError('inner') })");
      expect((cause.reply.traceback as string[]).join("\n")).toMatch(
        /outer[\s\S]*\[cause\]: TypeError: inner/,
      );
      expect((await kernel.execute("throw 'words'")).reply).toMatchObject({
        ename: "Error",
        evalue: "words",
      });
      expect((await kernel.execute("throw { code: 7 }")).reply).toMatchObject({ evalue: "{ code: 7 }" });
      expect((await kernel.execute("throw undefined")).reply).toMatchObject({ status: "error" });
    });

    test.each([
      ["a rejection that nobody handles", "Promise.reject(new Error('dropped'))"],
      [
        "a rejection while the cell waits",
        "void Promise.reject(new Error('dropped')); await new Promise(() => {})",
      ],
      [
        "a throw in a timer while the cell waits",
        "setTimeout(() => { throw new Error('dropped'); }, 1); await new Promise(() => {})",
      ],
    ])("%s fails the cell", async (_, code) => {
      const executed = await kernel.execute(code);
      expect(executed.reply).toMatchObject({ status: "error", ename: "Error", evalue: "dropped" });
      expect(contents(executed, "error")).toHaveLength(1);
      expect((await kernel.execute("'alive'")).reply.status).toBe("ok");
    });

    test.each([
      ["a throw in a timer", "setTimeout(() => { throw new Error('too late'); }, 100);"],
      ["a rejection", "setTimeout(() => { void Promise.reject(new Error('too late')); }, 100);"],
    ])("%s after the end is an error of the cell that started it, and fails no other", async (_, code) => {
      const id = await kernel.sendExecute(code);
      const { reply } = await kernel.outcome(id);
      expect(reply.status).toBe("ok");
      const other = await kernel.execute("await new Promise((resolve) => setTimeout(resolve, 500)); 'fine'");
      expect(other.reply.status).toBe("ok");
      const late = kernel.of(id);
      expect(late.at(-1)!.type).toBe("error");
      const { ename, evalue, traceback } = late.at(-1)!.content;
      expect([ename, evalue]).toEqual(["Error", "too late"]);
      expect((traceback as string[]).join("\n")).toContain(`cell ${reply.execution_count}:1:`);
      expect(contents(other, "error")).toEqual([]);
    });
  });

  describe("after an error", () => {
    test("execute requests that were already sent are aborted, later ones run", async () => {
      const ids = await Promise.all(
        ["await new Promise((r) => setTimeout(r, 50)); throw new Error('stop')", "1", "2"].map((code) =>
          kernel.sendExecute(code),
        ),
      );
      const info = await kernel.send("shell", "is_complete_request", { code: "1" });
      const [failed, ...rest] = await Promise.all(ids.map((id) => kernel.outcome(id)));
      expect(failed!.reply.status).toBe("error");
      for (const each of rest) {
        expect(each.reply.status).toBe("aborted");
        expect(each.iopub.map((message) => message.type)).toEqual(["status", "status"]);
      }
      expect((await kernel.reply(info)).content).toEqual({ status: "complete" });
      const next = await kernel.execute("3");
      expect(next.reply).toMatchObject({
        status: "ok",
        execution_count: (failed!.reply.execution_count as number) + 1,
      });
    });

    test("the first request sent after the error's reply is never aborted", async () => {
      for (let round = 0; round < 20; round++) {
        const id = await kernel.sendExecute("throw new Error('again')");
        await kernel.reply(id);
        expect((await kernel.execute("1")).reply.status).toBe("ok");
      }
    });

    test("with stop_on_error: false they run", async () => {
      const failed = await kernel.sendExecute("throw new Error('go on')", { stop_on_error: false });
      const next = await kernel.sendExecute("4");
      expect((await kernel.outcome(failed)).reply.status).toBe("error");
      expect((await kernel.outcome(next)).reply.status).toBe("ok");
    });
  });
});
