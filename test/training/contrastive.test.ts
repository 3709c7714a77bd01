import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { disposeProjection, type ProjectionTensors, uploadProjection } from "../../src/models/projection.js";
import { useBackend } from "../../src/tensor/backend.js";
import { tf } from "../../src/tensor/tf.js";
import { batchConstants, contrastiveGradients } from "../../src/training/contrastive.js";

const pairs = 6;
const dim = 8;
const temperature = 0.1;

/** Numbers in [-1, 1) that look random and are always the same. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

const layer = (inputs: number, outputs: number, seed: number) => ({
  weight: numbers(inputs * outputs, seed),
  bias: numbers(outputs, seed + 1),
});
const shapes = {
  "with a hidden layer": { hidden: layer(dim, 12, 3), output: layer(12, dim, 5) },
  "without a hidden layer": { output: layer(dim, dim, 7) },
};

/** The loss straight from its definition, in operations that `tf.grads` can differentiate. */
function plainLoss(x: tf.Tensor2D, weights: ProjectionTensors): tf.Scalar {
  const { hidden, output } = weights;
  const inner = hidden ? tf.relu(tf.add(tf.matMul(x, hidden.weight), hidden.bias)) : x;
  const y = tf.add(x, tf.add(tf.matMul(inner, output.weight), output.bias));
  const unit = tf.div(y, tf.sqrt(tf.add(tf.sum(tf.square(y), 1, true), 1e-9)));
  const [queries, passages] = tf.split(unit, 2) as [tf.Tensor2D, tf.Tensor2D];
  const scores = tf.div(tf.matMul(queries, tf.transpose(passages)), temperature);
  const own = tf.sum(tf.mul(scores, tf.eye(pairs)), 1);
  return tf.mean(tf.sub(tf.logSumExp(scores, 1), own)) as tf.Scalar;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let scale = 0;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    scale = Math.max(scale, Math.abs(b[i]!));
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
  }
  return most / scale;
}

describe.each(["wasm", "cpu"])("the gradient on the %s backend", (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(0);
  });

  test.each(Object.entries(shapes))("%s is what automatic differentiation gives", (_, shape) => {
    const x = numbers(2 * pairs * dim, 1);
    const weights = uploadProjection(shape, dim);
    const constants = batchConstants(pairs);
    const got = contrastiveGradients(x.slice(), weights, constants, temperature);

    const { hidden, output } = weights;
    const inputs = [tf.tensor2d(x, [2 * pairs, dim]), output.weight, output.bias];
    if (hidden) inputs.push(hidden.weight, hidden.bias);
    const { value, grads } = tf.valueAndGrads((input, weight, bias, first, firstBias) =>
      plainLoss(input as tf.Tensor2D, {
        output: { weight: weight as tf.Tensor2D, bias: bias as tf.Tensor1D },
        hidden: first && { weight: first as tf.Tensor2D, bias: firstBias as tf.Tensor1D },
      }),
    )(inputs);
    const expected = grads.map((gradient) => gradient.dataSync());
    expect(got.loss).toBeCloseTo(value.dataSync()[0]!, 5);
    expect(largestDifference(got.bags, expected[0]!)).toBeLessThan(1e-5);
    expect(largestDifference(got.output.weight, expected[1]!)).toBeLessThan(1e-5);
    expect(largestDifference(got.output.bias, expected[2]!)).toBeLessThan(1e-5);
    if (hidden) {
      expect(largestDifference(got.hidden!.weight, expected[3]!)).toBeLessThan(1e-5);
      expect(largestDifference(got.hidden!.bias, expected[4]!)).toBeLessThan(1e-5);
    } else {
      expect(got.hidden).toBeUndefined();
    }
    tf.dispose([value, ...grads, inputs[0]!, constants.identity, constants.ones]);
    disposeProjection(weights);
  });

  test("agrees with finite differences of the loss", () => {
    const shape = shapes["with a hidden layer"];
    const x = numbers(2 * pairs * dim, 1);
    const constants = batchConstants(pairs);
    const at = (input: Float32Array) => {
      const weights = uploadProjection(shape, dim);
      const result = contrastiveGradients(input, weights, constants, temperature);
      disposeProjection(weights);
      return result;
    };
    const gradient = at(x.slice());
    const check = (values: Float32Array, analytic: Float32Array) => {
      // The steepest weights, where single precision resolves the difference.
      const steep = [...analytic.keys()].sort((a, b) => Math.abs(analytic[b]!) - Math.abs(analytic[a]!));
      for (const i of steep.slice(0, 5)) {
        const before = values[i]!;
        values[i] = before + 2e-3;
        const above = at(x.slice()).loss;
        values[i] = before - 2e-3;
        const below = at(x.slice()).loss;
        values[i] = before;
        expect((above - below) / 4e-3 / analytic[i]!).toBeCloseTo(1, 1.5);
      }
    };
    check(x, gradient.bags.slice());
    check(shape.hidden.weight, gradient.hidden!.weight);
    check(shape.hidden.bias, gradient.hidden!.bias);
    check(shape.output.weight, gradient.output.weight);
    check(shape.output.bias, gradient.output.bias);
    tf.dispose([constants.identity, constants.ones]);
  });

  test("the loss stays finite where a share underflows", () => {
    const weights = uploadProjection(
      { output: { weight: new Float32Array(4), bias: new Float32Array(2) } },
      2,
    );
    const constants = batchConstants(2);
    // Each query points at the other's passage: the right share is exp(-2 / 0.01) = 0 in single precision.
    const x = new Float32Array([1, 0, -1, 0, -1, 0, 1, 0]);
    expect(contrastiveGradients(x, weights, constants, 0.01).loss).toBeCloseTo(200, 3);
    tf.dispose([constants.identity, constants.ones]);
    disposeProjection(weights);
  });
});
