import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonErrorPlace } from "../../src/notebook/json-place.js";

describe("where a text stops being JSON", () => {
  test.each([
    ['{\n  "cells": [,]\n}', 2, 13],
    ['{"cells": [', 1, 12],
    ['{"a": 1,}', 1, 9],
    ['{"a" 1}', 1, 6],
    ["[1 2]", 1, 4],
    ["[1]\n]", 2, 1],
    ["[01]", 1, 3],
    ['["tab\there"]', 1, 2],
    ['["\\x"]', 1, 2],
    ['["no end]', 1, 2],
    ["<<<<<<< HEAD\n{}", 1, 1],
    ["", 1, 1],
  ])("%j: line %i, column %i", (text, line, column) => {
    expect(jsonErrorPlace(text)).toEqual({ line, column });
  });

  test("nowhere in JSON, however it is laid out", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("", "\t", " "), (value, indent) => {
        expect(jsonErrorPlace(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
    );
  });

  test("somewhere in every text that V8 refuses, and nowhere in what it takes", () => {
    const parts = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-",
      "null",
      " ",
      "\n",
      ".5",
      "e3",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(jsonErrorPlace(text) === undefined).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });

  test("behind a picture of megabytes", () => {
    const picture = JSON.stringify("x\\n".repeat(3_000_000));
    expect(jsonErrorPlace(`[${picture} 1]`)).toEqual({ line: 1, column: picture.length + 3 });
  });

  test("very deep nesting is no trouble", () => {
    expect(jsonErrorPlace("[".repeat(100_000))).toEqual({ line: 1, column: 100_001 });
  });
});
