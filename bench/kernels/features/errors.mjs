import { sleep } from "../client.mjs";
import { gist, no, partly, plain, yes } from "../probe.mjs";

/** Where a complaint points, as LINE:COLUMN in the TypeScript that the reader wrote. */
function pointsAt(text, line, column) {
  // Only the last two of "cell 2:6:9" are the place.
  const found = text.matchAll(/\b(\d+):(\d+)\b(?!:)|\bline (\d+), column (\d+)\b/g);
  const places = [...new Set([...found].map(([, a, b, c, d]) => `${a ?? c}:${b ?? d}`))];
  if (places.includes(`${line}:${column}`)) return yes;
  return no(
    places.length === 0 ? "no position" : `points at ${places.slice(0, 3).join(", ")}, not ${line}:${column}`,
  );
}

async function cellTraceback(t) {
  // The interface is gone from the JavaScript: its lines must be counted all the same.
  const code = `interface Part {
  name: string;
  size: number;
}
function weigh(part: Part): number {
  throw new RangeError("too heavy: " + part.name);
}
weigh({ name: "lead", size: 1 });`;
  const executed = await t.run(code);
  const text = executed.complaint();
  return text.includes("too heavy") ? pointsAt(text, 6, 9) : no(gist(text));
}

async function importedTraceback(t) {
  const text = (await t.run('import { helper } from "./src/helper";\nhelper({ n: -1 });')).complaint();
  if (!text.includes("negative")) return no(gist(text));
  const [place] = /helper\.\w+:\d+(:\d+)?/.exec(text) ?? ["no position"];
  return place === "helper.ts:4:20" ? yes : no(`points at ${place}, not helper.ts:4:20`);
}

async function diagnosticPlace(t) {
  const executed = await t.run('const first = 1;\nconst second: number = "two";');
  if (!executed.failed) return no("not checked");
  return pointsAt(executed.complaint(), 2, 7);
}

/** Judges an error that nobody awaited: it must fail the cell and be named. */
async function uncaught(t, code, name) {
  const executed = await t.run(code);
  if (!executed.complaint().includes(name)) return no("not reported");
  if (executed.reply.status !== "error") return partly("shown, but the reply says ok");
  return (await t.prints('console.log("goes on");', "goes on")).verdict === "yes"
    ? yes
    : no("the kernel is lost");
}

const rejection = (t) =>
  uncaught(
    t,
    'Promise.reject(new Error("nobody waits"));\nawait new Promise((r) => setTimeout(r, 100));',
    "nobody waits",
  );

const timerThrow = (t) =>
  uncaught(
    t,
    'setTimeout(() => { throw new Error("in a timer"); }, 10);\nawait new Promise((r) => setTimeout(r, 150));',
    "in a timer",
  );

async function lateThrow(t) {
  const cause = await t.run('setTimeout(() => { throw new Error("after its cell"); }, 400);\n1;');
  const next = await t.run("2;");
  await sleep(800);
  const told = ({ type, content }) =>
    (type === "error" || type === "stream") && plain(JSON.stringify(content)).includes("after its cell");
  const alive = await t.prints('console.log("goes on");', "goes on", { timeout: 5000 });
  if (cause.messages.some(told))
    return alive.verdict === "yes" ? yes : partly(`then the next cell: ${alive.why}`);
  if (next.messages.some(told)) return partly("blames another cell");
  if (t.client.seen.some(told)) return partly("blames no cell");
  return no(alive.verdict === "yes" ? "not reported" : `not reported, and the next cell: ${alive.why}`);
}

export const errors = {
  title: "Errors",
  rows: [
    { id: "traceback", title: "traceback at the place in the cell's TypeScript", probe: cellTraceback },
    { id: "imported-traceback", title: "the same in an imported file", probe: importedTraceback },
    { id: "diagnostic-place", title: "type error with line and column", probe: diagnosticPlace },
    { id: "rejection", title: "unhandled rejection fails its cell", fresh: true, probe: rejection },
    { id: "timer-throw", title: "throw in a timer fails its cell", fresh: true, probe: timerThrow },
    {
      id: "late-throw",
      title: "throw after the cell's end is laid to that cell",
      fresh: true,
      probe: lateThrow,
    },
  ],
};
