import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCorpus } from "../../../src/datasets/retrieval/corpus-check.js";
import {
  type CorpusFields,
  type LocatedDocument,
  readCorpus,
} from "../../../src/datasets/retrieval/corpus-files.js";
import { SeenIds } from "../../../src/datasets/retrieval/seen-ids.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-corpus-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const miracl: CorpusFields = { id: "docid", title: "title", text: "text" };

async function corpus(name: string, lines: readonly unknown[]): Promise<string> {
  const file = path.join(folder, name);
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
  await writeFile(file, name.endsWith(".gz") ? gzipSync(text) : text);
  return file;
}

async function all(documents: AsyncIterable<LocatedDocument>): Promise<LocatedDocument[]> {
  const list: LocatedDocument[] = [];
  for await (const document of documents) list.push(document);
  return list;
}

describe("readCorpus", () => {
  it("streams one file after the other and says where each document stands", async () => {
    const first = await corpus("docs-0.jsonl.gz", [{ docid: "1#0", title: "Mji", text: "Moja" }]);
    const second = await corpus("docs-1.jsonl.gz", ["", { docid: "1#1", title: "", text: "" }]);
    expect(await all(readCorpus([first, second], miracl))).toEqual([
      { id: "1#0", title: "Mji", text: "Moja", file: first, line: 1 },
      { id: "1#1", text: "", file: second, line: 2 },
    ]);
  });

  it("takes the title off the contents", async () => {
    const file = await corpus("docs.jsonl", [
      { id: "1", contents: "Mji\n\nMoja\n\nMbili" },
      { id: "2", contents: "Bila kichwa" },
    ]);
    const fields = { id: "id", text: "contents", titleInText: true };
    expect(await all(readCorpus([file], fields))).toMatchObject([
      { title: "Mji", text: "Moja\n\nMbili" },
      { text: "Bila kichwa" },
    ]);
  });

  it.each([
    ['{"docid": "1#1", "text": ', "not JSON"],
    [{ docid: "1#1" }, 'must have texts "docid" and "text"'],
    [{ docid: 11, text: "x" }, 'must have texts "docid" and "text"'],
    [null, 'must have texts "docid" and "text"'],
  ])("refuses %j, naming file and line", async (line, message) => {
    const file = await corpus("bad.jsonl", [{ docid: "1#0", text: "x" }, line]);
    await expect(all(readCorpus([file], miracl))).rejects.toThrow(
      expect.objectContaining({ where: `${file}, line 2`, message: expect.stringContaining(message) }),
    );
  });
});

describe("checkCorpus", () => {
  const documents = (ids: readonly string[]) =>
    async function* () {
      for (const [i, id] of ids.entries()) yield { id, text: "x", file: "docs.jsonl", line: i + 1 };
    };

  it("counts documents and the judged ones that are lacking", async () => {
    const qrels = { q1: { a: 1, gone: 2 }, q2: { b: 0, lost: 0, a: 1 } };
    expect(await checkCorpus(documents(["a", "b", "c"]), qrels)).toEqual({
      documents: 3,
      unknown: { judged: 5, relevantUnknown: 1, otherUnknown: 1, examples: ["q1 gone", "q2 lost"] },
    });
  });

  it("refuses an id that occurs twice, naming both lines", async () => {
    await expect(checkCorpus(documents(["a", "b", "c", "b"]), {})).rejects.toThrow(
      expect.objectContaining({
        where: "docs.jsonl, line 4",
        message: 'the document "b" is there twice: first in line 2',
      }),
    );
  });

  it("refuses an empty corpus", async () => {
    await expect(checkCorpus(documents([]), {})).rejects.toThrow("no document");
  });
});

describe("SeenIds", () => {
  it("suspects exactly what was added twice, as far as hashes tell", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 400 }), (ids) => {
        const seen = new SeenIds();
        for (const id of ids) seen.add(id);
        expect(seen.size).toBe(ids.length);
        const suspect = seen.suspects();
        const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
        if (twice.length > 0) for (const id of twice) expect(suspect!(id)).toBe(true);
        else expect(suspect).toBeUndefined();
      }),
    );
  });

  it("keeps many ids of the usual forms apart", () => {
    const seen = new SeenIds();
    for (let i = 0; i < 400_000; i++) {
      seen.add(`${i >> 3}#${i & 7}`);
      seen.add(`doc${i}`);
    }
    expect(seen.size).toBe(800_000);
    expect(seen.suspects()).toBeUndefined();
  });
});
