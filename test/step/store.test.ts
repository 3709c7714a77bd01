import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cacheFolder, stepCache, ValueStore } from "../../src/step/store.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const note = { name: "ranks", computed: "2026-03-01T12:00:00.000Z", milliseconds: 41_000, run: "run-1" };

test.each([
  [{}, path.join("/project", ".claimbook", "cache")],
  [{ CLAIMBOOK_CACHE: "" }, path.join("/project", ".claimbook", "cache")],
  [{ CLAIMBOOK_CACHE: "/elsewhere" }, "/elsewhere"],
  [{ CLAIMBOOK_CACHE: "below" }, path.join("/project", "below")],
])("the folder with %j", (env, expected) => {
  expect(cacheFolder("/project", env)).toBe(expected);
  expect(stepCache("/project", env).folder).toBe(expected);
});

test("gives back value and note, and knows nothing of other keys", async () => {
  const store = new ValueStore(folder);
  const value = { ranks: Int32Array.of(1, -2), of: new Map([["de", new Set([1n])]]), none: undefined };
  await store.put("a", value, note);
  expect(await store.get("a")).toEqual({ value, ...note });
  expect(await store.get("b")).toBeUndefined();
  expect(await store.list()).toEqual([{ key: "a", bytes: expect.any(Number), ...note }]);
});

test("a file under the name of another key, or with one bit changed, counts as none", async () => {
  const store = new ValueStore(folder);
  await store.put("a", Float64Array.of(1, 2, 3), note);
  const bytes = readFileSync(path.join(folder, "a.value"));
  writeFileSync(path.join(folder, "b.value"), bytes);
  expect(await store.get("b")).toBeUndefined();
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path.join(folder, "a.value"), bytes);
  expect(await store.get("a")).toBeUndefined();
});

test("pruning takes what is old, what cannot be read and what a killed process left, and nothing else", async () => {
  const store = new ValueStore(folder);
  await store.put("old", 1, note);
  await store.put("new", 2, { ...note, computed: "2026-04-01T00:00:00.000Z" });
  writeFileSync(path.join(folder, "broken.value"), "{");
  writeFileSync(path.join(folder, ".old.value.0a.tmp"), "half");
  utimesSync(path.join(folder, ".old.value.0a.tmp"), 1, 1);
  writeFileSync(path.join(folder, ".new.value.0b.tmp"), "half");
  writeFileSync(path.join(folder, "notes.txt"), "somebody's own");
  expect(await store.prune(new Date("2026-03-15"))).toEqual({ files: 3, bytes: expect.any(Number) });
  expect((await store.list()).map(({ key }) => key)).toEqual(["new"]);
  expect(readdirSync(folder).sort()).toEqual([".gitignore", ".new.value.0b.tmp", "new.value", "notes.txt"]);
});

test("an empty place has nothing to list or to prune", async () => {
  const store = new ValueStore(path.join(folder, "none"));
  expect([await store.list(), await store.size(), await store.prune(new Date())]).toEqual([
    [],
    0,
    { files: 0, bytes: 0 },
  ]);
});
