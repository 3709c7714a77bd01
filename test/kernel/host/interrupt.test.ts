import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Host } from "./driver.js";

let host: Host;
beforeAll(async () => {
  host = await Host.start();
  await host.run("__cells__.kept = 7; __cells__.sleep = (ms) => new Promise((r) => setTimeout(r, ms));", {
    declares: ["kept", "sleep"],
  });
});
afterAll(() => host.stop());

const wait = "__claimbook__.wait";
const cells: [string, string][] = [
  ["Atomics.wait", `console.log("go"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`],
  [
    "a loop in WebAssembly",
    `const bytes = Buffer.from("AGFzbQEAAAABBAFgAAADAgEABwUBAWYAAAoJAQcAA0AMAAsL", "base64"); console.log("go"); new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f();`,
  ],
  [
    "loops in native functions",
    `console.log("go"); for (;;) Array.from({ length: 1e5 }, Math.random).sort();`,
  ],
  ["a wait that never ends", `console.log("go"); await ${wait}(new Promise(() => {}));`],
  ["a loop", `console.log("go"); for (;;);`],
  ["a loop that catches", `console.log("go"); for (;;) { try { for (;;); } catch {} finally {} }`],
  ["a loop after an await", `await ${wait}(__cells__.sleep(5)); console.log("go"); for (;;);`],
  [
    "a loop in a timer",
    `setTimeout(() => { console.log("go"); for (;;); }, 5); await ${wait}(new Promise(() => {}));`,
  ],
  [
    "a loop in an immediate",
    `setImmediate(() => { console.log("go"); for (;;); }); await ${wait}(new Promise(() => {}));`,
  ],
  [
    "a loop in a next tick",
    `process.nextTick(() => { console.log("go"); for (;;); }); await ${wait}(new Promise(() => {}));`,
  ],
  [
    "a loop in a microtask",
    `queueMicrotask(() => { console.log("go"); for (;;); }); await ${wait}(new Promise(() => {}));`,
  ],
  ["a loop in a promise reaction", `await Promise.resolve().then(() => { console.log("go"); for (;;); });`],
  [
    "microtasks without end",
    `console.log("go"); const f = async () => { for (;;) await null; }; await ${wait}(f());`,
  ],
  ["microtasks without end in the cell", `console.log("go"); for (;;) await ${wait}(null);`],
  [
    "waits that are caught",
    `console.log("go"); for (;;) { try { await ${wait}(__cells__.sleep(1)); } catch {} }`,
  ],
  ["a loop that prints", `for (;;) console.log("go");`],
  ["a loop that prints much", `const text = "go".repeat(50_000); for (;;) console.log(text);`],
  ["a regular expression without end", `console.log("go"); /^(a+)+$/.test("a".repeat(60) + "b");`],
  [
    "a busy interval",
    `setInterval(() => { console.log("go"); for (const end = Date.now() + 50; Date.now() < end; ); }, 1); await ${wait}(new Promise(() => {}));`,
  ],
  ["execSync", `console.log("go"); require("node:child_process").execSync("sleep 60");`],
  [
    "the wait for a child process",
    `console.log("go"); await ${wait}(new Promise((ok) => require("node:child_process").spawn("sleep", ["60"]).on("exit", ok)));`,
  ],
  [
    "execSync of a shell that runs several",
    `console.log("go"); require("node:child_process").execSync("while true; do sleep 60; done", { stdio: "inherit" });`,
  ],
  [
    "a loop in the display of its value",
    `console.log("go"); return { value: { [Symbol.for("Jupyter.display")]() { for (;;); } } };`,
  ],
  [
    "a loop in the message of its error",
    `console.log("go"); const e = new Error("x"); Object.defineProperty(e, "message", { get() { for (;;); } }); throw e;`,
  ],
  [
    "for await",
    `console.log("go"); for await (const x of __claimbook__.iterate((async function* () { for (;;) { await __cells__.sleep(1); yield 1; } })())) ;`,
  ],
];

describe("an interrupt", () => {
  test.each(cells)("ends %s, and earlier variables are kept", async (_, code) => {
    const ran = await host.interrupted(code);
    expect(ran.error).toMatchObject({ ename: "Interrupted" });
    expect(ran.status).toBe("error");
    const next = await host.run("clearInterval; return { value: __cells__.kept };");
    expect(next).toMatchObject({ status: "ok", result: "7" });
  });
});

test("in a host where an AsyncLocalStorage is in use, synchronous loops end too", async () => {
  const fresh = await Host.start();
  try {
    const ran = await fresh.interrupted(
      `const { AsyncLocalStorage } = require("node:async_hooks"); new AsyncLocalStorage().run(1, () => { console.log("go"); for (;;); });`,
    );
    expect(ran.error).toMatchObject({ ename: "Interrupted" });
    expect((await fresh.run("return { value: 1 };")).result).toBe("1");
  } finally {
    await fresh.stop();
  }
});
