import { expect, it } from "vitest";
import { buildReport } from "../../src/report/build.js";
import { fullMarkdown } from "../../src/report/markdown/full.js";
import { referenceParts } from "../../src/report/reference-parts.js";
import { withReferenceStyle } from "../../src/report/reference-style.js";
import { sampleNotebook } from "./sample.js";

const report = buildReport(sampleNotebook(), { name: "sample", now: new Date(0), fixedDate: true });

it("references follow the style, in its order, and lose no work", () => {
  const ids = (of: typeof report) => of.references.map(({ id }) => id).sort();
  const apa = withReferenceStyle(report);
  expect(ids(apa)).toEqual(ids(report));
  expect(apa.references[1]!.text).toMatch(/^Beispiel, A\.-L\., Muster, M\., & Li, W\. \(2029/);
  const numbered = withReferenceStyle(report, "vancouver");
  expect(ids(numbered)).toEqual(ids(report));
  expect(numbered.references.map(({ text }) => text)).not.toEqual(apa.references.map(({ text }) => text));
  expect(() => withReferenceStyle(report, "no-such-style")).toThrow(/no citation style "no-such-style"/);
});

it("each address of a reference stands once, as a link", () => {
  const text = fullMarkdown(withReferenceStyle(report), new Map());
  const [, list = ""] = text.split("## References");
  const lines = list.split("\n").filter((line) => line.startsWith("- ") && /Beispiel/.test(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]!.match(/https:\/\/arxiv\.org\/abs\/2999\.00001v1/g)).toHaveLength(1);
  expect(lines[0]).toContain("<https://arxiv.org/abs/2999.00001v1>");
});

it.each([
  [
    "A (2020). T. https://x.org/a.",
    undefined,
    [{ text: "A (2020). T. " }, { link: "https://x.org/a" }, { text: "." }],
  ],
  ["A. T.", "https://x.org/b", [{ text: "A. T." }, { text: " " }, { link: "https://x.org/b" }]],
  ["A. T.", undefined, [{ text: "A. T." }]],
])("referenceParts of %s", (text, url, parts) => {
  expect(referenceParts({ text, ...(url === undefined ? {} : { url }) })).toEqual(parts);
});
