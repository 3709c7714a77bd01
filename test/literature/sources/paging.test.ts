import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entry, nextOffset, type Paging, paged } from "../../../src/literature/sources/paging.js";

const entry = (number: number): Entry => ({
  source: "arxiv",
  sourceId: String(number),
  ids: {},
  item: { id: String(number), type: "article", title: `T${number}` },
});

async function all(paging: Paging<number>) {
  const ids: number[] = [];
  const problems: string[] = [];
  for await (const page of paged(paging)) {
    ids.push(...page.records.map(({ sourceId }) => Number(sourceId)));
    problems.push(...page.problems);
  }
  return { ids, problems };
}

/** What a server gives from a place on. */
function batch(available: number, place: number, size: number, total: number | undefined) {
  const entries = Array.from({ length: Math.max(0, Math.min(size, available - place)) }, (_, n) =>
    entry(place + n),
  );
  const next = nextOffset(place, entries.length, size, total);
  return {
    entries,
    count: entries.length,
    problems: [],
    ...(total !== undefined && { total }),
    ...(next !== undefined && { next }),
  };
}

describe("paged", () => {
  it("gives everything up to the limit, whatever the total is said to be and however small the pages are", async () => {
    const total = fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined });
    const numbers = fc.tuple(
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 150 }),
    );
    await fc.assert(
      fc.asyncProperty(numbers, fc.infiniteStream(total), async ([available, pageSize, limit], totals) => {
        const ask = async (place: number, size: number) =>
          batch(available, place, size, totals.next().value as number | undefined);
        const { ids } = await all({ first: 0, pageSize, limit, ask });
        expect(ids).toEqual(Array.from({ length: Math.min(available, limit) }, (_, n) => n));
      }),
    );
  });

  it("ends, and repeats nothing, whatever is answered", async () => {
    const answer = fc.record({
      from: fc.integer({ min: 0, max: 60 }),
      count: fc.integer({ min: 0, max: 20 }),
      next: fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }),
      total: fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(answer), async (answers) => {
        let asked = 0;
        const ask = async () => {
          asked++;
          const { from, count, next, total } = answers.next().value!;
          const entries = Array.from({ length: count }, (_, n) => entry(from + n));
          return {
            entries,
            count,
            problems: [],
            ...(next !== undefined && { next }),
            ...(total !== undefined && { total }),
          };
        };
        const { ids } = await all({ first: 0, pageSize: 20, limit: 1_000, ask });
        expect(new Set(ids).size).toBe(ids.length);
        // 80 different entries, at most two barren answers before each of them, three at the end.
        expect(asked).toBeLessThanOrEqual(80 * 3 + 3);
      }),
    );
  });

  it("does not ask beyond what a source gives, and says so", async () => {
    const asked: [number, number][] = [];
    const ask = async (place: number, size: number) => {
      asked.push([place, size]);
      return batch(1_000, place, size, 1_000);
    };
    const { ids, problems } = await all({ first: 0, pageSize: 100, limit: 900, reach: 250, ask });
    expect(asked).toEqual([
      [0, 100],
      [100, 100],
      [200, 50],
    ]);
    expect(ids).toHaveLength(250);
    expect(problems).toEqual(["gives its first 250 records only, of 1000"]);
  });
});
