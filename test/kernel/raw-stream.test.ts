import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RawStream } from "../../src/kernel/raw-stream.js";

const mark = fc.constant(null).map(() => `\u0000claimbook-${randomUUID()}\u0000`);
const piece = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => ({ text, mark: false })),
  fc.constantFrom("\u0000", "\u0000claimbook-", "\u0000claimbook-12").map((text) => ({ text, mark: false })),
  mark.map((text) => ({ text, mark: true })),
);

describe("the host's real streams", () => {
  test("are split into text and marks the same, wherever the chunks are cut", () => {
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat({ max: 60 }), { minLength: 1 }), (pieces, sizes) => {
        const bytes = Buffer.from(pieces.map((each) => each.text).join(""), "utf8");
        const seen: string[] = [];
        let text = "";
        const stream = new RawStream(
          (part) => {
            text += part;
          },
          (found) => {
            seen.push(`${text}|${found}`);
            text = "";
          },
        );
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length]! + 1;
          stream.push(bytes.subarray(at, at + size));
          at += size;
        }
        stream.end();
        const expected: string[] = [];
        let rest = "";
        for (const each of pieces) {
          if (each.mark) {
            expected.push(`${rest}|${each.text}`);
            rest = "";
          } else rest += Buffer.from(each.text, "utf8").toString("utf8");
        }
        expect(seen).toEqual(expected);
        expect(text).toBe(rest);
      }),
    );
  });
});
