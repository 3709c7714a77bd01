// Approximate search engines side by side: `npm run build && node bench/index.mjs [--sizes 100000,1000000] [--queries 200]`
//
// Clustered unit vectors of 384 dimensions (one centre for every 50). For each engine and setting: recall@10 against
// exact search, median and 95th percentile of one query at a time, time to build, most memory, size on disk. Engines:
// ours (src/search-index, engine hnsw: usearch) with its scalar types, and LanceDB embedded (IVF_HNSW_SQ and IVF_PQ),
// which is installed into .cache/bench-index without its scripts; each engine runs in a process of its own.
// --engines usearch leaves LanceDB out, --scalars f16 the smaller vectors.
import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Random } from "../dist/random.js";

const { values: flags } = parseArgs({
  options: {
    sizes: { type: "string", default: "100000,1000000" },
    queries: { type: "string", default: "200" },
    engines: { type: "string", default: "usearch,lancedb" },
    scalars: { type: "string", default: "f16,i8" },
    child: { type: "string" },
    help: { type: "boolean" },
  },
});
const DIM = 384;
const K = 10;
const PORTION = 50_000;
const root = path.resolve(import.meta.dirname, "..");
const lance = path.join(root, ".cache/bench-index");

if (flags.help) {
  console.log(
    "node bench/index.mjs [--sizes 100000,1000000] [--queries 200] [--engines usearch,lancedb] [--scalars f16,i8,f32]",
  );
} else if (flags.child !== undefined) {
  const [engine, folder] = flags.child.split("=");
  const measured = engine === "lancedb" ? await measureLance(folder) : await measureUsearch(folder);
  console.log(JSON.stringify(measured));
} else {
  for (const size of flags.sizes.split(",").map(Number)) await compare(size, Number(flags.queries));
}

async function compare(size, queryCount) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-bench-index-"));
  try {
    await makeVectors(folder, size, queryCount);
    console.log(
      `\n${size} vectors of ${DIM} dimensions, ${queryCount} queries, ${os.availableParallelism()} cores`,
    );
    console.log(
      "engine                setting             recall@10  ms median    p95   build s  peak MB  disk MB",
    );
    for (const engine of flags.engines.split(",")) {
      if (engine === "lancedb" && !installLance()) continue;
      const args = [
        ...process.execArgv,
        import.meta.filename,
        "--child",
        `${engine}=${folder}`,
        "--scalars",
        flags.scalars,
      ];
      const output = execFileSync(process.execPath, args, {
        maxBuffer: 2 ** 28,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const exact = new Int32Array(numbersOf(folder, "exact.i32"));
      for (const { name, build, peak, disk, settings } of JSON.parse(
        output.toString().trim().split("\n").at(-1),
      )) {
        for (const { setting, times, found } of settings) {
          let hits = 0;
          found.forEach((own, q) => {
            const best = new Set(exact.subarray(q * K, (q + 1) * K));
            hits += own.filter((i) => best.has(i)).length;
          });
          times.sort((a, b) => a - b);
          const cell = (value, width) => value.padStart(width);
          console.log(
            `${name.padEnd(22)}${setting.padEnd(20)}${cell((hits / (found.length * K)).toFixed(4), 9)}` +
              `${cell(times[Math.floor(times.length / 2)].toFixed(2), 11)}${cell(times[Math.floor(times.length * 0.95)].toFixed(2), 7)}` +
              `${cell(build.toFixed(0), 10)}${cell(peak.toFixed(0), 9)}${cell(disk.toFixed(0), 9)}`,
          );
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** vectors.f32, queries.f32 and exact.i32 (the true ten best), portion by portion. */
async function makeVectors(folder, size, queryCount) {
  const random = new Random(`index ${size}`);
  const centreCount = Math.ceil(size / 50);
  const centres = Float32Array.from({ length: centreCount * DIM }, () => random.normal());
  // Sums of two uniform numbers are normal enough and far cheaper than Random.normal for 384 million of them.
  const noise = () => (random.float() + random.float() - 1) * 2.2;
  const near = (count) => {
    const rows = new Float32Array(count * DIM);
    for (let i = 0; i < count; i++) {
      const centre = random.int(centreCount) * DIM;
      let squares = 0;
      for (let j = 0; j < DIM; j++) {
        const value = centres[centre + j] + noise();
        rows[i * DIM + j] = value;
        squares += value * value;
      }
      const length = Math.sqrt(squares);
      for (let j = 0; j < DIM; j++) rows[i * DIM + j] /= length;
    }
    return rows;
  };
  const queries = near(queryCount);
  writeFileSync(path.join(folder, "queries.f32"), queries);
  const { exactSearch } = await import("../dist/evaluation/index.js");
  const best = Array.from({ length: queryCount }, () => []);
  const file = openSync(path.join(folder, "vectors.f32"), "w");
  let searching = 0;
  for (let from = 0; from < size; from += PORTION) {
    const rows = near(Math.min(PORTION, size - from));
    writeFileSync(file, rows);
    const start = performance.now();
    const hits = exactSearch(queries, rows, DIM, K);
    searching += performance.now() - start;
    for (let q = 0; q < queryCount; q++) {
      for (let i = q * hits.k; i < (q + 1) * hits.k; i++)
        best[q].push([hits.scores[i], from + hits.indices[i]]);
      best[q] = best[q].sort((a, b) => b[0] - a[0]).slice(0, K);
    }
  }
  closeSync(file);
  writeFileSync(
    path.join(folder, "exact.i32"),
    Int32Array.from(best.flatMap((own) => own.map(([, i]) => i))),
  );
  console.log(`exact search of ${size}: ${(searching / queryCount).toFixed(1)} ms a query on one core`);
}

/** Calls `take(rows, from)` for portions of the vectors. */
async function eachPortion(folder, take) {
  const name = path.join(folder, "vectors.f32");
  const total = statSync(name).size / (DIM * 4);
  const file = openSync(name, "r");
  for (let from = 0; from < total; from += PORTION) {
    const rows = new Float32Array(Math.min(PORTION, total - from) * DIM);
    readSync(file, rows, 0, rows.byteLength, from * DIM * 4);
    await take(rows, from);
  }
  closeSync(file);
}

/** A file in memory of its own: a Buffer of few bytes may lie in the middle of another's. */
function numbersOf(folder, name) {
  return Uint8Array.from(readFileSync(path.join(folder, name))).buffer;
}

function queriesOf(folder) {
  const all = new Float32Array(numbersOf(folder, "queries.f32"));
  return Array.from({ length: all.length / DIM }, (_, q) => all.subarray(q * DIM, (q + 1) * DIM));
}

async function measureUsearch(folder) {
  const { createIndex, openIndex } = await import("../dist/search-index/index.js");
  const queries = queriesOf(folder);
  const results = [];
  for (const scalar of flags.scalars.split(",")) {
    const start = performance.now();
    let index = await createIndex({ dim: DIM, engine: "hnsw", scalar });
    await eachPortion(folder, (vectors, from) =>
      index.add({ ids: Array.from({ length: vectors.length / DIM }, (_, i) => String(from + i)), vectors }),
    );
    const build = (performance.now() - start) / 1000;
    const place = path.join(folder, `usearch-${scalar}`);
    await index.save(place);
    const settings = [];
    for (const expansionSearch of [16, 64, 256]) {
      index = undefined;
      index = await openIndex(place, { expansionSearch });
      const search = async (query) => (await index.search(query, K))[0].map(({ id }) => Number(id));
      settings.push({ setting: `ef ${expansionSearch}`, ...(await timeEach(queries, search)) });
    }
    results.push({ name: `usearch ${scalar}`, build, peak: peak(), disk: diskOf(place), settings });
    rmSync(place, { recursive: true });
  }
  return results;
}

async function measureLance(folder) {
  const require = createRequire(path.join(lance, "package.json"));
  const lancedb = await import(pathToFileURL(require.resolve("@lancedb/lancedb")).href);
  const arrow = require("apache-arrow");
  const queries = queriesOf(folder);
  const type = new arrow.FixedSizeList(DIM, new arrow.Field("item", new arrow.Float32(), true));
  const place = path.join(folder, "lancedb");
  const connection = await lancedb.connect(place);
  let table;
  const start = performance.now();
  await eachPortion(folder, async (rows, from) => {
    const length = rows.length / DIM;
    const child = arrow.makeData({ type: new arrow.Float32(), data: rows });
    const vector = new arrow.Vector([arrow.makeData({ type, length, nullCount: 0, child })]);
    const id = arrow.makeVector(Int32Array.from({ length }, (_, i) => from + i));
    const batch = new arrow.Table({ id, vector });
    if (table === undefined) table = await connection.createTable("vectors", batch);
    else await table.add(batch);
  });
  const adding = (performance.now() - start) / 1000;
  const results = [];
  for (const [name, config, probes] of [
    [
      "LanceDB IVF_HNSW_SQ",
      lancedb.Index.hnswSq({ distanceType: "dot" }),
      [
        [1, 64, 1],
        [4, 64, 1],
        [20, 128, 4],
      ],
    ],
    [
      "LanceDB IVF_PQ",
      lancedb.Index.ivfPq({ distanceType: "dot", numSubVectors: 96 }),
      [
        [20, 0, 1],
        [20, 0, 10],
        [60, 0, 20],
      ],
    ],
  ]) {
    const begun = performance.now();
    await table.createIndex("vector", { config, replace: true });
    const build = adding + (performance.now() - begun) / 1000;
    const settings = [];
    for (const [nprobes, ef, refine] of probes) {
      const search = async (query) => {
        let asked = table.query().nearestTo(query).distanceType("dot").column("vector").nprobes(nprobes);
        if (ef > 0) asked = asked.ef(ef);
        if (refine > 1) asked = asked.refineFactor(refine);
        return (await asked.select(["id"]).limit(K).toArray()).map((row) => Number(row.id));
      };
      const setting = `probes ${nprobes}${ef > 0 ? ` ef ${ef}` : ""} x${refine}`;
      settings.push({ setting, ...(await timeEach(queries, search)) });
    }
    results.push({ name, build, peak: peak(), disk: diskOf(place), settings });
  }
  return results;
}

async function timeEach(queries, search) {
  for (const query of queries.slice(0, 20)) await search(query);
  const times = [];
  const found = [];
  for (const query of queries) {
    const start = performance.now();
    found.push(await search(query));
    times.push(performance.now() - start);
  }
  return { times, found };
}

/** The most memory this process has had so far, in MB. */
function peak() {
  return process.resourceUsage().maxRSS / 1024;
}

function diskOf(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0) / 1e6;
}

function installLance() {
  if (existsSync(path.join(lance, "node_modules/@lancedb/lancedb"))) return true;
  mkdirSync(lance, { recursive: true });
  writeFileSync(path.join(lance, "package.json"), '{ "private": true }\n');
  const libc = process.platform === "linux" ? "-gnu" : process.platform === "win32" ? "-msvc" : "";
  const own = `@lancedb/lancedb-${process.platform}-${process.arch}${libc}@0.39.0`;
  const packages = ["@lancedb/lancedb@0.39.0", own, "apache-arrow@18.1.0", "@types/node@22"];
  const args = ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", ...packages];
  const { status } = spawnSync("npm", args, { cwd: lance, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) console.log("LanceDB could not be installed: left out");
  return status === 0;
}
