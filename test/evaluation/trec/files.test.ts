import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  coverage,
  readQrels,
  readRun,
  unknownDocuments,
  writeQrels,
  writeRun,
} from "../../../src/evaluation/trec/index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "claimbook-trec-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const place = path.join(folder, name);
  await writeFile(place, content);
  return place;
}

describe("readQrels", () => {
  it("reads columns between any blanks, passes over comments and empty lines, and takes CR LF and no last line end", async () => {
    const text = "# judged in May\r\n1 0 d1 2\r\n\n 1\t0\td2  -1 \nconstructor 0 __proto__ 0";
    const qrels = await readQrels(await file("a.qrels", text));
    expect(JSON.parse(JSON.stringify(qrels))).toEqual({
      1: { d1: 2, d2: -1 },
      constructor: JSON.parse('{"__proto__": 0}'),
    });
  });

  it("goes on with a query whose lines are not together", async () => {
    const qrels = await readQrels(await file("b.qrels", "1 0 a 1\n2 0 a 1\n1 0 b 1\n"));
    expect(qrels[1]).toEqual(Object.assign(Object.create(null), { a: 1, b: 1 }));
  });

  it.each([
    ["1 0 d1\n", ":1", /3 columns/],
    ["1 0 d1 1\n1 0 d2 1 x\n", ":2", /5 columns/],
    ["1 0 d1 1\n\n1 0 d2 relevant\n", ":3", /level "relevant" is no whole number/],
    ["1 0 d1 0.5\n", ":1", /level "0.5"/],
    ["1 0 d1 1\n2 0 d1 1\n1 0 d1 1\n", ":3", /document "d1" is judged twice for query "1"/],
    ["# nothing\n", "bad.qrels", /has no judgement/],
    ["", "bad.qrels", /has no judgement/],
  ])("refuses %j", async (text, where, what) => {
    const place = await file("bad.qrels", text);
    const error = await readQrels(place).catch((e) => e);
    expect(error).toMatchObject({ name: "ClaimbookError", kind: "could-not-run" });
    expect(error.message).toMatch(what);
    expect(error.where).toContain(where);
    expect(error.wayOut).not.toBe("");
  });
});

describe("readRun", () => {
  it("reads scores of every form that atof takes, and the run's name", async () => {
    const lines = [
      "q Q0 a 1 12.5 mine",
      "q Q0 b 2 1e-3 mine",
      "q Q0 c 3 -.5 mine",
      "q Q0 d 9 -inf other and more",
    ];
    const { run, tag } = await readRun(await file("a.run", lines.join("\n")));
    expect({ ...run.q }).toEqual({ a: 12.5, b: 1e-3, c: -0.5, d: Number.NEGATIVE_INFINITY });
    expect(tag).toBe("other");
  });

  it.each([
    ["q Q0 a 1 2.5\n", ":1", /5 columns/],
    ["q Q0 a 1 2.5 t\nq Q0 b 2 NaN t\n", ":2", /score "NaN" is not a number/],
    ["q Q0 a 1 0x10 t\n", ":1", /score "0x10"/],
    ["q Q0 a 1 high t\n", ":1", /score "high"/],
    ["q Q0 a 1 2 t\nr Q0 a 1 2 t\nq Q0 a 2 1 t\n", ":3", /document "a" is retrieved twice for query "q"/],
    ["\n\n", "bad.run", /has no retrieved document/],
  ])("refuses %j", async (text, where, what) => {
    const error = await readRun(await file("bad.run", text)).catch((e) => e);
    expect(error.message).toMatch(what);
    expect(error.where).toContain(where);
  });

  it("reads gzip whatever the name, and says when it is cut off or damaged", async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `q${i % 7} Q0 doc-${i} 1 ${i / 8} t\n`).join("");
    const whole = gzipSync(text);
    const { run } = await readRun(await file("zipped", whole));
    expect(Object.values(run).reduce((sum, own) => sum + Object.keys(own).length, 0)).toBe(20_000);
    expect(run.q3!["doc-10"]).toBe(1.25);
    await expect(readRun(await file("cut.gz", whole.subarray(0, whole.length / 2)))).rejects.toThrow(
      /gzip ends too early/,
    );
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 200, 400);
    await expect(readRun(await file("damaged.gz", damaged))).rejects.toThrow(/gzip is damaged/);
  });

  it("names a file that is not there, and stops when told to", async () => {
    await expect(readRun(path.join(folder, "none"))).rejects.toThrow(/there is no such file/);
    await expect(readRun(folder)).rejects.toThrow(/it is a folder/);
    const place = await file("stop.run", "q Q0 a 1 2 t\n");
    const reason = new Error("enough");
    await expect(readRun(place, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("files in and out", () => {
  const id = fc.string({ minLength: 1, maxLength: 6 }).filter((s) => !/\s/.test(s) && !s.startsWith("#"));
  const table = <T>(value: fc.Arbitrary<T>) =>
    fc.dictionary(id, fc.dictionary(id, value, { minKeys: 1, maxKeys: 6 }), { minKeys: 1, maxKeys: 4 });

  it.each(["plain", "zipped.gz"])("give back what was written (%s)", async (name) => {
    const place = path.join(folder, name);
    await fc.assert(
      fc.asyncProperty(
        table(fc.integer({ min: -2, max: 9 })),
        table(fc.double({ noNaN: true })),
        async (qrels, run) => {
          await writeQrels(place, qrels);
          expect(await readQrels(place)).toEqual(qrels);
          await writeRun(place, run, "mine");
          const back = await readRun(place);
          expect(back.tag).toBe("mine");
          for (const [query, scores] of Object.entries(run)) {
            for (const [document, score] of Object.entries(scores)) {
              expect(back.run[query]![document]! === score).toBe(true);
            }
          }
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it("writes documents from the first place on, as trec_eval ranks them", async () => {
    const place = path.join(folder, "order.run.gz");
    await writeRun(place, { q: { a: 1, b: 2, c: 2 } }, "t");
    expect(gunzipSync(await readFile(place)).toString()).toBe("q Q0 c 1 2 t\nq Q0 b 2 2 t\nq Q0 a 3 1 t\n");
  });

  it("leaves the file as it was when something cannot be written", async () => {
    const inside = path.join(folder, "inside");
    const place = await file("kept.run", "as it was");
    const before = (await readdir(folder)).length;
    await expect(writeRun(place, { a: { x: 1 }, b: { y: Number.NaN } })).rejects.toThrow(/not a number/);
    await expect(writeRun(`${place}.gz`, { a: { "x y": 1 } })).rejects.toThrow(
      /document's id cannot be "x y"/,
    );
    await expect(writeQrels(place, { a: { x: 0.5 } })).rejects.toThrow(/level 0.5 is no whole number/);
    await expect(writeQrels(place, { "": { x: 1 } })).rejects.toThrow(/query's id cannot be ""/);
    await expect(writeQrels(path.join(inside, "x"), { a: { x: 1 } })).rejects.toThrow(
      /folder does not exist/,
    );
    expect(await readFile(place, "utf8")).toBe("as it was");
    expect((await readdir(folder)).length).toBe(before);
  });
});

describe("coverage", () => {
  it("counts what will be left out or taken for irrelevant", () => {
    const qrels = { a: { x: 1, y: 0 }, b: { x: 1 } };
    expect(coverage(qrels, { a: { x: 2, z: 1 }, c: { x: 1 } })).toEqual({
      missing: ["b"],
      unjudged: ["c"],
      retrieved: 2,
      retrievedUnjudged: 1,
    });
  });

  it("counts judged documents that a collection lacks", () => {
    const qrels = { a: { x: 1, y: 0 }, b: { z: 2 } };
    expect(unknownDocuments(qrels, (document) => document === "x")).toEqual({
      judged: 3,
      relevantUnknown: 1,
      otherUnknown: 1,
      examples: ["a y", "b z"],
    });
  });
});
