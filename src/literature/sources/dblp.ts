import { printQuery, type Query } from "../query/index.js";
import { type Dialect, prepare } from "./database.js";
import { PoliteClient } from "./manners.js";
import { type Batch, type Entry, nextOffset, paged } from "./paging.js";
import { plainLine } from "./plain-text.js";
import { arxivIn, entryOf, nameOf, sorted } from "./record.js";
import type { Source, SourceAccess, SourceOptions } from "./source.js";
import { element, elements, readXml, textIn, type XmlElement } from "./xml.js";

const dialect: Dialect = {
  title: "DBLP",
  fields: new Set(),
  searched: new Set(["title", "author"]),
  phrases: false,
  and: true,
  or: true,
  not: false,
  years: false,
  yearsApart: false,
};

/**
 * DBLP's publication search (XML). Requests 1.5 seconds apart, at most 1000 records each, the first 10,000 of a
 * search. It knows no abstracts: words are looked for in titles, names and venues, as beginnings of words.
 */
export function openDblp(access: SourceAccess): Source {
  const client = new PoliteClient(
    { source: "dblp", title: "DBLP", baseUrl: "https://dblp.org", interval: 1_500 },
    access,
  );
  const fitted = (query: Query, options: Pick<SourceOptions, "since" | "until">) => {
    const prepared = prepare(query, options, dialect);
    const { sent, lost } = expression(prepared.query);
    return { ...prepared, sent, lost: [...prepared.lost, ...lost] };
  };
  return {
    name: "dblp",
    title: "DBLP",
    translate(query, options) {
      const { sent, lost } = fitted(query, options);
      return { sent, lost };
    },
    async *search(query, options) {
      const { sent, wanted } = fitted(query, options);
      yield* paged<number>({
        first: 0,
        pageSize: 100,
        limit: options.limit,
        reach: 10_000,
        ...(wanted && { wanted }),
        ask: (first, size) => ask(client, sent, first, size, options),
      });
    },
  };
}

async function ask(
  client: PoliteClient,
  q: string,
  first: number,
  size: number,
  { signal }: SourceOptions,
): Promise<Batch<number>> {
  const parameters = { q, format: "xml", h: size, f: first, c: 0 };
  const { value: hits, faults } = await client.get("search/publ/api", parameters, readResult, signal);
  const found = elements(hits, "hit");
  const { entries, problems } = sorted(found.map(read));
  const said = hits?.attributes.total;
  const total = said !== undefined && /^\d{1,12}$/.test(said) ? Number(said) : undefined;
  const next = nextOffset(first, found.length, size, total);
  return {
    entries,
    count: found.length,
    problems: [...faults, ...problems],
    ...(total !== undefined && { total }),
    ...(next !== undefined && { next }),
  };
}

function readResult(body: string) {
  const { root, faults } = readXml(body);
  const hits = root?.name === "result" ? element(root, "hits") : undefined;
  if (hits === undefined)
    return { value: hits, faults: ["there is no list of hits in it", ...faults], unusable: true };
  return { value: hits, faults };
}

const types: Readonly<Record<string, string>> = {
  "Journal Articles": "article-journal",
  "Conference and Workshop Papers": "paper-conference",
  "Books and Theses": "book",
  "Parts in Books or Collections": "chapter",
  Editorship: "book",
  "Reference Works": "entry",
  "Data and Artifacts": "dataset",
};

function read(hit: XmlElement): Entry | string {
  const info = element(hit, "info");
  const get = (name: string) => textIn(element(info, name))?.trim();
  const key = get("key");
  if (key === undefined || !hit.closed)
    return `a hit${key === undefined ? " without key" : ` (${key})`} is cut off`;
  if (!/^[\w/.:+-]{1,200}$/.test(key)) return `a hit with a key that is none (${plainLine(key, 80)})`;
  const links = elements(info, "ee").map((ee) => textIn(ee)?.trim());
  const type = get("type") ?? "";
  const informal = type.startsWith("Informal") || key.startsWith("journals/corr/");
  // CoRR is arXiv: journals/corr/abs-2408-10536.
  const corr = /^journals\/corr\/abs-(\d{4})-(\d{4,5})$/.exec(key);
  return entryOf({
    source: "dblp",
    sourceId: key,
    ids: {
      dblp: key,
      doi: get("doi"),
      arxiv: corr === null ? links.find((link) => arxivIn(link) !== undefined) : `${corr[1]}.${corr[2]}`,
    },
    type: informal ? "article" : (types[type] ?? "document"),
    // Titles end with a full stop of DBLP's own.
    title: get("title")?.replace(/\.$/, ""),
    authors: elements(element(info, "authors"), "author").map((author) =>
      // Namesakes are told apart by a number.
      nameOf(textIn(author)?.replace(/ \d{4}$/, "")),
    ),
    date: [Number(get("year") ?? Number.NaN)],
    venue: get("venue"),
    volume: get("volume"),
    issue: get("number"),
    pages: get("pages"),
    url: links[0] ?? `https://dblp.org/rec/${key}`,
    version: informal ? undefined : "published",
    retracted: /withdrawn/i.test(type),
    fullText:
      get("access") === "open"
        ? links.map((url) => ({ kind: /\.pdf$/i.test(url ?? "") ? "pdf" : "html", url }) as const)
        : [],
  });
}

/** More alternatives than this would make a longer address than servers take. */
const mostClauses = 30;

/** DBLP's query language: blank for AND, `|` for OR between words; brackets do not exist, so ANDs of ORs only. */
function expression(query: Query): { sent: string; lost: string[] } {
  const clauses = clausesOf(query);
  if (clauses !== undefined) return { sent: clauses.map((words) => words.join("|")).join(" "), lost: [] };
  // Any word of an OR of ANDs is a weaker question, which brackets are not needed for.
  const words = [...new Set(wordsIn(query))];
  return {
    sent: words.join("|"),
    lost: [`DBLP has no brackets: ${printQuery(query)} is sent as any of its words`],
  };
}

/** As an AND of ORs of words; undefined where that grows too long. */
function clausesOf(query: Query): string[][] | undefined {
  if (query.kind === "term") return wordsIn(query).map((word) => [word]);
  if (query.kind !== "and" && query.kind !== "or") return [];
  const parts = query.parts.map(clausesOf);
  let joined: string[][] = query.kind === "and" ? [] : [[]];
  for (const part of parts) {
    if (part === undefined) return undefined;
    joined =
      query.kind === "and"
        ? [...joined, ...part]
        : joined.flatMap((left) => part.map((right) => [...new Set([...left, ...right])]));
    if (joined.length > mostClauses) return undefined;
  }
  return joined;
}

function wordsIn(query: Query): string[] {
  if (query.kind === "term")
    return query.text
      .replace(/[^\p{L}\p{M}\p{N}'-]+/gu, " ")
      .trim()
      .split(" ")
      .filter((word) => word !== "");
  return query.kind === "and" || query.kind === "or" ? query.parts.flatMap(wordsIn) : [];
}
