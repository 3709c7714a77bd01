import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalHash, NotHashable } from "../../src/step/canonical-hash.js";

const values = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
  withSparseArray: true,
});

/** The same value built again, with keys, entries and members the other way round. */
function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Map)
    return new Map([...value].reverse().map(([key, item]) => [reversed(key), reversed(item)]));
  if (value instanceof Set) return new Set([...value].reverse().map(reversed));
  if (value instanceof Date) return new Date(value.getTime());
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice();
  if (Array.isArray(value)) {
    const copy: unknown[] = new Array(value.length);
    for (const i of Object.keys(value)) copy[Number(i)] = reversed(value[Number(i)]);
    return copy;
  }
  const entries = Object.keys(value).reverse();
  return Object.defineProperties(
    {},
    Object.fromEntries(
      entries.map((key) => [
        key,
        {
          value: reversed((value as Record<string, unknown>)[key]),
          enumerable: true,
          configurable: true,
          writable: true,
        },
      ]),
    ),
  );
}

describe("canonicalHash", () => {
  test("does not depend on the order in which objects, maps and sets were filled", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalHash(reversed(value))).toBe(canonicalHash(value));
      }),
      { numRuns: 300 },
    );
  });

  test("survives the store: a structured clone is the same value", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalHash(structuredClone(value))).toBe(canonicalHash(value));
      }),
    );
  });

  test("tells any two JSON values apart that JSON tells apart", () => {
    const sorted = (_: string, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        // JSON writes -0 as 0; here they are two.
        fc.pre(!JSON.stringify([a, b], (_, v) => (Object.is(v, -0) ? "-0" : v)).includes('"-0"'));
        const same = JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
        expect(canonicalHash(a) === canonicalHash(b)).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  test("tells a change of any one byte of a typed array", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20_000 }), fc.nat(), (bytes, at) => {
        const other = bytes.slice();
        other[at % bytes.length]! ^= 1;
        expect(canonicalHash({ bytes: other })).not.toBe(canonicalHash({ bytes }));
      }),
    );
  });

  const date = new Date(0);
  const circle: Record<string, unknown> = { a: 1 };
  circle.self = circle;
  const longer: Record<string, unknown> = { a: 1, self: { a: 1 } };
  (longer.self as Record<string, unknown>).self = longer;
  test.each([
    ["a number and its text", 1, "1"],
    ["a number and a big one", 1, 1n],
    ["zero and minus zero", 0, -0],
    ["undefined and null", undefined, null],
    ["an undefined property and none", { a: undefined }, {}],
    ["a hole and undefined", new Array(1), [undefined]],
    ["nesting of lists", [[1], 2], [[1, 2]]],
    ["nesting of texts", ["ab", "c"], ["a", "bc"]],
    ["a list and a typed array", [1, 2], Uint8Array.of(1, 2)],
    ["kinds of typed arrays", Uint8Array.of(1, 0), Uint16Array.of(1)],
    ["a typed array and its buffer", Uint8Array.of(1), Uint8Array.of(1).buffer],
    ["a date and its time", date, date.getTime()],
    ["a map and an object", new Map([["a", 1]]), { a: 1 }],
    ["which key has which value", new Map([[1, 2]]), new Map([[2, 1]])],
    ["a set and a list", new Set([1]), [1]],
    ["half a surrogate pair and another", "\ud800", "\ud801"],
    ["flags of a pattern", /a/, /a/g],
    ["circles of different length", circle, longer],
    ["addresses", new URL("https://a.example/"), "https://a.example/"],
  ])("tells apart: %s", (_, a, b) => {
    expect(canonicalHash(a)).not.toBe(canonicalHash(b));
  });

  test("takes a view for what it shows, and NaN for NaN", () => {
    const buffer = Float32Array.of(9, 1, 2, 9);
    expect(canonicalHash(buffer.subarray(1, 3))).toBe(canonicalHash(Float32Array.of(1, 2)));
    expect(canonicalHash(Number.NaN)).toBe(canonicalHash(0 / 0));
  });

  test("knows a data set by its content and options, not by how it is described", () => {
    const record = {
      schema: "claimbook/dataset/1",
      name: "pairs",
      version: "1",
      origin: "here",
      licence: "CC0-1.0",
      sha256: "aa",
      counts: { pairs: 3 },
      options: { seed: 1 },
    };
    class Pairs {
      readonly record = record;
      readonly rows = [1, 2, 3];
      load() {}
    }
    const hash = canonicalHash({ data: record });
    expect(canonicalHash({ data: { ...record, licence: "CC-BY-4.0" } })).toBe(hash);
    expect(canonicalHash({ data: new Pairs() })).toBe(hash);
    expect(canonicalHash({ data: { ...record, sha256: "bb" } })).not.toBe(hash);
    expect(canonicalHash({ data: { ...record, options: { seed: 2 } } })).not.toBe(hash);
  });

  test.each([
    ["a function", { a: [() => 1] }, ".a[0]"],
    ["a symbol", { a: { "b c": Symbol("x") } }, '.a["b c"]'],
    ["an instance of a class", { a: new (class Model {})() }, ".a"],
    ["a promise", Promise.resolve(1), ""],
    ["an error", { e: new Error("x") }, ".e"],
  ])("refuses %s, and says where it is", (_, value, at) => {
    expect(() => canonicalHash(value)).toThrow(NotHashable);
    try {
      canonicalHash(value);
    } catch (error) {
      expect((error as NotHashable).at).toBe(at);
    }
  });
});
