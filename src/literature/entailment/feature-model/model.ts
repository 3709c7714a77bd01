import { readFileSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../../../errors.js";
import { packageRoot } from "../../../paths.js";
import type { Entailed, EntailedVerdict, EntailmentPair, PromptEntailment } from "../entailment.js";
import { type Calibration, calibrated, uncalibrated } from "./calibration.js";
import { type Cuts, cutVerdict } from "./cuts.js";
import { exactlyJudged } from "./exact-pairs.js";
import { featuresOf } from "./features.js";
import { type SoftmaxModel, scoresOf } from "./softmax.js";

/** The model as `data/entailment/features-1.json` holds it. */
export interface FeatureModelFile extends SoftmaxModel {
  schema: "claimbook/feature-model/1";
  name: string;
  /** How and on what it was trained. */
  recipe: Readonly<Record<string, unknown>>;
  calibration: Calibration;
  /** What its verdicts go by, beside the probabilities. */
  cuts?: Cuts;
}

const uncut: Cuts = [0, 0, 0];
const verdicts = ["supported", "contradicted", "not found"] as const;

/** Judges by features of the words; needs nothing but the small file that comes with claimbook. */
export class FeatureEntailment implements PromptEntailment {
  readonly name: string;
  readonly #model: SoftmaxModel;
  readonly #calibration: Calibration;
  readonly #cuts: Cuts;

  constructor(
    name: string,
    model: SoftmaxModel,
    calibration: Calibration = uncalibrated,
    cuts: Cuts = uncut,
  ) {
    this.name = name;
    this.#model = model;
    this.#calibration = calibration;
    this.#cuts = cuts;
  }

  judgeNow(pair: EntailmentPair): Entailed {
    if (pair.evidence.every((text) => text.trim() === ""))
      return { supported: 0, contradicted: 0, notFound: 1 };
    const [supported, contradicted, notFound] = calibrated(this.scores(pair), this.#calibration) as [
      number,
      number,
      number,
    ];
    return exactlyJudged(pair, { supported, contradicted, notFound });
  }

  verdictOf({ supported, contradicted, notFound }: Entailed): EntailedVerdict {
    return verdicts[cutVerdict([supported, contradicted, notFound], this.#cuts)]!;
  }

  async judge(pairs: readonly EntailmentPair[], signal?: AbortSignal): Promise<Entailed[]> {
    const results: Entailed[] = [];
    for (const [index, pair] of pairs.entries()) {
      signal?.throwIfAborted();
      results.push(this.judgeNow(pair));
      // Long lists leave others their turn.
      if (index % 64 === 63) await new Promise((resolve) => setImmediate(resolve));
    }
    return results;
  }

  /** What the model gives before calibration: supported, contradicted, not found. */
  scores(pair: EntailmentPair): number[] {
    return scoresOf(this.#model, featuresOf(pair));
  }

  /** The same model for texts of another kind: calibrated anew, its verdict the most probable one. */
  recalibrated(calibration: Calibration, name = `${this.name} recalibrated`): FeatureEntailment {
    return new FeatureEntailment(name, this.#model, calibration);
  }
}

let default_: FeatureEntailment | undefined;

/** The model that comes with claimbook, read once a process. */
export function featureEntailment(): FeatureEntailment {
  default_ ??= readFeatureModel(path.join(packageRoot, "data", "entailment", "features-1.json"));
  return default_;
}

/** @throws ClaimbookError (`could-not-run`) for a file that is not there or is no model of ours */
export function readFeatureModel(file: string): FeatureEntailment {
  let json: FeatureModelFile;
  try {
    json = JSON.parse(readFileSync(file, "utf8")) as FeatureModelFile;
  } catch (cause) {
    throw unreadable(file, "cannot be read as a feature model", cause);
  }
  const width = json.features?.length;
  const whole =
    json.schema === "claimbook/feature-model/1" &&
    json.mean?.length === width &&
    json.scale?.length === width &&
    json.weights?.length === 3 &&
    json.weights.every((row) => row.length === width) &&
    json.bias?.length === 3 &&
    json.calibration?.bias?.length === 3 &&
    (json.cuts === undefined || json.cuts.length === 3);
  if (!whole) throw unreadable(file, "is no feature model of this version");
  return new FeatureEntailment(json.name, json, json.calibration, json.cuts);
}

function unreadable(file: string, what: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where: file,
    wayOut: "Train it again with node bench/claims/train.mjs, or install claimbook again.",
    cause,
  });
}
