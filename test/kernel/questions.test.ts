import { describe, expect, test } from "vitest";
import { helpQuery } from "../../src/kernel/questions.js";

describe("a cell that asks for help", () => {
  test.each([
    ["Math.max?", "Math.max"],
    ["?Math.max", "Math.max"],
    ["  ? größe  ", "größe"],
    ["$ ?\n", "$"],
    ["a ? b : c", undefined],
    ["a?.b", undefined],
    ["a??b", undefined],
    ["f()?", undefined],
    ["?", undefined],
    ["a?\nb", undefined],
    ["", undefined],
  ])("%j asks about %j", (code, name) => {
    expect(helpQuery(code)).toBe(name);
  });
});
