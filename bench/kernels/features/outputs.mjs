import { sleep } from "../client.mjs";
import { no, partly, yes } from "../probe.mjs";

const shown = (executed, mime) =>
  executed.contents("display_data", "execute_result").filter(({ data }) => mime in (data ?? {}));

/** Resolves when the cell has printed nothing new for a second. */
async function quiet(executed) {
  for (let before = -1; before !== executed.messages.length; await sleep(1000))
    before = executed.messages.length;
}

async function streams(t) {
  const executed = await t.run('process.stdout.write("to out\\n"); process.stderr.write("to err\\n");');
  return t.each({
    stdout: async () => (executed.printed("stdout").includes("to out") ? yes : no("not captured")),
    stderr: async () => (executed.printed("stderr").includes("to err") ? yes : no("not captured")),
  });
}

async function childProcess(t) {
  const code =
    'import { execSync } from "node:child_process";\nexecSync("echo from the child", { stdio: "inherit" });';
  return t.prints(code, "from the child");
}

async function fastOutput(t) {
  const executed = await t.run('for (let i = 0; i < 10_000; i++) console.log("row " + i);', {
    timeout: 30_000,
  });
  const expected = Array.from({ length: 10_000 }, (_, i) => `row ${i}\n`).join("");
  // Text that comes late is the matter of another row.
  await quiet(executed);
  if (executed.printed("stdout") !== expected) return no("text lost or out of order");
  const count = executed.contents("stream").length;
  return count <= 2500 ? yes : partly(`in ${count} messages`);
}

async function severalTypes(t) {
  const { show } = t.kernel.dialect;
  if (show === undefined) return no("no interface for it");
  const executed = await t.run(show({ "text/html": "<b>both</b>", "text/plain": "both" }));
  const [bundle] = shown(executed, "text/html");
  if (bundle === undefined) return no(executed.reason());
  return bundle.data["text/plain"] === "both" ? yes : no("only one of them");
}

async function displaySymbol(t) {
  const code =
    '({ [Symbol.for("Jupyter.display")]() { return { "text/html": "<b>rich</b>", "text/plain": "rich" }; } })';
  const executed = await t.run(code);
  const [bundle] = shown(executed, "text/html");
  if (bundle === undefined) return no(`shown: ${executed.reason()}`);
  return bundle.data["text/html"] === "<b>rich</b>" ? yes : no("another value");
}

async function updateDisplay(t) {
  const { update } = t.kernel.dialect;
  if (update === undefined) return no("no interface for it");
  const executed = await t.run(update({ "text/plain": "first" }, { "text/plain": "second" }));
  const [first] = executed.contents("display_data");
  const [second] = executed.contents("update_display_data");
  if (first === undefined || second === undefined) return no(executed.reason());
  const id = first.transient?.display_id;
  const same = id !== undefined && id === second.transient?.display_id;
  return same && second.data["text/plain"] === "second" ? yes : no("not the same place");
}

async function clearOutput(t) {
  const { clear } = t.kernel.dialect;
  if (clear === undefined) return no("no interface for it");
  const executed = await t.run(clear());
  return executed.contents("clear_output").length === 1 ? yes : no(executed.reason());
}

async function outputLimit(t) {
  const code = 'const long = "x".repeat(1023);\nfor (let i = 0; i < 40_000; i++) console.log(long);';
  const executed = await t.run(code, { timeout: 60_000 });
  await quiet(executed);
  const text = executed.complaint();
  const megabytes = Math.round(executed.printed().length / 1e6);
  if (megabytes > 12) return no(`${megabytes} MB reach the client`);
  // The notice, apart from the lines themselves.
  const notice = text.replace(/x{100,}/g, "");
  return /limit|truncat|cut|too much|left out|dropped/i.test(notice) ? yes : partly("cut without a notice");
}

export const outputs = {
  title: "Output",
  rows: [
    { id: "streams", title: "`process.stdout` and `process.stderr`", probe: streams },
    { id: "child-output", title: "output of child processes", probe: childProcess },
    { id: "fast-output", title: "10,000 lines, in order and in few messages", probe: fastOutput },
    { id: "several-types", title: "several MIME types in one display", probe: severalTypes },
    { id: "display-symbol", title: '`Symbol.for("Jupyter.display")`', probe: displaySymbol },
    { id: "update-display", title: "`update_display_data` by display id", probe: updateDisplay },
    { id: "clear-output", title: "`clear_output`", probe: clearOutput },
    {
      id: "output-limit",
      title: "a limit on a runaway print (40 MB), with a notice",
      fresh: true,
      probe: outputLimit,
    },
  ],
};
