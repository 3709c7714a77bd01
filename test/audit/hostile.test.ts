import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readReport } from "../../src/audit/index.js";
import { soilReport } from "./soil.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-audit-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = (name: string) => path.join(folder, name);

/** A PDF of one empty page, as the specification (ISO 32000-1, 7.5) has it. */
function emptyPdf(): string {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
  ];
  let out = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const at = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = out.length;
  const entries = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  return `${out}xref\n0 4\n0000000000 65535 f \n${entries}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}

describe("files that are no report", () => {
  it("are told when they are not there", async () => {
    await expect(readReport(file("none.md"), "none.md")).rejects.toMatchObject({
      kind: "could-not-run",
      where: "none.md",
    });
  });

  it("are refused unread when they are huge", async () => {
    const handle = await open(file("huge.pdf"), "w");
    await handle.truncate(200 * 2 ** 20);
    await handle.close();
    await expect(readReport(file("huge.pdf"), "huge.pdf")).rejects.toThrow(
      /too large for a report: 200\.0 MiB/,
    );
    await writeFile(file("long.md"), "a".repeat(5 * 2 ** 20));
    await expect(readReport(file("long.md"), "long.md")).rejects.toThrow(/too large for a report of text/);
  });

  it("are refused when they hold no text", async () => {
    await writeFile(file("empty.pdf"), emptyPdf(), "latin1");
    await expect(readReport(file("empty.pdf"), "empty.pdf")).rejects.toThrow(/no text/);
    await writeFile(file("bytes.txt"), Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x80]));
    await expect(readReport(file("bytes.txt"), "bytes.txt")).rejects.toThrow(/neither UTF-8 text nor a PDF/);
  });

  it("are told to be something else, and what is missing", async () => {
    await writeFile(file("letter.md"), "# Dear friend\n\nHow are you?\n");
    await expect(readReport(file("letter.md"), "letter.md")).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("Extracted Claims"),
    });
    await writeFile(file("bare.md"), soilReport([]));
    await expect(readReport(file("bare.md"), "bare.md")).rejects.toThrow(/no row that can be read/);
  });

  it("are refused with a claim as long as a book", async () => {
    await writeFile(file("book.md"), soilReport([{ text: "Rye is tall. ".repeat(5000), mark: "✓" }]));
    await expect(readReport(file("book.md"), "book.md")).rejects.toThrow(
      /claim of \d+ characters \(number 1\)/,
    );
  });

  it("are refused with more claims than anybody makes", async () => {
    const rows = Array.from({ length: 2001 }, (_, i) => ({ text: `Plot ${i} is wet.`, mark: "✓" as const }));
    await writeFile(file("many.md"), soilReport(rows));
    await expect(readReport(file("many.md"), "many.md")).rejects.toThrow(/2001 claims/);
  });
});
