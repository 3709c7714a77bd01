import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalsOf, printedValue } from "../../src/literature/printed-number.js";

test.each([
  ["0.593", 3],
  ["1,092", 0],
  ["1,092.50", 2],
  ["61.2 ± 9.45", 1],
  ["61 ± 9.45", 0],
  ["31,1", 1],
  ["31,10 %", 2],
  ["12,345,678", 0],
  [".05", 2],
  ["1e-7", 7],
  ["2.5e-3", 4],
  ["−3.10*", 2],
  ["n.a.", 0],
])("%s has %i digits after the point", (printed, digits) => {
  expect(decimalsOf(printed)).toBe(digits);
});

test("a number printed with its thousands apart is read as it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat(4), (whole, digits) => {
      const value = whole / 10 ** digits;
      const printed = value.toLocaleString("en-US", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      expect(printedValue(printed.replace("-", "−"))).toBeCloseTo(value, 9);
      expect(decimalsOf(printed)).toBe(digits);
    }),
  );
});
