import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Host } from "./driver.js";

let host: Host;
beforeAll(async () => {
  host = await Host.start();
});
afterAll(() => host.stop());

/** A cell in TypeScript, with its source map; line 1 of the cell is line 1 of the program. */
function typed(source: string) {
  const { outputText, sourceMapText } = ts.transpileModule(`${source}\nexport {};`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
  });
  const code = outputText.replace(/export \{\};|\/\/# sourceMappingURL.*/g, "");
  // The wrapper takes a line of its own, which the map skips.
  const map = JSON.parse(sourceMapText!) as { mappings: string };
  map.mappings = `;${map.mappings}`;
  return host.program("", {
    code: `async (__claimbook__, __cells__) => {\n${code}}`,
    map: JSON.stringify(map),
  });
}

describe("errors", () => {
  test("name the TypeScript position, and only the user's frames", async () => {
    const program = typed(
      "interface Gone {\n  a: number;\n}\nconst f = (x: Gone | undefined) => x!.a;\n\nf(undefined);",
    );
    const { error } = await host.run(program);
    expect(error).toMatchObject({
      ename: "TypeError",
      evalue: "Cannot read properties of undefined (reading 'a')",
    });
    expect(error!.traceback).toEqual([
      "TypeError: Cannot read properties of undefined (reading 'a')",
      `    at f (${program.label}:4:39)`,
      `    at ${program.label}:6:1`,
    ]);
  });

  test("after an await, in a function of an earlier cell, in a package", async () => {
    const folder = path.join(host.folder, "node_modules", "thrower");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "index.js"), "exports.go = (f) => f();\n");
    const earlier = typed(
      "const g: any = __cells__;\ng.fail = function fail() { throw new RangeError('no'); };",
    );
    await host.run(earlier);
    const program = typed("await 0;\nrequire('thrower').go(() => __cells__.fail());");
    const { error } = await host.run(program);
    const trace = error!.traceback.join("\n");
    expect(trace).toContain(`${earlier.label}:2:34`);
    expect(trace).toContain(path.join("thrower", "index.js:1"));
    expect(trace).toContain(`${program.label}:2:`);
    expect(trace).not.toMatch(/node:internal|dist.kernel|claimbook-cell/);
  });

  test("causes, members of an AggregateError, and properties are shown", async () => {
    const { error } = await host.run(
      "throw Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 'E_X' });",
    );
    expect(error!.traceback.join("\n")).toMatch(
      /Error: outer[\s\S]*code: 'E_X'[\s\S]*\[cause\]: TypeError: inner/,
    );
    const many = await host.run(
      "await Promise.any([Promise.reject(new Error('first')), Promise.reject(new Error('second'))]);",
    );
    expect(many.error!.ename).toBe("AggregateError");
    expect(many.error!.traceback.join("\n")).toMatch(/Error: first[\s\S]*Error: second/);
  });

  test.each([
    ["'text'", "text", "Uncaught 'text'"],
    ["undefined", "undefined", "Uncaught undefined"],
    ["null", "null", "Uncaught null"],
    ["{ a: 1 }", "{ a: 1 }", "Uncaught { a: 1 }"],
    ["Symbol('s')", "Symbol(s)", "Uncaught Symbol(s)"],
  ])("throw %s", async (thrown, evalue, line) => {
    const { error, status } = await host.run(`throw ${thrown};`);
    expect(status).toBe("error");
    expect(error).toEqual({ ename: "Error", evalue, traceback: [line] });
  });

  test("one that cannot be shown is an error all the same", async () => {
    const ran = await host.run(
      "const e = new Error('x'); Object.defineProperty(e, 'message', { get() { throw 1; } }); Object.defineProperty(e, 'name', { get() { throw 2; } }); throw e;",
    );
    expect(ran).toMatchObject({ status: "error", error: { ename: "Error" } });
    const proxy = await host.run(
      "throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; }, ownKeys() { throw 3; } });",
    );
    expect(proxy.status).toBe("error");
  });

  test("printed by the cell itself they have the same positions", async () => {
    const program = typed("type T = string;\nconsole.error(new Error('mine'));");
    expect((await host.run(program)).stderr).toContain(`at ${program.label}:2:15`);
  });
});

describe("errors that nobody catches", () => {
  const hang = "await __claimbook__.wait(new Promise(() => {}));";
  test.each([
    ["a rejection", `Promise.reject(new Error("late"));`],
    ["a rejection while it waits", `Promise.reject(new Error("late")); ${hang}`],
    ["a throw in a timer", `setTimeout(() => { throw new Error("late"); }, 5); ${hang}`],
    ["a throw in a next tick", `process.nextTick(() => { throw new Error("late"); }); ${hang}`],
    ["a throw in a microtask", `queueMicrotask(() => { throw new Error("late"); }); ${hang}`],
    [
      "a throw in an event from outside",
      `require("node:child_process").spawn("true").on("exit", () => { throw new Error("late"); }); ${hang}`,
    ],
  ])("%s fails the cell that runs", async (_, code) => {
    expect(await host.run(code)).toMatchObject({ status: "error", error: { evalue: "late" } });
  });

  test.each([
    ["a timer", "setTimeout(() => { throw new Error('late'); }, 30);"],
    ["an interval", "const i = setInterval(() => { clearInterval(i); throw new Error('late'); }, 30);"],
    ["a rejection", "new Promise((r) => setTimeout(r, 30)).then(() => { throw new Error('late'); });"],
    [
      "an async function",
      "(async () => { await require('node:timers/promises').setTimeout(30); throw new Error('late'); })();",
    ],
    [
      "a promisified timer",
      "(async () => { await require('node:util').promisify(setTimeout)(30); throw new Error('late'); })();",
    ],
    ["a timer of node:timers", "require('node:timers').setTimeout(() => { throw new Error('late'); }, 30);"],
    [
      "an event from outside",
      "require('node:child_process').spawn('sleep', ['0.03']).on('exit', () => { throw new Error('late'); });",
    ],
    ["a non-error in a timer", "setTimeout(() => { throw 'late'; }, 30);"],
  ])("in %s of an ended cell it is that cell's, also while another runs", async (_, code) => {
    const first = host.begin(code);
    expect((await host.end(first)).status).toBe("ok");
    const second = await host.run(
      "await __claimbook__.wait(new Promise((r) => setTimeout(r, 100))); return { value: 'well' };",
    );
    expect(second).toMatchObject({ status: "ok", result: "'well'" });
    await host.until(() => host.of(first).some((event) => event.type === "error"));
    expect(host.of(first).map((event) => event.type)).toEqual(["done", "error"]);
    expect(host.of(first).at(-1)).toMatchObject({ error: { evalue: "late" } });
  });

  test("one that is handled later has failed the cell, as in Node.js", async () => {
    const ran = await host.run(
      "const p = Promise.reject(new Error('early')); setTimeout(() => p.catch(() => {}), 1); await new Promise((r) => setTimeout(r, 20));",
    );
    expect(ran.error).toMatchObject({ evalue: "early" });
  });
});

describe("what cells print", () => {
  test("belongs to the cell that started the code", async () => {
    const first = host.begin(
      "setTimeout(() => console.log('from the first'), 40); setInterval; Promise.resolve().then(() => new Promise((r) => setImmediate(r))).then(() => console.log('also'));",
    );
    await host.end(first);
    const second = await host.run(
      "console.log('mine'); await __claimbook__.wait(new Promise((r) => setTimeout(r, 100)));",
    );
    expect(second.stdout).toBe("mine\n");
    expect(host.text(first)).toBe("also\nfrom the first\n");
  });
});
