import { ClaimbookError } from "../../errors.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import type { ParallelRetrieval } from "../retrieval-data.js";
import { mlqaR } from "./mlqa-r.js";
import { xquadR } from "./xquad-r.js";

export interface LareqaOptions extends LoadOptions {
  /** Defaults to `xquad-r`, which is what XTREME-R's LAReQA is. */
  part?: "xquad-r" | "mlqa-r";
}

/**
 * LAReQA: the questions of XQuAD-R (or MLQA-R) over one pool of all languages, where every right sentence is to
 * come before every wrong one, whatever its language. XTREME-R (Ruder et al. 2021) reports mAP@20 on XQuAD-R.
 *
 * @throws {ClaimbookError} (usage) for another part
 */
export async function lareqa({
  part = "xquad-r",
  ...options
}: LareqaOptions = {}): Promise<ParallelRetrieval> {
  if (part !== "xquad-r" && part !== "mlqa-r") {
    throw new ClaimbookError(`LAReQA has no part ${JSON.stringify(part)}`, {
      kind: "usage",
      where: "part",
      wayOut: 'Ask for "xquad-r" or "mlqa-r".',
    });
  }
  const data = await (part === "xquad-r" ? xquadR(options) : mlqaR(options));
  return { ...data, record: { ...data.record, name: "lareqa", options: { ...data.record.options, part } } };
}

export const lareqaEntry: DatasetEntry = {
  name: "lareqa",
  about: "The retrieval task of XTREME-R over XQuAD-R (or MLQA-R): one pool of all languages, mAP@20.",
  kind: "parallel retrieval",
  home: "https://github.com/google-research-datasets/lareqa",
  licence: "CC-BY-SA-4.0 (XQuAD-R), CC-BY-NC-4.0 (MLQA-R)",
  citation:
    "Ruder et al. (2021). XTREME-R: Towards More Challenging and Nuanced Multilingual Evaluation. EMNLP, arXiv:2104.07412. Roy et al. (2020). LAReQA. EMNLP, arXiv:2004.05484.",
  languages: ["ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh"],
  needsNetwork: false,
  sources: [
    { kind: "dataset", name: "xquad-r" },
    { kind: "dataset", name: "mlqa-r" },
  ],
  load: (options) => lareqa(options as LareqaOptions | undefined),
};
