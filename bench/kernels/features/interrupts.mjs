import { sleep } from "../client.mjs";
import { no, partly, yes } from "../probe.mjs";
import { treeOf } from "../process-tree.mjs";

// A cell is interrupted the way the kernel's own kernelspec asks for. It must end, and the kernel must run the
// next cell with its state kept, both within two seconds of the interrupt. (Deno is asked by message, see
// contestants.mjs.)

const limit = 2000;
const patience = 8000;

/**
 * @param code the cell to interrupt
 * @param wait milliseconds before the interrupt
 * @returns the verdict, and the interrupted cell's complaint
 */
async function interrupted(t, code, { wait = 700, keepsState = true } = {}) {
  await t.run("let kept = 41;");
  const id = await t.client.sendCell(code);
  await sleep(wait);
  if (t.client.of(id).some(({ content }) => content.execution_state === "idle") && keepsState !== "idle")
    return { verdict: no("the cell ended before the interrupt") };
  const started = performance.now();
  await t.client.interrupt();
  let reply;
  try {
    ({ reply } = await t.client.outcome(id, patience));
  } catch (error) {
    return { verdict: no(error.message.replace("no reply", "does not stop")) };
  }
  if (reply.status !== "error" && keepsState !== "idle")
    return { verdict: no(`the cell's status is ${reply.status}`) };
  const complaint = JSON.stringify([reply, ...t.client.of(id).map(({ content }) => content)]);
  const next = await nextCell(t);
  const seconds = (performance.now() - started) / 1000;
  const late = seconds * 1000 > limit ? `after ${seconds.toFixed(1)} s` : undefined;
  if (next === undefined) return { verdict: no("stops, but runs no cell any more") };
  if (next === "lost")
    return { verdict: partly(["stops, state lost", late].filter(Boolean).join(" ")), complaint, late };
  return { verdict: late === undefined ? yes : partly(`stops ${late}`), complaint, late };
}

/** @returns "kept" or "lost" for the state, undefined when cells run no more. A cell dropped on the way is sent again. */
async function nextCell(t) {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    try {
      const executed = await t.client.execute(
        'console.log("kept " + (globalThis as any).nothing, kept + 1);',
        {},
        patience,
      );
      await sleep(30);
      const printed = t.client
        .of(executed.id)
        .some(({ content }) => String(content.text ?? "").includes("42"));
      if (printed) return "kept";
      if (executed.reply.status === "error") {
        const works = await t.client.execute('console.log("works");', {}, patience);
        if (works.reply.status === "ok") return "lost";
      }
    } catch {
      return undefined;
    }
    await sleep(100);
  }
  return undefined;
}

const simple = (code) => async (t) => (await interrupted(t, code)).verdict;

async function childProcess(t) {
  const { verdict } = await interrupted(
    t,
    'import { execSync } from "node:child_process";\nexecSync("sleep 60");',
  );
  const before = treeOf(t.client.process.pid).length;
  // The shell and its sleep must be gone; a fresh kernel's tree says what is normal.
  if (verdict.verdict !== "yes") return verdict;
  await t.start();
  const normal = treeOf(t.client.process.pid).length;
  return before > normal ? partly("the child goes on") : yes;
}

async function trainingLoop(t) {
  const { verdict } = await interrupted(
    t,
    "let steps = 0;\nfor (;;) {\n  steps++;\n  await new Promise((resolve) => setImmediate(resolve));\n}",
  );
  if (verdict.verdict === "no") return verdict;
  const count = async () => (await t.run('console.log("steps " + steps);')).printed();
  const first = await count();
  await sleep(300);
  return (await count()) === first ? verdict : no("the loop goes on behind the next cells");
}

async function timerLoop(t) {
  const { verdict } = await interrupted(t, "setTimeout(() => { for (;;); }, 100);\n1;", {
    keepsState: "idle",
  });
  return verdict;
}

async function unbreakable(t) {
  const code =
    'import { pbkdf2Sync } from "node:crypto";\npbkdf2Sync("secret", "salt", 2_000_000_000, 64, "sha512");';
  const { verdict, complaint, late } = await interrupted(t, code);
  if (verdict.verdict === "no") return verdict;
  if (!/lost|gone|restart/i.test(complaint)) return partly("does not say that the state is lost");
  return late === undefined ? yes : partly(`runs cells again ${late}`);
}

export const interrupts = {
  title: "Interrupts (state kept, next cell within 2 s)",
  rows: [
    {
      id: "interrupt-await",
      title: "a pending `await`",
      fresh: true,
      probe: simple("await new Promise((resolve) => setTimeout(resolve, 60_000));"),
    },
    { id: "interrupt-loop", title: "a busy loop", fresh: true, probe: simple("for (;;) {}") },
    {
      id: "interrupt-await-loop",
      title: "a busy loop after an `await`",
      fresh: true,
      probe: simple("await new Promise((resolve) => setTimeout(resolve, 50));\nfor (;;) {}"),
    },
    {
      id: "interrupt-microtasks",
      title: "a loop that only awaits settled promises",
      fresh: true,
      probe: simple("for (;;) await null;"),
    },
    { id: "interrupt-training", title: "a training-like loop of awaits", fresh: true, probe: trainingLoop },
    { id: "interrupt-timer", title: "a busy loop in a timer, after its cell", fresh: true, probe: timerLoop },
    { id: "interrupt-child", title: "a child process it waits for", fresh: true, probe: childProcess },
    {
      id: "interrupt-unbreakable",
      title: "native code that nothing can break: starts again, says what is lost",
      fresh: true,
      probe: unbreakable,
    },
  ],
};
