import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operations, stringBytes } from "../../../src/report/pdf/content-stream.js";

const read = (text: string) => {
  const bytes = Buffer.from(text, "latin1");
  return [...operations(bytes)].map(({ operator, operands }) => [
    ...operands.map(([from, to]) => bytes.subarray(from, to).toString("latin1")),
    operator,
  ]);
};

it.each([
  ["1 0 0 -1 .5 +4 cm", [["1", "0", "0", "-1", ".5", "+4", "cm"]]],
  ["/G3 gs\nq Q", [["/G3", "gs"], ["q"], ["Q"]]],
  ["(a (nested) \\) string)Tj", [["(a (nested) \\) string)", "Tj"]]],
  ["<00 1F>Tj % a comment ET\nET", [["<00 1F>", "Tj"], ["ET"]]],
  ["[(a) -120 <01>]TJ", [["[(a) -120 <01>]", "TJ"]]],
  ["/Span<</ActualText<FEFF>/A[<<>>]>>BDC EMC", [["/Span", "<</ActualText<FEFF>/A[<<>>]>>", "BDC"], ["EMC"]]],
  ["BI /W 1 /H 1 ID \u00ffEI\u0001 EI Q", [["EI"], ["Q"]]],
  ["true false null x", [["true", "false", "null", "x"]]],
  [") x", [[")"], ["x"]]],
])("reads %s", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

it.each(["(no end", "<01", "[1 2", "<</A 1", "BI /W 1 ID data"])("refuses %s", (text) => {
  expect(() => read(text)).toThrow(/does not end/);
});

it("does not overflow the stack on a million brackets", () => {
  expect(() => read("[".repeat(1_000_000))).toThrow(/does not end/);
});

it.each([
  ["<0102>", [1, 2]],
  ["<01 0>", [1, 0]],
  ["(a\\)b)", [97, 41, 98]],
  ["(\\101\\n\\\n)", [65, 10]],
])("reads the bytes of %s", (text, bytes) => {
  expect([...stringBytes(Buffer.from(text, "latin1"))]).toEqual(bytes);
});

describe("any stream", () => {
  const space = fc.constantFrom(" ", "\n", "\r\n", "\t", " % note\n");
  const string = fc.uint8Array({ maxLength: 20 }).map((bytes) => {
    const text = Buffer.from(bytes).toString("latin1");
    return `(${text.replace(/[\\()]/g, (c) => `\\${c}`)})`;
  });
  const simple = fc.oneof(
    fc.integer().map(String),
    fc.constantFrom("/Name", "/F4", "true"),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => `<${Buffer.from(bytes).toString("hex")}>`),
    string,
  );
  const operand = fc.oneof(
    simple,
    fc.array(simple, { maxLength: 4 }).map((items) => `[${items.join(" ")}]`),
    fc.array(simple, { maxLength: 3 }).map((items) => `<<${items.map((each) => `/K ${each}`).join(" ")}>>`),
  );
  const operation = fc.tuple(
    fc.array(operand, { maxLength: 6 }),
    fc.constantFrom("Tj", "re", "f*", "BDC", "'"),
  );

  it("comes back operation by operation, operand by operand", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), space, (list, gap) => {
        const text = list.map(([operands, operator]) => [...operands, operator].join(gap)).join(gap);
        expect(read(text)).toEqual(list.map(([operands, operator]) => [...operands, operator]));
      }),
    );
  });

  it("is read to its end or refused, whatever its bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        let last = 0;
        try {
          for (const { start, end } of operations(bytes)) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            last = end;
          }
        } catch (error) {
          expect((error as Error).message).toMatch(/does not end/);
        }
      }),
    );
  });
});
