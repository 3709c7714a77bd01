import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { findNative } from "../../../src/tensor/tfjs-node.js";
import { contrastivePass } from "../../../src/training/transformer/grad-cache.js";
import { Optimiser } from "../../../src/training/transformer/optimiser.js";
import {
  encoders,
  referenceBatches,
  referenceEncoder,
  references,
  temperature,
} from "../../models/transformer/reference.js";

const native = findNative("node") !== undefined;
const backends: [string, boolean, string][] = [
  ["wasm", true, ""],
  ["cpu", true, ""],
  ["node", native, native ? "" : " (skipped: npm run setup:native has not run)"],
];

// Loss, gradients and optimiser as the training loop has them, against test/reference/transformer.py: InfoNCE and
// torch.optim.AdamW, weight decay 1e-2 but for biases and LayerNorm, learning rate 1e-3. The batch has every token but
// the padding's, whose row has no gradient and no effect: that PyTorch decays it and claimbook does not changes no loss.
describe.each(backends)("20 steps as PyTorch's on %s", (backend, present, why) => {
  describe.skipIf(!present)(`in one pass and in chunks${why}`, () => {
    beforeAll(async () => {
      await useBackend(backend);
    });

    test.each([...Object.keys(encoders).map((name) => [name, 100]), ["E5", 2]] as [string, number][])(
      "%s, at most %i texts at a time: every loss to 1e-4",
      async (name, chunk) => {
        const { losses } = references[name]!;
        const [queries, passages] = referenceBatches(name);
        const encoder = await referenceEncoder(name);
        const before = tf.memory().numTensors;
        const optimiser = new Optimiser(encoder.parameters, { clip: undefined, weightDecay: 1e-2 });
        expect(losses).toHaveLength(20);
        for (const [step, expected] of losses.entries()) {
          const { loss, gradients } = await contrastivePass(
            encoder,
            { queries, passages },
            { temperature, chunk },
          );
          expect(Math.abs(loss - expected) / expected, `step ${step + 1}`).toBeLessThanOrEqual(1e-4);
          optimiser.apply(gradients, await optimiser.norm(gradients), 1e-3);
          tf.dispose(gradients.dense);
        }
        optimiser.dispose();
        expect(tf.memory().numTensors).toBe(before);
        encoder.dispose();
      },
    );
  });
});
