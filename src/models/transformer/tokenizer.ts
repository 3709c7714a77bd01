import type { TextTokenizer } from "../tokenizer/index.js";

/** What an encoder needs of a tokenizer. */
export type EncoderTokenizer = Pick<TextTokenizer, "encode" | "vocabularySize" | "save">;
