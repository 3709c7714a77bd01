import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cacheFolder, ResultCache, resultCodeHash } from "../../src/experiment/cache.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what was put comes back, typed arrays and all", async () => {
  const cache = new ResultCache<{ ranks: Int32Array; loss: number }>(path.join(folder, "deep", "er"));
  const key = cache.key({ seed: 1 });
  expect(cache.get(key)).toBeUndefined();
  expect(await cache.put(key, { ranks: Int32Array.of(1, 2), loss: 0.1 })).toBeUndefined();
  expect(cache.get(key)).toEqual({ ranks: Int32Array.of(1, 2), loss: 0.1 });
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
  await cache.put("a", 1);
  for (const file of readdirSync(folder)) writeFileSync(path.join(folder, file), "not a value");
  expect(cache.get("a")).toBeUndefined();
});

test("a cache that cannot be written says why and stops nothing", async () => {
  const inTheWay = path.join(folder, "file");
  writeFileSync(inTheWay, "");
  expect(await new ResultCache(path.join(inTheWay, "below")).put("a", 1)).toBeInstanceOf(Error);
  expect(existsSync(inTheWay)).toBe(true);
});

test("CLAIMBOOK_CACHE names another folder", () => {
  expect(cacheFolder("/project", {})).toBe(path.join("/project", ".cache", "claimbook"));
  expect(cacheFolder("/project", { CLAIMBOOK_CACHE: "/elsewhere" })).toBe("/elsewhere");
});

test("the code's hash is stable", () => {
  expect(resultCodeHash()).toBe(resultCodeHash());
});
