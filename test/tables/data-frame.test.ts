import { createRequire } from "node:module";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResultsTable } from "../../src/evaluation/results-table.js";
import { Mime, type MimeBundle } from "../../src/notebook/mime.js";
import { bundleFile, danfojs } from "../../src/tables/danfojs.js";
import { resultsFrame } from "../../src/tables/data-frame.js";

const table: ResultsTable = {
  schema: "claimbook/results/1",
  id: "main",
  title: "Retrieval",
  rowHeading: "Batches",
  columns: [
    { key: "map", label: "mAP", better: "higher", digits: 3 },
    { key: "bias", label: "Rank distance", better: "lower", digits: 1 },
  ],
  rows: [
    {
      label: "X-X",
      group: "seen pictures",
      cells: {
        map: { value: 0.4, interval: [0.38, 0.42], n: 900 },
        bias: { value: 210.25, interval: [200, 220], n: 300 },
      },
    },
    {
      label: "hybrid <α>",
      group: "unseen pictures",
      cells: { map: { value: 0.45, interval: [0.43, 0.47], n: 900 } },
    },
  ],
  comparisons: [
    {
      column: "map",
      left: "hybrid <α>",
      right: "X-X",
      difference: 0.05,
      interval: [0.03, 0.07],
      p: 0.0001,
      pCorrected: 0.0002,
    },
  ],
  correction: "Holm over 2 comparisons",
};

const shown = (value: object): MimeBundle =>
  (value as Record<symbol, () => MimeBundle>)[Symbol.for("Jupyter.display")]!();

describe("resultsFrame", () => {
  it("holds values, interval ends and sample sizes under the keys of the table", () => {
    const frame = resultsFrame(table);
    expect(frame.columns).toEqual([
      "Batches",
      "group",
      "map",
      "map low",
      "map high",
      "map n",
      "bias",
      "bias low",
      "bias high",
      "bias n",
    ]);
    expect(frame.shape).toEqual([2, 10]);
    expect(frame.values[0]).toEqual(["X-X", "seen pictures", 0.4, 0.38, 0.42, 900, 210.25, 200, 220, 300]);
    expect(frame.values[1]!.slice(6)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(frame.dtypes.slice(0, 6)).toEqual(["string", "string", "float32", "float32", "float32", "int32"]);
  });

  it("sorts and filters without changing a value", () => {
    const frame = resultsFrame(table);
    const sorted = frame.sortValues("map", { ascending: false });
    expect(sorted.values.map((row) => row[0])).toEqual(["hybrid <α>", "X-X"]);
    const high = frame.query(frame.column("map").gt(0.42));
    expect(high.values).toEqual([frame.values[1]]);
  });

  it("shows itself as the results table, with the record that the report reads", () => {
    const bundle = shown(resultsFrame(table));
    expect(bundle[Mime.results]).toBe(table);
    const html = String(bundle[Mime.html]);
    expect(html).toContain("0.450 [0.430, 0.470]");
    expect(html).toContain("mAP ↑ (n = 900)");
    expect(html).toContain("hybrid &lt;α&gt;");
    expect(html).toContain("X-X = 0.050 [0.030, 0.070], p &lt; 0.001");
    const text = String(bundle[Mime.plain]);
    expect(text).toContain("210.3 [200.0, 220.0]");
    expect(text.split("\n").find((line) => line.startsWith("hybrid"))).toMatch(/–$/);
    expect(text).toContain("Holm over 2 comparisons");
  });

  it("leaves derived frames a plain table, and prints as text", () => {
    const head = resultsFrame(table).head(1);
    const bundle = shown(head);
    expect(bundle[Mime.results]).toBeUndefined();
    expect(String(bundle[Mime.html])).toContain("<td>210.25</td>");
    expect(inspect(head)).toContain("X-X");
  });
});

describe("the danfojs bundle", () => {
  it("sorts any column of numbers as JavaScript does", () => {
    const { DataFrame } = danfojs();
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 40 }), (values) => {
        const frame = new DataFrame(
          values.map((value, at) => [`r${at}`, value]),
          { columns: ["name", "value"], dtypes: ["string", "float32"] },
        );
        const ascending = frame.sortValues("value").values.map((row) => row[1] as number);
        const expected = [...values].sort((a, b) => a - b);
        expect(ascending.map((v) => v + 0)).toEqual(expected.map((v) => v + 0));
      }),
      { numRuns: 60 },
    );
  });

  it("computes with the one TensorFlow.js engine and reaches no network", () => {
    const require = createRequire(import.meta.url);
    const bundle = require(bundleFile) as { DataFrame: never; readCSV(file: string): Promise<unknown> };
    const tf = require("@tensorflow/tfjs") as typeof import("@tensorflow/tfjs");
    const before = tf.memory().numTensors;
    const frame = new (danfojs().DataFrame)([[1, 2]], { columns: ["a", "b"] });
    const tensor = (frame as unknown as { tensor: { dispose(): void } }).tensor;
    expect(tf.memory().numTensors).toBe(before + 1);
    tensor.dispose();
    return expect(Promise.resolve().then(() => bundle.readCSV("http://localhost:9/a.csv"))).rejects.toThrow(
      'without "request"',
    );
  });
});
