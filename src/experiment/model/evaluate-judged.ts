import { existsSync } from "node:fs";
import path from "node:path";
import type { CorpusDocument, JudgedRetrieval } from "../../datasets/index.js";
import { ClaimbookError } from "../../errors.js";
import { compareBytes } from "../../evaluation/byte-order.js";
import { evaluateRun, exactSearch, type Run } from "../../evaluation/index.js";
import { loadEncoder, type TransformerEncoder } from "../../models/transformer/index.js";
import { type BackendName, useBackend } from "../../tensor/index.js";
import { defaultMaxLength, defaultPrefixes } from "../../training/transformer/text-defaults.js";
import { judgedMeasures } from "../judged-scores.js";
import { type Score, Scores } from "../scores.js";

/** A fine-tuned model that was saved. */
export interface SavedModel {
  method: string;
  seed: number;
  folder: string;
}

export interface JudgedOptions {
  /** Defaults to the fastest that is set up. */
  backend?: BackendName;
  /** Documents that are encoded and searched at a time; bounds the memory. Defaults to 8,192. */
  block?: number;
  signal?: AbortSignal;
  /** Told after each block. */
  onProgress?: (state: { method: string; seed: number; set: string; documents: number }) => void;
}

/** Places of a ranking that are kept: what Recall@100 needs. */
const kept = 100;

/**
 * Evaluates fine-tuned models on collections with judgements (MIRACL, BEIR): every document of the corpus is encoded
 * and compared with every query, block by block. Queries of every collection weigh alike as a whole.
 *
 * @returns `ndcg` (nDCG@10) and `recall` (Recall@100) of every judged query
 * @throws {ClaimbookError} kind `could-not-run` for a model or a corpus that is not there
 */
export async function judgedScores(
  models: readonly SavedModel[],
  sets: readonly JudgedRetrieval[],
  options: JudgedOptions = {},
): Promise<Scores> {
  const missing = models.find(({ folder }) => !existsSync(path.join(folder, "config.json")));
  if (missing !== undefined) {
    throw new ClaimbookError(
      `the fine-tuned model of ${missing.method}, seed ${missing.seed}, is not there`,
      {
        kind: "could-not-run",
        where: missing.folder,
        wayOut:
          "Its training was taken from an earlier run. Run again with --no-reuse, which trains and saves anew.",
      },
    );
  }
  await useBackend(options.backend ?? "auto");
  const queries = sets.flatMap((set, s) => judgedQueries(set).map((id) => ({ set: s, id })));
  const values: Record<keyof typeof judgedMeasures, Record<string, Float64Array[]>> = {
    ndcg: {},
    recall: {},
  };
  for (const { method, seed, folder } of models) {
    const encoder = await loadEncoder(folder);
    const rows = { ndcg: new Float64Array(queries.length), recall: new Float64Array(queries.length) };
    try {
      for (const [s, set] of sets.entries()) {
        const found = evaluateRun(
          set.qrels,
          await searched(
            encoder,
            set,
            (documents) => options.onProgress?.({ method, seed, set: set.record.name, documents }),
            options,
          ),
          Object.values(judgedMeasures),
        ).perQuery;
        queries.forEach(({ set: of, id }, q) => {
          if (of !== s) return;
          rows.ndcg[q] = found[judgedMeasures.ndcg]![id] ?? Number.NaN;
          rows.recall[q] = found[judgedMeasures.recall]![id] ?? Number.NaN;
        });
      }
    } finally {
      encoder.dispose();
    }
    for (const key of ["ndcg", "recall"] as const) {
      values[key][method] ??= [];
      values[key][method].push(rows[key]);
    }
  }
  const weights = Float64Array.from(queries, ({ set }) => 1 / judgedQueries(sets[set]!).length);
  const score = (key: keyof typeof judgedMeasures): Score => ({
    label: judgedMeasures[key],
    better: "higher",
    digits: 3,
    clusters: queries.map((_, q) => q),
    weights,
    values: values[key],
  });
  return new Scores({ ndcg: score("ndcg"), recall: score("recall") }, models[0]!.seed);
}

/** Queries with a judgement, in the order of the set. */
function judgedQueries({ queries, qrels }: JudgedRetrieval): string[] {
  return [...queries.keys()].filter((id) => Object.keys(qrels[id] ?? {}).length > 0);
}

async function searched(
  encoder: TransformerEncoder,
  set: JudgedRetrieval,
  tell: (documents: number) => void,
  { block = 8192, signal }: JudgedOptions,
): Promise<Run> {
  const asked = judgedQueries(set);
  const limits = signal === undefined ? {} : { signal };
  const queryVectors = await encoder.encode(
    asked.map((id) => set.queries.get(id)!),
    { prefix: defaultPrefixes.query, maxLength: defaultMaxLength.query, ...limits },
  );
  const best = asked.map((): { id: string; score: number }[] => []);
  let documents = 0;
  const take = async (texts: readonly CorpusDocument[]) => {
    const vectors = await encoder.encode(
      texts.map(({ title, text }) => (title ? `${title}\n${text}` : text)),
      { prefix: defaultPrefixes.passage, maxLength: defaultMaxLength.passage, ...limits },
    );
    const ids = texts.map(({ id }) => id);
    const hits = exactSearch(queryVectors, vectors, encoder.dim, Math.min(kept, texts.length), {
      ids,
      ...limits,
    });
    best.forEach((list, q) => {
      for (let i = q * hits.k; i < (q + 1) * hits.k; i++)
        list.push({ id: ids[hits.indices[i]!]!, score: hits.scores[i]! });
      list.sort((a, b) => b.score - a.score || compareBytes(b.id, a.id));
      list.length = Math.min(list.length, kept);
    });
    documents += texts.length;
    tell(documents);
  };
  let texts: CorpusDocument[] = [];
  for await (const document of set.corpus()) {
    signal?.throwIfAborted();
    texts.push(document);
    if (texts.length < block) continue;
    await take(texts);
    texts = [];
  }
  if (texts.length > 0) await take(texts);
  return Object.fromEntries(
    asked.map((id, q) => [id, Object.fromEntries(best[q]!.map((hit) => [hit.id, hit.score]))]),
  );
}
