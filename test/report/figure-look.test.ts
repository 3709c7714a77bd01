import { expect, it } from "vitest";
import { inReportLook } from "../../src/report/figure-look.js";
import { looks } from "../../src/series-looks.js";

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

it("every look is told from the others by its mark and its dash, and from the paper by 4.5 : 1", () => {
  expect(new Set(looks.map(({ symbol }) => symbol)).size).toBe(looks.length);
  expect(new Set(looks.map(({ dash }) => dash)).size).toBe(looks.length);
  for (const { color } of looks) expect(1.05 / (luminance(color) + 0.05), color).toBeGreaterThan(4.5);
});

it("series without a look of their own get one each; what the author chose stays", () => {
  const { data, layout } = inReportLook({
    data: [
      { y: [1] },
      { type: "scatter", mode: "lines", line: { color: "#123456" } },
      { type: "bar" },
      { type: "heatmap" },
    ],
    layout: { height: 300 },
  });
  expect(data[0]).toMatchObject({ marker: { symbol: "circle" }, line: { dash: "solid" } });
  expect(data[1]).toMatchObject({ line: { color: "#123456", dash: "dash" } });
  expect(data[2]).toMatchObject({ marker: { pattern: { shape: "." } } });
  expect(data[3]).toEqual({ type: "heatmap" });
  expect(layout).toMatchObject({ height: 300, colorway: looks.map(({ color }) => color) });
});
