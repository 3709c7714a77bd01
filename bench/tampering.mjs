// How much of what somebody alters in an executed notebook is found: by the digests alone, and by the rerun. Prints a
// table of kinds, then the false alarms on notebooks that nobody touched.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    copies: { type: "string", default: "200" },
    reruns: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    notebook: { type: "string" },
    "static-only": { type: "boolean", default: false },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(`node bench/tampering.mjs [options]
  --copies N       altered copies (200)
  --reruns N       reruns of the untouched notebook (50); each is verified and must raise no alarm
  --seed N         of the alterations (1)
  --notebook FILE  an executed notebook instead of the small one that is made and executed here
  --static-only    digests only, nothing is executed (with --notebook)
  --out FILE       write the figures as JSON
Copies whose code is what it was share one rerun, since a rerun depends on the code alone; those with other code are
rerun each. "All digests computed anew" is what a forger does who knows how they are made.`);
  process.exit(0);
}

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const load = (module) => import(path.join(root, "dist", `${module}.js`));
const { Random } = await load("random");
const { checkIntegrity, withSeal } = await load("seal/index");
const { fingerprint, isRecord } = await load("seal/fingerprint");
const { compareClaims, compareRecords, isReproduced } = await load("verification/index");
const { claimsIn, verifyNotebook } = await load("verification/verify");
const { rerun } = await load("verification/rerun");
const { execute, readRunRecord, sourceHash } = await load("execution/index");
const { formatNotebook, parseNotebook } = {
  ...(await load("notebook/write")),
  ...(await load("notebook/read")),
};
const { alteredCopies } = await import("./tampering/alterations.mjs");
const { quick } = await import("./tampering/notebook.mjs");

await mkdir(path.join(root, ".cache"), { recursive: true });
const folder = await mkdtemp(path.join(root, ".cache", "bench-tampering-"));
const tell = (text) => process.stderr.write(`${text}\n`);
try {
  const place = { name: "notebook.ipynb", folder, env: process.env };
  let text;
  if (values.notebook !== undefined) text = await readFile(values.notebook, "utf8");
  else {
    const result = await execute(quick, place);
    if (result.status !== "ok") throw new Error(`${result.failure?.ename}: ${result.failure?.evalue}`);
    text = formatNotebook(result.notebook);
  }
  const executed = parseNotebook(text, place.name);
  const known = new Map();
  /** What a rerun of the copy's code shows: whether anything is not as the copy records it. */
  const foundByRerun = async (copy) => {
    const key = `${sourceHash(copy)} ${JSON.stringify(readRunRecord(copy)?.parameters)}`;
    try {
      if (!known.has(key)) known.set(key, await rerun(copy, readRunRecord(copy), place));
      const again = known.get(key);
      const claims = compareClaims(
        claimsIn(copy, "copy").map(({ claim }) => claim),
        claimsIn(again.notebook, "rerun").map(({ claim }) => claim),
      );
      const records = compareRecords(copy, again.notebook, 1e-6, again.notRun);
      return [...claims, ...records].some(({ outcome }) => !isReproduced(outcome));
    } catch (error) {
      if (error.name !== "ClaimbookError") throw error;
      return true;
    }
  };

  const rows = new Map();
  let done = 0;
  for (const { kind, notebook } of alteredCopies(
    executed,
    Number(values.copies),
    new Random(Number(values.seed)),
  )) {
    const copy = parseNotebook(formatNotebook(notebook), kind);
    const row = rows.get(kind) ?? { copies: 0, digests: 0, rerun: 0, either: 0, forged: 0 };
    rows.set(kind, row);
    const byDigest = !checkIntegrity(copy).intact;
    const byRerun = values["static-only"] ? false : await foundByRerun(copy);
    row.copies++;
    row.digests += byDigest;
    row.rerun += byRerun;
    row.either += byDigest || byRerun;
    row.forged += !checkIntegrity(forged(copy)).intact || byRerun;
    if (++done % 20 === 0) tell(`${done} copies, ${known.size} reruns`);
  }

  let alarms = 0;
  const untouched = values["static-only"] ? 0 : Number(values.reruns);
  const file = path.join(folder, "untouched.ipynb");
  await writeFile(file, text);
  for (let i = 0; i < untouched; i++) {
    const { certificate } = await verifyNotebook(file, { env: process.env, clock: () => new Date(0) });
    if (!certificate.passed) alarms++;
    if ((i + 1) % 10 === 0) tell(`${i + 1} untouched reruns, ${alarms} alarms`);
  }
  if (!checkIntegrity(executed).intact) throw new Error("the untouched notebook raises an alarm");

  const total = { copies: 0, digests: 0, rerun: 0, either: 0, forged: 0 };
  for (const row of rows.values()) for (const key of Object.keys(total)) total[key] += row[key];
  const head = ["altered", "copies", "by digests", "by rerun", "by either", "all digests anew"];
  const lines = [...rows, ["all", total]].map(([kind, r]) => [
    kind,
    r.copies,
    r.digests,
    r.rerun,
    r.either,
    r.forged,
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...lines.map((line) => String(line[i]).length)));
  for (const line of [head, ...lines])
    console.log(
      line
        .map((each, i) => (i === 0 ? String(each).padEnd(widths[i]) : String(each).padStart(widths[i])))
        .join("  "),
    );
  const share = ((100 * total.either) / total.copies).toFixed(1);
  console.log(`\nfound: ${total.either} of ${total.copies} (${share} %)`);
  console.log(`false alarms: ${alarms} of ${untouched} untouched reruns`);
  if (values.out !== undefined) {
    const figures = { seed: Number(values.seed), kinds: Object.fromEntries(rows), total, untouched, alarms };
    await writeFile(values.out, `${JSON.stringify(figures, null, 2)}\n`);
  }
  process.exitCode = total.either === total.copies && alarms === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** What somebody makes of an altered copy who computes every digest anew. */
function forged(notebook) {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type !== "code"
      ? cell
      : {
          ...cell,
          outputs: cell.outputs.map((output) =>
            output.data !== undefined && isRecord(output.data)
              ? {
                  ...output,
                  metadata: { ...output.metadata, claimbook: fingerprint(output.data, cell.source) },
                }
              : output,
          ),
        },
  );
  return withSeal({ ...notebook, cells });
}
