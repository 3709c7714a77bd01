import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { dataFolder, type FolderOptions } from "../folder.js";
import { withoutCitations } from "./citation-markers.js";
import type { ClaimPair } from "./claim-pair.js";
import { readCovidfact } from "./covidfact.js";
import { readHealthver } from "./healthver.js";
import { type DocumentVerdict, readScifactFormat, readVerdicts } from "./scifact-format.js";
import { foldsByGroup, heldOutFifth } from "./splits.js";

/** Citation-Integrity (Sarol et al. 2024) in SciFact's format, in its own splits; citation markers are taken out. */
export async function citint(options: FolderOptions): Promise<{ train: ClaimPair[]; dev: ClaimPair[] }> {
  const folder = dataFolder("citint", options);
  const read = (split: string) =>
    readScifactFormat(path.join(folder, `claims_${split}.jsonl`), path.join(folder, "corpus.jsonl"), {
      dataSet: "citint",
      clean: withoutCitations,
    });
  return { train: await read("train"), dev: await read("dev") };
}

/** SciFact itself; its corpus has to be fetched separately. @param split `train` or `dev` */
export async function scifact(split: "train" | "dev", options: FolderOptions): Promise<ClaimPair[]> {
  const folder = dataFolder("scifact", options);
  const corpus = path.join(folder, "corpus.jsonl");
  try {
    return await readScifactFormat(path.join(folder, `claims_${split}.jsonl`), corpus, {
      dataSet: "scifact",
    });
  } catch (error) {
    if (!(error instanceof ClaimbookError) || error.where?.startsWith(corpus) !== true) throw error;
    throw new ClaimbookError(error.message, {
      kind: error.kind,
      where: error.where,
      wayOut: "Put SciFact's corpus.jsonl (5,183 abstracts, from its release) beside its claims.",
      cause: error,
    });
  }
}

/** What documents say of SciFact's training claims; needs no corpus. */
export async function scifactVerdicts(options: FolderOptions): Promise<DocumentVerdict[]> {
  return readVerdicts(path.join(dataFolder("scifact", options), "claims_train.jsonl"));
}

/** COVID-Fact, a fifth of its groups held out. */
export async function covidfact(
  options: FolderOptions,
): Promise<{ train: ClaimPair[]; heldOut: ClaimPair[] }> {
  return heldOutFifth(
    await readCovidfact(path.join(dataFolder("covidfact", options), "COVIDFACT_dataset.jsonl")),
  );
}

/** HealthVer's development pairs in five folds by claim. */
export async function healthver(
  options: FolderOptions,
): Promise<{ pairs: ClaimPair[]; folds: ClaimPair[][] }> {
  const pairs = await readHealthver(path.join(dataFolder("healthver", options), "healthver_dev.csv"));
  return { pairs, folds: foldsByGroup(pairs, 5, "healthver") };
}
