import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/random.js";
import { createIndex, type IndexItems, openIndex, type SearchIndex } from "../../src/search-index/index.js";

const DIM = 24;
const random = new Random(12);

function unit(rows: number[][]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => row.map((value) => value / Math.hypot(...row))));
}

/** Vectors in clusters, as passages are. */
function clustered(count: number, prefix: string): Required<IndexItems> {
  const centres = Array.from({ length: 20 }, () => Array.from({ length: DIM }, () => random.normal()));
  const rows = Array.from({ length: count }, (_, i) =>
    centres[i % 20]!.map((v) => v + 0.6 * random.normal()),
  );
  return {
    ids: rows.map((_, i) => `${prefix}${i}`),
    vectors: unit(rows),
    metadata: rows.map((_, i) => ({ locale: ["en", "sw"][i % 2], place: i })),
  };
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "claimbook-index-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** usearch comes with prebuilt binaries for Linux and macOS only. */
const hasUsearch = (() => {
  try {
    return createRequire(import.meta.url)("usearch") !== undefined;
  } catch {
    return false;
  }
})();
const engines = ["exact", ...(hasUsearch ? ["hnsw"] : [])] as ("exact" | "hnsw")[];

describe.skipIf(hasUsearch)("without usearch (no prebuilt binary for this machine)", () => {
  it("the approximate engine says how to get it", async () => {
    await expect(createIndex({ dim: 2, engine: "hnsw" })).rejects.toThrow(/needs the package usearch/);
  });
});

describe.each(engines)("index, engine %s", (engine) => {
  const first = clustered(600, "a");
  const second = clustered(150, "b");
  const queries = clustered(40, "q").vectors;
  let index: SearchIndex;

  beforeAll(async () => {
    // On one thread the graph is the same each time; on several, now and then a vector is not found by itself.
    index = await createIndex({ dim: DIM, engine, threads: 1 });
    await index.add(first);
    await index.add(second);
  });

  it("finds every vector as the best of itself, with its metadata", async () => {
    expect(index).toMatchObject({ engine, dim: DIM, size: 750 });
    const hits = await index.search(second.vectors, 1);
    hits.forEach(([hit], i) => {
      expect(hit).toMatchObject({ id: `b${i}`, metadata: second.metadata[i] });
      expect(hit!.score).toBeCloseTo(1, 2);
    });
  });

  it("finds (nearly) the neighbours that a look at all vectors finds, best first", async () => {
    const all = [...first.ids, ...second.ids];
    const vectors = Float32Array.from([...first.vectors, ...second.vectors]);
    const hits = await index.search(queries, 10);
    let found = 0;
    hits.forEach((own, q) => {
      expect(own).toHaveLength(10);
      const scores = own.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      const dot = (c: number) => {
        let sum = 0;
        for (let j = 0; j < DIM; j++) sum += vectors[c * DIM + j]! * queries[q * DIM + j]!;
        return sum;
      };
      const best = all
        .map((id, c) => ({ id, score: dot(c) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, 10);
      const expected = new Set(best.map(({ id }) => id));
      found += own.filter(({ id }) => expected.has(id)).length;
      own.forEach(({ score }, i) => {
        expect(Math.abs(score - best[i]!.score)).toBeLessThan(engine === "exact" ? 1e-6 : 0.2);
      });
    });
    if (engine === "exact") expect(found).toBe(400);
    else expect(found).toBeGreaterThan(380);
  });

  it("comes back from its folder, can be added to and replaces the one before", async () => {
    const place = path.join(folder, `${engine}-saved`);
    await mkdir(place);
    await index.save(place);
    await index.save(`${place}/`);
    expect((await readdir(folder)).filter((name) => name.includes(".tmp"))).toEqual([]);
    const back = await openIndex(place);
    expect(back).toMatchObject({ engine, dim: DIM, size: 750 });
    expect(await back.search(queries, 5)).toEqual(await index.search(queries, 5));
    await expect(back.add(first)).rejects.toThrow(/"a0" is there already/);
    const third = clustered(30, "c");
    await back.add({ ids: third.ids, vectors: third.vectors });
    expect(back.size).toBe(780);
    expect(await back.search(third.vectors.subarray(0, DIM), 1)).toEqual([
      [{ id: "c0", score: expect.closeTo(1, 2) }],
    ]);
    expect(index.size).toBe(750);
  });

  it("tells a damaged folder from one that is no index, and never replaces the latter", async () => {
    const place = path.join(folder, `${engine}-damaged`);
    await index.save(place);
    const entries = await readFile(path.join(place, "entries.jsonl"), "utf8");
    await writeFile(path.join(place, "entries.jsonl"), entries.split("\n").slice(1).join("\n"));
    await expect(openIndex(place)).rejects.toThrow(/749 ids for 750 vectors/);
    await writeFile(path.join(place, "entries.jsonl"), `{"id": 3}\n${entries}`);
    await expect(openIndex(place)).rejects.toThrow(/line 1 of entries.jsonl is broken/);
    await writeFile(path.join(place, "entries.jsonl"), entries);
    await truncate(path.join(place, "vectors"), 1000);
    await expect(openIndex(place)).rejects.toThrow(/its vectors are not those it was saved with/);
    await rm(path.join(place, "vectors"));
    await expect(openIndex(place)).rejects.toThrow(/its vectors are missing/);
    await writeFile(path.join(place, "index.json"), "{");
    await expect(openIndex(place)).rejects.toThrow(/index.json is no JSON/);
    await expect(openIndex(path.join(folder, "none"))).rejects.toThrow(/there is no index/);
    const own = path.join(folder, `${engine}-mine`);
    await mkdir(own);
    await writeFile(path.join(own, "letter.txt"), "keep me");
    await expect(index.save(own)).rejects.toThrow(/something else than an index is there/);
    expect(existsSync(path.join(own, "letter.txt"))).toBe(true);
  });

  it("adds all or nothing, and names what is wrong", async () => {
    const own = await createIndex({ dim: 2, engine });
    const add = (ids: string[], numbers: number[], metadata?: { a: number }[]) =>
      own.add({ ids, vectors: Float32Array.from(numbers), ...(metadata ? { metadata } : {}) });
    await expect(add(["x", "x"], [1, 0, 0, 1])).rejects.toThrow(/"x" is there already/);
    await expect(add(["x"], [1, 0, 0])).rejects.toThrow(/index embeddings/);
    await expect(add(["x"], [1, Number.NaN])).rejects.toThrow(/holds NaN/);
    await expect(add(["x"], [1, 0], [])).rejects.toThrow(/0 metadata for 1 ids/);
    expect(own.size).toBe(0);
    expect(await own.search(Float32Array.of(1, 0), 3)).toEqual([[]]);
    await add(["x"], [1, 0], [{ a: 1 }]);
    await add(["y", "z"], [0, 1, 0, 1]);
    expect(await own.search(Float32Array.of(0, 1), 9)).toEqual([
      [
        { id: "z", score: 1 },
        { id: "y", score: 1 },
        { id: "x", score: 0, metadata: { a: 1 } },
      ],
    ]);
    expect(await own.search(new Float32Array(0), 3)).toEqual([]);
    await expect(own.search(Float32Array.of(1), 3)).rejects.toThrow(/query embeddings/);
    await expect(own.search(Float32Array.of(1, 0), 0)).rejects.toThrow(/0 best vectors/);
  });

  it("stops when told to, and tells how far it is", async () => {
    const told: number[] = [];
    const own = await createIndex({ dim: DIM, engine });
    await own.add(first, { onProgress: (done, total) => told.push(done, total) });
    expect(told.slice(-2)).toEqual([600, 600]);
    const reason = new Error("enough");
    await expect(own.search(queries, 3, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe.skipIf(!hasUsearch)("index, engine hnsw (usearch is there)", () => {
  it("takes back what it has added when it is stopped half-way", async () => {
    const index = await createIndex({ dim: DIM, engine: "hnsw", expansionAdd: 16, connectivity: 4 });
    const items = clustered(5000, "x");
    const stop = new AbortController();
    const adding = index.add(items, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(adding).rejects.toThrow("enough");
    expect(index.size).toBe(0);
    expect(await index.search(items.vectors.subarray(0, DIM), 3)).toEqual([[]]);
    await index.add({ ids: items.ids.slice(0, 300), vectors: items.vectors.subarray(0, 300 * DIM) });
    const [hits] = await index.search(items.vectors.subarray(0, DIM), 3);
    expect(hits![0]!.id).toBe("x0");
  });

  it("refuses options out of range", async () => {
    await expect(createIndex({ dim: 2, engine: "hnsw", connectivity: 1 })).rejects.toThrow(/connectivity 1/);
  });
});

describe("createIndex", () => {
  it("refuses what cannot be", async () => {
    await expect(createIndex({ dim: 0 })).rejects.toThrow(/vectors of 0 dimensions/);
    await expect(createIndex({ dim: 3, engine: "flat" as "exact" })).rejects.toThrow(
      /no engine is called "flat"/,
    );
  });
});
