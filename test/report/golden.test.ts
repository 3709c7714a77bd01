import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseNotebook } from "../../src/notebook/read.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { packageRoot } from "../../src/paths.js";
import { buildReport } from "../../src/report/build.js";
import { chooseFaces } from "../../src/report/fonts/embed.js";
import { renderHtml } from "../../src/report/html/page.js";
import { fullMarkdown } from "../../src/report/markdown/full.js";
import { synthesisMarkdown } from "../../src/report/markdown/synthesis.js";
import { goldenCases } from "./golden-cases.js";

/**
 * test/golden/CASE/input.ipynb -> expected files. After a wanted change of rendering:
 * UPDATE_GOLDEN=1 npx vitest run test/report/golden.test.ts, then read the difference.
 */
const update = process.env.UPDATE_GOLDEN === "1";

describe.each(Object.keys(goldenCases))("golden tree %s", (name) => {
  const folder = path.join(packageRoot, "test", "golden", name);
  const input = path.join(folder, "input.ipynb");
  if (update) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(input, formatNotebook(goldenCases[name]!()));
  }
  const report = buildReport(parseNotebook(readFileSync(input, "utf8"), "input.ipynb"), {
    name: "input",
    now: new Date("2031-05-04T00:00:00Z"),
    fixedDate: true,
  });
  // Fonts are named instead of embedded: their bytes are the npm packages', not ours.
  const fonts = (text: string) => {
    const faces = chooseFaces(text);
    return {
      css: `${faces.map(({ family, slice }) => `/* ${family}: ${path.basename(slice.file)} */`).join("\n")}\n`,
      families: [],
    };
  };
  const drawings = new Map<number, string>();
  const outputs = {
    "expected.json": `${JSON.stringify(report, null, 2)}\n`,
    "expected.md": fullMarkdown(report, new Map()),
    "expected.html": withoutStyle(renderHtml(report, { profile: "full", drawings, fonts })),
    "expected.synthesis.md": synthesisMarkdown(report),
    "expected.synthesis.html": withoutStyle(renderHtml(report, { profile: "synthesis", drawings, fonts })),
  };

  it.each(Object.entries(outputs))("gives %s", (file, text) => {
    const expected = path.join(folder, file);
    if (update) writeFileSync(expected, text);
    expect(existsSync(expected)).toBe(true);
    expect(text).toBe(readFileSync(expected, "utf8"));
  });
});

/** The page without the style sheet and the script, which have their own files, and the script's hash. */
function withoutStyle(html: string): string {
  return html
    .replace(/<style>\n:root \{ --scripts[\s\S]*?<\/style>/, "<style>…</style>")
    .replace(/<script id="page-script">[\s\S]*?<\/script>/, '<script id="page-script">…</script>')
    .replace(/sha256-[A-Za-z0-9+/=]{44}/g, "sha256-…");
}
