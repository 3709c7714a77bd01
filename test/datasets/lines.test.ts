import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Line, readLines } from "../../src/datasets/lines.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-lines-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function linesOf(name: string, content: string | Buffer): Promise<Line[]> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  const lines: Line[] = [];
  for await (const line of readLines(file)) lines.push(line);
  return lines;
}

it("gives every line with its number, packed or not, whatever it is made of", async () => {
  const line = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !/[\n\r\ufeff]/.test(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 20 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      async (texts, end, packed) => {
        const content = texts.map((text) => text + end).join("");
        const lines = packed ? await linesOf("a.txt.gz", gzipSync(content)) : await linesOf("a.txt", content);
        expect(lines).toEqual(texts.map((text, i) => ({ text, number: i + 1 })));
      },
    ),
    { numRuns: 60 },
  );
});

it("splits at line feeds only, and takes the last line without one", async () => {
  expect(await linesOf("a.txt", "\ufeffone\u2028still one\u0085\ntwo\r\n\nfour")).toEqual([
    { text: "one\u2028still one\u0085", number: 1 },
    { text: "two", number: 2 },
    { text: "", number: 3 },
    { text: "four", number: 4 },
  ]);
  expect(await linesOf("a.txt", "")).toEqual([]);
});

it("keeps characters whole that its pieces cut", async () => {
  const text = "ሰላም 😀 ".repeat(60_000);
  expect(await linesOf("a.txt.gz", gzipSync(`x${text}\n${text}`))).toEqual([
    { text: `x${text}`, number: 1 },
    { text, number: 2 },
  ]);
});

it("can be left early", async () => {
  const file = path.join(folder, "many.txt.gz");
  await writeFile(file, gzipSync("line\n".repeat(100_000)));
  for await (const { number } of readLines(file)) if (number === 3) break;
});

it.each<[string, string, string | Buffer]>([
  ["cut off", "a.txt.gz", gzipSync(Buffer.from("one\ntwo\n".repeat(1000))).subarray(0, -10)],
  ["damaged", "b.txt.gz", Buffer.from("no gzip at all, but long enough for a header")],
  ["not UTF-8", "c.txt", Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a])],
])("says that a file is %s", async (what, name, content) => {
  await expect(linesOf(name, content)).rejects.toThrow(
    expect.objectContaining({
      kind: "could-not-run",
      message: expect.stringContaining(what),
      where: expect.stringContaining(name),
    }),
  );
});

it("says that there is no such file", async () => {
  await expect(readLines(path.join(folder, "none.txt")).next()).rejects.toThrow("cannot be read: ENOENT");
});
