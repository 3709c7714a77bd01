import type { ParallelText } from "../../datasets/retrieval-data.js";
import { ClaimbookError } from "../../errors.js";
import {
  preparePool,
  queryValues,
  rankQueriesOnCpu,
  type Setting,
  weightedMean,
} from "../../evaluation/index.js";
import type { TrainableEncoder } from "../../models/text-encoder.js";
import { Random } from "../../random.js";
import { type Composition, composer, multilingualContrastive, TrainingIndex } from "../composition/index.js";
import { contrastiveLoss } from "./grad-cache.js";
import type { ForTexts } from "./options.js";
import { TripletTexts } from "./triplet-texts.js";

/** When to look, and when to give up. */
interface Watch {
  /** Steps between two evaluations; there is one after the last step too. */
  every: number;
  /** Evaluations without a new best before training stops. Defaults to 3; `Number.POSITIVE_INFINITY` for never. */
  patience?: number;
}

/**
 * - `map`: mean average precision (higher is better) of the queries of `texts` over their passages, which are relevant
 *   where they are of the query's group.
 * - `loss`: InfoNCE (lower is better) of batches that are the same at every evaluation.
 * - or a measure of your own, which must give the same for the same weights.
 */
export type Validation = Watch &
  (
    | { metric: "map"; texts: readonly ParallelText[] /** Defaults to `multilingual`. */; setting?: Setting }
    | {
        metric: "loss";
        texts: readonly ParallelText[];
        /** Defaults to multilingual contrastive. */
        composition?: Composition;
        /** Defaults to 4. */
        batches?: number;
        /** Pairs a batch. Defaults to 32. */
        batchSize?: number;
      }
    | {
        metric: {
          name: string;
          higherIsBetter: boolean;
          of: (encoder: TrainableEncoder, signal?: AbortSignal) => Promise<number>;
        };
      }
  );

/** How texts become vectors in this training. */
export interface TextSettings {
  prefixes: ForTexts<string>;
  maxLength: ForTexts<number>;
  temperature: number;
  chunk: number;
}

export function higherIsBetter({ metric }: Validation): boolean {
  return typeof metric === "object" ? metric.higherIsBetter : metric === "map";
}

/** The measure as plain data: part of a checkpoint's configuration. */
export function describeValidation(validation: Validation): Record<string, unknown> {
  const { every, patience = 3, metric } = validation;
  const name = typeof metric === "object" ? metric.name : metric;
  const shown = { every, patience: String(patience), metric: name };
  if (validation.metric === "map") return { ...shown, setting: validation.setting ?? "multilingual" };
  if (validation.metric !== "loss") return shown;
  const { composition = multilingualContrastive(), batches = 4, batchSize = 32 } = validation;
  return { ...shown, composition: composition.describe(), batches, batchSize };
}

/**
 * The measure as a function of an encoder's weights.
 *
 * @throws {ClaimbookError} kind `usage` for a validation set without queries, or without enough for a batch
 */
export function evaluator(
  validation: Validation,
  settings: TextSettings,
): (encoder: TrainableEncoder, signal?: AbortSignal) => Promise<number> {
  const { metric } = validation;
  if (typeof metric === "object") return metric.of;
  return validation.metric === "map"
    ? meanAveragePrecision(validation.texts, validation.setting ?? "multilingual", settings)
    : meanLoss(validation as Extract<Validation, { metric: "loss" }>, settings);
}

function meanAveragePrecision(
  texts: readonly ParallelText[],
  setting: Setting,
  { prefixes, maxLength }: TextSettings,
) {
  const number = <T>(values: Iterable<T>) => new Map([...new Set(values)].map((value, i) => [value, i]));
  const locales = number(texts.map(({ locale }) => locale));
  const groups = number(texts.map(({ group }) => group));
  const answers = texts.filter(({ passage }) => passage !== "");
  const asked = texts.flatMap(({ queries, group, locale }) =>
    queries.map((text) => ({ text, group: groups.get(group)!, locale: locales.get(locale)! })),
  );
  if (asked.length === 0 || answers.length === 0) {
    throw new ClaimbookError("the validation set has no queries or no passages", {
      kind: "usage",
      where: "validation",
    });
  }
  const pool = preparePool({
    ids: answers.map(({ group, locale }) => `${group}:${locale}`),
    groups: answers.map(({ group }) => groups.get(group)!),
    locales: answers.map(({ locale }) => locales.get(locale)!),
  });
  return async (encoder: TrainableEncoder, signal?: AbortSignal) => {
    const encode = (list: readonly string[], role: "query" | "passage") =>
      encoder.encode(list, {
        prefix: prefixes[role],
        maxLength: maxLength[role],
        ...(signal === undefined ? {} : { signal }),
      });
    const candidates = await encode(
      answers.map(({ passage }) => passage),
      "passage",
    );
    const queries = await encode(
      asked.map(({ text }) => text),
      "query",
    );
    const table = rankQueriesOnCpu(
      pool,
      candidates,
      {
        embeddings: queries,
        groups: asked.map(({ group }) => group),
        locales: asked.map(({ locale }) => locale),
      },
      encoder.dim,
    );
    const { values, weights } = queryValues(table, "AP", setting);
    return weightedMean(values, weights);
  };
}

function meanLoss(
  {
    texts,
    composition = multilingualContrastive(),
    batches = 4,
    batchSize = 32,
  }: Extract<Validation, { metric: "loss" }>,
  { prefixes, maxLength, temperature, chunk }: TextSettings,
) {
  const { next } = composer(composition, new TrainingIndex(texts), undefined, "validation");
  const triplets = new TripletTexts([{ name: "validation", texts }]);
  const random = new Random("validation").fork("negatives");
  const made = Array.from({ length: batches }, () => triplets.of(next(batchSize), 0, random));
  return async (encoder: TrainableEncoder, signal?: AbortSignal) => {
    let sum = 0;
    for (const { queries, passages } of made) {
      signal?.throwIfAborted();
      const tokens = {
        queries: await encoder.tokenize(queries, { prefix: prefixes.query, maxLength: maxLength.query }),
        passages: await encoder.tokenize(passages, {
          prefix: prefixes.passage,
          maxLength: maxLength.passage,
        }),
      };
      sum += await contrastiveLoss(encoder, tokens, { temperature, chunk });
    }
    return sum / made.length;
  };
}
