import { afterEach, describe, expect, test } from "vitest";
import type { CellProgram } from "../../src/kernel/compiler/cell-compiler.js";
import { CompilerThread } from "../../src/kernel/compiler/compiler-thread.js";
import { packageRoot } from "../../src/paths.js";
import { compilers } from "./client.js";

let thread: CompilerThread;
afterEach(() => thread.stop());

describe.each(compilers)("the thread of compiler %s", (kind) => {
  const losses: string[] = [];
  const start = () => {
    losses.length = 0;
    thread = new CompilerThread({ kind, project: packageRoot, folder: packageRoot, memory: 400 }, (text) =>
      losses.push(text),
    );
  };

  /** Compiles a cell and says that it ran well. */
  async function cell(run: number, code: string): Promise<CellProgram> {
    const result = await thread.compile({ run, label: `cell ${run}`, code });
    expect(result).toMatchObject({ status: "ok" });
    const { program } = result as Extract<typeof result, { status: "ok" }>;
    thread.ran(run, program.declares);
    return program;
  }

  /** More than 400 MB of syntax tree. */
  const tooMuch = () => ({ run: 99, label: "cell 99", code: `const big = [${"[1],".repeat(4_000_000)}];` });

  test("what is asked while it loads is answered, in order", async () => {
    start();
    const order: string[] = [];
    const first = cell(1, "const first: number = 1;").then(() => order.push("first"));
    const second = thread.isComplete("f(").then(() => order.push("second"));
    const third = thread.complete("Math.flo", 8).then(() => order.push("third"));
    await Promise.all([first, second, third]);
    expect(order).toEqual(["first", "second", "third"]);
    expect((await thread.complete("fir", 3)).matches.map(({ text }) => text)).toContain("first");
    thread.reset();
    expect((await thread.compileExpression("first")).status).toBe("diagnostics");
  });

  test("after it ended, the request it was at fails, the others are answered, declarations are kept", async () => {
    start();
    await cell(1, "const kept: number = 1; interface Shape { side: number }");
    await cell(2, "let shape: Shape = { side: kept };");
    const failing = thread.compile(tooMuch());
    const others = [thread.compileExpression("shape.side + 1"), thread.isComplete("f(")];
    await expect(failing).rejects.toThrow(/thread that checks cells ended.*memory.*is kept/s);
    expect(await Promise.all(others)).toMatchObject([{ status: "ok" }, { status: "incomplete" }]);
    expect((await thread.compileExpression("shape.nothing")).status).toBe("diagnostics");
    expect(losses).toEqual([]);
  });

  test("after it ended, local files that were compiled go with the next program once more", async () => {
    start();
    const code = 'import { ClaimbookError } from "./src/errors.js"; ClaimbookError.name';
    const files = (program: CellProgram) =>
      program.format === "scope"
        ? program.modules.map(({ file }) => file)
        : program.files.map((each) => each.path);
    const before = files(await cell(1, code));
    expect(before.some((file) => /errors\.(ts|js)$/.test(file))).toBe(true);
    expect(files(await cell(2, "1"))).toEqual([]);
    await expect(thread.compile(tooMuch())).rejects.toThrow();
    expect(files(await cell(3, "2")).sort()).toEqual(before.sort());
  });

  test("a program that never ran leaves its files to the next one", async () => {
    start();
    const code = 'import { ClaimbookError } from "./src/errors.js"; ClaimbookError.name';
    thread.discard(await cell(1, code));
    const next = await cell(2, "1");
    expect(next.format === "scope" ? next.modules : next.files).not.toEqual([]);
  });
});
