import { createHash } from "node:crypto";
import type { ParallelText } from "../../datasets/retrieval-data.js";
import type { NamedWeights } from "../../models/ngram-encoder.js";
import type { TrainableEncoder } from "../../models/text-encoder.js";
import { sha256Of } from "../../sha256.js";
import { activeBackend } from "../../tensor/backend.js";
import type { ResolvedTraining } from "./resolve.js";
import { describeValidation } from "./validation.js";

/** Everything that a training's numbers depend on, as plain data: two equal ones give the same training. */
export function configurationOf(training: ResolvedTraining): Record<string, unknown> {
  const { encoder, datasets, mixing, unfit, seed, steps, batchSize, learningRate, warmup, decay } = training;
  const { temperature, adamw, clip, prefixes, maxLength, negatives, chunk, validation } = training;
  return JSON.parse(
    JSON.stringify({
      backend: activeBackend(),
      model: training.model ?? "not named",
      encoder: encoderShape(encoder),
      datasets: Object.fromEntries(
        datasets.map(({ name, texts, locales, composition }) => [
          name,
          {
            sha256: textsHash(texts),
            locales: locales ?? "all",
            composition: "describe" in composition ? composition.describe() : composition,
          },
        ]),
      ),
      mixing,
      unfit,
      seed,
      steps,
      batchSize,
      learningRate,
      warmup,
      decay,
      temperature,
      adamw,
      clip,
      prefixes,
      maxLength,
      negatives,
      chunk,
      validation:
        validation === undefined
          ? "none"
          : {
              ...describeValidation(validation),
              ...("texts" in validation ? { sha256: textsHash(validation.texts) } : {}),
            },
    }),
  );
}

/** Names and shapes of the weights in one hash, with their number for a person. */
function encoderShape({ parameters: { dense, tokens } }: TrainableEncoder) {
  const shapes = dense.map(({ name, tensor }) => `${name} ${tensor.shape.join("x")}`);
  return {
    weights: dense.length + 1,
    tokens: `${tokens.rows} x ${tokens.dim}`,
    sha256: sha256Of(shapes.join("\n")),
  };
}

/** SHA-256 over the bytes of all weights in their order, 64 hexadecimal digits. */
export function weightsHash(weights: readonly NamedWeights[]): string {
  const hash = createHash("sha256");
  for (const { values } of weights)
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest("hex");
}

function textsHash(texts: readonly ParallelText[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${JSON.stringify(text)}\n`);
  return hash.digest("hex");
}
