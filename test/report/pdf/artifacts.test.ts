import { expect, it } from "vitest";
import { withArtifacts } from "../../../src/report/pdf/artifacts.js";

const mark = (text: string) => {
  const lines = text.split(" | ").join("\n");
  return withArtifacts(Buffer.from(lines))?.toString().trim().replaceAll("\n", " | ");
};

it.each([
  ["leaves tagged content alone", "/P <</MCID 0>>BDC | BT | (a) Tj | ET | EMC", undefined],
  ["leaves artifacts alone", "/Artifact BMC | 0 0 1 1 re | f | EMC", undefined],
  ["leaves state and clipping alone", "q | 1 0 0 1 0 0 cm | 0 0 1 1 re | W* n | Q", undefined],
  ["marks a text", "BT | (page 1) Tj | ET", "/Artifact BMC | BT | (page 1) Tj | ET | EMC"],
  ["marks a path from its start", "0 g | 0 0 1 1 re | f", "0 g | /Artifact BMC | 0 0 1 1 re | f | EMC"],
  [
    "ends before what is tagged",
    "0 0 1 1 re | f | /P <</MCID 0>>BDC | (a) Tj | EMC | /X1 Do",
    "/Artifact BMC | 0 0 1 1 re | f | EMC | /P <</MCID 0>>BDC | (a) Tj | EMC | /Artifact BMC | /X1 Do | EMC",
  ],
  [
    "keeps a description within the text it marks",
    "BT | /Span <</ActualText (a)>>BDC | (b) Tj | EMC | ET",
    "/Artifact BMC | BT | /Span <</ActualText (a)>>BDC | (b) Tj | EMC | ET | EMC",
  ],
  [
    "marks within a sequence that tags nothing",
    "/ReversedChars BMC | 0 0 1 1 re | f | EMC",
    "/ReversedChars BMC | /Artifact BMC | 0 0 1 1 re | f | EMC | EMC",
  ],
])("%s", (_, text, expected) => {
  expect(mark(text)).toBe(expected);
});

it("makes artifacts of content that is not to be read again", () => {
  const bytes = Buffer.from("/TH <</MCID 7 >>BDC\n(a) Tj\nEMC\n/TD <</MCID 8>>BDC\n(b) Tj\nEMC");
  expect(withArtifacts(bytes, { repeated: new Set([7]) })?.toString()).toBe(
    "/Artifact BMC\n(a) Tj\nEMC\n/TD <</MCID 8>>BDC\n(b) Tj\nEMC",
  );
});

it.each([
  [
    "takes a drawing into its figure",
    "/Figure <</MCID 7>>BDC | 0 0 9 9 re | f | EMC | q | BT | (a) Tj | ET | Q | /P <</MCID 8>>BDC | (b) Tj | EMC",
    "/Figure <</MCID 7>>BDC | 0 0 9 9 re | f |  | q | BT | (a) Tj | ET | Q | EMC | /P <</MCID 8>>BDC | (b) Tj | EMC",
  ],
  [
    "takes nothing into a figure that is a mark of text",
    "/Figure <</MCID 7>>BDC | BT | (a) Tj | ET | EMC | 0 0 9 9 re | f",
    "/Figure <</MCID 7>>BDC | BT | (a) Tj | ET | EMC | /Artifact BMC | 0 0 9 9 re | f | EMC",
  ],
  [
    "takes nothing into a figure after other content",
    "/Figure <</MCID 7>>BDC | 0 0 9 9 re | f | EMC | /P <</MCID 8>>BDC | (b) Tj | EMC | 0 0 9 9 re | f",
    "/Figure <</MCID 7>>BDC | 0 0 9 9 re | f | EMC | /P <</MCID 8>>BDC | (b) Tj | EMC | /Artifact BMC | 0 0 9 9 re | f | EMC",
  ],
])("%s", (_, text, expected) => {
  const marked = withArtifacts(Buffer.from(text.split(" | ").join("\n")), { figures: new Set([7]) });
  expect(marked?.toString().trim().replaceAll("\n", " | ")).toBe(expected);
});
