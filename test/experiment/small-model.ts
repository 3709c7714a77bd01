import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadTokenizer } from "../../src/models/tokenizer/index.js";
import { createEncoder } from "../../src/models/transformer/index.js";

/**
 * An untrained encoder of one layer in a folder, with a tokenizer whose tokens are the characters of the given texts.
 * Needs an active backend.
 */
export async function smallModel(folder: string, texts: readonly string[]): Promise<void> {
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
  const characters = [...new Set(`query: passage: ${texts.join("")}`)].sort();
  const vocab = Object.fromEntries([...special, ...characters].map((token, id) => [token, id]));
  mkdirSync(folder, { recursive: true });
  const one = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const token = (id: string) => [id, { id, ids: [vocab[id]], tokens: [id] }];
  writeFileSync(
    path.join(folder, "tokenizer.json"),
    JSON.stringify({
      version: "1.0",
      truncation: null,
      padding: {
        strategy: "BatchLongest",
        direction: "Right",
        pad_to_multiple_of: null,
        pad_id: 0,
        pad_type_id: 0,
        pad_token: "[PAD]",
      },
      added_tokens: special.map((content, id) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: { type: "Split", pattern: { Regex: "[\\s\\S]" }, behavior: "Isolated", invert: false },
      post_processor: {
        type: "TemplateProcessing",
        single: [one("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, one("[SEP]")],
        pair: [
          one("[CLS]"),
          { Sequence: { id: "A", type_id: 0 } },
          one("[SEP]"),
          { Sequence: { id: "B", type_id: 1 } },
        ],
        special_tokens: Object.fromEntries([token("[CLS]"), token("[SEP]")]),
      },
      decoder: null,
      model: { type: "WordLevel", vocab, unk_token: "[UNK]" },
    }),
  );
  const tokenizer = await loadTokenizer(folder);
  const encoder = await createEncoder(
    {
      modelType: "bert",
      vocabulary: tokenizer.vocabularySize,
      hidden: 16,
      layers: 1,
      heads: 2,
      intermediate: 32,
      positions: 64,
    },
    1,
    { tokenizer },
  );
  await encoder.save(folder);
  encoder.dispose();
}
