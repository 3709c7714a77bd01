import { sleep } from "../client.mjs";
import { no, partly, yes } from "../probe.mjs";
import { killTrees, stillRunning, treeOf } from "../process-tree.mjs";

// What holds over many cells and over a kernel's whole life.

const failing = 'await new Promise((r) => setTimeout(r, 200));\nthrow new Error("stop here");';

async function aborted(t) {
  const ids = [];
  for (const code of [failing, "1;", "2;"]) ids.push(await t.client.sendCell(code));
  const statuses = [];
  for (const id of ids.slice(1)) statuses.push((await t.client.outcome(id)).reply.status);
  return statuses.every((status) => status === "aborted") ? yes : no(`status ${statuses.join(", ")}`);
}

async function noneSkipped(t) {
  const ran = async (id, text) => {
    const { reply } = await t.client.outcome(id);
    await sleep(50);
    const printed = t.client.of(id).some(({ content }) => String(content.text ?? "").includes(text));
    return printed ? yes : no(`skipped with status ${reply.status}`);
  };
  return t.each({
    "sent right after the failed one": async () => {
      await t.client.execute('throw new Error("first");', { stop_on_error: false });
      return ran(await t.client.sendCell('console.log("right after");'), "right after");
    },
    "queued behind it with stop_on_error off": async () => {
      await sleep(300);
      await t.client.sendCell(failing, { stop_on_error: false });
      return ran(await t.client.sendCell('console.log("behind it");', { stop_on_error: false }), "behind it");
    },
  });
}

async function outputsBeforeIdle(t) {
  const ids = [];
  for (let i = 0; i < 300; i++) {
    const id = await t.client.sendCell(`console.log("line ${i}"); console.error("noise ${i}");`);
    try {
      await t.client.outcome(id, 5000);
    } catch (error) {
      return no(`cell ${i + 1}: ${error.message}`);
    }
    ids.push(id);
  }
  await sleep(500);
  let late = 0;
  let lost = 0;
  for (const id of ids) {
    const messages = t.client.of(id);
    const idle = messages.findIndex(({ content }) => content.execution_state === "idle");
    const streams = messages.map(({ type }, at) => (type === "stream" ? at : -1)).filter((at) => at >= 0);
    if (streams.length < 2) lost++;
    else if (streams.some((at) => at > idle)) late++;
  }
  return late + lost === 0 ? yes : no(`late in ${late}, lost in ${lost}`);
}

/** Sends a cell that computes for some seconds, and judges what the kernel does meanwhile. */
async function whileBusy(t, probe) {
  const id = await t.client.sendCell("{ const end = Date.now() + 3000; while (Date.now() < end); }");
  await sleep(500);
  const verdict = await probe();
  if (t.client.of(id).some(({ content }) => content.execution_state === "idle"))
    return no("the cell had ended");
  await t.client.outcome(id);
  return verdict;
}

async function heartbeat(t) {
  return whileBusy(t, async () => ((await t.client.heartbeat(1000)) ? yes : no("no answer within 1 s")));
}

async function control(t) {
  return whileBusy(t, async () => {
    await t.client.request("control", "kernel_info_request", {}, 1000);
    return yes;
  });
}

async function shutdown(t) {
  await t.run("setInterval(() => {}, 1000);");
  const pids = treeOf(t.client.process.pid);
  const replied = await t.client
    .request("control", "shutdown_request", { restart: false }, 3000)
    .then(() => true)
    .catch(() => false);
  for (let waited = 0; waited < 5000 && stillRunning(pids).length > 0; waited += 100) await sleep(100);
  const left = stillRunning(pids).length > 0;
  if (replied && !left) return yes;
  if (!left) return partly("ends without shutdown_reply");
  return no(replied ? "still runs after 5 s" : "no reply, still runs after 5 s");
}

async function orphan(t) {
  const client = await t.start({ orphan: true });
  await t.run("setInterval(() => {}, 1000);");
  const pids = treeOf(client.process.pid);
  process.kill(client.process.pid, "SIGKILL");
  for (let waited = 0; waited < 8000 && stillRunning(pids).length > 0; waited += 100) await sleep(100);
  const left = stillRunning(pids);
  killTrees(left);
  return left.length === 0 ? yes : no(`${left.length} of ${pids.length - 1} processes still run after 8 s`);
}

async function exit(t) {
  await t.run("const state = 1;");
  const executed = await t.run("process.exit(3);", { timeout: 5000 });
  const next = await t.prints('console.log("again");', "again", { timeout: 10_000 });
  if (next.verdict !== "yes") return no(`the next cell: ${next.why}`);
  return /lost|gone|restart/i.test(executed.complaint())
    ? yes
    : partly("does not say that the state is lost");
}

export const session = {
  title: "Session",
  rows: [
    { id: "aborted", title: "queued cells are `aborted` after an error", fresh: true, probe: aborted },
    { id: "none-skipped", title: "no other cell is skipped after an error", fresh: true, probe: noneSkipped },
    {
      id: "outputs-before-idle",
      title: "every output before its cell's end, 300 cells",
      fresh: true,
      probe: outputsBeforeIdle,
    },
    { id: "heartbeat", title: "heartbeat during a busy loop", fresh: true, probe: heartbeat },
    { id: "control", title: "`kernel_info` on control during a busy loop", fresh: true, probe: control },
    { id: "shutdown", title: "shutdown with a live timer", fresh: true, probe: shutdown },
    { id: "orphan", title: "ends when its client is killed (`kill -9`)", fresh: true, probe: orphan },
    { id: "exit", title: "`process.exit()` in a cell: goes on, says what is lost", fresh: true, probe: exit },
  ],
};
