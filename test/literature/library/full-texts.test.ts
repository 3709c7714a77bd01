import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { PDFDocument, StandardFonts } from "pdf-lib";
import { expect, test } from "vitest";
import { openLibrary, openLibraryAsync } from "../../../src/literature/index.js";
import { jats } from "../documents/made-sources.js";

test("a folder of PDFs and JATS is a library, with or without entries", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "claimbook-library-"));
  try {
    const pdf = await PDFDocument.create();
    const font = await pdf.embedFont(StandardFonts.TimesRoman);
    pdf
      .addPage()
      .drawText("Boats float on every river that was measured.", { x: 50, y: 500, size: 11, font });
    await writeFile(path.join(folder, "arXiv_2101.00001.pdf"), await pdf.save());
    await writeFile(path.join(folder, "sort.xml"), jats);
    await writeFile(path.join(folder, "broken.pdf"), "%PDF-1.7\n");
    const entry = [{ id: "arXiv:2101.00001v1", type: "article", title: "On boats" }];
    await writeFile(path.join(folder, "works.json"), JSON.stringify(entry));
    expect(openLibrary(folder).passages).toEqual([]);
    const library = await openLibraryAsync(folder);
    expect(library.works.map((work) => [work.id, work.item.title])).toEqual([
      ["arXiv:2101.00001v1", "On boats"],
      ["doi:10.5555/sort.1", "Sorting Noisy Examples"],
    ]);
    const passages = library.passages.map((passage) => [passage.work.id, passage.text, passage.locator]);
    expect(passages).toContainEqual([
      "arXiv:2101.00001v1",
      "Boats float on every river that was measured.",
      undefined,
    ]);
    expect(passages).toContainEqual(["doi:10.5555/sort.1", "They need O(n) time [1].", "section 1"]);
    expect(library.problems).toEqual([expect.stringMatching(/^broken\.pdf: the PDF is damaged/)]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
