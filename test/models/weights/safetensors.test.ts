import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClaimbookError } from "../../../src/errors.js";
import type { NamedWeights } from "../../../src/models/ngram-encoder.js";
import { SafetensorsFile, writeSafetensors } from "../../../src/models/weights/index.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-safetensors-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A file of this header and this much data. */
function fileOf(header: unknown, data = 0): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(data)]);
}

async function opened<T>(content: Buffer, use: (file: SafetensorsFile) => Promise<T>): Promise<T> {
  const name = path.join(folder, "one.safetensors");
  await writeFile(name, content);
  const file = await SafetensorsFile.open(name);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function failure(content: Buffer, use: (file: SafetensorsFile) => Promise<unknown> = async () => {}) {
  const error = await opened(content, use).then(
    () => undefined,
    (each: unknown) => each,
  );
  expect(error).toBeInstanceOf(ClaimbookError);
  return (error as ClaimbookError).describe();
}

const f32 = (shape: number[], from: number, to: number, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe("reading safetensors", () => {
  it("reads what the format's description says, with metadata and padding", async () => {
    const header = `{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[2,10]},"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}   `;
    const file = fileOf(header, 10);
    file.writeUInt16LE(0x3fc0, file.length - 10);
    file.writeFloatLE(1.25, file.length - 8);
    file.writeFloatLE(-7, file.length - 4);
    await opened(file, async (read) => {
      expect([...read.tensors.keys()]).toEqual(["a", "b"]);
      expect(await read.read("a")).toEqual(Float32Array.of(1.5));
      expect(await read.read("b", { shape: [2, 1] })).toEqual(Float32Array.of(1.25, -7));
    });
  });

  it.each<[what: string, content: Buffer, message: RegExp]>([
    ["an empty file", Buffer.alloc(0), /only 0 bytes/],
    ["a few bytes", Buffer.from("abc"), /only 3 bytes/],
    [
      "a header longer than the file",
      Buffer.concat([Buffer.from([99, 0, 0, 0, 0, 0, 0, 0]), Buffer.from("{}")]),
      /said to have 99 bytes, and the whole file has 10/,
    ],
    ["a header of absurd length", Buffer.alloc(64, 0xff), /said to have 18446744073709551615 bytes/],
    [
      "a Git LFS pointer",
      Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"),
      /Git LFS pointer/,
    ],
    ["a header that is not JSON", fileOf(`{"a":`), /not JSON/],
    [
      "a header that is not UTF-8",
      Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe])]),
      /not JSON/,
    ],
    ["a header that is a list", fileOf("[]"), /does not hold an object/],
    ["an unknown type", fileOf({ w: f32([1], 0, 4, "F99") }, 4), /tensor w has the unknown type "F99"/],
    ["a type called constructor", fileOf({ w: f32([1], 0, 4, "constructor") }, 4), /unknown type/],
    ["no shape", fileOf({ w: { dtype: "F32", data_offsets: [0, 4] } }, 4), /tensor w has no proper shape/],
    ["a negative shape", fileOf({ w: f32([-1], 0, 4) }, 4), /no proper shape: \[-1\]/],
    ["a place backwards", fileOf({ w: f32([1], 4, 0) }, 4), /tensor w has no proper place/],
    ["a null entry", fileOf({ w: null }), /tensor w has the unknown type/],
    [
      "too few bytes for the shape",
      fileOf({ w: f32([2, 3], 0, 20) }, 20),
      /tensor w of type F32 and shape \[2, 3\] needs 24 bytes, and has 20/,
    ],
    ["a shape beyond all numbers", fileOf({ w: f32([2 ** 40, 2 ** 40], 0, 4) }, 4), /tensor w of type F32/],
    ["overlap", fileOf({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12), /tensor b overlaps with a/],
    ["a gap", fileOf({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /tensor b leaves a gap after a/],
    [
      "data cut off",
      fileOf({ a: f32([1], 0, 4), b: f32([4], 4, 20) }, 12),
      /tensor b should end at byte \d+, but the file ends at \d+: it is cut off/,
    ],
    ["data too long", fileOf({ a: f32([1], 0, 4) }, 9), /5 bytes follow after its last tensor, a/],
  ])("refuses %s", async (_, content, message) => {
    const text = await failure(content);
    expect(text).toMatch(message);
    expect(text).toContain("one.safetensors");
  });

  it("never reads past what it checked, whatever the bytes", async () => {
    const good = fileOf({ a: f32([2, 2], 0, 16), b: f32([3], 16, 28) }, 28);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.nat(good.length),
        fc.boolean(),
        async (changes, length, cutOff) => {
          const content = Buffer.from(cutOff ? good.subarray(0, length) : good);
          for (const [at, byte] of changes) if (at < content.length) content[at] = byte;
          await opened(content, async (file) => {
            for (const [name, { shape, dtype }] of file.tensors)
              if (dtype === "F32")
                expect((await file.read(name)).length).toBe(shape.reduce((a, b) => a * b, 1));
          }).catch((error: unknown) => expect(error).toBeInstanceOf(ClaimbookError));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("names tensor and both shapes when the model needs another", async () => {
    const file = fileOf({ "encoder.w": f32([2, 2], 0, 16) }, 16);
    expect(await failure(file, (read) => read.read("encoder.w", { shape: [4, 4] }))).toMatch(
      /one\.safetensors: tensor encoder\.w has shape \[2, 2\], and \[4, 4\] is needed/,
    );
    expect(await failure(file, (read) => read.read("other"))).toMatch(/tensor other is not in this file/);
  });

  it("lists tensors of other types and refuses to read them by name", async () => {
    const file = fileOf({ ids: f32([2], 0, 16, "I64"), w: f32([1], 16, 20) }, 20);
    expect(await opened(file, async (read) => read.tensors.get("ids")?.dtype)).toBe("I64");
    expect(await failure(file, (read) => read.read("ids"))).toMatch(/tensor ids has the type I64/);
  });

  it("refuses rows that are not there", async () => {
    const file = fileOf({ w: f32([3, 2], 0, 24) }, 24);
    for (const rows of [
      [0, 4],
      [-1, 2],
      [2, 1],
      [0.5, 1],
    ] as const)
      expect(await failure(file, (read) => read.read("w", { rows }))).toMatch(/no rows .* it has 3/);
  });

  it("names a file that is missing", async () => {
    await expect(SafetensorsFile.open(path.join(folder, "none.safetensors"))).rejects.toMatchObject({
      kind: "could-not-run",
      where: path.join(folder, "none.safetensors"),
    });
  });
});

describe("writing safetensors", () => {
  const weightsOf = (names: string[], shapes: number[][], bits: Uint32Array): NamedWeights[] => {
    let at = 0;
    return names.map((name, i) => {
      const shape = shapes[i % shapes.length]!;
      const size = shape.reduce((a, b) => a * b, 1);
      const own = Uint32Array.from({ length: size }, () => bits[at++ % bits.length]!);
      return { name, shape, values: new Float32Array(own.buffer) };
    });
  };
  const anyWeights = fc
    .tuple(
      fc.uniqueArray(
        fc.string({ unit: "binary", maxLength: 12 }).filter((each) => each !== "__metadata__"),
        { maxLength: 6 },
      ),
      fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      fc.uint32Array({ minLength: 1, maxLength: 40 }),
    )
    .map(([names, shapes, bits]) => weightsOf(names, shapes, bits));

  it("gives back every name, shape and bit, with any row range", async () => {
    const file = path.join(folder, "round.safetensors");
    await fc.assert(
      fc.asyncProperty(anyWeights, fc.nat(), fc.nat(), async (weights, a, b) => {
        await writeSafetensors(file, weights);
        const read = await SafetensorsFile.open(file);
        try {
          expect([...read.tensors.keys()].sort()).toEqual(weights.map(({ name }) => name).sort());
          for (const { name, shape, values } of weights) {
            const back = await read.read(name, { shape });
            expect(new Uint32Array(back.buffer)).toEqual(new Uint32Array(values.buffer));
            const all = shape[0] ?? 0;
            const rows = [a % (all + 1), b % (all + 1)].sort((x, y) => x - y) as [number, number];
            const row = all === 0 ? 0 : values.length / all;
            const some = await read.read(name, { rows });
            const wanted = all === 0 ? [] : values.slice(rows[0] * row, rows[1] * row);
            expect(new Uint32Array(some.buffer)).toEqual(new Uint32Array(Float32Array.from(wanted).buffer));
          }
        } finally {
          await read.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(["F16", "BF16"] as const)("stores %s and gives the rounded values back", async (dtype) => {
    const file = path.join(folder, "half.safetensors");
    const values = Float32Array.of(1, -2.5, 1 / 3, 6e-8, Number.POSITIVE_INFINITY, Number.NaN, -0);
    await writeSafetensors(file, [{ name: "w", shape: [7, 1], values }], { dtype });
    const read = await SafetensorsFile.open(file);
    const back = await read.read("w");
    const last = await read.read("w", { rows: [5, 7] });
    await read.close();
    expect(read.tensors.get("w")).toMatchObject({ dtype, bytes: 14 });
    const third = dtype === "F16" ? 0.333251953125 : 0.333984375;
    const tiny = dtype === "F16" ? 2 ** -24 : 2 ** -24 * 1.0078125;
    expect([...back]).toEqual([1, -2.5, third, tiny, Number.POSITIVE_INFINITY, Number.NaN, -0]);
    expect([...last]).toEqual([Number.NaN, -0]);
  });

  it("writes the same bytes whatever the order, names sorted, data at a multiple of eight", async () => {
    const file = path.join(folder, "order.safetensors");
    const weights = ["b", "10", "2", "é", "a"].map((name, i) => ({
      name,
      shape: [1],
      values: Float32Array.of(i),
    }));
    await writeSafetensors(file, weights);
    const once = await readFile(file);
    await writeSafetensors(file, weights.reverse());
    expect((await readFile(file)).equals(once)).toBe(true);
    const length = Number(once.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(
      once
        .subarray(8, 8 + length)
        .toString()
        .trimEnd(),
    ).toBe(
      `{"__metadata__":{"format":"pt"},${["10", "2", "a", "b", "é"]
        .map((name, i) => `"${name}":{"dtype":"F32","shape":[1],"data_offsets":[${4 * i},${4 * i + 4}]}`)
        .join(",")}}`,
    );
  });

  it("refuses a name twice and values that do not fill the shape, and leaves what was there", async () => {
    const file = path.join(folder, "kept.safetensors");
    await writeFile(file, "before");
    const one = { name: "w", shape: [2], values: Float32Array.of(1, 2) };
    await expect(writeSafetensors(file, [one, one])).rejects.toThrow(/two tensors cannot both be called w/);
    await expect(writeSafetensors(file, [{ ...one, shape: [3] }])).rejects.toThrow(
      /tensor w has 2 values, and its shape \[3\] wants 3/,
    );
    expect(await readFile(file, "utf8")).toBe("before");
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("names a folder that is not there", async () => {
    const file = path.join(folder, "none", "w.safetensors");
    await expect(writeSafetensors(file, [])).rejects.toMatchObject({ kind: "could-not-run", where: file });
  });
});
