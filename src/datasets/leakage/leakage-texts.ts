import type { ParallelCorpus } from "../parallel/index.js";
import type { JudgedRetrieval, ParallelRetrieval, ParallelTraining } from "../retrieval-data.js";

/** A text that training sees, or that an evaluation rests on. */
export interface LeakageText {
  text: string;
  /** What the data set calls it. */
  id: string;
  /** BCP 47. */
  locale: string;
  /** Asks, or is what is asked for. */
  part: "query" | "passage";
  /** Of the data set; absent for a candidate that nothing asks for. */
  group?: number;
}

/** One side of a comparison. */
export interface LeakageSide {
  name: string;
  texts: Iterable<LeakageText> | AsyncIterable<LeakageText>;
}

/** What `sideOf` can make a side of. */
export type LeakageSource =
  | LeakageSide
  | ParallelTraining
  | ParallelRetrieval
  | JudgedRetrieval
  | ParallelCorpus;

/** Everything of a training, a retrieval task or a corpus that could leak; of judged data, see `judgedSide`. */
export function sideOf(source: LeakageSource): LeakageSide {
  if (!("record" in source)) return source;
  if ("candidates" in source) return retrievalSide(source);
  if ("qrels" in source) return judgedSide(source);
  if ("data" in source) return corpusSide(source);
  return trainingSide(source);
}

/** Everything that a training sees: queries, passages and hard negatives. */
export function trainingSide({ record, texts }: ParallelTraining): LeakageSide {
  return {
    name: record.name,
    texts: texts.flatMap(({ group, locale, queries, passage, negatives = [] }): LeakageText[] => {
      const id = `${group}:${locale}`;
      return [
        // Empty where a language is only ever asked in.
        ...(passage === "" ? [] : [{ text: passage, id, locale, part: "passage" as const, group }]),
        ...queries.map((text, q) => ({
          text,
          id: `${id}:query ${q}`,
          locale,
          part: "query" as const,
          group,
        })),
        ...negatives.map((text, n) => ({
          text,
          id: `${id}:negative ${n}`,
          locale,
          part: "passage" as const,
          group,
        })),
      ];
    }),
  };
}

/**
 * The queries of a retrieval task and its candidates.
 *
 * @param which candidates that nothing asks for are left out with `relevant`. Defaults to `all`
 */
export function retrievalSide(
  { record, locales, queries, candidates, relevant }: ParallelRetrieval,
  which: "all" | "relevant" = "all",
): LeakageSide {
  const groupOf = new Map<number, number>();
  for (const [group, mine] of relevant.entries()) {
    for (const candidate of mine) if (!groupOf.has(candidate)) groupOf.set(candidate, group);
  }
  return {
    name: record.name,
    texts: [
      ...queries.texts.map((text, q) => ({
        text,
        id: queries.ids[q]!,
        locale: locales[queries.locales[q]!]!,
        part: "query" as const,
        group: queries.groups[q]!,
      })),
      ...candidates.texts.flatMap((text, c): LeakageText[] => {
        const group = groupOf.get(c);
        if (group === undefined && which === "relevant") return [];
        return [
          {
            text,
            id: candidates.ids[c]!,
            locale: locales[candidates.locales[c]!]!,
            part: "passage",
            ...(group === undefined ? {} : { group }),
          },
        ];
      }),
    ],
  };
}

/** Every sentence of a corpus, as a passage; the group is its place in the corpus. */
export function corpusSide({ record, data }: ParallelCorpus): LeakageSide {
  return {
    name: record.name,
    texts: data.texts.flatMap((byNumber, l) =>
      [...byNumber].map(([group, text]) => ({
        text,
        id: `${data.sentences[group]!.id}:${data.locales[l]}`,
        locale: data.locales[l]!,
        part: "passage" as const,
        group,
      })),
    ),
  };
}

/**
 * The queries of judged data and the documents that are relevant to one of them; reads the corpus once. The rest of a
 * corpus is the world that is searched: training may well have seen it.
 */
export function judgedSide({ record, locale, queries, qrels, corpus }: JudgedRetrieval): LeakageSide {
  const relevant = new Set(
    Object.values(qrels).flatMap((levels) => Object.keys(levels).filter((id) => levels[id]! >= 1)),
  );
  async function* texts(): AsyncGenerator<LeakageText> {
    for (const [id, text] of queries) yield { text, id, locale, part: "query" };
    for await (const { id, title, text } of corpus()) {
      if (!relevant.has(id)) continue;
      yield { text: title === undefined ? text : `${title}\n${text}`, id, locale, part: "passage" };
    }
  }
  return { name: record.name, texts: texts() };
}
