import { setImmediate } from "node:timers/promises";
import type { ParallelText } from "../../datasets/retrieval-data.js";
import { normalized } from "../../datasets/text.js";
import { ClaimbookError } from "../../errors.js";
import { exactSearch, type SearchHits } from "../../evaluation/index.js";
import type { TrainableEncoder } from "../../models/text-encoder.js";
import { assertBackend } from "../../tensor/backend.js";
import { assertWhole } from "../whole-number.js";
import type { ForTexts } from "./options.js";
import { defaultMaxLength, defaultPrefixes } from "./text-defaults.js";

export interface MiningOptions {
  /** The most negatives for each passage. Defaults to 4. */
  perQuery?: number;
  /** How many of the best wrong passages are passed over: many of them are right, only nobody said so. Defaults to 0. */
  skipTop?: number;
  /**
   * How far below the right passage's similarity a negative must be, -2..2; one that is nearer is likely right too.
   * Without it any will do, also one that is more similar than the right passage.
   */
  margin?: number;
  /** As in the training. Defaults to those of multilingual E5. */
  prefixes?: ForTexts<string>;
  /** As in the training. Defaults to 64 and 256. */
  maxLength?: ForTexts<number>;
  signal?: AbortSignal;
  /** Called after every block of queries. */
  onProgress?: (progress: { locale: string; queries: number; of: number }) => void;
}

export interface MinedNegatives {
  /** The texts that were given, with the negatives that were found in place of any they had. */
  texts: ParallelText[];
  /** Negatives in all. */
  negatives: number;
  /** Passages with queries for which none was found. */
  without: number;
}

/** Queries that are searched for at a time. */
const queryBlock = 256;

/**
 * Hard negatives from what an encoder (of an earlier checkpoint, say) takes for similar: for each passage the wrong
 * passages of its language that are nearest to its queries, those in its language where there are any, else those in
 * others (as in ANCE, Xiong et al. 2021, arXiv 2007.00808; margin as in NV-Retriever, de Souza P. Moreira et al. 2024,
 * arXiv 2407.15831). Exact: every query is compared with every passage of the language.
 *
 * Never a passage of the same group, nor one whose text is the same as one of the group's when
 * `normalized`, nor the same text twice. Needs an active tensor backend; leaves no tensor behind.
 *
 * @throws {ClaimbookError} kind `usage` for counts that make no sense
 */
export async function mineNegatives(
  encoder: TrainableEncoder,
  texts: readonly ParallelText[],
  options: MiningOptions = {},
): Promise<MinedNegatives> {
  assertBackend();
  const { perQuery = 4, skipTop = 0, margin } = options;
  assertWhole("perQuery", perQuery, 1);
  assertWhole("skipTop", skipTop, 0);
  if (margin !== undefined && !(margin >= -2 && margin <= 2)) {
    throw new ClaimbookError(`margin must be from -2 to 2, not ${margin}`, {
      kind: "usage",
      where: "margin",
    });
  }
  const groups = groupFacts(texts);
  const found = new Map<ParallelText, string[]>();
  let without = 0;
  for (const locale of new Set(texts.map((text) => text.locale))) {
    const entries = texts.filter((text) => text.locale === locale && text.passage !== "");
    const asked = entries.flatMap((entry, passage) =>
      questionsFor(entry, groups.get(entry.group)!.queries).map((text) => ({ text, passage })),
    );
    if (asked.length === 0) continue;
    const candidates = new Map<string, string>();
    for (const { passage } of entries) {
      if (!candidates.has(normalized(passage))) candidates.set(normalized(passage), passage);
    }
    const facts = asked.map(({ text, passage }) => ({
      text,
      passage,
      own: normalized(entries[passage]!.passage),
      right: groups.get(entries[passage]!.group)!.keys,
    }));
    const lists = await search(encoder, candidates, facts, { ...options, perQuery, skipTop, locale });
    const names = [...candidates.values()];
    for (const passage of new Set(asked.map((each) => each.passage))) {
      const negatives = merged(lists.get(passage) ?? [], perQuery).map((index) => names[index]!);
      if (negatives.length === 0) without++;
      else found.set(entries[passage]!, negatives);
    }
  }
  return {
    texts: texts.map((text) => {
      const { negatives: _, ...rest } = text;
      const negatives = found.get(text);
      return negatives === undefined ? rest : { ...rest, negatives };
    }),
    negatives: [...found.values()].reduce((sum, list) => sum + list.length, 0),
    without,
  };
}

interface GroupFacts {
  queries: { locale: string; text: string }[];
  /** All passages of the group, normalised. */
  keys: Set<string>;
}

function groupFacts(texts: readonly ParallelText[]): Map<number, GroupFacts> {
  const groups = new Map<number, GroupFacts>();
  for (const { group, locale, queries, passage } of texts) {
    const facts = groups.get(group) ?? { queries: [], keys: new Set() };
    groups.set(group, facts);
    for (const text of queries) facts.queries.push({ locale, text });
    if (passage !== "") facts.keys.add(normalized(passage));
  }
  return groups;
}

function questionsFor({ locale, queries }: ParallelText, all: GroupFacts["queries"]): readonly string[] {
  return queries.length > 0 ? queries : all.filter((each) => each.locale !== locale).map(({ text }) => text);
}

type Candidate = { score: number; index: number };

interface Question {
  text: string;
  /** Whose negatives it looks for. */
  passage: number;
  /** That passage, normalised. */
  own: string;
  /** All passages that answer it, in any language, normalised. */
  right: ReadonlySet<string>;
}

/**
 * By passage: for each of its queries the best wrong candidates, best first.
 *
 * @param candidates different texts by their keys; those found are named by their place
 */
async function search(
  encoder: TrainableEncoder,
  candidates: ReadonlyMap<string, string>,
  asked: readonly Question[],
  options: MiningOptions & { perQuery: number; skipTop: number; locale: string },
): Promise<Map<number, Candidate[][]>> {
  const { perQuery, skipTop, margin, signal, onProgress } = options;
  const prefixes = options.prefixes ?? defaultPrefixes;
  const maxLength = options.maxLength ?? defaultMaxLength;
  const encode = (list: readonly string[], role: "query" | "passage") =>
    encoder.encode(list, {
      prefix: prefixes[role],
      maxLength: maxLength[role],
      ...(signal === undefined ? {} : { signal }),
    });
  const { dim } = encoder;
  const keys = [...candidates.keys()];
  const places = new Map(keys.map((each, place) => [each, place]));
  const passages = await encode([...candidates.values()], "passage");
  const queries = await encode(
    asked.map(({ text }) => text),
    "query",
  );
  const lists = new Map<number, Candidate[][]>();
  let done = 0;
  const take = (q: number, hits: SearchHits, row: number): boolean => {
    const { passage, own, right } = asked[q]!;
    const limit =
      margin === undefined
        ? Number.POSITIVE_INFINITY
        : dot(queries, q * dim, passages, places.get(own)! * dim, dim) - margin;
    const list = Array.from({ length: hits.k }, (_, i) => ({
      score: hits.scores[row * hits.k + i]!,
      index: hits.indices[row * hits.k + i]!,
    }))
      .filter(({ index }) => !right.has(keys[index]!))
      .slice(skipTop)
      .filter(({ score }) => score <= limit)
      .slice(0, perQuery);
    if (list.length < perQuery && hits.k < keys.length) return false;
    lists.set(passage, [...(lists.get(passage) ?? []), list]);
    return true;
  };
  for (let from = 0; from < asked.length; from += queryBlock) {
    let left = Array.from({ length: Math.min(queryBlock, asked.length - from) }, (_, i) => from + i);
    // As many as there may be right ones and ones to pass over; how many a margin rules out only the search tells.
    let k = perQuery + skipTop + Math.max(...left.map((q) => asked[q]!.right.size));
    while (left.length > 0) {
      const rows = new Float32Array(left.length * dim);
      for (const [row, q] of left.entries()) rows.set(queries.subarray(q * dim, (q + 1) * dim), row * dim);
      const hits = exactSearch(rows, passages, dim, k, signal === undefined ? {} : { signal });
      left = left.filter((q, row) => !take(q, hits, row));
      k *= 4;
      // The search is one piece of work: this is where a signal can arrive.
      await setImmediate();
    }
    done += Math.min(queryBlock, asked.length - from);
    onProgress?.({ locale: options.locale, queries: done, of: asked.length });
  }
  return lists;
}

/** The best of what all queries of a passage have found, each once. */
function merged(lists: readonly Candidate[][], perQuery: number): number[] {
  const best = lists.flat().sort((a, b) => b.score - a.score || a.index - b.index);
  return [...new Set(best.map(({ index }) => index))].slice(0, perQuery);
}

function dot(a: Float32Array, fromA: number, b: Float32Array, fromB: number, dim: number): number {
  let sum = 0;
  for (let i = 0; i < dim; i++) sum += a[fromA + i]! * b[fromB + i]!;
  return sum;
}
