import { expect, test } from "vitest";
import { LineJoiner } from "../../../src/literature/documents/line-joiner.js";

test.each([
  ["a word that stands elsewhere whole", "we pro-", "pose it", "we propose it"],
  ["a compound that stands elsewhere", "a cross-", "modal one", "a cross-modal one"],
  ["a word that compounds begin with", "in low-", "resource languages", "in low-resource languages"],
  ["two words that stand elsewhere", "a river-", "harbour line", "a river-harbour line"],
  ["a hyphen for what follows", "low-", "and high-resource", "low- and high-resource"],
  ["a name", "in Baden-", "Baden", "in Baden-Baden"],
  ["a range", "pages 1–", "9", "pages 1–9"],
  ["a soft hyphen", "opti\u00ad", "mal", "optimal"],
  ["Chinese", "结果更", "好。", "结果更好。"],
  ["nothing special", "one", "two", "one two"],
])("%s", (_, line, next, joined) => {
  const joiner = new LineJoiner(["They propose it. A cross-modal river and a harbour."]);
  expect(joiner.join([line, next])).toBe(joined);
});
