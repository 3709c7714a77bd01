export { loadTokenizer } from "./load.js";
export { type EncodedTexts, type EncodeOptions, TextTokenizer } from "./tokenizer.js";
