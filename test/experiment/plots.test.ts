import { describe, expect, test } from "vitest";
import { dots, losses, Results } from "../../src/experiment/index.js";
import { achieved, queryFacts, rankTable } from "./rank-tables.js";

const runs = ["X-X", "Hybrid"].flatMap((method, m) =>
  [1, 2].map((seed) => ({
    method,
    seed,
    ranks: rankTable(30, 3, 50, 0.2 + 0.3 * m, seed * 10 + m),
    loss: [4, 3 - m],
    achieved: achieved(m === 0 ? 1 : 0.25 * seed),
    batchLog: new Uint8Array(),
    weightsHash: "",
  })),
);
const results = new Results(runs, queryFacts(30, ["am", "de", "ka"]), 1);

describe("dots", () => {
  const plot = dots(results, { id: "d", caption: "A caption.", setting: "cross-lingual", by: "script" });

  test("puts a mark with its interval for each method and group, at the measured value", () => {
    expect(plot.data.map(({ name }) => name)).toEqual(["X-X", "Hybrid"]);
    const groups = (plot.layout.yaxis as { ticktext: string[] }).ticktext;
    expect([...groups].sort()).toEqual(["Ethiopic", "Georgian", "Latin"]);
    const values = results.breakdown("Hybrid", "script", { setting: "cross-lingual" });
    const hybrid = plot.data[1] as { x: number[]; error_x: { array: number[]; arrayminus: number[] } };
    groups.forEach((group, i) => {
      const { mean, interval } = values.find((value) => value.group === group)!;
      expect(hybrid.x[i]).toBe(mean);
      expect(hybrid.x[i]! + hybrid.error_x.array[i]!).toBeCloseTo(interval[1], 12);
      expect(hybrid.x[i]! - hybrid.error_x.arrayminus[i]!).toBeCloseTo(interval[0], 12);
    });
  });

  test("says in words what it shows, for those who cannot see it", () => {
    for (const word of ["Ethiopic", "X-X", "Hybrid", "Cross-lingual mAP"])
      expect(plot.layout.meta.alt).toContain(word);
  });

  test("tells methods apart without colour", () => {
    const symbols = plot.data.map(({ marker }) => (marker as { symbol: string }).symbol);
    expect(new Set(symbols).size).toBe(symbols.length);
  });

  test("shows itself as plotly JSON", () => {
    const bundle = plot[Symbol.for("Jupyter.display") as never] as unknown as () => Record<string, unknown>;
    expect(Object.keys(bundle.call(plot))).toContain("application/vnd.plotly.v1+json");
  });
});

test("losses averages over seeds and states the achieved share of X-X batches", () => {
  const plot = losses(results, { id: "l", caption: "Loss." });
  expect(plot.data.map(({ name }) => name)).toEqual(["X-X: 100 % X-X batches", "Hybrid: 38 % X-X batches"]);
  expect(plot.data[1]!.y).toEqual([4, 2]);
});
