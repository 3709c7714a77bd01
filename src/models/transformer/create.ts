import { ClaimbookError } from "../../errors.js";
import { Random } from "../../random.js";
import { assertBackend } from "../../tensor/backend.js";
import { type TransformerSizes, transformerConfig } from "./config.js";
import { DeviceWeights } from "./device-weights.js";
import { type TokenTraining, TransformerEncoder } from "./encoder.js";
import { startWeight } from "./start-weights.js";
import { tokenTableName } from "./tensor-names.js";
import type { EncoderTokenizer } from "./tokenizer.js";

/**
 * An untrained encoder of any size. The same source of chance gives the same weights everywhere.
 *
 * @param sizes at least vocabulary, hidden, layers and heads.
 * @param chance a source, or the seed of one.
 * @param options.tokenizer without it the encoder works with token ids only.
 * @param options.tokens whether the token embedding is trained. Defaults to `sparse`.
 * @throws {ClaimbookError} kind `could-not-run` for sizes that do not fit together.
 */
export async function createEncoder(
  sizes: TransformerSizes,
  chance: Random | number,
  { tokenizer, tokens = "sparse" }: { tokenizer?: EncoderTokenizer; tokens?: TokenTraining } = {},
): Promise<TransformerEncoder> {
  assertBackend();
  const config = transformerConfig(sizes);
  if (tokenizer) checkVocabulary(tokenizer, config.vocabulary, "tokenizer");
  const random = typeof chance === "number" ? new Random(chance) : chance;
  const table = startWeight(
    { name: tokenTableName, shape: [config.vocabulary, config.hidden], start: "normal" },
    random,
  );
  // As `torch.nn.Embedding` with a padding row.
  table.fill(0, config.padId * config.hidden, (config.padId + 1) * config.hidden);
  const weights = await DeviceWeights.upload(config, (spec) => startWeight(spec, random));
  return new TransformerEncoder({ config, weights, table, tokenizer, tokens, original: {}, unused: [] });
}

/** @throws {ClaimbookError} kind `could-not-run` when the tokenizer has more tokens than the model has rows. */
export function checkVocabulary(tokenizer: EncoderTokenizer, rows: number, where: string): void {
  if (tokenizer.vocabularySize <= rows) return;
  throw new ClaimbookError(
    `wrong vocabulary: the tokenizer has ${tokenizer.vocabularySize} tokens, the model's embedding ${rows} rows`,
    { kind: "could-not-run", where, wayOut: "Use the tokenizer.json that belongs to the model." },
  );
}
