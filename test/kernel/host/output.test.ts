import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Host } from "./driver.js";

let host: Host;
beforeAll(async () => {
  host = await Host.start({ env: { FORCE_COLOR: "1" } });
});
afterAll(() => host.stop());

const kernel = "globalThis[Symbol.for('claimbook.kernel')]";

describe("output", () => {
  test("console.table, dir, group, time and error as Node.js prints them, without colours", async () => {
    const ran = await host.run(
      "console.table([{ a: 1 }]); console.group('g'); console.log('in', { b: [1] }); console.groupEnd(); console.dir({ c: 'd' }, { depth: 0 }); console.error('bad %d', 5); console.count();",
    );
    expect(ran.stdout).toBe(
      [
        "┌─────────┬───┐",
        "│ (index) │ a │",
        "├─────────┼───┤",
        "│ 0       │ 1 │",
        "└─────────┴───┘",
        "g",
        "  in { b: [ 1 ] }",
        "{ c: 'd' }",
        "default: 1",
        "",
      ].join("\n"),
    );
    expect(ran.stderr).toBe("bad 5\n");
  });

  test("bytes, encodings, callbacks and halves of characters", async () => {
    const ran = await host.run(
      "const s = Buffer.from('é'); process.stdout.write(s.subarray(0, 1)); process.stdout.write(s.subarray(1)); process.stdout.write('aGk=', 'base64'); await new Promise((r) => process.stdout.write('!', r)); return { value: process.stdout.isTTY };",
    );
    expect(ran).toMatchObject({ status: "ok", stdout: "éhi!", result: undefined });
  });

  test("of child processes is all there when the cell is done", async () => {
    const before = host.raw.stdout.length;
    await host.run(
      "require('node:child_process').execSync('echo from a child; echo to the other >&2', { stdio: 'inherit' }); process.chdir; require('node:fs').writeSync(1, 'past the stream\\n');",
    );
    expect(host.raw.stdout.slice(before)).toBe("from a child\npast the stream\n");
    expect(host.raw.stderr).toContain("to the other\n");
  });

  test("several MIME types in one display, an update by id, clearing", async () => {
    const ran = await host.run(`
      const k = ${kernel};
      k.broadcast("display_data", { data: { "text/plain": "a", "text/html": "<b>a</b>" }, metadata: {}, transient: { display_id: "d1" } });
      k.broadcast("update_display_data", { data: { "text/plain": "b" }, metadata: {}, transient: { display_id: "d1" } });
      k.broadcast("clear_output", { wait: true });`);
    expect(ran.displays.map(({ kind, content }) => [kind, content.data])).toEqual([
      ["display_data", { "text/plain": "a", "text/html": "<b>a</b>" }],
      ["update_display_data", { "text/plain": "b" }],
      ["clear_output", undefined],
    ]);
  });

  test("objects that know how they are shown, as a value and in a display", async () => {
    const shown =
      "{ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<i>x</i>', 'text/plain': 'x' }) }";
    const run = host.begin(
      `${kernel}.broadcast("display_data", { data: ${shown}, metadata: {} }); return { value: ${shown} };`,
    );
    const ran = await host.end(run);
    expect(host.of(run).find((event) => event.type === "result")).toMatchObject({
      data: { "text/html": "<i>x</i>", "text/plain": "x" },
      metadata: {},
    });
    expect(ran.displays[0]!.content).toEqual({
      data: { "text/html": "<i>x</i>", "text/plain": "x" },
      metadata: {},
    });
    const wrong = await host.run("return { value: { [Symbol.for('Jupyter.display')]: () => 5 } };");
    expect(wrong.error?.evalue).toContain("must give a MIME bundle, it gave 5");
  });

  test("a value that is no JSON fails the cell that shows it", async () => {
    const value = await host.run(
      "return { value: { [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 1n }) } };",
    );
    expect(value.error).toMatchObject({
      ename: "TypeError",
      evalue: "Do not know how to serialize a BigInt",
    });
    const shown = await host.run(
      `${kernel}.broadcast("display_data", { data: { "text/plain": 1n }, metadata: {} });`,
    );
    expect(shown.error).toMatchObject({ ename: "TypeError" });
    expect((await host.run("return { value: 1n };")).result).toBe("1n");
  });

  test.each([
    ["an array", "new Array(1e7).fill(1)", "more items"],
    ["a typed array", "new Float64Array(1e7)", "more items"],
    ["a map", "new Map(Array.from({ length: 1e5 }, (_, i) => [i, i]))", "more items"],
    ["a long text", "'x'.repeat(1e7)", "more characters"],
    [
      "an object",
      "Object.fromEntries(Array.from({ length: 2e5 }, (_, i) => ['k' + i, i]))",
      "199000 more properties",
    ],
    [
      "an object with large ones in it",
      "({ a: { b: Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['k' + i, i])) } })",
      "more characters",
    ],
  ])("%s of many is shown short", async (_, expression, notice) => {
    const { result } = await host.run(`const v = ${expression}; return { value: v };`);
    expect((result as string).length).toBeLessThan(110_000);
    expect(result).toContain(notice);
  });
});

describe("the output limit", () => {
  let host: Host;
  beforeAll(async () => {
    host = await Host.start({ env: { CLAIMBOOK_OUTPUT_LIMIT: "0.1" } });
  });
  afterAll(() => host.stop());

  test("cuts what one cell prints, says so once, and leaves the next cell alone", async () => {
    const ran = await host.run("for (let i = 0; i < 100_000; i++) console.log('0123456789');");
    expect(ran.status).toBe("ok");
    expect(ran.stdout).toHaveLength(100_000);
    expect(ran.stdout.startsWith("0123456789\n0123456789\n")).toBe(true);
    expect(ran.stderr.match(/output limit of 0\.1 MB/g)).toHaveLength(1);
    expect((await host.run("console.log('next');")).stdout).toBe("next\n");
  });

  test("cuts one long text between characters", async () => {
    const ran = await host.run("process.stdout.write('x' + 'é'.repeat(100_000));");
    expect(ran.stdout).toBe(`x${"é".repeat(49_999)}`);
  });

  test("counts displays, but an update only by what it adds", async () => {
    const many = await host.run(
      `for (let i = 0; i < 100; i++) ${kernel}.broadcast("display_data", { data: { "text/plain": "x".repeat(2000) }, metadata: {} });`,
    );
    expect(many.displays.length).toBeGreaterThan(40);
    expect(many.displays.length).toBeLessThan(51);
    expect(many.stderr).toContain("output limit");
    const bar = await host.run(`
      const show = (kind, text) => ${kernel}.broadcast(kind, { data: { "text/plain": text }, metadata: {}, transient: { display_id: "bar" } });
      show("display_data", "0 %".padEnd(2000));
      for (let i = 1; i <= 1000; i++) show("update_display_data", (i / 10 + " %").padEnd(2000));`);
    expect(bar.displays).toHaveLength(1001);
    expect(bar.stderr).toBe("");
  });

  test("also of a result that is too large", async () => {
    const ran = await host.run(
      "return { value: { [Symbol.for('Jupyter.display')]: () => ({ 'text/html': 'x'.repeat(200_000) }) } };",
    );
    expect(ran).toMatchObject({ status: "ok", result: undefined });
    expect(ran.stderr).toContain("output limit");
  });
});
