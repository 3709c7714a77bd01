import { ClaimbookError } from "../../errors.js";
import { assertWhole } from "../whole-number.js";
import type { TransformerTraining } from "./options.js";
import { defaultMaxLength, defaultPrefixes } from "./text-defaults.js";

type Defaulted =
  | "mixing"
  | "unfit"
  | "batchSize"
  | "learningRate"
  | "warmup"
  | "decay"
  | "temperature"
  | "adamw"
  | "prefixes"
  | "maxLength"
  | "negatives"
  | "chunk";

/** With all defaults in place. */
export type ResolvedTraining = Omit<TransformerTraining, Defaulted | "clip"> &
  Required<Pick<TransformerTraining, Defaulted>> & { clip: number | false };

/** @throws {ClaimbookError} kind `usage`, naming the option, for a value that makes no sense */
export function resolveTraining(training: TransformerTraining): ResolvedTraining {
  const resolved: ResolvedTraining = {
    ...training,
    mixing: training.mixing ?? "by size",
    unfit: training.unfit ?? "refuse",
    batchSize: training.batchSize ?? 100,
    learningRate: training.learningRate ?? 3e-5,
    warmup: training.warmup ?? 0.1,
    decay: training.decay ?? "linear",
    temperature: training.temperature ?? 0.05,
    adamw: training.adamw ?? {},
    clip: training.clip ?? 1,
    prefixes: training.prefixes ?? defaultPrefixes,
    maxLength: training.maxLength ?? defaultMaxLength,
    negatives: training.negatives ?? 1,
    chunk: training.chunk ?? 64,
  };
  const { clip, validation, checkpoints } = resolved;
  assertWhole("steps", resolved.steps, 1);
  assertWhole("batchSize", resolved.batchSize, 2);
  assertWhole("negatives", resolved.negatives, 0);
  assertWhole("chunk", resolved.chunk, 1);
  above0("temperature", resolved.temperature);
  if (clip !== false) above0("clip", clip);
  if (validation !== undefined) {
    assertWhole("validation.every", validation.every, 1);
    if (validation.patience !== Number.POSITIVE_INFINITY)
      assertWhole("validation.patience", validation.patience ?? 3, 1);
    if (validation.metric === "loss") {
      assertWhole("validation.batches", validation.batches ?? 4, 1);
      assertWhole("validation.batchSize", validation.batchSize ?? 32, 2);
    }
  }
  if (checkpoints !== undefined) {
    assertWhole("checkpoints.every", checkpoints.every ?? 100, 1);
    assertWhole("checkpoints.keep", checkpoints.keep ?? 2, 1);
  }
  return resolved;
}

function above0(name: string, value: number): void {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw new ClaimbookError(`${name} must be above 0, not ${value}`, { kind: "usage", where: name });
}
