import type { FoundWork } from "../deduplication/index.js";
import type { SearchProgress } from "./progress.js";
import type { DenseScores } from "./screening.js";

/** What screening needs of an encoder: `TransformerEncoder` is one. */
export interface DenseEncoder {
  /** Length of the vectors. */
  readonly dim: number;
  /** As the log names it. Defaults to `encoder`. */
  readonly name?: string;
  /** Unit vectors of texts, texts x dim, row-major. */
  encode(
    texts: readonly string[],
    options?: {
      prefix?: string;
      maxLength?: number;
      signal?: AbortSignal;
      onProgress?: (done: number) => void;
    },
  ): Promise<Float32Array>;
}

/** Tokens of a title with its abstract that are looked at. */
const maxLength = 256;

/**
 * Cosines between the question and each work's title and abstract, with the prefixes that E5 encoders were trained with
 * (`query: `, `passage: `; Wang et al. 2022). Rounded to six decimals, so that a recording holds all that was used.
 */
export async function denseScores(
  question: string,
  works: readonly FoundWork[],
  encoder: DenseEncoder,
  options: { signal?: AbortSignal; onProgress?: (progress: SearchProgress) => void } = {},
): Promise<DenseScores> {
  const { signal, onProgress } = options;
  const { dim } = encoder;
  const query = await encoder.encode([question], {
    prefix: "query: ",
    maxLength,
    ...(signal && { signal }),
  });
  const texts = works.map(({ item }) => `${item.title}\n${item.abstract ?? ""}`.trim());
  const passages = await encoder.encode(texts, {
    prefix: "passage: ",
    maxLength,
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.({ kind: "compared", done, works: works.length }),
  });
  const cosines = works.map((_, i) => {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += query[d]! * passages[i * dim + d]!;
    return Math.round(sum * 1e6) / 1e6;
  });
  return { model: encoder.name ?? "encoder", cosines };
}
