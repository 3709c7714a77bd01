import { expect, it } from "vitest";
import { printedRows } from "../../src/report/printed-rows.js";

const work = "arXiv:2999.00001v1";
const cell = (row: string, column: string, value: number, table = "1") => ({
  work,
  table,
  row,
  column,
  value,
});
const above = (left: ReturnType<typeof cell>, right: ReturnType<typeof cell> | number) => ({
  left,
  relation: ">" as const,
  right,
  holds: left.value > (typeof right === "number" ? right : right.value),
});
const claim = (...comparisons: ReturnType<typeof above>[]) => ({
  reported: { verdict: "holds" as const, comparisons },
});

it("cells stand in their rows beside the neighbours that other claims compare, exceptions first", () => {
  const one = claim(
    above(cell("Small · Fables · mAP", "Mixed", 0.4), cell("Small · Fables · mAP", "Single", 0.3)),
    above(cell("Large · Fables · mAP", "Mixed", 0.5), cell("Large · Fables · mAP", "Single", 0.6)),
  );
  const other = claim(
    above(cell("Small · Fables · mAP", "Mixed", 0.4), cell("Small · Fables · mAP", "Cross", 0.35)),
  );
  expect(printedRows(one, [{ claim: one }, { claim: other }])).toEqual([
    {
      work,
      table: "1",
      shared: "Fables, mAP",
      columns: ["Mixed", "Single", "Cross"],
      exceptions: 1,
      rows: [
        {
          label: "Large",
          cells: [{ value: 0.5, compared: true }, { value: 0.6, compared: true }, undefined],
          verdicts: [{ holds: false, text: "Mixed > Single" }],
        },
        {
          label: "Small",
          cells: [
            { value: 0.4, compared: true },
            { value: 0.3, compared: true },
            { value: 0.35, compared: false },
          ],
          verdicts: [{ holds: true, text: "Mixed > Single" }],
        },
      ],
    },
  ]);
});

it("numbers and cells of other rows are named with what they print", () => {
  const one = claim(above(cell("a", "X", 3), 2), above(cell("a", "X", 3), cell("b", "Y", 1, "2")));
  const [rows] = printedRows(one, []);
  expect(rows!.rows[0]!.verdicts.map(({ text }) => text)).toEqual(["X > 2", "X > Y = 1 (Table 2, b)"]);
  expect(rows!.shared).toBe("");
  expect(printedRows(claim(), [])).toEqual([]);
});
