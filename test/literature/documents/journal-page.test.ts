import { PDFDocument, type PDFFont, StandardFonts } from "pdf-lib";
import { expect, test } from "vitest";
import { readDocument } from "../../../src/literature/documents/index.js";

/** A page as journals set it, of made-up content. */
async function journalPage(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const page = pdf.addPage([600, 800]);
  const plain = await pdf.embedFont(StandardFonts.TimesRoman);
  const bold = await pdf.embedFont(StandardFonts.TimesRomanBold);
  const put = (text: string, x: number, y: number, size = 9, font: PDFFont = plain) =>
    page.drawText(text, { x, y, size, font });
  put("Journal of Boats 137 (2015) 1-5", 230, 770, 7);
  put("Journal of Boats", 220, 730, 16);
  put("journal homepage: boats.example", 230, 712, 8);
  put("Boats and what they are made of", 45, 660, 15.5);
  put("Ada Maker, Ben Finder", 45, 640, 11);
  put("a b s t r a c t", 210, 600, 10);
  for (const [i, text] of [
    "Article history:",
    "Received 12 May 2014",
    "Accepted 3 June 2014",
    "Keywords:",
    "Boats",
  ].entries())
    put(text, 45, 586.5 - 11 * i, 7);
  const abstract = [
    "Boats have been built for ages, and it is not known why some of them float",
    "better than others do. We have measured nine of them on three rivers, and we",
    "find that those of oak lie 3.1 cm deeper in the water than those of pine. The",
    "shape of the hull does not matter for this, as far as our nine boats can tell,",
    "and a na\u00a8\u0131ve reading of older reports is misleading. More boats are needed.",
  ];
  const drawn = (text: string) => text.replace("\u00a8\u0131", "\u00a8i");
  for (const [i, text] of abstract.entries()) put(drawn(text), 210, 582 - 13 * i);
  put("1. Introduction", 45, 470, 9, bold);
  const prose =
    "Every boat that we know of was built by somebody, and most of them float for as long as they are cared for.";
  for (let i = 0; i < 4; i++) put(prose, 45, 450 - 13 * i);
  // A displayed equation falls into pieces that stand under each other.
  for (const [i, row] of [
    ["f (x) =", "2", "+", "(1)"],
    ["= ", "3", "-", "(2)"],
    ["= ", "4", "+", "(3)"],
  ].entries())
    for (const [j, piece] of row.entries()) put(piece, 120 + 90 * j, 360 - 14 * i);
  for (let i = 0; i < 4; i++) put(prose, 45, 300 - 13 * i);
  return pdf.save();
}

test("a journal's first page: its name is no title, notes beside the abstract are no part of it", async () => {
  const document = await readDocument(await journalPage(), { name: "page.pdf" });
  expect(document.title).toBe("Boats and what they are made of");
  const sections = document.sections.map(({ number, title, role }) => [number, title, role]);
  expect(sections).toContainEqual([undefined, "abstract", "abstract"]);
  expect(sections.at(-1)).toEqual(["1", "Introduction", "introduction"]);
  const abstract = document.sections.findIndex(({ role }) => role === "abstract");
  const sentences = document.sentences.filter(({ section }) => section === abstract).map(({ text }) => text);
  expect(sentences).toEqual([
    "Boats have been built for ages, and it is not known why some of them float better than others do.",
    "We have measured nine of them on three rivers, and we find that those of oak lie 3.1 cm deeper in the water than those of pine.",
    "The shape of the hull does not matter for this, as far as our nine boats can tell, and a naïve reading of older reports is misleading.",
    "More boats are needed.",
  ]);
  expect(document.text).toContain("Received 12 May 2014");
  expect(document.tables).toEqual([]);
});
