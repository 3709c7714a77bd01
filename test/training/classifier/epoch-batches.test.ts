import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/random.js";
import { epochBatches } from "../../../src/training/classifier/epoch-batches.js";
import { hideTokens } from "../../../src/training/classifier/hide-tokens.js";

describe("epochBatches", () => {
  it("has every example once, in batches of the size, the same for the same seed", () => {
    const lengths = fc.array(fc.integer({ min: 3, max: 128 }), { minLength: 1, maxLength: 600 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 32 }), fc.integer(), (all, size, seed) => {
        const batches = epochBatches(all, size, new Random(seed));
        expect(batches.flat().sort((a, b) => a - b)).toEqual(all.map((_, i) => i));
        expect(batches.every((batch) => batch.length <= size)).toBe(true);
        expect(epochBatches(all, size, new Random(seed))).toEqual(batches);
      }),
    );
  });

  it("pads less than a third of what shuffled batches pad", () => {
    const random = new Random(1);
    const lengths = Array.from({ length: 2000 }, () => 20 + random.int(100));
    const padding = (batches: number[][]) =>
      batches.reduce((sum, batch) => {
        const own = batch.map((i) => lengths[i]!);
        return sum + own.length * Math.max(...own) - own.reduce((a, b) => a + b, 0);
      }, 0);
    const shuffled = random.shuffle(lengths.map((_, i) => i));
    const plain = Array.from({ length: 125 }, (_, i) => shuffled.slice(i * 16, i * 16 + 16));
    expect(padding(epochBatches(lengths, 16, random))).toBeLessThan(padding(plain) / 3);
  });
});

describe("hideTokens", () => {
  const pair = { ids: Int32Array.of(0, 10, 11, 2, 2, 12, 13, 14, 2), second: 5, cut: 0 };

  it("hides about the share, never what separates", () => {
    let hidden = 0;
    const random = new Random(3);
    for (let i = 0; i < 1000; i++) {
      const { ids } = hideTokens(pair, 0.2, 99, random);
      expect([0, 3, 4, 8].map((at) => ids[at])).toEqual([0, 2, 2, 2]);
      hidden += ids.filter((id) => id === 99).length;
    }
    expect(hidden / 5000).toBeGreaterThan(0.17);
    expect(hidden / 5000).toBeLessThan(0.23);
    expect(pair.ids).not.toContain(99);
  });

  it("hides nothing at share 0", () => {
    expect(hideTokens(pair, 0, 99, new Random(1))).toBe(pair);
  });
});
