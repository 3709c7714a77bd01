import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/seal/canonical-json.js";
import { movedItems } from "../../src/seal/moved.js";

describe("canonicalJson", () => {
  // RFC 8785, 3.2.2 and 3.2.3.
  it("gives the RFC's example", () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts keys by their UTF-16 code units, as the RFC's second example", () => {
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
    const sorted = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(sorted))).toEqual([
      "1",
      "\r",
      "\u0080",
      "\u00f6",
      "\u20ac",
      "\ud83d\ude00",
      "\ufb33",
    ]);
  });

  it("says the same as JSON, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(JSON.parse(text)))).toBe(text);
      }),
    );
  });

  it("refuses what is nested too deeply, rather than running out of stack", () => {
    const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    expect(() => canonicalJson(deep)).toThrow("levels deep");
  });
});

describe("movedItems", () => {
  it("names no more than are needed, and the rest is in order", () => {
    const orders = fc.integer({ min: 0, max: 12 }).chain((n) => {
      const before = Array.from({ length: n }, (_, i) => i);
      return fc.shuffledSubarray(before, { minLength: n });
    });
    fc.assert(
      fc.property(orders, (after) => {
        const before = after.toSorted((a, b) => a - b);
        const moved = new Set(movedItems(before, after));
        const rest = after.filter((each) => !moved.has(each));
        expect(rest).toEqual(rest.toSorted((a, b) => a - b));
        // One more in its place would break the order.
        for (const each of moved) {
          const more = after.filter((other) => other === each || !moved.has(other));
          expect(more).not.toEqual(more.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}
