import { ClaimbookError } from "../errors.js";
import { compareBytes } from "./byte-order.js";

/** What a pool of candidates is made of, candidate by candidate; embeddings come later, once per model. */
export interface CandidateFacts {
  /** Document identifiers, all different: they break ties between equal scores, as in trec_eval. */
  ids: readonly string[];
  /**
   * What is relevant to whom: the group (picture) that each candidate expresses, 0..groups-1, where a candidate
   * has exactly one; or `relevant`, by group the indices of its candidates, where one may answer several groups
   * (questions) or none. Queries of a group find its candidates relevant.
   */
  groups: ArrayLike<number> | { relevant: readonly ArrayLike<number>[] };
  /** Index of each candidate's locale, 0..locales-1. */
  locales: ArrayLike<number>;
}

/**
 * A pool made ready for ranking. "Position" means the place of a candidate after sorting by locale, so
 * that the pool of one locale is one run of positions. Only typed arrays and numbers: it can be posted to a worker.
 */
export interface Pool {
  size: number;
  localeCount: number;
  groupCount: number;
  /** Position -> index of the candidate in the caller's arrays. */
  order: Int32Array;
  /** Position -> place of the candidate's id in byte order; of two equal scores the greater one ranks first. */
  tieRank: Int32Array;
  /** Locale l holds the positions `localeStart[l]` up to `localeStart[l + 1]`. */
  localeStart: Int32Array;
  /** Members of group g: `groupMembers[groupStart[g]]` up to `groupStart[g + 1]`, ascending positions. */
  groupStart: Int32Array;
  groupMembers: Int32Array;
}

/**
 * Sorts out everything about a pool that does not depend on the model: call it once, rank many models.
 *
 * @throws ClaimbookError (usage) for arrays of different lengths, negative indices, an id that occurs twice, or a
 *   group that names a candidate twice or one that does not exist
 */
export function preparePool(facts: CandidateFacts): Pool {
  const size = facts.ids.length;
  const { groups } = facts;
  const one = "relevant" in groups ? undefined : groups;
  if ((one !== undefined && one.length !== size) || facts.locales.length !== size) {
    const counted = one === undefined ? "" : `, ${one.length} groups`;
    throw new ClaimbookError(
      `${size} candidate ids${counted} and ${facts.locales.length} locales do not match`,
      {
        kind: "usage",
        where: "preparePool",
        wayOut: "Give one id, one group and one locale per candidate.",
      },
    );
  }
  const localeCount = highest(facts.locales, "locale") + 1;
  const { starts: localeStart, items: order } = bucketSort(facts.locales, localeCount);
  const idRank = byteOrderRanks(facts.ids);
  const tieRank = Int32Array.from(order, (candidate) => idRank[candidate]!);
  const membership =
    one === undefined
      ? fromLists((groups as { relevant: readonly ArrayLike<number>[] }).relevant, order)
      : bucketSort(
          Int32Array.from(order, (candidate) => one[candidate]!),
          highest(one, "group") + 1,
        );
  const { starts: groupStart, items: groupMembers } = membership;
  const groupCount = groupStart.length - 1;
  return { size, localeCount, groupCount, order, tieRank, localeStart, groupStart, groupMembers };
}

/** Members by group as positions, ascending, from lists of candidates. */
function fromLists(
  relevant: readonly ArrayLike<number>[],
  order: Int32Array,
): { starts: Int32Array; items: Int32Array } {
  const position = new Int32Array(order.length);
  order.forEach((candidate, p) => {
    position[candidate] = p;
  });
  const starts = new Int32Array(relevant.length + 1);
  relevant.forEach((members, g) => {
    starts[g + 1] = starts[g]! + members.length;
  });
  const items = new Int32Array(starts[relevant.length]!);
  relevant.forEach((members, g) => {
    const own = items.subarray(starts[g]!, starts[g + 1]!);
    for (let i = 0; i < members.length; i++) {
      const candidate = members[i]!;
      if (!Number.isInteger(candidate) || candidate < 0 || candidate >= order.length) {
        throw badGroup(g, `names the candidate ${candidate} of ${order.length}`);
      }
      own[i] = position[candidate]!;
    }
    own.sort();
    const twice = own.findIndex((p, i) => i > 0 && p === own[i - 1]);
    if (twice > 0) throw badGroup(g, `names candidate ${order[own[twice]!]} twice`);
  });
  return { starts, items };
}

function badGroup(group: number, what: string): ClaimbookError {
  return new ClaimbookError(`group ${group} ${what}`, {
    kind: "usage",
    where: "preparePool",
    wayOut: "List each relevant candidate of a group once, by its index in `ids`.",
  });
}

/**
 * The place (0-based) of every string when sorted by its UTF-8 bytes, as C's `strcmp` sorts trec_eval's document ids.
 *
 * @throws ClaimbookError (usage) when a string occurs twice
 */
export function byteOrderRanks(ids: readonly string[]): Int32Array {
  const order = Array.from(ids, (_, i) => i);
  order.sort((a, b) => compareBytes(ids[a]!, ids[b]!));
  const ranks = new Int32Array(ids.length);
  for (let place = 0; place < order.length; place++) {
    const i = order[place]!;
    if (place > 0 && ids[order[place - 1]!] === ids[i]) {
      throw new ClaimbookError(`the candidate id ${JSON.stringify(ids[i])} occurs twice`, {
        kind: "usage",
        where: `candidates ${order[place - 1]} and ${i}`,
        wayOut: "Make the ids of the candidates unique, e.g. picture:locale.",
      });
    }
    ranks[i] = place;
  }
  return ranks;
}

/** Counting sort that keeps the order within a bucket. */
function bucketSort(keys: ArrayLike<number>, buckets: number): { starts: Int32Array; items: Int32Array } {
  const starts = new Int32Array(buckets + 1);
  for (let i = 0; i < keys.length; i++) starts[keys[i]! + 1]!++;
  for (let b = 0; b < buckets; b++) starts[b + 1]! += starts[b]!;
  const next = starts.slice(0, buckets);
  const items = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    items[next[key]!] = i;
    next[key]!++;
  }
  return { starts, items };
}

function highest(values: ArrayLike<number>, what: string): number {
  let top = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isInteger(value) || value < 0) {
      throw new ClaimbookError(`candidate ${i} has the ${what} ${value}`, {
        kind: "usage",
        where: "preparePool",
        wayOut: `A ${what} is an index: 0, 1, 2, ...`,
      });
    }
    if (value > top) top = value;
  }
  return top;
}
