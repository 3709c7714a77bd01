import type { Clock } from "../../clock.js";
import type { Wait } from "../../net/retry.js";
import type { Timer } from "../../net/timer.js";
import type { Library } from "../library/library.js";
import type { Query } from "../query/query.js";
import type { CslItem } from "../search-log.js";

/** Where records come from. The local library is a folder; the others are asked over HTTP. */
export const sourceNames = [
  "arxiv",
  "crossref",
  "dblp",
  "europe-pmc",
  "openalex",
  "pubmed",
  "semantic-scholar",
  "local-library",
] as const;
export type SourceName = (typeof sourceNames)[number];

/** Identifiers of one work, as a source knows them; lower case where the scheme ignores case. */
export interface WorkIds {
  /** Without resolver or prefix, e.g. `10.48550/arxiv.2408.10536`. */
  doi?: string;
  /** Without version, e.g. `2408.10536`. */
  arxiv?: string;
  pmid?: string;
  /** With its prefix, e.g. `PMC123`. */
  pmcid?: string;
  openalex?: string;
  semanticScholar?: string;
  dblp?: string;
}

/** One record as one source gave it. */
export interface SourceRecord {
  source: SourceName;
  /** The record's id within the source. */
  sourceId: string;
  ids: WorkIds;
  /** Bibliography in CSL-JSON; `id` is the best work id known here, e.g. `arXiv:2408.10536v1` or `doi:10.…`. Plain text, no markup. */
  item: CslItem;
  /** `v1`, `v2`, … of a preprint, or `published`. */
  version?: string;
  /** The source says that the work was retracted or withdrawn. */
  retracted?: boolean;
  /** Where a full text may be had. */
  fullText?: readonly { kind: "html" | "latex" | "pdf" | "jats"; url: string }[];
  /** Place in the source's order, from 1. */
  rank: number;
}

/** What one request brought. */
export interface SourcePage {
  records: readonly SourceRecord[];
  /** How many the source says there are in all; it may be wrong, and is not there for every source. */
  total?: number;
  /** Entries that could not be read, each in words; the others of the page are kept. */
  problems: readonly string[];
  /** Entries that the source gave although the query excludes them (what it cannot express is looked at here). */
  filtered?: number;
}

export interface SourceOptions {
  /** Most records wanted from this source. */
  limit: number;
  /** First and last year of publication, both included. */
  since?: number;
  until?: number;
  signal?: AbortSignal;
}

/** A database that can be searched. */
export interface Source {
  readonly name: SourceName;
  /** As a reader knows it, e.g. `Semantic Scholar`. */
  readonly title: string;
  /** The query in the source's own language, as it will be sent, and what of it the source cannot express. */
  translate(
    query: Query,
    options: Pick<SourceOptions, "since" | "until">,
  ): { sent: string; lost: readonly string[] };
  /**
   * Pages of records, until `limit`, the end, or answers in a row that bring nothing new. Retries what passes (429, 5xx,
   * timeouts, cut-off bodies) as the source's manners ask.
   *
   * @throws ClaimbookError (`could-not-run`) once the source cannot be asked any more; pages given before stay good
   */
  search(query: Query, options: SourceOptions): AsyncIterable<SourcePage>;
}

/** What a source needs from outside. */
export interface SourceAccess {
  /** Replaces the address of the service (scheme, host, port), e.g. of a local server. */
  baseUrl?: string;
  fetch: typeof fetch;
  clock: Clock;
  wait: Wait;
  /** Uniform in [0, 1): jitter of the pauses. */
  jitter: () => number;
  /** Contact address sent along, and keys, from the environment: `CLAIMBOOK_MAILTO`, `OPENALEX_API_KEY`, … */
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without a byte after which a connection counts as dead; four times that for a whole answer. Defaults to 30,000. */
  timeout?: number;
  /** Measures that. Defaults to real time. */
  timer?: Timer;
  /** What the local library source searches. Defaults to the folder `CLAIMBOOK_LIBRARY`, or claimbook's own. */
  library?: Library;
  /** Told of every pause and retry. */
  onRetry?: (source: SourceName, reason: Error, milliseconds: number) => void;
}
