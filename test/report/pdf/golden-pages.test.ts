import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { buildReport } from "../../../src/report/build.js";
import { bundledChromium } from "../../../src/report/pdf/bundled-chromium.js";
import { renderReport } from "../../../src/report/render.js";
import { goldenCases } from "../golden-cases.js";
import { differenceShare, fromPng, type PageImage, pageImages, toPng } from "./page-images.js";

const folder = fileURLToPath(new URL("../../golden/pages/", import.meta.url));
const update = (process.env.UPDATE_GOLDEN ?? "") !== "";
/** Share of a page's pixels that may differ: less than one line of text. */
const tolerance = 0.001;

// Another Chromium may break lines elsewhere; this is the one that the project brings along, with its own fonts.
const chromium = await bundledChromium();

describe.skipIf(chromium === undefined)(
  "the pages of a printed report look as they did (UPDATE_GOLDEN=1 takes them as they are; needs the bundled Chromium: Linux on x64)",
  () => {
    it.each([
      ["sample", "full"],
      ["sample", "synthesis"],
      ["scripts", "full"],
      ["hostile", "full"],
    ] as const)("%s, %s profile", async (name, profile) => {
      const outDir = path.join(os.tmpdir(), `golden-pages-${process.pid}-${name}-${profile}`);
      try {
        const report = buildReport(goldenCases[name]!(), {
          name,
          now: new Date("2031-05-04T00:00:00Z"),
          fixedDate: true,
        });
        const { files } = await renderReport(report, {
          profile,
          formats: ["pdf"],
          outDir,
          browser: { env: { ...process.env, CLAIMBOOK_BROWSER: "" }, system: () => [] },
        });
        const pages = await pageImages(readFileSync(files.pdf!));
        const stem = `${name}.${profile}.`;
        if (update) await take(stem, pages);
        await compare(stem, pages);
      } finally {
        rmSync(outDir, { recursive: true, force: true });
      }
    });
  },
);

it("tells a moved line from a page that stayed", () => {
  const page = (row: number): PageImage => {
    const grey = new Uint8Array(300 * 400).fill(7);
    grey.fill(1, row * 300 + 20, row * 300 + 200);
    return { width: 300, height: 400, grey };
  };
  expect(differenceShare(page(10), page(10))).toBe(0);
  expect(differenceShare(page(10), page(11))).toBeGreaterThan(tolerance);
  expect(differenceShare(page(10), { ...page(10), height: 399 })).toBe(1);
});

const stored = (stem: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.startsWith(stem))
        .sort()
    : [];

async function take(stem: string, pages: readonly PageImage[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of stored(stem)) rmSync(path.join(folder, file));
  for (const [i, page] of pages.entries())
    writeFileSync(path.join(folder, fileOf(stem, i)), await toPng(page));
}

async function compare(stem: string, pages: readonly PageImage[]): Promise<void> {
  expect(pages.map((_, i) => fileOf(stem, i))).toEqual(stored(stem));
  const changed: string[] = [];
  for (const [i, page] of pages.entries()) {
    const file = fileOf(stem, i);
    const share = differenceShare(page, await fromPng(readFileSync(path.join(folder, file))));
    if (share <= tolerance) continue;
    // The new page lies where nobody commits it, to be looked at beside the old one.
    const fresh = fileURLToPath(new URL(`../../../.cache/pages/${file}`, import.meta.url));
    mkdirSync(path.dirname(fresh), { recursive: true });
    writeFileSync(fresh, await toPng(page));
    changed.push(`${file}: ${(100 * share).toFixed(2)} % of its pixels differ, see .cache/pages/${file}`);
  }
  expect(changed).toEqual([]);
}

function fileOf(stem: string, index: number): string {
  return `${stem}${String(index + 1).padStart(2, "0")}.png`;
}
