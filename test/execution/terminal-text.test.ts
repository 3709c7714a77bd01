import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coloured } from "../../src/execution/colours.js";
import { TerminalText } from "../../src/execution/terminal-text.js";

function shown(...pieces: string[]): string {
  const terminal = new TerminalText();
  for (const piece of pieces) terminal.write(piece);
  return terminal.text;
}

const up = (n = "") => `\u001b[${n}A`;
const clearLine = "\u001b[2K";
const red = "\u001b[31m";
const green = "\u001b[32m";
const plain = "\u001b[0m";

describe("what a terminal shows", () => {
  test.each<[string, string, string]>([
    ["plain text", "a\nb\n", "a\nb\n"],
    ["Windows' line ends", "a\r\nb\r\n", "a\nb\n"],
    [
      "colours as they came",
      `${red}a${plain}\n\u001b[1;38;5;208mb\u001b[22;39m`,
      `${red}a${plain}\n\u001b[1;38;5;208mb\u001b[22;39m`,
    ],
    [
      "a link as it came",
      "\u001b]8;;http://a.b\u0007x\u001b]8;;\u0007",
      "\u001b]8;;http://a.b\u0007x\u001b]8;;\u0007",
    ],
    ["a bar", "\r 10 %\r 20 %\r100 %\n", "100 %\n"],
    ["a bar that waits to be written over", "50 %\r", "50 %"],
    ["what is shorter leaves the rest", "loading\rok", "okading"],
    ["a spinner", "| work\b\b\b\b\b\b/ work\r- work", "- work"],
    ["an erased line", `loading${clearLine}\rok`, "ok"],
    ["erased from the cursor on", "loading\rok\u001b[K", "ok"],
    [
      "two bars, as tqdm prints them",
      `\ra 0\n\rb 0${up()}\ra 1\n\rb 1${up()}\ra 2\n\rb 2${up()}\n\n`,
      "a 2\nb 2\n",
    ],
    ["a list, as listr prints it", `- a\n- b\n${up("2")}\u001b[0J✔ a\n✔ b\n`, "✔ a\n✔ b\n"],
    ["a cursor that is hidden", "\u001b[?25la\u001b[?25h", "a"],
    ["columns by number", "abc\u001b[1Gx\u001b[5Gy", "xbc y"],
    ["a saved place", "a\u001b7b\nc\u001b8d", "ad\nc"],
    [
      "colours of what is left",
      `${red}bad${plain} x\r${green}ok${plain}`,
      `${green}ok${plain.replace("0m", "0;31m")}d${plain} x`,
    ],
    ["never above the top", `a${up("9")}b`, "ab"],
  ])("%s", (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test("the last 500 lines can be written over, those before stay", () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join("");
    const after = shown(lines, up("5000"), "\rhere").split("\n");
    expect(after).toHaveLength(3001);
    expect(after.flatMap((line, i) => (line === `line ${i}` ? [] : [[i, line]]))).toEqual([
      [2501, "here 2501"],
      [3000, ""],
    ]);
  });

  test("a long log is not copied for every line, nor for every redrawing", () => {
    const terminal = new TerminalText();
    for (let i = 0; i < 200_000; i++) terminal.write(`some line ${i}\n`);
    for (let i = 0; i < 200_000; i++) terminal.write(`\rstep ${i}`);
    expect(terminal.text.endsWith("some line 199999\nstep 199999")).toBe(true);
  });
});

/**
 * A terminal of unlimited height in which everything is a place: [line][column] = [character, look]. Slow, and with
 * nothing kept as it came.
 */
function model(text: string): string[][] {
  const grid: [string, string][][] = [[]];
  let [row, column, look] = [0, 0, ""];
  let mark = [0, 0];
  const line = () => grid[row]!;
  // biome-ignore lint: control characters are what it is about
  const parts = text.match(/\u001b\[\??[\d;]*[A-Za-z]|\u001b[78]|./gsu) ?? [];
  for (const part of parts) {
    // biome-ignore lint: control characters are what it is about
    const [, number = "", end] = /^\u001b\[([\d;]*)([A-Za-z])$/.exec(part) ?? [];
    const n = Number(number.split(";")[0] || 0);
    const step = Math.max(1, n);
    if (part === "\n") {
      if (++row === grid.length) grid.push([]);
      column = 0;
    } else if (part === "\r") column = 0;
    else if (part === "\b") column = Math.max(0, column - 1);
    else if (end === "m") look = coloured(look, number);
    else if (end === "A") row = Math.max(0, row - step);
    else if (end === "B") row = Math.min(grid.length - 1, row + step);
    else if (end === "C") column += step;
    else if (end === "D") column = Math.max(0, column - step);
    else if (end === "G") column = step - 1;
    else if (end === "E" || end === "F") {
      row = Math.min(grid.length - 1, Math.max(0, row + (end === "E" ? step : -step)));
      column = 0;
    } else if (end === "K" || end === "J") {
      if (end === "J" && n === 0) grid.length = row + 1;
      for (const [i, other] of grid.entries()) {
        if (end === "J" && ((n === 1 && i < row) || n === 2)) other.length = 0;
      }
      if (n === 0) line().length = Math.min(line().length, column);
      if (n === 1) for (let i = 0; i <= column && i < line().length; i++) line()[i] = [" ", ""];
      if (n === 2) line().length = 0;
    } else if (part === "\u001b7") mark = [row, column];
    else if (part === "\u001b8") [row, column] = [Math.min(mark[0]!, grid.length - 1), mark[1]!];
    else if (!part.startsWith("\u001b")) {
      while (line().length < column) line().push([" ", ""]);
      line()[column++] = [part, look];
    }
  }
  return grid.map((places) => places.map(([character, of]) => `${character}${of}`));
}

const part = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "bc", "déf", "語", "🙂", " ") },
  { weight: 3, arbitrary: fc.constantFrom("\n", "\r", "\r\n", "\b") },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom("", "1", "2", "3"), fc.constantFrom(..."ABCDEFGJK"))
      .map(([n, end]) => `\u001b[${n}${end}`),
  },
  { weight: 1, arbitrary: fc.constantFrom("\u001b7", "\u001b8", "\u001b[?25l") },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("", "0", "1", "31", "1;32", "39", "38;5;9", "22", "7")
      .map((m) => `\u001b[${m}m`),
  },
);
const printed = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(""));

describe("whatever is printed", () => {
  test("the text shows what the model of a terminal shows", () => {
    fc.assert(
      fc.property(printed, (text) => {
        expect(model(shown(text))).toEqual(model(text));
      }),
      { numRuns: 3000 },
    );
  });

  test("nothing that moves is left in it", () => {
    fc.assert(
      fc.property(printed, (text) => {
        // biome-ignore lint: control characters are what it is about
        expect(shown(text).replace(/\u001b\[[\d;]*m/g, "")).not.toMatch(/[\r\u0008\u001b]/);
      }),
    );
  });

  test("it is the same however the text was cut", () => {
    fc.assert(
      fc.property(printed, fc.array(fc.nat(100)), (text, cuts) => {
        const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
        const watched = new TerminalText();
        for (const piece of pieces) {
          watched.write(piece);
          // Looking at it changes nothing.
          void watched.text;
        }
        expect(shown(...pieces)).toBe(shown(text));
        expect(watched.text).toBe(shown(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("a look that was seen before anything had it stays with what gets it", () => {
    const text = "d\u001b8\u001b[1;32maa\n\n🙂";
    const watched = new TerminalText();
    for (const character of text) {
      watched.write(character);
      void watched.text;
    }
    expect(watched.text).toBe(shown(text));
  });

  test("text without commands comes out as it went in", () => {
    const ordinary = fc.array(fc.constantFrom("a", "b c", "\n", "🙂", red, "\u001b[39m", "\t"), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(ordinary, (parts) => {
        expect(shown(...parts)).toBe(parts.join(""));
      }),
    );
  });
});

test("a look is no longer than what it says, however often it was changed", () => {
  let look = "";
  for (let i = 0; i < 1000; i++) look = coloured(coloured(look, "31;1"), "39");
  expect(look).toBe("1");
  expect(coloured("1;31", "38;2;1;2;3")).toBe("1;38;2;1;2;3");
  expect(coloured("1;31", "0;4")).toBe("4");
  expect(coloured("4:3;31", "24")).toBe("31");
});
