import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossEntropy, fitTemperature, logSoftmax } from "../../../src/training/classifier/index.js";

const logits = (size: number) =>
  fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: size * 3, maxLength: size * 3 });

describe("crossEntropy", () => {
  it("has the gradient of its own finite differences", () => {
    const targets = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 });
    const weights = fc.array(fc.double({ min: 0.1, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        logits(4),
        targets,
        weights,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (at, to, w, smoothing) => {
          const options = { weights: w, smoothing };
          const { gradient } = crossEntropy(at, to, options);
          const step = 1e-5;
          for (let i = 0; i < at.length; i++) {
            const moved = (by: number) =>
              crossEntropy(
                at.map((x, j) => (j === i ? x + by : x)),
                to,
                options,
              ).loss;
            const slope = (moved(step) - moved(-step)) / (2 * step);
            expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-6);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("stays finite for logits far apart", () => {
    const { loss, gradient } = crossEntropy([1000, -1000, 0], [1]);
    expect(loss).toBe(2000);
    expect([...gradient]).toEqual([1, -1, 0]);
  });
});

describe("fitTemperature", () => {
  it("finds the temperature that labels were drawn at", () => {
    const rows: number[][] = [];
    const targets: number[] = [];
    // Each row as often with each label as its probability at temperature 2.5 says.
    for (const row of [
      [3, 0, -2],
      [1, 4, 0],
      [0, 0.5, -1],
      [-3, 2, 5],
    ]) {
      for (const [label, log] of logSoftmax(row, 2.5).entries()) {
        for (let i = 0; i < Math.round(Math.exp(log) * 1000); i++) {
          rows.push(row);
          targets.push(label);
        }
      }
    }
    expect(fitTemperature(rows, targets)).toBeCloseTo(2.5, 1);
  });
});
