import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/literature/documents/index.js";
import { tarOf, zipOf } from "./made-archives.js";
import { latex, latexml } from "./made-sources.js";
import { expectRanges } from "./ranges.js";

const read = (source: string | Uint8Array, options: Parameters<typeof readDocument>[1] = {}) =>
  readDocument(Buffer.from(source as Uint8Array), { name: "stranger", ...options });

describe("long documents, which are read in a thread", () => {
  const long = latexml.replace(
    "</article>",
    `${'<p class="ltx_p">It goes on and on.</p>'.repeat(4_000)}</article>`,
  );

  test("give what they give without one", async () => {
    expect(Buffer.byteLength(long)).toBeGreaterThan(128 * 1024);
    const document = await read(long, { work: "arXiv:1", language: "en" });
    expectRanges(document);
    const short = await read(latexml, { work: "arXiv:1", language: "en" });
    expect(document).toMatchObject({
      work: "arXiv:1",
      title: short.title,
      format: "arxiv-html",
      language: "en",
    });
    expect(document.sha256).toBe(createHash("sha256").update(long).digest("hex"));
    const { tables, problems } = document;
    expect({ tables, problems }).toEqual({ tables: short.tables, problems: short.problems });
    expect(document.sentences.filter(({ text }) => text === "It goes on and on.")).toHaveLength(4_000);
    const files = {
      "main.tex": `${latex.replace("\\end{document}", "It goes on. ".repeat(20_000))}\\end{document}`,
    };
    expect((await read(gzipSync(await tarOf(files)))).title).toBe("Sorting Noisy Examples");
  });

  test("are ended in time, on abort, and refused with the way out", async () => {
    await expect(read(long, { timeout: 1 })).rejects.toMatchObject({
      message: "the document could not be read within 0.001 seconds",
      wayOut: expect.stringContaining("timeout"),
    });
    const stop = new AbortController();
    const ended = read(long, { signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(ended).rejects.toThrow("stopped");
    await expect(read(await zipOf({ "a.txt": "x".repeat(200_000) }))).rejects.toMatchObject({
      message: expect.stringContaining("no LaTeX paper"),
      wayOut: expect.stringContaining("arXiv"),
    });
  });
});
