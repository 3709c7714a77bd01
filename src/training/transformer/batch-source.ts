import { ClaimbookError } from "../../errors.js";
import type { TokenBatch, TrainableEncoder } from "../../models/text-encoder.js";
import { Random, type RandomState } from "../../random.js";
import {
  type Batch,
  type Composition,
  compositionOf,
  coverageNotice,
  type DatasetMixing,
  mixedComposer,
  TrainingIndex,
} from "../composition/index.js";
import type { TripletTokens } from "./grad-cache.js";
import type { ForTexts, TrainingDataset } from "./options.js";
import { TripletTexts } from "./triplet-texts.js";

export interface BatchSourceOptions {
  datasets: readonly TrainingDataset[];
  mixing: DatasetMixing;
  unfit: "refuse" | "leave out";
  seed: number | string;
  batchSize: number;
  /** Hard negatives a query. */
  negatives: number;
  prefixes: ForTexts<string>;
  maxLength: ForTexts<number>;
  onNotice?: (notice: string) => void;
}

/** Everything that decides which batches are still to come. Plain data. */
export interface BatchSourceState {
  composer: { datasets: RandomState; batches: RandomState[] };
  negatives: RandomState;
}

/** A batch ready for the encoder. */
export interface ReadyBatch {
  batch: Batch;
  tokens: TripletTokens;
  /** Texts that were cut. */
  truncated: number;
  texts: number;
  /** Of the source, right after this batch was drawn. */
  state: BatchSourceState;
}

/** Draws batches and makes tokens of them. */
export class BatchSource {
  readonly #options: BatchSourceOptions;
  readonly #composer: ReturnType<typeof mixedComposer>["composer"];
  readonly #texts: TripletTexts;
  #random: Random;

  constructor(options: BatchSourceOptions) {
    const { datasets, mixing, seed } = options;
    this.#options = options;
    const mixed = datasets
      .map(({ name, texts, locales, composition }) => ({
        name,
        index: new TrainingIndex(texts, locales),
        composition: "compose" in composition ? composition : compositionOf(composition),
      }))
      .filter((each) => this.#fits(each));
    this.#composer = mixedComposer(mixed, mixing, seed).composer;
    const names = new Set(mixed.map(({ name }) => name));
    this.#texts = new TripletTexts(datasets.filter(({ name }) => names.has(name)));
    this.#random = new Random(seed).fork("negatives");
  }

  /** Whether the data set can fill batches; tells what it has to leave out. */
  #fits({ name, index, composition }: { name: string; index: TrainingIndex; composition: Composition }) {
    const { batchSize, unfit, onNotice } = this.#options;
    try {
      const notice = coverageNotice(composition.coverage(index, batchSize));
      if (notice !== undefined) onNotice?.(`data set "${name}": ${notice}`);
      return true;
    } catch (error) {
      if (!(error instanceof ClaimbookError)) throw error;
      if (unfit === "leave out") {
        onNotice?.(`data set "${name}" is left out: ${error.message}`);
        return false;
      }
      throw new ClaimbookError(error.message, {
        kind: error.kind,
        where: `data set "${name}", ${error.where}`,
        wayOut: `${error.wayOut} Or leave the data set out (\`unfit: "leave out"\`).`,
        cause: error,
      });
    }
  }

  state(): BatchSourceState {
    return { composer: this.#composer.state(), negatives: this.#random.state() };
  }

  restore({ composer, negatives }: BatchSourceState): void {
    this.#composer.restore(composer);
    this.#random = Random.restore(negatives);
  }

  /** Draws at once; only the tokens take time. */
  async next(encoder: TrainableEncoder, progress: number): Promise<ReadyBatch> {
    const { batchSize, negatives: perQuery, prefixes, maxLength } = this.#options;
    const batch = this.#composer.next(batchSize, progress);
    const { queries, passages, negatives } = this.#texts.of(batch, perQuery, this.#random);
    const state = this.state();
    const tokenize = (texts: readonly string[], role: "query" | "passage"): Promise<TokenBatch> =>
      encoder.tokenize(texts, { prefix: prefixes[role], maxLength: maxLength[role] });
    const [byQueries, byPassages, byNegatives] = await Promise.all([
      tokenize(queries, "query"),
      tokenize(passages, "passage"),
      negatives.length > 0 ? tokenize(negatives, "passage") : undefined,
    ]);
    return {
      batch,
      tokens: {
        queries: byQueries,
        passages: byPassages,
        ...(byNegatives === undefined ? {} : { negatives: byNegatives }),
      },
      truncated: byQueries.truncated + byPassages.truncated + (byNegatives?.truncated ?? 0),
      texts: queries.length + passages.length + negatives.length,
      state,
    };
  }
}
