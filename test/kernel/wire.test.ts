import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Message, newHeader, Wire, WireError } from "../../src/kernel/wire.js";

const settings = { key: "a secret", signature_scheme: "hmac-sha256" };
const json = fc.dictionary(fc.string(), fc.jsonValue());

const message: fc.Arbitrary<Message> = fc.record({
  // A routing identity that is the delimiter itself cannot be told apart from it; sockets never make one.
  identities: fc.array(fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes))),
  header: fc.string().map((type) => newHeader(type, "session")),
  parent_header: fc.constant({}),
  metadata: json,
  content: json,
  buffers: fc.array(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
});

const buffers = (frames: (string | Buffer)[]) => frames.map((frame) => Buffer.from(frame as string));
/** What JSON makes of a value (-0 becomes 0). */
const throughJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe("wire", () => {
  test("what is encoded is decoded the same", () => {
    fc.assert(
      fc.property(message, (given) => {
        const decoded = new Wire(settings).decode(buffers(new Wire(settings).encode(given)));
        expect(decoded.identities).toEqual(given.identities);
        expect(decoded.buffers).toEqual(given.buffers);
        for (const part of ["header", "parent_header", "metadata", "content"] as const)
          expect(decoded[part]).toEqual(throughJson(given[part]));
      }),
    );
  });

  test("a change of one bit in a signed part is refused", () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.nat({ max: 7 }), (given, position, bit) => {
        const frames = buffers(new Wire(settings).encode({ ...given, buffers: [] }));
        const parts = frames.slice(given.identities.length + 2);
        const length = parts.reduce((sum, part) => sum + part.length, 0);
        let at = position % length;
        for (const part of parts) {
          if (at < part.length) {
            part[at]! ^= 1 << bit;
            break;
          }
          at -= part.length;
        }
        expect(() => new Wire(settings).decode(frames)).toThrow(WireError);
      }),
    );
  });

  test("a message is taken once", () => {
    const wire = new Wire(settings);
    const frames = buffers(wire.encode({ ...fc.sample(message, 1)[0]! }));
    wire.decode(frames);
    expect(() => wire.decode(frames)).toThrow("came before");
  });

  test("frames of any kind give a message or a WireError", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array(), fc.constant(Buffer.from("<IDS|MSG>")))), (frames) => {
        try {
          new Wire({ ...settings, key: "" }).decode(frames.map((frame) => Buffer.from(frame)));
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });

  test("an unknown signature scheme is refused, an empty key signs nothing", () => {
    expect(() => new Wire({ key: "k", signature_scheme: "rot13" })).toThrow(WireError);
    expect(new Wire({ key: "", signature_scheme: "" }).sign(["a"])).toBe("");
  });

  test("the signature is the HMAC of the parts (RFC 4231, test case 2)", () => {
    const wire = new Wire({ key: "Jefe", signature_scheme: "hmac-sha256" });
    expect(wire.sign(["what do ya want ", "for nothing?"])).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });
});
