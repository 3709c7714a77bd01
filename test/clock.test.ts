import { describe, expect, test } from "vitest";
import { isoDay, now } from "../src/clock.js";

describe("now", () => {
  test("is the moment that SOURCE_DATE_EPOCH names", () => {
    expect(now({ SOURCE_DATE_EPOCH: "1724112000" }).toISOString()).toBe("2024-08-20T00:00:00.000Z");
    expect(isoDay(now({ SOURCE_DATE_EPOCH: "0" }))).toBe("1970-01-01");
  });

  test("is the present without it", () => {
    const before = Date.now();
    expect(now({}).getTime()).toBeGreaterThanOrEqual(before);
    expect(now({ SOURCE_DATE_EPOCH: "" }).getTime()).toBeGreaterThanOrEqual(before);
  });

  test.each(["soon", "1.5", "-1", "1e3", "99999999999999"])("refuses %s", (value) => {
    expect(() => now({ SOURCE_DATE_EPOCH: value })).toThrow(/is not a time/);
  });
});
