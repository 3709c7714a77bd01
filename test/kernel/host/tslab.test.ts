import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TslabProgram } from "../../../src/kernel/compiler/cell-compiler.js";
import { Host } from "./driver.js";

let host: Host;
let cells = 0;
beforeAll(async () => {
  host = await Host.start();
  writeFileSync(path.join(host.folder, "awaits.mjs"), "export const late = await Promise.resolve('late');");
});
afterAll(() => host.stop());

/** What tslab's converter makes of a cell: CommonJS. */
function program(code: string, given: Partial<TslabProgram> = {}): TslabProgram {
  const label = `cell ${++cells}`;
  return {
    format: "tslab",
    file: `claimbook-cell-${cells}`,
    label,
    code,
    maps: undefined,
    shift: 0,
    hasTopLevelAwait: false,
    lastExpression: undefined,
    declares: [],
    files: [],
    ...given,
  };
}
const last = { lastExpression: "tsLastExpr" };
const value = async (expression: string) =>
  (await host.run(program(`exports.tsLastExpr = ${expression};`, last))).result;

describe("programs of tslab's converter", () => {
  test("share their exports, which a later cell may declare again", async () => {
    const ran = await host.run(
      program(
        'Object.defineProperty(exports, "__esModule", { value: true }); exports.n = void 0; const n = 5; exports.n = n;',
        {
          declares: ["n"],
        },
      ),
    );
    expect(ran).toMatchObject({ status: "ok", assigned: ["n"] });
    expect(await value("exports.n + 1")).toBe("6");
    await host.run(program("exports.n = class N {};", { declares: ["n"] }));
    expect(await value("exports.n")).toBe("[class N]");
    expect(await value("'tsLastExpr' in exports")).toBe("false");
  });

  test("one that fails half way keeps what it gave a value, and the earlier value of the rest", async () => {
    await host.run(program("exports.a = 1; exports.b = 1;", { declares: ["a", "b"] }));
    const ran = await host.run(
      program("exports.c = exports.b = exports.a = void 0; exports.a = 2; throw new Error('half way');", {
        declares: ["a", "b", "c"],
      }),
    );
    expect(ran).toMatchObject({ status: "error", assigned: ["a"], error: { evalue: "half way" } });
    expect(await value("[exports.a, exports.b, 'c' in exports]")).toBe("[ 2, 1, false ]");
  });

  test("await, also where tslab did not notice it, and ES modules that await", async () => {
    const awaits = await host.run(
      program("exports.tsLastExpr = await Promise.resolve(3);", { ...last, hasTopLevelAwait: true }),
    );
    expect(awaits.result).toBe("3");
    expect(
      (await host.run(program("for await (const x of [1]) exports.x = x;", { declares: ["x"] }))).status,
    ).toBe("ok");
    expect(await value('require("./awaits.mjs").late')).toBe("'late'");
  });

  test("local files that the converter compiled are loaded afresh after an edit", async () => {
    const file = path.join(host.folder, "lib.js");
    const files = (code: string) => ({ files: [{ path: file, code, maps: undefined }] });
    await host.run(
      program('exports.lib = require("./lib");', { declares: ["lib"], ...files("exports.v = 1;") }),
    );
    expect(await value('require("./lib").v')).toBe("1");
    await host.run(program("", files("exports.v = 2;")));
    expect(await value('[require("./lib").v, require("./lib") === require("./lib"), exports.lib.v]')).toBe(
      "[ 2, true, 1 ]",
    );
  });

  test("errors name the cell, interrupts end it, and the next one runs", async () => {
    const thrower = program("function f() { throw new RangeError('no'); }\nf();");
    const { error } = await host.run(thrower);
    expect(error).toMatchObject({ ename: "RangeError" });
    expect(error!.traceback.join("\n")).not.toMatch(/node:internal|dist.kernel|__cell__/);
    expect(error!.traceback).toContain(`    at f (${thrower.label}:1:22)`);
    for (const code of ["for (;;);", "await new Promise(() => {});", "await 0; for (;;);"]) {
      const ran = await host.interrupted(program(`console.log("go"); ${code}`, { hasTopLevelAwait: true }));
      expect(ran.error).toMatchObject({ ename: "Interrupted" });
    }
    expect(await value("exports.a")).toBe("2");
  });

  test("tslab's display shows, and lookup finds", async () => {
    const ran = await host.run(program('require("tslab").display.html("<b>x</b>");'));
    expect(ran.displays[0]!.content.data).toEqual({ "text/html": "<b>x</b>" });
    expect(await value("globalThis[Symbol.for('claimbook.kernel')].lookup('a')")).toBe(
      "{ kind: 'value', value: 2 }",
    );
  });

  test("expressions", async () => {
    expect(await host.evaluate(program("exports.tsLastExpr = exports.a * 2;", last))).toMatchObject({
      status: "ok",
      data: { "text/plain": "4" },
    });
  });
});
