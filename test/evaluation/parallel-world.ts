import fc from "fast-check";
import type { ParallelRetrieval } from "../../src/datasets/retrieval-data.js";

/**
 * A small parallel retrieval data set with its vectors: sentences that answer several questions or none,
 * questions that some languages lack, and few distinct integer vectors, so that scores are exact and often tie.
 */
export const parallelWorld = fc
  .record({
    dim: fc.integer({ min: 1, max: 4 }),
    languages: fc.integer({ min: 1, max: 4 }),
    groups: fc.integer({ min: 1, max: 5 }),
    candidates: fc.integer({ min: 1, max: 25 }),
    queries: fc.integer({ min: 1, max: 12 }),
  })
  .chain((size) => {
    const rows = (count: number) =>
      fc
        .array(fc.integer({ min: -1, max: 1 }), { minLength: count * size.dim, maxLength: count * size.dim })
        .map((values) => Float32Array.from(values));
    const indices = (count: number, below: number) =>
      fc
        .array(fc.integer({ min: 0, max: below - 1 }), { minLength: count, maxLength: count })
        .map((values) => Int32Array.from(values));
    return fc
      .record({
        ids: fc.uniqueArray(fc.string({ maxLength: 3 }), {
          minLength: size.candidates,
          maxLength: size.candidates,
        }),
        locales: indices(size.candidates, size.languages),
        relevant: fc.array(
          fc
            .uniqueArray(fc.integer({ min: 0, max: size.candidates - 1 }), { maxLength: 6 })
            .map((members) => Int32Array.from(members).sort()),
          { minLength: size.groups, maxLength: size.groups },
        ),
        queryLocales: indices(size.queries, size.languages),
        queryGroups: indices(size.queries, size.groups),
        candidates: rows(size.candidates),
        queries: rows(size.queries),
      })
      .map((drawn) => ({
        dim: size.dim,
        candidates: drawn.candidates,
        queries: drawn.queries,
        data: {
          record: {} as ParallelRetrieval["record"],
          locales: Array.from({ length: size.languages }, (_, l) => `l${l}`),
          queries: {
            ids: Array.from(drawn.queryLocales, (_, q) => `q${q}`),
            texts: Array.from(drawn.queryLocales, () => ""),
            locales: drawn.queryLocales,
            groups: drawn.queryGroups,
          },
          candidates: { ids: drawn.ids, texts: drawn.ids.map(() => ""), locales: drawn.locales },
          relevant: drawn.relevant,
        } satisfies ParallelRetrieval,
      }));
  });
