import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Host } from "./driver.js";

const hosts: Host[] = [];
async function start(env: NodeJS.ProcessEnv = {}): Promise<Host> {
  const host = await Host.start({ env });
  hosts.push(host);
  return host;
}
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});

const kernel = "globalThis[Symbol.for('claimbook.kernel')]";

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilDead(pid: number): Promise<void> {
  for (let i = 0; i < 400 && alive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(alive(pid)).toBe(false);
}

describe("the process that runs cells", () => {
  test("ends with the code that a cell asks for, and says nothing of its own", async () => {
    const host = await start();
    await host.interrupted("console.log('go'); for (;;);");
    host.begin("process.on('exit', () => console.log('bye')); process.exit(3);");
    expect(await host.gone).toEqual({ code: 3, signal: null });
    expect(host.raw).toEqual({ stdout: "", stderr: "" });
    expect(host.text(2)).toBe("bye\n");
  });

  test("reads nothing from its standard input", async () => {
    const host = await start();
    const ran = await host.run(
      "let text = ''; for await (const part of process.stdin) text += part; return { value: text };",
    );
    expect(ran.result).toBe("''");
  });

  test("looks like an ordinary program", async () => {
    const host = await start();
    expect((await host.run("return { value: [process.argv.length, typeof process.send] };")).result).toBe(
      "[ 2, 'undefined' ]",
    );
    const ran = await host.run(
      "const { Worker } = require('node:worker_threads'); const w = new Worker(\"require('node:worker_threads').parentPort.postMessage(7)\", { eval: true }); return { value: await __claimbook__.wait(new Promise((r) => w.on('message', r))) };",
    );
    expect(ran.result).toBe("7");
  });

  test("changes folders as a cell says", async () => {
    const host = await start();
    await host.run("require('node:fs').mkdirSync('sub'); process.chdir('sub');");
    expect((await host.run("return { value: process.cwd().endsWith('/sub') };")).result).toBe("true");
    expect((await host.run(`return { value: process.cwd() === ${kernel}.project };`)).result).toBe("false");
  });

  test("shutdown runs exit handlers, and waits a little for late errors", async () => {
    const host = await start();
    const file = path.join(host.folder, "exited");
    const run = host.begin(
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(file)}, 'yes')); setTimeout(() => { throw new Error('late'); }, 60); setInterval(() => {}, 1000);`,
    );
    await host.end(run);
    host.send({ op: "shutdown" });
    expect(await host.gone).toEqual({ code: 0, signal: null });
    expect(existsSync(file)).toBe(true);
    expect(host.of(run).at(-1)).toMatchObject({ type: "error", error: { evalue: "late" } });
  });

  test.each([
    ["waits", "await new Promise(() => {});"],
    ["never gives way", "for (;;);"],
  ])("ends with all it started when the front end is gone, while a cell %s", async (_, rest) => {
    const host = await start();
    const run = host.begin(
      `const child = require('node:child_process').spawn('sleep', ['100']); console.log('pid ' + child.pid + '.'); ${rest}`,
    );
    await host.until(() => /pid \d+\./.test(host.text(run)));
    const pid = Number(/pid (\d+)\./.exec(host.text(run))![1]);
    expect(alive(pid)).toBe(true);
    host.loseFrontEnd();
    expect(await host.gone).toEqual({ code: null, signal: "SIGKILL" });
    await untilDead(pid);
  });
});

describe("input()", () => {
  test("asks, and gets the answer", async () => {
    const host = await start();
    const run = host.begin(
      "const name = await __claimbook__.wait(input('Name? ')); const secret = await __claimbook__.wait(input('Secret: ', { password: true })); return { value: [name, secret] };",
    );
    const asked = () => host.of(run).filter((event) => event.type === "input");
    await host.until(() => asked().length === 1);
    expect(asked()[0]).toMatchObject({ prompt: "Name? ", password: false });
    host.send({ op: "input", id: asked()[0]!.id, value: "Ada" });
    await host.until(() => asked().length === 2);
    expect(asked()[1]).toMatchObject({ prompt: "Secret: ", password: true });
    host.send({ op: "input", id: asked()[1]!.id, value: "x" });
    expect((await host.end(run)).result).toBe("[ 'Ada', 'x' ]");
  });

  test("says why nobody answers", async () => {
    const host = await start();
    const run = host.begin(`await ${kernel}.input('Name? ');`);
    await host.until(() => host.of(run).some((event) => event.type === "input"));
    host.send({ op: "input", id: 1, refused: "this client cannot ask" });
    expect((await host.end(run)).error).toMatchObject({ evalue: "this client cannot ask" });
  });

  test("is interrupted like any wait", async () => {
    const host = await start();
    const ran = await host.interrupted("console.log('go'); await __claimbook__.wait(input());");
    expect(ran.error).toMatchObject({ ename: "Interrupted" });
    host.send({ op: "input", id: 1, value: "too late" });
    expect((await host.run("return { value: 1 };")).result).toBe("1");
  });
});

describe("the signal of a cell", () => {
  test("a loop that looks at it ends at its next step, and leaves what it wants to leave", async () => {
    const host = await start();
    const ran = await host.interrupted(
      `const signal = ${kernel}.signal(); __cells__.steps = 0;
       while (!signal.aborted) { __cells__.steps++; for (const end = Date.now() + 120; Date.now() < end; ); console.log('go'); await __claimbook__.wait(new Promise((r) => setImmediate(r))); }
       __cells__.tidied = signal.reason.name;`,
      { declares: ["steps", "tidied"] },
    );
    expect(ran.error).toMatchObject({ ename: "Interrupted" });
    expect(ran.assigned).toEqual(["steps", "tidied"]);
    expect((await host.run("return { value: __cells__.tidied };")).result).toBe("'AbortError'");
  });

  test("one that listens and does not end is interrupted all the same", async () => {
    const host = await start();
    const ran = await host.interrupted(
      `${kernel}.signal().addEventListener('abort', () => console.log('heard')); console.log('go'); await __claimbook__.wait(new Promise(() => {}));`,
    );
    expect(ran).toMatchObject({ stdout: "go\nheard\n", error: { ename: "Interrupted" } });
    const loop = await host.interrupted(`${kernel}.signal(); console.log('go'); for (;;);`);
    expect(loop.error).toMatchObject({ ename: "Interrupted" });
    const listener = await host.interrupted(
      `${kernel}.signal().addEventListener('abort', () => { for (;;); }); console.log('go'); await __claimbook__.wait(new Promise(() => {}));`,
    );
    expect(listener.error).toMatchObject({ ename: "Interrupted" });
  });

  test("its reason, thrown by code that nobody waits for any more, is no late error; another error is one", async () => {
    const host = await start();
    await host.interrupted(
      `const signal = ${kernel}.signal();
       const late = (error) => new Promise((_, reject) => signal.addEventListener('abort', () => setTimeout(() => reject(error()), 400)));
       late(() => signal.reason); late(() => new Error('mine')); console.log('go'); await __claimbook__.wait(new Promise(() => {}));`,
    );
    const errors = () => host.of(1).flatMap((event) => (event.type === "error" ? [event.error.evalue] : []));
    await host.until(() => errors().includes("mine"));
    await host.run("await __claimbook__.wait(new Promise((r) => setTimeout(r, 20)));");
    expect(errors().slice(1)).toEqual(["mine"]);
  });

  test("is a fresh one in every cell", async () => {
    const host = await start();
    await host.interrupted(
      `__cells__.first = ${kernel}.signal(); console.log('go'); await __claimbook__.wait(new Promise(() => {}));`,
      { declares: ["first"] },
    );
    expect(
      (await host.run(`return { value: [__cells__.first.aborted, ${kernel}.signal().aborted] };`)).result,
    ).toBe("[ true, false ]");
  });
});

describe("interrupts in a row", () => {
  test("20 cells, each ends as it should, and so does the one after it", async () => {
    const host = await start();
    await host.run("__cells__.count = 0;", { declares: ["count"] });
    const cells = [
      "for (;;);",
      "await __claimbook__.wait(new Promise(() => {}));",
      "await 0; for (;;);",
      "for (;;) { try { await __claimbook__.wait(new Promise((r) => setTimeout(r, 1))); } catch {} }",
    ];
    for (let round = 0; round < 20; round++) {
      const ran = await host.interrupted(
        `__cells__.count++; console.log('go'); ${cells[round % cells.length]}`,
      );
      expect(ran.error).toMatchObject({ ename: "Interrupted" });
      const next = await host.run(
        "await __claimbook__.wait(new Promise((r) => setTimeout(r, 2))); return { value: __cells__.count };",
      );
      expect(next).toMatchObject({ status: "ok", result: String(round + 1) });
    }
  });

  test("one that comes when the cell has ended does nothing", async () => {
    const host = await start();
    for (let round = 0; round < 30; round++) {
      const run = host.begin("await __claimbook__.wait(new Promise((r) => setTimeout(r, 1)));");
      await host.end(run);
      host.interruptOnce(run);
      expect(
        await host.run("for (const end = Date.now() + 40; Date.now() < end; ); return { value: 1 };"),
      ).toMatchObject({ status: "ok", result: "1" });
    }
  });

  test("one that comes while an earlier cell's timer never ends stops the cell that waits behind it", async () => {
    const host = await start();
    await host.run("__cells__.kept = 1; setTimeout(() => { console.log('loop'); for (;;); }, 20);", {
      declares: ["kept"],
    });
    await host.until(() => host.text(1).includes("loop"));
    const ran = await host.interrupt(host.begin("return { value: 1 };"));
    expect(ran.error).toMatchObject({ ename: "Interrupted" });
    expect((await host.run("return { value: __cells__.kept };")).result).toBe("1");
  });

  test("a library that never looks at the signal goes on behind the cell, which ends and says so", async () => {
    const host = await start();
    writeFileSync(
      path.join(host.folder, "library.cjs"),
      "exports.ticks = 0; exports.run = async () => { for (;;) { await new Promise((r) => setTimeout(r, 5)); exports.ticks++; } };",
    );
    const ran = await host.interrupted(
      "const library = require('./library.cjs'); console.log('go'); await __claimbook__.wait(library.run());",
    );
    expect(ran.error).toMatchObject({ ename: "Interrupted" });
    const later = await host.run(
      "const { ticks } = require('./library.cjs'); await __claimbook__.wait(new Promise((r) => setTimeout(r, 100))); return { value: require('./library.cjs').ticks > ticks };",
    );
    expect(later).toMatchObject({ status: "ok", result: "true" });
    await host.until(() => host.text(1, "stderr") !== "");
    expect(host.text(1, "stderr")).toContain("cell 1 was interrupted, but code that it started goes on");
  });

  test("an expression that never ends is interrupted too", async () => {
    const host = await start();
    await host.run("__cells__.spin = () => { console.log('go'); for (;;); };", { declares: ["spin"] });
    const reply = host.evaluate(host.program("return { value: (0, __cells__.spin)() };"));
    await host.until(() => host.text(1).includes("go"));
    const timer = setInterval(() => host.interruptOnce(1), 100);
    expect(await reply).toMatchObject({ status: "error", ename: "Interrupted" });
    clearInterval(timer);
    expect((await host.run("return { value: 2 };")).result).toBe("2");
  });
});
