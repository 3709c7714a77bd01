import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ResultCache, resultCodeHash } from "../../src/experiment/cache.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const note = { name: "training X-X, seed 1", computed: "2026-03-01T12:00:00.000Z", milliseconds: 1000 };

test("what was put comes back, typed arrays and all", async () => {
  const cache = new ResultCache<{ ranks: Int32Array; loss: number }>(path.join(folder, "deep", "er"));
  const key = cache.key({ seed: 1 });
  expect(await cache.get(key)).toBeUndefined();
  expect(await cache.put(key, { ranks: Int32Array.of(1, 2), loss: 0.1 }, note)).toBeUndefined();
  expect(await cache.get(key)).toEqual({ value: { ranks: Int32Array.of(1, 2), loss: 0.1 }, ...note });
});

test("anything else that a result depends on gives another key", () => {
  const cache = new ResultCache(folder);
  const keys = [
    { seed: 1, alpha: 0.5 },
    { seed: 1, alpha: 0.4 },
    { seed: 2, alpha: 0.5 },
  ].map((p) => cache.key(p));
  expect(new Set(keys).size).toBe(3);
});

test("a damaged file counts as none", async () => {
  const cache = new ResultCache<number>(folder);
  await cache.put("a", 1, note);
  expect(await cache.get("a")).toMatchObject({ value: 1 });
  for (const file of readdirSync(folder)) writeFileSync(path.join(folder, file), "not a value");
  expect(await cache.get("a")).toBeUndefined();
});

test("a cache that cannot be written says why and stops nothing", async () => {
  const inTheWay = path.join(folder, "file");
  writeFileSync(inTheWay, "");
  expect(await new ResultCache(path.join(inTheWay, "below")).put("a", 1, note)).toBeInstanceOf(Error);
  expect(existsSync(inTheWay)).toBe(true);
});

test("without a folder nothing is kept", async () => {
  const cache = new ResultCache<number>(undefined);
  expect(await cache.put("a", 1, note)).toBeUndefined();
  expect(await cache.get("a")).toBeUndefined();
});

test("the code's hash is stable", () => {
  expect(resultCodeHash()).toBe(resultCodeHash());
});
