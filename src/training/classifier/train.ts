import { setImmediate } from "node:timers/promises";
import { ClaimbookError } from "../../errors.js";
import type { DenseWeight } from "../../models/text-encoder.js";
import type { Gradients } from "../../models/transformer/device-weights.js";
import { Random } from "../../random.js";
import { tf } from "../../tensor/tf.js";
import { learningRateSchedule } from "../schedule.js";
import { Optimiser } from "../transformer/optimiser.js";
import { rememberedBelow } from "./below.js";
import { ClassifierCheckpoints } from "./checkpoints.js";
import { crossEntropy } from "./cross-entropy.js";
import { epochBatches } from "./epoch-batches.js";
import { hideTokens } from "./hide-tokens.js";
import type { ClassifierResult, ClassifierTraining, LabelledPair } from "./options.js";

/** The embeddings are not trained: an optimiser's table of no rows. */
const noTokens = { name: "none", rows: 0, dim: 1, weights: new Float32Array(0) };
const noTokenGradients = { rows: new Int32Array(0), values: new Float32Array(0) };

interface Group {
  weights: DenseWeight[];
  optimiser: Optimiser;
  rate: (step: number) => number;
}

/**
 * Trains a classifier of pairs: softmax cross-entropy, AdamW, warm-up and straight decay, the gradient clipped as a
 * whole. With `checkpoints`, a training that was killed goes on at its newest one with the same batches. Leaves no
 * tensor behind, also when it is ended early.
 *
 * @throws the signal's reason once it is aborted (after a checkpoint); {ClaimbookError} kind `failed` naming the step
 *   when loss or gradient are not finite; kind `usage` for checkpoints of another training
 */
export async function trainClassifier(training: ClassifierTraining): Promise<ClassifierResult> {
  const { classifier, epochs, seed, batchSize = 16, learningRate = 5e-5, from = 0, signal } = training;
  const { headLearningRate = 10 * learningRate, warmup = 0.1, weightDecay = 0.01, clip = 1 } = training;
  const { layerDecay = 1 } = training;
  if (epochs.length === 0 || epochs.some((examples) => examples.length === 0)) {
    throw new ClaimbookError("there is nothing to train on", { kind: "usage", where: "epochs" });
  }
  if (training.below !== undefined && (training.hide ?? 0) > 0) {
    throw new ClaimbookError("pairs whose tokens are hidden cannot be remembered", {
      kind: "usage",
      where: "below",
      wayOut: "Set hide to 0.",
    });
  }
  const plan = epochs.flatMap((examples, epoch) =>
    epochBatches(
      examples.map(({ tokens }) => tokens.ids.length),
      batchSize,
      new Random(seed).fork(`epoch ${epoch}`),
    ).map((indices) => ({ epoch, examples: indices.map((index) => examples[index]!) })),
  );
  const steps = plan.length;
  const { layers, head } = classifier.trained(from);
  const group = (weights: DenseWeight[], peak: number): Group => ({
    weights,
    optimiser: new Optimiser({ dense: weights, tokens: noTokens }, { clip, weightDecay }),
    rate: learningRateSchedule({ peak, steps, warmup }),
  });
  const groups = [
    ...layers.map((weights, at) => group(weights, learningRate * layerDecay ** (layers.length - 1 - at))),
    group(head, headLearningRate),
  ];
  try {
    const checkpoints = training.checkpoints && new ClassifierCheckpoints(training.checkpoints);
    const resumed = await checkpoints?.resume(groups, training.onNotice);
    const losses = resumed?.losses ?? [];
    for (let step = (resumed?.step ?? 0) + 1; step <= steps; step++) {
      if (signal?.aborted) {
        await checkpoints?.write(step - 1, losses, groups);
        signal.throwIfAborted();
      }
      const { epoch, examples } = plan[step - 1]!;
      const random = new Random(seed).fork(`step ${step}`);
      const { loss, gradients } = await gradientsOf(training, examples, random);
      let norm: number;
      try {
        norm = await applyAll(groups, gradients, step, loss);
      } finally {
        tf.dispose(gradients);
      }
      losses.push(loss);
      training.onProgress?.({
        step,
        steps,
        epoch: epoch + 1,
        loss,
        learningRate: (groups.at(-2) ?? groups[0]!).rate(step),
        gradientNorm: norm,
      });
      if (step % (training.checkpoints?.every ?? 100) === 0 || step === steps) {
        await checkpoints?.write(step, losses, groups);
      }
      // The data of wasm and cpu are there at once: without this no signal would ever arrive.
      await setImmediate();
    }
    return { steps, losses, ...(resumed === undefined ? {} : { resumedAt: resumed.step }) };
  } finally {
    for (const { optimiser } of groups) optimiser.dispose();
  }
}

async function gradientsOf(
  { classifier, from = 0, hide = 0, hideWith = 0, loss: options, below: memory }: ClassifierTraining,
  examples: readonly LabelledPair[],
  random: Random,
): Promise<{ loss: number; gradients: Gradients }> {
  const pairs = examples.map(({ tokens }) => hideTokens(tokens, hide, hideWith, random));
  const batch = classifier.batch(pairs);
  const below = memory && (await rememberedBelow(classifier, pairs, batch, from, memory));
  const pass = classifier.pass(batch, from, below);
  try {
    const logits = await pass.logits.data<"float32">();
    const targets = examples.map(({ label }) => label);
    const { loss, gradient } = crossEntropy(logits, targets, options);
    const byLogits = tf.tensor2d(gradient, pass.logits.shape);
    try {
      return { loss, gradients: pass.backward(byLogits) };
    } finally {
      byLogits.dispose();
    }
  } finally {
    pass.dispose();
  }
}

/** @returns the length of the gradient of all weights */
async function applyAll(
  groups: readonly Group[],
  gradients: Gradients,
  step: number,
  loss: number,
): Promise<number> {
  const parts = groups.map(({ weights }) => ({
    dense: weights.map(({ name }) => gradients[name]!),
    tokens: noTokenGradients,
  }));
  let squares = 0;
  for (const [index, { optimiser }] of groups.entries())
    squares += (await optimiser.norm(parts[index]!)) ** 2;
  const norm = Math.sqrt(squares);
  for (const [what, value] of Object.entries({ "training loss": loss, "length of the gradient": norm })) {
    if (Number.isFinite(value)) continue;
    throw new ClaimbookError(`the ${what} became ${value}`, {
      kind: "failed",
      where: `step ${step}`,
      wayOut: "Use a lower learning rate or a stricter clip; checkpoints before this step are good.",
    });
  }
  for (const [index, { optimiser, rate }] of groups.entries()) {
    optimiser.apply(parts[index]!, norm, rate(step));
  }
  return norm;
}
