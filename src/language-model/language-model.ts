/**
 * A chat model behind an OpenAI-compatible endpoint; never needed, off unless configured. What it answers is a
 * proposal: whoever asks checks it.
 */
export interface LanguageModel {
  /** As the endpoint calls it; recorded with whatever it helped to make. */
  readonly name: string;
  /**
   * One answer to one request, as JSON that fits `schema` (JSON Schema; sent as `response_format` and checked here).
   *
   * @param material untrusted text, sent apart from the instructions and marked as data
   * @throws ClaimbookError (`could-not-run`) when the endpoint cannot be asked or its answer does not fit
   */
  ask<T>(request: {
    instructions: string;
    material: string;
    schema: Record<string, unknown>;
    signal?: AbortSignal;
  }): Promise<T>;
}
