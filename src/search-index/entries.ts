import { ClaimbookError } from "../errors.js";
import { compareBytes } from "../evaluation/byte-order.js";
import { checkEmbeddings } from "../evaluation/rank-input.js";
import type { IndexHit, IndexItems, Metadata } from "./search-index.js";

/** Ids and metadata of an index, by the order in which they were added. */
export class Entries {
  readonly ids: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly metadata: (Metadata | undefined)[] = [];

  get size(): number {
    return this.ids.length;
  }

  /** @throws ClaimbookError as `SearchIndex.add`; nothing has been added then */
  check(items: IndexItems, dim: number): void {
    const { ids, vectors, metadata } = items;
    checkEmbeddings("index", vectors, ids.length, dim);
    if (metadata !== undefined && metadata.length !== ids.length) {
      throw usage(
        `${metadata.length} metadata for ${ids.length} ids`,
        "Give one for each id, or none at all.",
      );
    }
    const own = new Set<string>();
    for (const id of ids) {
      if (this.places.has(id) || own.has(id)) {
        throw usage(`the id ${JSON.stringify(id)} is there already`, "Give every vector an id of its own.");
      }
      own.add(id);
    }
  }

  add({ ids, metadata }: IndexItems): void {
    ids.forEach((id, i) => {
      this.places.set(id, this.ids.length);
      this.ids.push(id);
      this.metadata.push(metadata?.[i]);
    });
  }

  hit(place: number, score: number): IndexHit {
    const metadata = this.metadata[place];
    const id = this.ids[place]!;
    return metadata === undefined ? { id, score } : { id, score, metadata };
  }

  /** Best first, as `SearchIndex.search` orders hits. */
  static order(hits: IndexHit[]): IndexHit[] {
    return hits.sort((a, b) => b.score - a.score || compareBytes(b.id, a.id));
  }

  /** One line a vector: its id and, where it has any, its metadata. */
  *lines(): Generator<string> {
    for (let i = 0; i < this.ids.length; i++) {
      const metadata = this.metadata[i];
      yield `${JSON.stringify(metadata === undefined ? { id: this.ids[i] } : { id: this.ids[i], metadata })}\n`;
    }
  }
}

export function usage(what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where: "search index", wayOut });
}

/** @throws ClaimbookError (usage) for queries of another length, or k below 1 */
export function checkQuery(queries: Float32Array, dim: number, k: number): number {
  const count = Math.floor(queries.length / dim);
  checkEmbeddings("query", queries, count, dim);
  if (!Number.isInteger(k) || k < 1)
    throw usage(`${k} best vectors are not to be had`, "Ask for k = 1, 2, 3, ...");
  return count;
}
