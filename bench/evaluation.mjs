// How long ranking takes: `npm run build && node bench/evaluation.mjs [rounds]`.
//
// 10,000 queries against 50,000 candidates of 256 dimensions, the rank of one relevant candidate each: on one core, on
// two threads, and in NumPy (evaluation.py; blocks of matrix products on 2 threads, then counting). NumPy is looked
// for in .venv/evaluation, then as python3; or set NUMPY_PYTHON. Then the flagship's shape: 36 locales of 1,300
// candidates and 300 queries, 128 dimensions, one core, on the integer kernel and on TensorFlow.js wasm.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  preparePool,
  rankQueries,
  rankQueriesInThreads,
  rankQueriesOnCpu,
} from "../dist/evaluation/index.js";
import { Random } from "../dist/random.js";
import { useBackend } from "../dist/tensor/backend.js";
import { median, numpyPython, timed } from "./measure.mjs";

const rounds = Number(process.argv[2] ?? 3);
const root = path.resolve(import.meta.dirname, "..");
const random = new Random(7);
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

await againstNumpy();
await flagship();

async function againstNumpy() {
  const [queryCount, size, dim] = [10_000, 50_000, 256];
  const centres = normalRows(size, dim);
  const candidates = unit(centres, dim);
  const groups = Int32Array.from({ length: queryCount }, () => random.int(size));
  const queries = {
    embeddings: near(centres, groups, dim, 3.5),
    groups,
    locales: new Int32Array(queryCount),
  };
  const ids = Array.from({ length: size }, (_, i) => String(i));
  const pool = preparePool({ ids, groups: ids.map(Number), locales: new Int32Array(size) });
  const times = { one: [], two: [], numpy: [] };
  const cpu = { two: [], numpy: [] };
  let ranks;
  const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-bench-"));
  try {
    writeFileSync(path.join(folder, "candidates.f32"), candidates);
    writeFileSync(path.join(folder, "queries.f32"), queries.embeddings);
    writeFileSync(path.join(folder, "relevant.i32"), groups);
    const python = numpyPython();
    for (let round = 0; round < rounds; round++) {
      times.one.push(await timed(() => rankQueriesOnCpu(pool, candidates, queries, dim)));
      const before = process.cpuUsage();
      times.two.push(
        await timed(async () => {
          ranks = (await rankQueriesInThreads(pool, candidates, queries, dim, { threads: 2 })).pooled;
        }),
      );
      const { user, system } = process.cpuUsage(before);
      cpu.two.push((user + system) / 1000);
      if (python === undefined) continue;
      const out = execFileSync(python, [path.join(root, "bench/evaluation.py"), folder, String(dim)], {
        env: { ...process.env, OPENBLAS_NUM_THREADS: "2", OMP_NUM_THREADS: "2" },
      });
      const theirs = JSON.parse(out.toString());
      times.numpy.push(theirs.ms);
      cpu.numpy.push(theirs.cpu);
    }
    console.log(`${queryCount} queries x ${size} candidates, ${dim} dimensions, median of ${rounds}`);
    console.log(`  one core       ${seconds(median(times.one))}`);
    console.log(`  two threads    ${seconds(median(times.two))} (starting the threads included)`);
    if (python === undefined) {
      console.log(
        "  NumPy          not found: python3 -m venv .venv/evaluation, and pip install numpy there",
      );
      return;
    }
    const theirs = new Int32Array(new Uint8Array(readFileSync(path.join(folder, "ranks.i32"))).buffer);
    const differ = ranks.filter((rank, q) => rank !== theirs[q]).length;
    console.log(`  NumPy          ${seconds(median(times.numpy))} (2 threads)`);
    console.log(`  processor time: ${seconds(median(cpu.two))} against ${seconds(median(cpu.numpy))}`);
    console.log(`  two threads / NumPy: ${(median(times.two) / median(times.numpy)).toFixed(2)}`);
    console.log(
      `  mean rank ${mean(ranks).toFixed(1)}; ranks that differ by the rounding of scores: ${differ}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function flagship() {
  const [locales, pictures, asked, dim] = [36, 1300, 300, 128];
  const size = locales * pictures;
  const centres = normalRows(pictures, dim);
  const groups = Int32Array.from({ length: size }, (_, i) => i % pictures);
  const candidates = near(centres, groups, dim, 1.3);
  const queries = {
    groups: Int32Array.from({ length: locales * asked }, (_, i) => i % asked),
    locales: Int32Array.from({ length: locales * asked }, (_, i) => Math.floor(i / asked)),
  };
  queries.embeddings = near(centres, queries.groups, dim, 1.3);
  const pool = preparePool({
    ids: Array.from(groups, (picture, i) => `${picture}:${Math.floor(i / pictures)}`),
    groups,
    locales: Int32Array.from({ length: size }, (_, i) => Math.floor(i / pictures)),
  });
  const tf = await useBackend("wasm");
  let table;
  const kernel = await timed(() => {
    table = rankQueriesOnCpu(pool, candidates, queries, dim);
  });
  const wasm = await timed(() => rankQueries(tf, pool, candidates, queries, dim));
  console.log(`flagship: ${locales * asked} queries x ${size} candidates, ${dim} dimensions, one core`);
  console.log(`  integer kernel ${seconds(kernel)}, TensorFlow.js wasm ${seconds(wasm)}`);
  console.log(`  mean rank in the one pool: ${mean(table.pooled).toFixed(1)}`);
}

function normalRows(count, dim) {
  return Float32Array.from({ length: count * dim }, () => random.normal());
}

/** Unit rows near the centres named by `which`. */
function near(centres, which, dim, noise) {
  const rows = new Float32Array(which.length * dim);
  which.forEach((centre, i) => {
    for (let j = 0; j < dim; j++) rows[i * dim + j] = centres[centre * dim + j] + noise * random.normal();
  });
  return unit(rows, dim);
}

function unit(rows, dim) {
  const result = rows.slice();
  for (let i = 0; i < rows.length; i += dim) {
    const row = result.subarray(i, i + dim);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let j = 0; j < dim; j++) row[j] /= length;
  }
  return result;
}

function mean(values) {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
