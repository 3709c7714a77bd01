import { ClaimbookError } from "../../errors.js";
import type { TransformerTraining } from "./options.js";

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
    prefixes: training.prefixes ?? { query: "query: ", passage: "passage: " },
    maxLength: training.maxLength ?? { query: 64, passage: 256 },
    negatives: training.negatives ?? 1,
    chunk: training.chunk ?? 64,
  };
  const { clip, validation, checkpoints } = resolved;
  whole("steps", resolved.steps, 1);
  whole("batchSize", resolved.batchSize, 2);
  whole("negatives", resolved.negatives, 0);
  whole("chunk", resolved.chunk, 1);
  above0("temperature", resolved.temperature);
  if (clip !== false) above0("clip", clip);
  if (validation !== undefined) {
    whole("validation.every", validation.every, 1);
    if (validation.patience !== Number.POSITIVE_INFINITY)
      whole("validation.patience", validation.patience ?? 3, 1);
  }
  if (checkpoints !== undefined) {
    whole("checkpoints.every", checkpoints.every ?? 100, 1);
    whole("checkpoints.keep", checkpoints.keep ?? 2, 1);
  }
  return resolved;
}

function whole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw usage(`${name} must be a whole number from ${least} on, not ${value}`, name);
}

function above0(name: string, value: number): void {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw usage(`${name} must be above 0, not ${value}`, name);
}

function usage(what: string, where: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where });
}
