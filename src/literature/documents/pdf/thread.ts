/**
 * Worker thread that takes the text out of one PDF with pdf.js and ends. It runs by itself so that it can be ended
 * whatever the PDF makes it do. No code is made from strings, no font or image is loaded, nothing is fetched.
 */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { bareText } from "./bare-text.js";
import { type DrawnPage, drawnPage, isOnGround } from "./hidden-text.js";
import { matchDrawn } from "./match-drawn.js";
import type { PdfMessage, PdfRun } from "./page.js";

const { bytes, maxPages } = workerData as { bytes: Uint8Array; maxPages: number };
/** Roles in a document's structure that tell something of the text. */
const roles = /^(?:H[1-6]?|Title|P|TH|TD|Caption|Note|Lbl|LI|Figure|Artifact)$/;
const say = (message: PdfMessage) => parentPort?.postMessage(message);

isolate();
const library = path.dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
const pdfjs = await import("pdfjs-dist/legacy/build/pdf.mjs");
// In this thread, instead of a further one.
Object.assign(globalThis, {
  pdfjsWorker: await import(pathToFileURL(path.join(library, "legacy", "build", "pdf.worker.mjs")).href),
});

try {
  const document = await pdfjs.getDocument({
    data: bytes,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    useWasm: false,
    enableXfa: false,
    // Pictures are dropped before they are decoded.
    maxImageSize: 1,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    cMapUrl: `${path.join(library, "cmaps")}${path.sep}`,
    cMapPacked: true,
    standardFontDataUrl: `${path.join(library, "standard_fonts")}${path.sep}`,
    verbosity: 0,
  }).promise;
  await read(document);
} catch (error) {
  const { name, message } = error as Error;
  say({ kind: "failed", reason: name === "PasswordException" ? "password" : "damaged", message });
}

/** pdf.js looks for a canvas to draw on, which text does not need, and may look for the network. */
function isolate(): void {
  const builtin = process.getBuiltinModule;
  const refuse = () => {
    throw new Error("not available here");
  };
  const withoutCanvas = (name: string) =>
    name === "module" ? { createRequire: () => refuse } : builtin(name);
  Object.assign(process, { getBuiltinModule: withoutCanvas });
  class Matrix {}
  Object.assign(globalThis, {
    fetch: () => Promise.reject(new Error("a PDF fetches nothing")),
    XMLHttpRequest: undefined,
    WebSocket: undefined,
    DOMMatrix: Matrix,
    ImageData: class {},
    Path2D: class {},
  });
}

async function read(document: PDFDocumentProxy): Promise<void> {
  const { info, lang } = (await document.getMetadata().catch(() => ({ info: {}, lang: null }))) as {
    info: { Title?: unknown; Language?: unknown };
    lang?: unknown;
  };
  const language = [lang, info.Language].find((tag) => typeof tag === "string" && tag !== "");
  for (let number = 1; number <= Math.min(document.numPages, maxPages); number++) {
    try {
      const page = await document.getPage(number);
      await readPage(page, number);
      page.cleanup();
    } catch (error) {
      say({ kind: "problem", problem: `page ${number}: could not be read: ${(error as Error).message}` });
    }
  }
  say({
    kind: "done",
    pageCount: document.numPages,
    ...(typeof info.Title === "string" && { title: info.Title }),
    ...(typeof language === "string" && { language }),
  });
}

async function readPage(page: PDFPageProxy, number: number): Promise<void> {
  const viewport = page.getViewport({ scale: 1 });
  // First, as it is what makes the fonts known by name.
  const operators = await page.getOperatorList().catch(() => undefined);
  const content = await page.getTextContent({ includeMarkedContent: true });
  const tags = tagsOf(await page.getStructTree().catch(() => null));
  const runs: PdfRun[] = [];
  /** Where each begins, in the page's own coordinates. */
  const places: (readonly [number, number])[] = [];
  const open: (Place | undefined)[] = [];
  for (const item of content.items) {
    if (!("str" in item)) {
      if (item.type === "endMarkedContent") open.pop();
      else open.push(tags.get(item.id ?? "") ?? open.at(-1));
      continue;
    }
    if (item.str === "") continue;
    const [a, b, c, d, x, y] = pdfjs.Util.transform(viewport.transform, item.transform) as number[];
    const size = Math.hypot(c ?? 0, d ?? 0);
    const { tag, cell } = open.at(-1) ?? {};
    places.push([Number(item.transform[4]), Number(item.transform[5])]);
    runs.push({
      text: item.str.replaceAll("\0", "\uFFFD"),
      x: x ?? 0,
      y: y ?? 0,
      width: item.width,
      size,
      bold: isBold(page, item.fontName),
      turned: Math.abs(b ?? 0) > 0.1 * Math.abs(a ?? 0) || (a ?? 0) < 0,
      ...(tag !== undefined && { tag }),
      ...(cell !== undefined && { cell }),
    });
  }
  const drawn = operators === undefined ? undefined : drawnPage(operators, pdfjs.OPS);
  if (drawn !== undefined) markHidden(runs, places, drawn);
  const drawnLength = drawn?.texts.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
  const missing = Math.max(0, drawnLength - runs.reduce((sum, run) => sum + bareText(run.text).length, 0));
  say({ kind: "page", page: { number, width: viewport.width, height: viewport.height, runs, missing } });
}

/** White text on a coloured ground can be read. */
function markHidden(
  runs: PdfRun[],
  places: readonly (readonly [x: number, y: number])[],
  drawn: DrawnPage,
): void {
  const pieces = matchDrawn(
    runs.map((run) => run.text),
    drawn.texts,
  );
  for (const [index, run] of runs.entries()) {
    const piece = pieces[index];
    const [x, y] = places[index] ?? [0, 0];
    if (piece?.hidden === undefined) continue;
    const box = { left: x, right: x + run.width, low: y, high: y + 0.6 * run.size };
    if (piece.hidden === "white" && isOnGround(box, drawn, piece.grounds)) continue;
    run.hidden = piece.hidden;
  }
}

/** By the font's name, as a PDF says nothing else of its weight. */
function isBold(page: PDFPageProxy, font: string): boolean {
  if (!page.commonObjs.has(font)) return false;
  const { name, bold, black } = page.commonObjs.get(font) as {
    name?: string;
    bold?: boolean;
    black?: boolean;
  };
  return (
    bold === true ||
    black === true ||
    // CMBX and LMBX are TeX's, NimbusRomNo9L-Medi is its Times; AdvOT1a2b3c.B is a publisher's.
    /bold|black|heavy|semibold|demi|[-,]medi(?:$|[^u])|^(?:[A-Z]{6}\+)?(?:CM|SF|LM|EC)[A-Z]*BX|-(?:B|BI|Bd)$|Adv[A-Z]{1,3}[0-9a-f]{6,10}\.BI?(?:\+|$)/i.test(
      name ?? "",
    )
  );
}

interface StructNode {
  role?: string;
  type?: string;
  id?: string;
  children?: readonly StructNode[];
}

type Place = Pick<PdfRun, "tag" | "cell">;

/** Marked content's id -> the innermost role of its that tells something, and its place in a table. */
function tagsOf(root: StructNode | null): Map<string, Place> {
  const places = new Map<string, Place>();
  const left: { node: StructNode; place: Place }[] = root === null ? [] : [{ node: root, place: {} }];
  let tables = -1;
  let row = -1;
  let cell = -1;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node } = next;
    const place = { ...next.place };
    if (node.type === "content" && node.id !== undefined) places.set(node.id, place);
    if (node.role === "Table") {
      tables++;
      row = -1;
    } else if (node.role === "TR") {
      row++;
      cell = -1;
    } else if (node.role === "TH" || node.role === "TD") {
      cell++;
      place.cell = [Math.max(0, tables), Math.max(0, row), cell];
    }
    if (node.role !== undefined && roles.test(node.role)) place.tag = node.role;
    // The first child is taken first.
    for (const child of [...(node.children ?? [])].reverse()) left.push({ node: child, place });
  }
  return places;
}
