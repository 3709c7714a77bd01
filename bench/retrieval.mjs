// The whole evaluation of XQuAD-R (or MLQA-R), against NumPy on the same vectors, and what it costs as the pool grows:
//
//   npm run build && node bench/retrieval.mjs [--data xquad-r|mlqa-r] [--queries N] [--rounds 1]
//                                             [--candidate-vectors F --query-vectors F --dim 384] [--growth 1,4,16]
//
// mAP in the three settings (each in all its pairs of languages) and the rank distance of all queries in the pool of
// all languages. Vectors are drawn around a centre of each question unless files of little-endian float32 are given.
// Needs the data set (CLAIMBOOK_DATA, or ../shared/data); NumPy is looked for in .venv/evaluation, then as python3 (or
// set NUMPY_PYTHON). Then the pool is repeated 4 and 16 times with vectors of its own: time of 1,000 queries, memory.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import * as datasets from "../dist/datasets/retrieval/index.js";
import {
  languageBias,
  queryValues,
  rankRetrieval,
  rankRetrievalInThreads,
  retrievalPool,
  weightedMean,
} from "../dist/evaluation/index.js";
import { Random } from "../dist/random.js";
import { median, numpyPython, timed } from "./measure.mjs";

const { values: flags } = parseArgs({
  options: {
    data: { type: "string", default: "xquad-r" },
    queries: { type: "string" },
    rounds: { type: "string", default: "1" },
    dim: { type: "string", default: "384" },
    "candidate-vectors": { type: "string" },
    "query-vectors": { type: "string" },
    growth: { type: "string", default: "1,4,16" },
    part: { type: "string" },
    help: { type: "boolean" },
  },
});
const usage =
  "node bench/retrieval.mjs [--data xquad-r|mlqa-r] [--queries N] [--rounds 1] [--candidate-vectors F --query-vectors F --dim 384] [--growth 1,4,16]";
const root = path.resolve(import.meta.dirname, "..");
const dim = Number(flags.dim);
const random = new Random(3);
const shared = path.join(root, "../shared/data");
const env = { ...process.env };
env.CLAIMBOOK_DATA ??= existsSync(shared) ? shared : undefined;

if (flags.help) console.log(usage);
else if (flags.part !== undefined) growOnce(Number(flags.part));
else {
  await against();
  grow();
}

async function load() {
  const loader = { "xquad-r": datasets.xquadR, "mlqa-r": datasets.mlqaR }[flags.data];
  if (loader === undefined) throw new Error(usage);
  return loader({ env });
}

async function against() {
  const whole = await load();
  const count = Math.min(whole.queries.ids.length, Number(flags.queries ?? Number.POSITIVE_INFINITY));
  const [candidates, allQueries] = vectorsOf(whole);
  // Queries spread over all languages, whatever their number.
  const which = Array.from({ length: count }, (_, i) => Math.floor((i * whole.queries.ids.length) / count));
  const data = {
    ...whole,
    queries: {
      ids: which.map((q) => whole.queries.ids[q]),
      texts: which.map((q) => whole.queries.texts[q]),
      locales: Int32Array.from(which, (q) => whole.queries.locales[q]),
      groups: Int32Array.from(which, (q) => whole.queries.groups[q]),
    },
  };
  const queries = new Float32Array(count * dim);
  which.forEach((q, i) => {
    queries.set(allQueries.subarray(q * dim, (q + 1) * dim), i * dim);
  });
  const times = { one: [], threads: [], numpy: [] };
  let ours;
  let table;
  let theirs;
  const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-retrieval-"));
  try {
    write(folder, data, candidates, queries);
    const python = numpyPython();
    for (let round = 0; round < Number(flags.rounds); round++) {
      times.one.push(
        await timed(() => {
          table = rankRetrieval(data, candidates, queries, dim);
          ours = figures(table);
        }),
      );
      times.threads.push(
        await timed(async () =>
          figures(await rankRetrievalInThreads(data, candidates, queries, dim, { threads: 2 })),
        ),
      );
      if (python === undefined) continue;
      const script = path.join(import.meta.dirname, "retrieval.py");
      const output = execFileSync(python, [script, folder, String(dim), String(data.locales.length)], {
        env: { ...process.env, OPENBLAS_NUM_THREADS: "2", OMP_NUM_THREADS: "2" },
      });
      theirs = JSON.parse(output);
      times.numpy.push(theirs.ms);
    }
    const size = data.candidates.ids.length;
    console.log(
      `${flags.data}: ${count} queries x ${size} candidates, ${data.locales.length} languages, ${dim} dimensions`,
    );
    console.log(`  one core     ${seconds(median(times.one))}`);
    console.log(`  two threads  ${seconds(median(times.threads))} (starting them included)`);
    if (theirs === undefined) {
      console.log("  NumPy        not found: python3 -m venv .venv/evaluation, and pip install numpy there");
      console.log(`  ${JSON.stringify(ours)}`);
      return;
    }
    console.log(
      `  NumPy        ${seconds(median(times.numpy))} (2 threads; peak ${theirs.peak.toFixed(0)} MB)`,
    );
    console.log(`  two threads / NumPy: ${(median(times.threads) / median(times.numpy)).toFixed(2)}`);
    let worst = 0;
    for (const [name, value] of Object.entries(ours)) {
      const difference = Math.abs(value - theirs[name]);
      if (name !== "rank distance") worst = Math.max(worst, difference);
      console.log(`  ${name.padEnd(14)} ${value.toFixed(6)}   NumPy ${theirs[name].toFixed(6)}`);
    }
    const ranks = new Int32Array(Uint8Array.from(readFileSync(path.join(folder, "numpy-ranks.i32"))).buffer);
    const mine = ranksByQuery(table, data);
    const differ = mine.filter((rank, i) => rank !== ranks[i]).length;
    console.log(
      `  mAP differs by at most ${worst.toExponential(1)}; of ${mine.length} ranks ${differ} differ by the rounding of scores`,
    );
    if (worst > 1e-4) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function figures(table) {
  const result = {};
  for (const setting of ["monolingual", "cross-lingual", "multilingual"]) {
    const { values, weights } = queryValues(table, "AP", setting);
    result[setting] = weightedMean(values, weights);
  }
  result["rank distance"] = weightedMean(languageBias(table));
  return result;
}

/** Ranks in the one pool in the order in which the data set names the relevant candidates, as NumPy has them. */
function ranksByQuery(table, data) {
  const ranks = [];
  for (let q = 0; q < table.queryCount; q++) {
    const own = new Map();
    for (let e = table.offsets[q]; e < table.offsets[q + 1]; e++)
      own.set(table.candidate[e], table.pooled[e]);
    for (const candidate of data.relevant[data.queries.groups[q]]) ranks.push(own.get(candidate));
  }
  return Int32Array.from(ranks);
}

function write(folder, data, candidates, queries) {
  const pool = retrievalPool(data);
  const tie = new Int32Array(pool.size);
  pool.order.forEach((candidate, position) => {
    tie[candidate] = pool.tieRank[position];
  });
  const lists = Array.from(data.queries.groups, (group) => data.relevant[group]);
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, q) => {
    offsets[q + 1] = offsets[q] + list.length;
  });
  const files = {
    "candidates.f32": candidates,
    "queries.f32": queries,
    "tie.i32": tie,
    "candidate-locale.i32": Int32Array.from(data.candidates.locales),
    "query-locale.i32": Int32Array.from(data.queries.locales),
    "offsets.i32": offsets,
    "relevant.i32": Int32Array.from(lists.flatMap((list) => [...list])),
  };
  for (const [name, numbers] of Object.entries(files)) writeFileSync(path.join(folder, name), numbers);
}

function vectorsOf(data) {
  const given = [flags["candidate-vectors"], flags["query-vectors"]];
  if (given.every(Boolean)) {
    return given.map((file) => new Float32Array(Uint8Array.from(readFileSync(file)).buffer));
  }
  const centres = normal(data.relevant.length * dim);
  // A sentence lies near the first question that it answers; one that answers none lies anywhere.
  const question = new Int32Array(data.candidates.ids.length).fill(-1);
  data.relevant.forEach((list, group) => {
    for (const candidate of list) if (question[candidate] < 0) question[candidate] = group;
  });
  return [near(centres, question, 2.5), near(centres, data.queries.groups, 2.5)];
}

function near(centres, which, noise) {
  const rows = normal(which.length * dim);
  which.forEach((centre, i) => {
    let squares = 0;
    for (let j = 0; j < dim; j++) {
      const value = noise * rows[i * dim + j] + (centre < 0 ? 0 : centres[centre * dim + j]);
      rows[i * dim + j] = value;
      squares += value * value;
    }
    for (let j = 0; j < dim; j++) rows[i * dim + j] /= Math.sqrt(squares);
  });
  return rows;
}

/** Each size in a process of its own, whose peak of memory is then its own. */
function grow() {
  console.log("cost against size: 1,000 queries, one core");
  let first;
  for (const times of flags.growth.split(",")) {
    const args = [import.meta.filename, "--part", times, "--dim", flags.dim];
    const { ms, peak, size, vectors } = JSON.parse(execFileSync(process.execPath, args).toString());
    first ??= ms / Number(times);
    const ratio = `${(ms / first).toFixed(1)} x the time of 1x`;
    console.log(
      `  ${times.padStart(3)}x  ${String(size).padStart(7)} candidates  ${seconds(ms)}  ${ratio}, peak ${peak.toFixed(0)} MB (vectors ${vectors.toFixed(0)} MB)`,
    );
  }
}

function growOnce(times) {
  const [size, queryCount, locales] = [13_014 * times, 1000, 11];
  const groups = size / locales;
  const which = Int32Array.from({ length: size }, (_, i) => Math.floor(i / locales));
  const centres = normal(queryCount * dim);
  const candidates = near(
    centres,
    which.map((g) => (g < queryCount ? g : -1)),
    5,
  );
  const asked = Int32Array.from({ length: queryCount }, (_, q) => q);
  const queries = near(centres, asked, 2.5);
  const data = {
    queries: { ids: [], texts: [], locales: asked.map((q) => q % locales), groups: asked },
    candidates: {
      ids: Array.from(which, (_, i) => `c${i}`),
      texts: [],
      locales: Int32Array.from({ length: size }, (_, i) => i % locales),
    },
    relevant: Array.from({ length: Math.ceil(groups) }, (_, g) =>
      Int32Array.from({ length: Math.min(locales, size - g * locales) }, (_, l) => g * locales + l),
    ),
  };
  const start = performance.now();
  rankRetrieval(data, candidates, queries, dim);
  const ms = performance.now() - start;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ ms, peak, size, vectors: candidates.byteLength / 1e6 }));
}

/** Sums of four uniform numbers: normal enough, and cheap. */
function normal(count) {
  const value = () => (random.float() + random.float() + random.float() + random.float() - 2) * Math.sqrt(3);
  return Float32Array.from({ length: count }, value);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
