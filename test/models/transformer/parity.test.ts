import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransformerEncoder } from "../../../src/models/transformer/encoder.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { findNative } from "../../../src/tensor/tfjs-node.js";
import { encoders, infoNce, referenceBatches, referenceEncoder, references, unpack } from "./reference.js";

/** Length of the difference over length of the expected, in double precision. */
function relative(found: ArrayLike<number>, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  let difference = 0;
  let size = 0;
  for (const [index, value] of expected.entries()) {
    difference += (found[index]! - value) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(difference / size);
}

const length = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));

const native = findNative("node") !== undefined;
const backends: [string, boolean, string][] = [
  ["wasm", true, ""],
  ["cpu", true, ""],
  ["node", native, native ? "" : " (skipped: npm run setup:native has not run)"],
];

describe.each(backends)("against PyTorch on %s", (backend, present, why) => {
  describe.skipIf(!present)(`XLM-R, BERT with pooler, BERT with mean${why}`, () => {
    beforeAll(async () => {
      await useBackend(backend);
    });

    describe.each(Object.keys(encoders))("%s", (name) => {
      const { vectors, gradients, losses } = references[name]!;
      const batches = referenceBatches(name);
      let encoder: TransformerEncoder;
      beforeAll(async () => {
        encoder = await referenceEncoder(name);
      });
      afterAll(() => encoder.dispose());

      it("gives the same vectors to 1e-5", async () => {
        const found: number[] = [];
        for (const batch of batches) {
          const tensor = encoder.vectors(batch);
          found.push(...(await tensor.data<"float32">()));
          tensor.dispose();
        }
        const expected = unpack(vectors);
        expect(found.length).toBe(expected.length);
        expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThanOrEqual(
          1e-5,
        );
      });

      it("gives the same gradient by every weight to 1e-4", async () => {
        const before = tf.memory().numTensors;
        const { loss, gradients: found } = await encoder.valueAndGradients(batches, infoNce);
        expect(Math.abs(loss - losses[0]!)).toBeLessThan(1e-5);
        const { rows, values } = found.tokens;
        const { dense, tokens } = encoder.parameters;
        const table = new Float32Array(tokens.rows * tokens.dim);
        for (const [i, row] of rows.entries()) {
          table.set(values.subarray(i * tokens.dim, (i + 1) * tokens.dim), row * tokens.dim);
        }
        const byName = new Map<string, Float32Array>([[tokens.name, table]]);
        for (const [index, tensor] of found.dense.entries()) {
          byName.set(dense[index]!.name, await tensor.data<"float32">());
          tensor.dispose();
        }
        expect(tf.memory().numTensors).toBe(before);
        expect([...byName.keys()].sort()).toEqual(Object.keys(gradients).sort());
        const sizes = Object.values(gradients).map((packed) => length(unpack(packed)));
        const largest = Math.max(...sizes);
        for (const [weight, packed] of Object.entries(gradients)) {
          const expected = unpack(packed);
          // The softmax does not change with a bias of the keys: its gradient is 0, and PyTorch's too is but rounding.
          if (weight.endsWith("key.bias")) {
            expect(length(expected)).toBeLessThan(1e-12);
            expect(length(byName.get(weight)!) / largest, weight).toBeLessThan(1e-6);
          } else {
            expect(relative(byName.get(weight)!, expected), weight).toBeLessThanOrEqual(1e-4);
          }
        }
      });
    });
  });
});
