import { fileURLToPath } from "node:url";
import { PDFDict, PDFDocument, type PDFHexString, PDFName, type PDFString } from "@cantoo/pdf-lib";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { StructTreeContent, StructTreeNode } from "pdfjs-dist/types/src/display/api.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fontsFor } from "../../../src/report/fonts/embed.js";
import { accessiblePdf } from "../../../src/report/pdf/accessible.js";
import { withBrowser } from "../../../src/report/pdf/browser.js";
import { printPdf } from "../../../src/report/pdf/print.js";

const date = new Date("2031-05-04T06:07:08Z");
const claim = "A claim that is long. ".repeat(12);
const rows = Array.from({ length: 60 }, (_, i) => `<tr><th scope="row">row ${i}</th><td>${claim}</td></tr>`);
const samples = {
  Arabic: "مرحبا بالعالم",
  Amharic: "የከተማ መልክዓ ምድር",
  Chinese: "城市黄昏",
  Georgian: "ქალაქის ხედი",
  Korean: "도시 야경",
  Russian: "закат в городе",
};
const passages = { ja: "夕焼け", ko: "도시" };
const body = `<h1>Title &amp; more</h1>
<p>See <a href="#second">the second <b>part</b></a> or <a href="https://example.org/a?b=c">a paper</a>, <em>now</em>,
<strong>please</strong>, <strong>${samples.Arabic.split(" ")[0]}</strong>: <code>npm start</code>.</p>
<ul>${Object.entries(samples)
  .map(([name, text]) => `<li>${name}: ${text}</li>`)
  .join("")}<li><span role="img" aria-label="holds">✓</span> mark</li></ul>
<p>She said <q lang="de">guten Tag</q>, <span lang="ja" dir="auto">${passages.ja}</span> and <b><cite
 class="x" lang="fr">bon <em>soir</em></cite></b>.</p><p lang="ko">${passages.ko}</p>
<figure><div role="img" aria-label="A square" style="background: #fff; isolation: isolate"><svg style="display: block" viewBox="0 0 90 20" width="90" height="20" aria-hidden="true"><text y="9">drawn</text></svg></div>
<figcaption>Its caption</figcaption></figure>
<h2 id="second">The second part</h2>
<table><thead><tr><th scope="col">Row-name</th><th scope="col">Claim</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
const css = `@page { size: A4; margin: 20mm; @top-left { content: "Running title"; } @bottom-right { content: counter(page); } }
thead { display: table-header-group } tr { break-inside: avoid }`;

function page(): string {
  const fonts = fontsFor(body);
  const families = fonts.families.map((family) => `"${family}"`).join(", ");
  return `<!doctype html><html lang="en-GB"><head><title>Title &amp; more</title><meta name="author" content="A &lt;B&gt;">
<meta name="description" content="What it is about"><meta name="keywords" content="one, two">
<style>${fonts.css} body { font-family: "Source Serif 4", ${families} } ${css}</style></head><body>${body}</body></html>`;
}

describe("a printed PDF", () => {
  let bytes: Buffer;
  let text: string[];
  let document: Awaited<ReturnType<typeof getDocument>["promise"]>;
  beforeAll(async () => {
    bytes = await withBrowser({ env: process.env }, async (browser) => {
      const printed = await printPdf(browser, page(), date);
      return printed.pdf;
    });
    document = await getDocument({
      data: new Uint8Array(bytes),
      standardFontDataUrl: fileURLToPath(
        new URL("../../../node_modules/pdfjs-dist/standard_fonts/", import.meta.url),
      ),
      verbosity: 0,
    }).promise;
    text = [];
    for (let number = 1; number <= document.numPages; number++) {
      const { items } = await (await document.getPage(number)).getTextContent();
      text.push(items.map((item) => ("str" in item ? item.str : "")).join(""));
    }
  });
  afterAll(() => document?.loadingTask.destroy());

  it("says what it is, in its dictionary and as XMP", async () => {
    const { info, metadata } = await document.getMetadata();
    expect(info).toMatchObject({
      Title: "Title & more",
      Author: "A <B>",
      Subject: "What it is about",
      Keywords: "one, two",
      Creator: expect.stringMatching(/^claimbook \d/),
      CreationDate: "D:20310504060708+00'00'",
      ModDate: "D:20310504060708+00'00'",
      Language: "en-GB",
    });
    expect(metadata?.get("dc:title")).toBe("Title & more");
    expect(metadata?.get("dc:creator")).toEqual(["A <B>"]);
    expect(metadata?.get("pdfuaid:part")).toBe("1");
    expect(await document.getViewerPreferences()).toMatchObject({ DisplayDocTitle: true });
    expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
  });

  it("has an outline and live links, each of which says where it leads", async () => {
    const outline = await document.getOutline();
    expect(outline.flatMap(({ title, items }) => [title, ...items.map((item) => item.title)])).toEqual([
      "Title & more",
      "The second part",
    ]);
    const links = await (await document.getPage(1)).getAnnotations();
    // One for each piece of a link that is set apart, such as a word in bold.
    const said = links.map(({ contentsObj, url }) => JSON.stringify([contentsObj.str, url]));
    expect([...new Set(said)].map((each) => JSON.parse(each))).toEqual([
      ["the second part", null],
      ["a paper: https://example.org/a?b=c", "https://example.org/a?b=c"],
    ]);
  });

  it("can be searched in every script", () => {
    const found = text.join("").normalize("NFKC");
    expect(found).not.toContain("\u0000");
    const letters = found.replaceAll("\u2060", "");
    // Bold by the browser's own doing: once in the text, once in the list.
    const [word = ""] = samples.Arabic.split(" ");
    expect(letters.split([...word].reverse().join(""))).toHaveLength(3);
    for (const [name, sample] of Object.entries(samples)) {
      // Right-to-left text is shown, and here read, from its end.
      expect(letters).toContain(name === "Arabic" ? [...sample].reverse().join("") : sample);
    }
  });

  it("repeats the running title, page numbers and the heads of tables, and reads them out once", async () => {
    expect(text.length).toBeGreaterThan(3);
    for (const each of text) {
      expect(each).toContain("Running title");
      expect(each).toContain("Row-name");
    }
    const tagged: string[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const { items } = await (await document.getPage(number)).getTextContent({ includeMarkedContent: true });
      const open: boolean[] = [];
      for (const item of items) {
        if ("str" in item) {
          if (open.some(Boolean)) tagged.push(item.str);
        } else if (item.type === "endMarkedContent") open.pop();
        else open.push(item.type === "beginMarkedContentProps" && item.id != null);
      }
    }
    const heard = tagged.join("");
    expect(heard.split("Row-name")).toHaveLength(2);
    expect(heard).not.toContain("Running title");
    expect(heard).toContain("row 59");
    expect(heard).toContain("drawn");
  });

  it("says in which language each passage is, in a line as in a block", async () => {
    const first = await document.getPage(1);
    const { items } = await first.getTextContent({ includeMarkedContent: true });
    const content = new Map<string, string>();
    const open: (string | null)[] = [];
    for (const item of items) {
      if ("str" in item) {
        for (const id of open) if (id !== null) content.set(id, (content.get(id) ?? "") + item.str);
      } else if (item.type === "endMarkedContent") open.pop();
      else open.push(item.id ?? null);
    }
    const spoken = new Map<string, string>();
    const roles = new Map<string, string>();
    const walk = (node: StructTreeNode | StructTreeContent, language: string) => {
      if (!("children" in node)) {
        const text = content.get((node as StructTreeContent).id) ?? "";
        spoken.set(language, (spoken.get(language) ?? "") + text);
        return;
      }
      const { lang } = node as { lang?: string };
      if (lang !== undefined) roles.set(lang, node.role);
      for (const child of node.children) walk(child, lang ?? language);
    };
    walk(await first.getStructTree(), "en-GB");
    expect(spoken.get("de")).toContain("guten Tag");
    expect(spoken.get("ja")?.trim()).toBe(passages.ja);
    expect(spoken.get("fr")?.trim()).toBe("bon soir");
    expect(spoken.get("ko")?.trim()).toBe(passages.ko);
    expect(spoken.get("en-GB")).toMatch(/She said.*and/);
    expect(spoken.get("en-GB")).not.toMatch(/guten|soir/);
    expect(Object.fromEntries(roles)).toMatchObject({ de: "Span", ja: "Span", fr: "Span", ko: "P" });
  });

  it("has a structure whose elements are standard, whose lists have bodies and whose figures are described", async () => {
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
    const elements = pdf.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFDict && object.has(PDFName.of("S")) ? [object] : []));
    const typed = (type: string) =>
      elements.filter((element) => element.get(PDFName.of("S")) === PDFName.of(type));
    const kids = (element: PDFDict) =>
      [pdf.context.lookup(element.get(PDFName.of("K")))]
        .flatMap((kid) =>
          kid !== undefined && "asArray" in kid ? (kid as { asArray(): never[] }).asArray() : [kid],
        )
        .map((kid) => pdf.context.lookup(kid))
        .flatMap((kid) => (kid instanceof PDFDict ? [String(kid.get(PDFName.of("S")))] : []));
    expect(typed("LI").length).toBe(Object.keys(samples).length + 1);
    for (const item of typed("LI"))
      expect(kids(item).filter((kid) => !/^\/(Lbl|LBody)$/.test(kid))).toEqual([]);
    const described = typed("Figure").map((figure) =>
      (figure.lookup(PDFName.of("Alt")) as PDFString | PDFHexString).decodeText(),
    );
    expect(described.sort()).toEqual(["A square", "holds"]);
    const roles = pdf.catalog
      .lookup(PDFName.of("StructTreeRoot"), PDFDict)
      .lookup(PDFName.of("RoleMap"), PDFDict);
    expect(roles.get(PDFName.of("Strong"))).toBe(PDFName.of("Span"));
  });

  it("is the same, byte for byte, when it is made again", async () => {
    const again = await withBrowser({ env: process.env }, (browser) => printPdf(browser, page(), date));
    expect(again.pdf.equals(bytes)).toBe(true);
  });

  it("can be completed twice without growing a second time", async () => {
    const description = { title: "T", language: "en", creator: "test", date };
    const once = await accessiblePdf(bytes, description, new Map());
    const twice = await accessiblePdf(once, description, new Map());
    expect(Math.abs(twice.length - once.length)).toBeLessThan(200);
  });
});
