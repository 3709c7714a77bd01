/** What an encoder needs of a tokenizer. */
export interface TextTokenizer {
  /** Every id is below this. */
  readonly vocabulary: number;
  /**
   * Token ids with the special tokens.
   *
   * @param longest most tokens of a text, special tokens included; longer texts lose their end, but for the last
   * special token.
   * @returns one list for each text, and how many were cut.
   */
  ids(texts: readonly string[], longest: number): Promise<{ ids: Int32Array[]; truncated: number }>;
  /** Writes the tokenizer's files into a folder, as Python's `transformers` reads them. */
  save(folder: string): Promise<void>;
}
