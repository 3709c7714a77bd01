import { readFile } from "node:fs/promises";
import path from "node:path";
import { CLAIM_LABELS } from "../../../datasets/claims/index.js";
import { ClaimbookError } from "../../../errors.js";

/** What a folder says beside its classifier, in `claim-entailment.json`. */
export interface JudgeFile {
  schema: typeof judgeSchema;
  /** What the logits are divided by. */
  temperature: number;
  /**
   * Added to the logits after that, in the order supported, contradicted, not found: how often each occurs where the
   * judge was calibrated. Absent: nothing is known of that, and all count the same.
   */
  bias?: readonly number[];
  /** Most tokens of claim and evidence together. */
  maxLength: number;
  /** What it was trained and calibrated on, and how; for people. */
  training: Record<string, unknown>;
}

export const judgeSchema = "claimbook/claim-entailment/1";
export const judgeFileName = "claim-entailment.json";

/** @throws {ClaimbookError} kind `could-not-run` for a folder without it, or one that is not as it should be */
export async function readJudgeFile(folder: string): Promise<JudgeFile> {
  const file = path.join(folder, judgeFileName);
  const broken = (what: string) =>
    new ClaimbookError(what, {
      kind: "could-not-run",
      where: file,
      wayOut: "Name a folder that scripts/train-cross-encoder.mjs wrote.",
    });
  let json: Partial<JudgeFile> | null;
  try {
    json = JSON.parse(await readFile(file, "utf8")) as Partial<JudgeFile> | null;
  } catch (error) {
    throw broken(`cannot be read: ${(error as Error).message}`);
  }
  const { schema, temperature, bias, maxLength } = json ?? {};
  if (schema !== judgeSchema) throw broken(`its schema is ${JSON.stringify(schema)}, not "${judgeSchema}"`);
  if (!(typeof temperature === "number" && temperature > 0 && temperature < 100)) {
    throw broken(`"temperature" is ${JSON.stringify(temperature)}`);
  }
  const numbers = (list: unknown) => Array.isArray(list) && list.length === 3 && list.every(Number.isFinite);
  if (!(bias === undefined || numbers(bias))) throw broken(`"bias" is ${JSON.stringify(bias)}`);
  if (!(typeof maxLength === "number" && Number.isInteger(maxLength) && maxLength >= 16)) {
    throw broken(`"maxLength" is ${JSON.stringify(maxLength)}`);
  }
  return json as JudgeFile;
}

/** Where each of the project's labels is among a classifier's. @throws {ClaimbookError} kind `could-not-run` when one is not */
export function labelPlaces(labels: readonly string[], where: string): [number, number, number] {
  const places = CLAIM_LABELS.map((label) => labels.indexOf(label));
  if (labels.length === CLAIM_LABELS.length && !places.includes(-1))
    return places as [number, number, number];
  throw new ClaimbookError(`the model's labels are ${labels.join(", ")}, not ${CLAIM_LABELS.join(", ")}`, {
    kind: "could-not-run",
    where,
    wayOut: "Name a folder that scripts/train-cross-encoder.mjs wrote.",
  });
}
