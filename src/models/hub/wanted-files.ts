import { ClaimbookError } from "../../errors.js";
import type { HubFile } from "../../net/index.js";

/** What an encoder is made of, besides its weights: as Python's `transformers` and `sentence-transformers` name it. */
const described = new Set([
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "sentencepiece.bpe.model",
  "vocab.txt",
  "modules.json",
  "sentence_bert_config.json",
  "config_sentence_transformers.json",
]);

/** Folders of `sentence-transformers`' further layers: pooling, dense. */
const layerFile = /^\d+_[A-Za-z]+\/(config\.json|model\.safetensors)$/;

/**
 * Of a repository's files those that are needed, the weights last: exports for other programs and copies of the weights
 * in other formats stay where they are.
 *
 * @throws ClaimbookError (`could-not-run`) when there is no configuration, no tokenizer or no safetensors
 */
export function wantedFiles(listed: readonly HubFile[], where: string): HubFile[] {
  const names = new Set(listed.map(({ path }) => path));
  for (const needed of ["config.json", "tokenizer.json"])
    if (!names.has(needed)) throw unusable(where, `it has no ${needed}`);
  const single = "model.safetensors";
  const index = "model.safetensors.index.json";
  const isWeights = names.has(single)
    ? (path: string) => path === single
    : (path: string) => path === index || /^model-\d+-of-\d+\.safetensors$/.test(path);
  if (!names.has(single) && !names.has(index)) throw unusable(where, `it has neither ${single} nor ${index}`);
  const small = listed.filter(({ path }) => described.has(path) || layerFile.test(path));
  return [...small, ...listed.filter(({ path }) => isWeights(path))];
}

function unusable(where: string, why: string): ClaimbookError {
  return new ClaimbookError(`cannot be used as an encoder: ${why}`, {
    kind: "could-not-run",
    where,
    wayOut: "Try another revision, or convert the model in Python (save_pretrained) and name its folder.",
  });
}
