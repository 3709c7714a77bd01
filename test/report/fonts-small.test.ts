import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import type { Browser } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedFonts, fontsFor } from "../../src/report/fonts/embed.js";
import { parseRanges } from "../../src/report/fonts/slices.js";
import { withSmallFonts } from "../../src/report/fonts/small.js";
import { renderHtml } from "../../src/report/html/page.js";
import { buildReport, withBrowser } from "../../src/report/index.js";
import { KeptFiles } from "../../src/report/kept-files.js";
import { goldenCases } from "./golden-cases.js";
import { open } from "./html/page.js";

const report = (name: string) =>
  buildReport(goldenCases[name]!(), { name: "nb", now: new Date(0), fixedDate: true });
const page = (name: string, fonts: (text: string) => EmbeddedFonts) =>
  renderHtml(report(name), { profile: "full", drawings: new Map(), fonts });
const small = (name: string, kept?: KeptFiles) => withSmallFonts((fonts) => page(name, fonts), kept);

const rules =
  /font-family: "([^"]+)"; font-style: (\w+); font-weight: (\d+)[^;]*; src: url\(data:font\/woff2;base64,([^)]+)\) format\("woff2"\); unicode-range: ([^;]+);/g;

interface PageFace {
  /** Family, style and weight. */
  name: string;
  /** Characters that a browser takes from it: those that it has, within the range that its rule names. */
  characters: Set<number>;
}

/** The fonts of a page, in their order. */
async function facesOf(html: string): Promise<PageFace[]> {
  const require = createRequire(createRequire(import.meta.url).resolve("subset-font"));
  const { convert } = require("fontverter") as { convert(font: Buffer, to: "sfnt"): Promise<Buffer> };
  const found: PageFace[] = [];
  for (const [, family, style, weight, data, range] of html.matchAll(rules)) {
    const ranges = parseRanges(range!);
    const has = mapped(await convert(Buffer.from(data!, "base64"), "sfnt"));
    const characters = [...has].filter((c) => ranges.some(([from, to]) => from <= c && c <= to));
    found.push({ name: `${family} ${style} ${weight}`, characters: new Set(characters) });
  }
  return found;
}

/** Characters of a font's `cmap` table, formats 4 and 12 (OpenType 1.9, cmap). */
function mapped(font: Buffer): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    if (font.toString("latin1", record, record + 4) !== "cmap") continue;
    const table = font.readUInt32BE(record + 8);
    for (let j = 0; j < font.readUInt16BE(table + 2); j++) {
      const at = table + font.readUInt32BE(table + 8 + 8 * j);
      const format = font.readUInt16BE(at);
      if (format === 12) {
        for (let k = 0; k < font.readUInt32BE(at + 12); k++) {
          const group = at + 16 + 12 * k;
          for (let c = font.readUInt32BE(group); c <= font.readUInt32BE(group + 4); c++) found.add(c);
        }
      } else if (format === 4) {
        const count = font.readUInt16BE(at + 6) / 2;
        for (let k = 0; k < count; k++) {
          const end = font.readUInt16BE(at + 14 + 2 * k);
          const start = font.readUInt16BE(at + 16 + 2 * count + 2 * k);
          for (let c = start; c <= end && c < 0xffff; c++) found.add(c);
        }
      }
    }
  }
  return found;
}

describe("a page with fonts of only its glyphs", () => {
  test.each(["scripts", "hostile"])(
    "%s: each face has every character of the text that the whole one has",
    async (name) => {
      const html = await small(name);
      const whole = page(name, fontsFor);
      const shown = whole.slice(whole.indexOf("<body")).replace(/<(style|script)[\s\S]*?<\/\1>/g, "");
      const text = [...new Set(shown)].map((c) => c.codePointAt(0)!);
      const [have, had] = [await facesOf(html), await facesOf(whole)];
      expect(have.map((face) => face.name)).toEqual(had.map((face) => face.name));
      let compared = 0;
      for (const [i, face] of had.entries()) {
        const lost = text.filter((c) => face.characters.has(c) && !have[i]!.characters.has(c));
        expect([face.name, lost]).toEqual([face.name, []]);
        compared += text.filter((c) => face.characters.has(c)).length;
      }
      expect(compared).toBeGreaterThan(300);
      expect(html.length).toBeLessThan(whole.length / 2);
    },
  );

  test("has all letters and digits of its own faces, which scripts write as they like", async () => {
    const faces = await facesOf(await small("sample"));
    for (const face of ["Inter normal 100", "Inter normal 500", "Source Serif 4 normal 100"]) {
      const letters = [..."0123456789.,−%±…AZazÄß"].map((c) => c.codePointAt(0)!);
      const lost = letters.filter(
        (c) => !faces.some(({ name, characters }) => name === face && characters.has(c)),
      );
      expect([face, lost]).toEqual([face, []]);
    }
  });

  test("has the same bytes again, made or kept", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "fonts-"));
    try {
      const kept = new KeptFiles(folder);
      const first = await small("scripts", kept);
      expect((await readdir(folder)).length).toBeGreaterThan(10);
      expect(await small("scripts", kept)).toBe(first);
      expect(await small("scripts")).toBe(first);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  describe("in a browser", () => {
    let browser: Browser;
    let done: () => void;
    let closed: Promise<void>;
    beforeAll(async () => {
      await new Promise<void>((resolve, reject) => {
        closed = withBrowser({ env: process.env }, async (started) => {
          browser = started;
          resolve();
          await new Promise<void>((end) => {
            done = end;
          });
        });
        closed.catch(reject);
      });
    });
    afterAll(async () => {
      done();
      await closed;
    });

    test("all scripts look as with the whole fonts, to the pixel", async () => {
      const name = "scripts";
      const pictures: Buffer[] = [];
      for (const html of [page(name, fontsFor), await small(name)]) {
        const { page: shown } = await open(browser, html, { width: 900 });
        await shown.evaluate("document.fonts.ready");
        pictures.push(Buffer.from(await shown.screenshot({ fullPage: true })));
        await shown.close();
      }
      expect(pictures[0]!.length).toBeGreaterThan(20_000);
      expect(pictures[1]!.equals(pictures[0]!)).toBe(true);
    });
  });
});
