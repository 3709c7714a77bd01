import fc from "fast-check";
import { expect, it } from "vitest";
import { lengthBatches } from "../../../src/models/transformer/length-batches.js";

it("puts every text into one batch, within both limits, longest first", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 20 }),
      (lengths, tokens, texts) => {
        const batches = lengthBatches(lengths, tokens, texts);
        expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(texts);
          const longest = Math.max(...batch.map((index) => lengths[index]!));
          if (batch.length > 1) expect(batch.length * longest).toBeLessThanOrEqual(tokens);
        }
        const order = batches.flat().map((index) => lengths[index]!);
        expect(order).toEqual([...order].sort((a, b) => b - a));
      },
    ),
  );
});
