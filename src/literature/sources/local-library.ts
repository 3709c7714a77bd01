import MiniSearch from "minisearch";
import { defaultLibrary, type Library, openLibrary } from "../library/library.js";
import { locatedPassages, type Work } from "../library/work.js";
import {
  all,
  type Content,
  contentOf,
  mayMatch,
  printQuery,
  type Query,
  splitYears,
} from "../query/index.js";
import { wordsOf } from "../words/words.js";
import { plainLine, plainText } from "./plain-text.js";
import { doiIn, entryOf } from "./record.js";
import type { Source, SourceAccess, SourceOptions, SourceRecord } from "./source.js";

/**
 * A folder of works, `access.library`, the folder that `CLAIMBOOK_LIBRARY` names, or the library that comes with
 * claimbook. The whole grammar is understood; a term without field may also stand in a work's texts. Ranked by BM25
 * (MiniSearch: BM25+ of Lv and Zhai 2011; titles count double).
 */
export function openLocalLibrary(access: SourceAccess): Source {
  let opened: Library | undefined;
  const library = () => {
    const folder = access.env.CLAIMBOOK_LIBRARY;
    opened ??= access.library ?? (folder ? openLibrary(folder) : defaultLibrary());
    return opened;
  };
  return {
    name: "local-library",
    title: "Local library",
    translate: (query, options) => ({ sent: printQuery(withYears(query, options)), lost: [] }),
    async *search(query, options) {
      options.signal?.throwIfAborted();
      const asked = withYears(query, options);
      const found = ranked(library().works, asked);
      const records: SourceRecord[] = [];
      const problems: string[] = [];
      for (const [index, work] of found.slice(0, options.limit).entries()) {
        const record = recordOf(work, index + 1);
        if (typeof record === "string") problems.push(record);
        else records.push(record);
      }
      yield { records, total: found.length, problems };
    },
  };
}

function withYears(query: Query, options: Pick<SourceOptions, "since" | "until">): Query {
  if (options.since === undefined && options.until === undefined) return query;
  const { rest, from, to } = splitYears(query, options);
  const years: Query = {
    kind: "years",
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  return rest === undefined ? years : all([rest, years]);
}

/** The works that satisfy the query, the best first. */
function ranked(works: readonly Work[], query: Query): Work[] {
  const matching = works.filter((work) => mayMatch(query, wholeOf(work)));
  const index = new MiniSearch<{ id: number; title: string; text: string }>({
    fields: ["title", "text"],
    tokenize: (text) => wordsOf(text).map(({ term }) => term),
    processTerm: (term) => term,
  });
  index.addAll(matching.map((work, id) => ({ id, title: work.item.title, text: textsOf(work) })));
  const hits = index.search(sought(query).join(" "), { boost: { title: 2 }, combineWith: "OR" });
  const score = new Map(hits.map((hit) => [hit.id as number, hit.score]));
  return matching
    .map((work, id) => ({ work, score: score.get(id) ?? 0 }))
    .sort((a, b) => b.score - a.score || (a.work.id < b.work.id ? -1 : 1))
    .map(({ work }) => work);
}

/** The texts of all terms that are not excluded. */
function sought(query: Query): string[] {
  if (query.kind === "term") return [query.text];
  return query.kind === "and" || query.kind === "or" ? query.parts.flatMap(sought) : [];
}

function textsOf(work: Work): string {
  return locatedPassages(work)
    .map(({ text }) => text)
    .join("\n");
}

/** All that there is of a work: what is not in here is not there. */
function wholeOf(work: Work): Content {
  return {
    abstract: "",
    authors: [],
    venue: "",
    ...contentOf(work.item),
    fullText: textsOf(work),
    complete: true,
  };
}

function recordOf({ id, item }: Work, rank: number): SourceRecord | string {
  const extra: Record<string, unknown> = item;
  const made = entryOf({
    source: "local-library",
    sourceId: id,
    ids: {
      arxiv: id,
      doi: doiIn(item.DOI) ?? doiIn(id),
      pmid: stringOf(extra.PMID) ?? /^pmid:(\d+)$/i.exec(id)?.[1],
      pmcid: stringOf(extra.PMCID),
    },
    type: item.type,
    title: item.title,
    abstract: item.abstract,
    authors: item.author ?? [],
    version: /v\d+$/.exec(/^arxiv:/i.test(id) ? id : "")?.[0],
  });
  if (typeof made === "string") return made;
  // The library's own record counts: its id, and all that it says besides.
  const plain = {
    title: plainLine(item.title),
    ...(item.abstract !== undefined && { abstract: plainText(item.abstract) }),
  };
  return { ...made, item: { ...item, ...plain }, rank };
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
