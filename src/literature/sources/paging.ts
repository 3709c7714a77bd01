import type { SourcePage, SourceRecord } from "./source.js";

/** A record before its place in the source's order is known. */
export type Entry = Omit<SourceRecord, "rank">;

/** What one request brought, before it is compared with what came before. */
export interface Batch<Place> {
  entries: readonly Entry[];
  /** Entries on the page, with those that could not be read. */
  count: number;
  total?: number;
  problems: readonly string[];
  /** Where the next page begins; absent after the last one. */
  next?: Place;
}

export interface Paging<Place> {
  /** Where the first page begins. */
  first: Place;
  /** Most records that one request may ask for. */
  pageSize: number;
  /** Most records wanted. */
  limit: number;
  /** Entries that the source gives at most, whatever it has; a search that comes there says so. */
  reach?: number;
  ask: (place: Place, size: number) => Promise<Batch<Place>>;
  /** Whether an entry may satisfy the query. Defaults to all. */
  wanted?: (entry: Entry) => boolean;
}

/** Answers in a row that bring nothing new before a search is over. */
const mostBarren = 3;
/** Entries looked through for every record wanted, where the query is applied here. */
const perWanted = 20;

/**
 * Page after page until the limit or the end. What a source says of totals is not trusted: the end is a page without
 * next place, or pages that bring nothing new, so that a wrong total loses nothing and repeated pages end.
 */
export async function* paged<Place extends string | number>(
  paging: Paging<Place>,
): AsyncGenerator<SourcePage> {
  const { limit, wanted = () => true, pageSize, reach = Number.POSITIVE_INFINITY } = paging;
  const seen = new Set<string>();
  let kept = 0;
  let through = 0;
  let barren = 0;
  let place: Place | undefined = paging.first;
  while (place !== undefined && kept < limit) {
    const most = paging.wanted === undefined ? Math.min(pageSize, limit - kept) : pageSize;
    const size = typeof place === "number" ? Math.min(most, reach - place) : most;
    const batch: Batch<Place> = await paging.ask(place, size);
    const fresh = batch.entries.filter(({ sourceId }) => !seen.has(sourceId) && seen.add(sourceId));
    const problems = [...batch.problems];
    const records: SourceRecord[] = [];
    let filtered = 0;
    for (const entry of fresh) {
      through++;
      if (!wanted(entry)) filtered++;
      else if (kept < limit) {
        kept++;
        records.push({ ...entry, rank: through });
      }
    }
    barren = fresh.length === 0 ? barren + 1 : 0;
    const { total, next } = batch;
    const more = total !== undefined && total > seen.size;
    const asked: Place = place;
    place = next;
    if (kept >= limit) place = undefined;
    else if (barren === 1 && batch.entries.length > 0) {
      // A cache on the way may have given an old page for a new place.
      place = asked;
      problems.push("a page brought only what was there before: asked again");
    } else if (barren >= mostBarren) {
      place = undefined;
      problems.push(
        `${mostBarren} pages in a row brought nothing new${more ? `, though ${total} records are said to be there` : ""}`,
      );
    } else if (next !== undefined && through >= Math.max(1000, limit * perWanted)) {
      place = undefined;
      problems.push(
        `looked through ${through} records, of which ${kept} may satisfy the query; the rest was not asked for`,
      );
    } else if (next !== undefined && (typeof next === "number" ? next : through) >= reach) {
      place = undefined;
      problems.push(`gives its first ${reach} records only${total === undefined ? "" : `, of ${total}`}`);
    } else if (next === undefined && more)
      problems.push(`${total} records are said to be there, ${seen.size} came`);
    yield {
      records,
      ...(total !== undefined && { total }),
      problems,
      ...(filtered > 0 && { filtered }),
    };
  }
}

/**
 * Where the next page begins, for sources that count from the beginning. An empty page while more is said to be there
 * is asked for again (arXiv gives such pages now and then); a page full to the brim is followed by another one, even
 * where the total says that it was the last.
 *
 * @param count entries on the page
 * @param size entries asked for
 */
export function nextOffset(
  offset: number,
  count: number,
  size: number,
  total: number | undefined,
): number | undefined {
  if (count === 0) return total !== undefined && total > offset ? offset : undefined;
  return count >= size || (total !== undefined && offset + count < total) ? offset + count : undefined;
}
