// The process that reads mutated files. Node's permission model lets it write below its work folder and nowhere else,
// so that a write to another place is an error that names it. The starter ends it when a file takes too long.
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { mutated } from "./mutations.mjs";

const [work, basesText] = process.argv.slice(2);
const bases = JSON.parse(basesText);
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const load = (module) => import(path.join(root, "dist", `${module}.js`));
const { Command, CommanderError } = await import("commander");
const { Random } = await load("random");
const { ClaimbookError } = await load("errors");
const { readFile } = await import("node:fs/promises");
const commands = {
  report: (await load("cli/report")).register,
  verify: (await load("cli/verify")).register,
};
const { auditReports, openCorpus, readMeasurements, readReport } = await load("audit/index");
const { writeAudit } = await load("audit/render/write");
const { featureEntailment } = await load("literature/entailment/feature-model/index");
const entailment = featureEntailment();
const texts = await Promise.all(bases.map((file) => readFile(file, "utf8")));
const allowed = new Set(["in.ipynb", "in.json", "in.md", "in.txt", "out", "tmp"]);
const now = new Date("2031-05-02T10:00:00Z");
const browser = path.join(work, "no-browser");
// Where the driver of a browser puts what it needs for a moment.
process.env.TMPDIR = path.join(work, "tmp");
await mkdir(process.env.TMPDIR, { recursive: true });
let corpus;

async function command(name, args) {
  const sink = () => new PassThrough().resume();
  const io = {
    stdout: sink(),
    stderr: sink(),
    cwd: work,
    env: { ...process.env, SOURCE_DATE_EPOCH: "1900000000", CLAIMBOOK_BROWSER: browser },
    exit: () => {},
    signal: new AbortController().signal,
  };
  const program = new Command("claimbook").exitOverride().configureOutput({ writeOut() {}, writeErr() {} });
  commands[name](program, io);
  await program.parseAsync([name, ...args], { from: "user" });
}

async function audit(file) {
  corpus ??= await openCorpus({});
  const name = path.basename(file);
  const notebook = name.endsWith(".ipynb") ? await readMeasurements(file, name) : undefined;
  const report = await readReport(
    notebook === undefined ? file : bases.find((each) => each.endsWith(".md")),
    name,
  );
  const result = await auditReports([report], corpus, { entailment, now, ...(notebook ? { notebook } : {}) });
  const out = path.join(work, "out");
  await writeAudit(result, {
    formats: ["md", "html", "json"],
    outDir: out,
    name: "audit",
    browser: { path: browser, env: {} },
  });
}

const ways = {
  ".ipynb": [
    [
      "report",
      (file) =>
        command("report", [
          file,
          "--format",
          "md,html,json,bib,ris,csl,latex",
          "--out-dir",
          "out",
          "--browser",
          browser,
        ]),
    ],
    [
      "report (synthesis)",
      (file) =>
        command("report", [
          file,
          "--profile",
          "synthesis",
          "--format",
          "md,html,json",
          "--out-dir",
          "out",
          "--browser",
          browser,
        ]),
    ],
    ["verify --dry-run", (file) => command("verify", [file, "--dry-run"])],
    ["audit --measured", audit],
  ],
  ".json": [["verify --dry-run", (file) => command("verify", [file, "--dry-run"])]],
  ".md": [["audit", audit]],
  ".txt": [["audit", audit]],
};

async function strangers() {
  const found = (await readdir(work)).filter((name) => !allowed.has(name));
  const flat = existsSync(path.join(work, "out")) ? await readdir(path.join(work, "out")) : [];
  const odd = flat.filter((name) => !/^(in|audit)\.[\w.-]+$/.test(name));
  return [...found, ...odd.map((name) => `out/${name}`)];
}

process.on("uncaughtException", (error) => process.send({ uncaught: error.stack ?? String(error) }));
process.on("unhandledRejection", (error) => process.send({ uncaught: error?.stack ?? String(error) }));
process.on("message", async ({ seed, number }) => {
  const random = new Random(`${seed}/${number}`);
  const at = random.int(bases.length);
  const ending = path.extname(bases[at]);
  const { bytes, done } = mutated(random, texts[at], ending === ".ipynb" || ending === ".json");
  const file = path.join(work, `in${ending}`);
  await rm(path.join(work, "out"), { recursive: true, force: true });
  await mkdir(path.join(work, "out"));
  await writeFile(file, bytes);
  const [name, way] = random.pick(ways[ending]);
  process.send({ begun: { base: path.basename(bases[at]), name, done } });
  let outcome = "read";
  let what;
  try {
    await way(file);
  } catch (error) {
    if (error instanceof ClaimbookError) [outcome, what] = ["refused", error.message];
    else if (error instanceof CommanderError) outcome = error.exitCode === 0 ? "read" : "refused";
    else {
      outcome = error?.code === "ERR_ACCESS_DENIED" ? "outside" : "crash";
      what = error?.stack ?? String(error);
    }
  }
  const odd = await strangers();
  if (odd.length > 0) [outcome, what] = ["outside", odd.join(", ")];
  process.send({ ended: { outcome, what } });
});
process.send({ ready: true });
