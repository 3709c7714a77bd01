import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  queryValues,
  type RankTable,
  rankRetrieval,
  readQrels,
  readRun,
  retrievalQrels,
  retrievalRun,
  runValues,
  SETTINGS,
  writeQrels,
  writeRun,
} from "../../src/evaluation/index.js";
import { parallelWorld } from "./parallel-world.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "claimbook-run-"));
});
afterAll(() => rm(folder, { recursive: true }));

const world = parallelWorld.map((w) => ({
  ...w,
  data: {
    ...w.data,
    candidates: { ...w.data.candidates, ids: w.data.candidates.ids.map((id, i) => `${id}-${i}`) },
  },
}));

describe.each(SETTINGS)("runs and judgements, %s", (setting) => {
  it("give the values of the table of ranks", () => {
    let compared = 0;
    fc.assert(
      fc.property(world, ({ data, dim, candidates, queries }) => {
        const table: RankTable = rankRetrieval(data, candidates, queries, dim);
        const expected = queryValues(table, "AP", setting);
        if (expected.values.every(Number.isNaN)) return;
        const run = retrievalRun(data, candidates, queries, dim, setting);
        const ours = runValues(data, run, "map", setting);
        expect(Array.from(ours.weights)).toEqual(Array.from(expected.weights));
        expected.values.forEach((value, q) => {
          if (Number.isNaN(value)) expect(ours.values[q]).toBeNaN();
          else expect(ours.values[q]).toBeCloseTo(value, 12);
        });
        compared++;
      }),
      { numRuns: 150, seed: 6 },
    );
    expect(compared).toBeGreaterThan(80);
  });
});

describe("runs as files", () => {
  const ids = ["a", "b", "c", "d"];
  const locales = Int32Array.of(0, 0, 1, 1);
  const data = {
    locales: ["en", "ar"],
    queries: {
      ids: ["q1", "q2"],
      texts: ["", ""],
      locales: Int32Array.of(0, 1),
      groups: Int32Array.of(0, 0),
    },
    candidates: { ids, texts: ids, locales },
    relevant: [Int32Array.of(0, 2)],
  };
  const vectors = Float32Array.of(1, 0, 0, 1, 0.6, 0.8, 0.8, 0.6);
  const queries = Float32Array.of(1, 0, 0, 1);

  it("come back as they were, one query a pool where languages cross", async () => {
    const qrels = retrievalQrels(data, "cross-lingual");
    expect(JSON.parse(JSON.stringify(qrels))).toEqual({ "q2@en": { a: 1 }, "q1@ar": { c: 1 } });
    const run = retrievalRun(data, vectors, queries, 2, "cross-lingual");
    const place = (name: string) => path.join(folder, name);
    await writeQrels(place("qrels"), qrels);
    await writeRun(place("run.gz"), run, "ours");
    expect(await readQrels(place("qrels"))).toEqual(qrels);
    const { run: back } = await readRun(place("run.gz"));
    expect(runValues(data, back, "AP", "cross-lingual")).toEqual(runValues(data, run, "AP", "cross-lingual"));
    expect(Object.keys(run["q1@ar"]!)).toEqual(["d", "c"]);
  });

  it("keeps as many candidates as asked for", () => {
    const run = retrievalRun(data, vectors, queries, 2, "multilingual", { k: 3 });
    expect({ ...run.q1 }).toEqual({ a: 1, d: Math.fround(0.8), c: Math.fround(0.6) });
    expect(Array.from(runValues(data, run, "RR", "multilingual").values)).toEqual([1, 1 / 2]);
  });

  it("refuses query ids that occur twice", () => {
    const twice = { ...data, queries: { ...data.queries, ids: ["q1", "q1"] } };
    expect(() => retrievalQrels(twice, "multilingual")).toThrow(/query id "q1" occurs twice/);
  });
});
