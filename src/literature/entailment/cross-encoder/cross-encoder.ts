import { existsSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../../../errors.js";
import { loadClassifier, type PairClassifier, type PairTokenizer } from "../../../models/classifier/index.js";
import type { Entailed, Entailment, EntailmentPair } from "../entailment.js";
import { closestFirst } from "./closest-first.js";
import { type JudgeFile, judgeFileName, labelPlaces, readJudgeFile } from "./judge-file.js";
import { probabilities } from "./probabilities.js";

/** The trained model's folder below CLAIMBOOK_MODELS. */
export const crossEncoderName = "claim-entailment-e5-small";

/** Pairs whose tokens are in memory at a time. */
const windowPairs = 1024;

/**
 * The folder of the trained cross-encoder below CLAIMBOOK_MODELS; undefined where there is none.
 *
 * @param project what a relative CLAIMBOOK_MODELS is relative to
 */
export function findCrossEncoder(env: NodeJS.ProcessEnv, project = "."): string | undefined {
  if (!env.CLAIMBOOK_MODELS) return undefined;
  const folder = path.resolve(project, env.CLAIMBOOK_MODELS, crossEncoderName);
  return existsSync(path.join(folder, judgeFileName)) ? folder : undefined;
}

/** As `findCrossEncoder`. @throws {ClaimbookError} kind `could-not-run`, saying how it is trained, where there is none */
export function crossEncoderFolder(env: NodeJS.ProcessEnv, project = "."): string {
  const found = findCrossEncoder(env, project);
  if (found !== undefined) return found;
  throw new ClaimbookError(`the cross-encoder ${crossEncoderName} is not here`, {
    kind: "could-not-run",
    where: env.CLAIMBOOK_MODELS ? `CLAIMBOOK_MODELS=${env.CLAIMBOOK_MODELS}` : "CLAIMBOOK_MODELS is not set",
    wayOut: `Train it (\`npm run build && node scripts/train-cross-encoder.mjs --out FOLDER/${crossEncoderName}\`) and let CLAIMBOOK_MODELS name FOLDER, or use the feature model, which needs no weights.`,
  });
}

/** Judges claims by a classifier that reads claim and evidence together. */
export class CrossEncoder implements Entailment {
  readonly name = `cross-encoder ${crossEncoderName}`;
  readonly #classifier: PairClassifier;
  readonly #file: JudgeFile;
  readonly #places: readonly number[];

  constructor(classifier: PairClassifier, file: JudgeFile, where = "model") {
    this.#classifier = classifier;
    this.#file = file;
    this.#places = labelPlaces(classifier.config.labels, where);
  }

  /** A pair without evidence is not found, without asking the model. */
  async judge(
    pairs: readonly EntailmentPair[],
    signal?: AbortSignal,
    onProgress?: (done: number) => void,
  ): Promise<Entailed[]> {
    const results: Entailed[] = [];
    for (let start = 0; start < pairs.length; start += windowPairs) {
      const part = await this.logits(pairs.slice(start, start + windowPairs), signal, (done) =>
        onProgress?.(start + done),
      );
      for (const windows of part) results.push(probabilities(windows, this.#file));
    }
    return results;
  }

  /**
   * What the model says before calibration: for each pair the logits (supported, contradicted, not found) of each
   * window of its evidence; no window where there is no evidence.
   */
  async logits(
    pairs: readonly EntailmentPair[],
    signal?: AbortSignal,
    onProgress?: (done: number) => void,
  ): Promise<number[][][]> {
    signal?.throwIfAborted();
    const texts = pairs.map(({ claim, evidence }) => [claim, evidenceText(claim, evidence)] as const);
    const heed = signal ? { signal } : {};
    const windows = await this.#classifier.encoding.windows(texts, {
      maxLength: this.#file.maxLength,
      ...heed,
    });
    const asked = windows.map((each, index) => (texts[index]![1].trim() === "" ? [] : each));
    const flat = asked.flat();
    const logits = await this.#classifier.logits(flat, {
      ...heed,
      onProgress: (done) => onProgress?.(Math.floor((done / flat.length) * pairs.length)),
    });
    let at = 0;
    return asked.map((each) =>
      each.map(() => {
        const row = this.#places.map((place) => logits[at * this.#places.length + place]!);
        at++;
        return row;
      }),
    );
  }

  dispose(): void {
    this.#classifier.dispose();
  }
}

/** Evidence as the model reads it: what is most like the claim comes first, as in training. */
export function evidenceText(claim: string, evidence: readonly string[]): string {
  return closestFirst(claim, evidence).join(" ");
}

/**
 * The trained cross-encoder in a folder. Needs an active tensor backend (`useBackend`).
 *
 * @throws {ClaimbookError} kind `could-not-run` naming the file that is missing or not as it should be
 */
export async function crossEncoder(
  folder: string,
  options: { tokenizer?: PairTokenizer } = {},
): Promise<CrossEncoder> {
  const file = await readJudgeFile(folder);
  const classifier = await loadClassifier(folder, options);
  try {
    return new CrossEncoder(classifier, file, folder);
  } catch (error) {
    classifier.dispose();
    throw error;
  }
}
