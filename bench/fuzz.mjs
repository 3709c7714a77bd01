// Executed notebooks and reports, altered at random, through report, verify --dry-run and audit: counts what ends
// without a clear error, what does not end, and what is written anywhere but in the output folder.
import { fork } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    limit: { type: "string", default: "20" },
    refusals: { type: "boolean", default: false },
    keep: { type: "string" },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(`node bench/fuzz.mjs [options]
  --runs N     mutated files (10000)
  --seed S     of the mutations (1); a file depends on the seed and its number alone
  --from N     number of the first file (0): --from N --runs 1 makes one again
  --limit S    seconds after which a file counts as a hang (20)
  --refusals   print the messages of refused files, too
  --keep DIR   keep the files that were not read or refused in order
  --out FILE   write the figures as JSON
Exits 1 when a file was neither read nor refused with a clear error.`);
  process.exit(0);
}

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const load = (module) => import(path.join(root, "dist", `${module}.js`));
const work = await mkdtemp(path.join(tmpdir(), "claimbook-fuzz-"));
const sources = await mkdtemp(path.join(tmpdir(), "claimbook-fuzz-bases-"));
const [major, minor] = process.versions.node.split(".").map(Number);
const stable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
const names = ["sample", "scripts", "hostile", "search", "no-claims"];

/** Executed notebooks, the same with digests, and reports in the forms that are read. */
async function bases() {
  const { parseNotebook } = await load("notebook/read");
  const { formatNotebook } = await load("notebook/write");
  const { withSeal } = await load("seal/seal");
  const files = [];
  for (const name of names) {
    const folder = path.join(root, "test/golden", name);
    const text = await readFile(path.join(folder, "input.ipynb"), "utf8");
    const put = async (ending, content) => {
      files.push(path.join(sources, `${name}${ending}`));
      await writeFile(files.at(-1), content);
    };
    await put(".ipynb", text);
    await put(".sealed.ipynb", formatNotebook(withSeal(parseNotebook(text, name))));
    if (name === "no-claims") continue;
    await copyFile(path.join(folder, "expected.synthesis.md"), path.join(sources, `${name}.md`));
    files.push(path.join(sources, `${name}.md`));
    await put(".json", await readFile(path.join(folder, "expected.json"), "utf8"));
  }
  // A Markdown report that can be read comes first: measurements are audited beside it.
  return files.sort((a, b) => Number(b.endsWith("sample.md")) - Number(a.endsWith("sample.md")));
}

let reader;
let heard = () => {};
function start(files) {
  reader = fork(path.join(root, "bench/fuzz/reader.mjs"), [work, JSON.stringify(files)], {
    execArgv: [
      stable ? "--permission" : "--experimental-permission",
      "--allow-fs-read=*",
      `--allow-fs-write=${work}/*`,
      "--allow-worker",
      "--allow-addons",
      "--no-warnings",
      "--max-old-space-size=1500",
    ],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  reader.on("message", (message) => heard(message));
  reader.on("exit", (code, signal) => heard({ gone: signal ?? code }));
  return new Promise((resolve, reject) => {
    heard = (message) => (message.ready ? resolve() : reject(new Error(JSON.stringify(message))));
  });
}

function one(seed, number, limit) {
  return new Promise((resolve) => {
    let begun;
    const timer = setTimeout(() => resolve({ begun, outcome: "hang", lost: true }), limit);
    const end = (outcome) => {
      clearTimeout(timer);
      resolve({ begun, ...outcome });
    };
    heard = (message) => {
      if (message.begun) begun = message.begun;
      else if (message.ended) end(message.ended);
      else if (message.uncaught) end({ outcome: "crash", what: message.uncaught, lost: true });
      else if ("gone" in message)
        end({ outcome: "crash", what: `the process ended: ${message.gone}`, lost: true });
    };
    reader.send({ seed, number });
  });
}

async function end() {
  heard = () => {};
  if (reader.exitCode !== null || reader.signalCode !== null) return;
  const gone = new Promise((resolve) => reader.once("exit", resolve));
  reader.kill("SIGKILL");
  await gone;
}

const counts = {};
const bad = new Map();
const refusals = new Map();
const begun = performance.now();
try {
  const files = await bases();
  await start(files);
  const [from, runs, limit] = [values.from, values.runs, values.limit].map(Number);
  for (let number = from; number < from + runs; number++) {
    const { begun: how, outcome, what, lost } = await one(values.seed, number, limit * 1000);
    const way = how?.name ?? "?";
    counts[way] ??= { read: 0, refused: 0, crash: 0, hang: 0, outside: 0 };
    counts[way][outcome]++;
    if (outcome === "refused" && values.refusals) {
      const key = `${way}: ${String(what).slice(0, 70)}`;
      refusals.set(key, (refusals.get(key) ?? 0) + 1);
    }
    if (outcome !== "read" && outcome !== "refused") {
      const [first, ...frames] = String(what ?? "took too long").split("\n");
      const at =
        frames
          .find((line) => line.includes("/dist/"))
          ?.trim()
          .replaceAll(root, "") ?? "";
      const key = `${outcome}, ${way}: ${first.slice(0, 160)} ${at}`;
      bad.set(key, [...(bad.get(key) ?? []), `${number} (${how?.base}: ${how?.done.join(", ")})`]);
      if (values.keep !== undefined && how !== undefined) {
        await mkdir(values.keep, { recursive: true });
        const ending = path.extname(how.base);
        await copyFile(path.join(work, `in${ending}`), path.join(values.keep, `${number}${ending}`));
      }
    }
    if (lost) {
      await end();
      await start(files);
    }
    if ((number + 1) % 100 === 0)
      process.stderr.write(`\r${number + 1 - from} of ${runs}, ${bad.size} kinds of trouble`);
  }
  process.stderr.write("\n");
} finally {
  await end();
  for (const folder of [work, sources]) await rm(folder, { recursive: true, force: true });
}

const seconds = (performance.now() - begun) / 1000;
console.table(counts);
for (const [key, cases] of bad)
  console.log(`${cases.length} x ${key}\n    files ${cases.slice(0, 4).join("; ")}`);
for (const [key, count] of [...refusals].sort((a, b) => b[1] - a[1])) console.log(`${count} x ${key}`);
const total = Object.values(counts).reduce((sum, each) => sum + each.crash + each.hang + each.outside, 0);
console.log(
  `${total} of ${values.runs} files neither read nor refused with a clear error; ${seconds.toFixed(0)} s`,
);
if (values.out !== undefined)
  await writeFile(
    values.out,
    `${JSON.stringify({ seed: values.seed, runs: Number(values.runs), seconds, counts, trouble: [...bad.keys()] }, null, 2)}\n`,
  );
process.exitCode = total === 0 ? 0 : 1;
