// `node bench/faults.mjs [--runs 200] [--seed 1] [--jobs 2]` (Linux)
//
// Kills the executor, the kernel's front end or its host with SIGKILL at a random moment of a run, again and again.
// After each: the saved notebook is valid nbformat, the output of every cell that was said to be finished is in it,
// no process of the run is left, and `claimbook run --resume` gives the same final notebook as a run that nobody
// disturbed (apart from times), without computing a finished step again. Prints every violation with its seed
// (`--seed S --runs 1` repeats its plan) and ends with the counts; exit status 1 when there was one.
import { parseArgs } from "node:util";
import fc from "fast-check";
import { faultRun, undisturbed } from "./faults/fault-run.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: "2" },
  },
});
const seeds = Array.from({ length: Number(values.runs) }, (_, i) => Number(values.seed) + i);
const pauses = [120, 200, 200, 120];
const plan = fc.record({
  victim: fc.constantFrom("executor", "front end", "host"),
  // Until a little after the end: of the time that an undisturbed run takes.
  share: fc.integer({ min: 0, max: 1000 }),
});

await undisturbed(pauses, `${process.pid}-warm`);
const { text, milliseconds } = await undisturbed(pauses, `${process.pid}-undisturbed`);
const counts = {};
let violated = 0;
const queue = [...seeds];
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const [{ victim, share }] = fc.sample(plan, { seed, numRuns: 1 });
      const after = Math.round((share / 1000) * milliseconds);
      const mark = `${process.pid}-${seed}`;
      const { violations, outcome } = await faultRun({ pauses, victim, after, mark }, text);
      const key = `${victim} killed, run ${outcome}`;
      counts[key] = (counts[key] ?? 0) + 1;
      if (violations.length === 0) continue;
      violated++;
      console.log(`seed ${seed} (${victim} after ${after} ms):`);
      for (const violation of violations) console.log(`  ${violation}`);
    }
  }),
);
for (const [what, count] of Object.entries(counts).sort())
  console.log(`${String(count).padStart(4)}  ${what}`);
console.log(`${seeds.length} runs, ${violated} with violations`);
process.exitCode = violated === 0 ? 0 : 1;
