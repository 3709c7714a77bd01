import { ClaimbookError } from "../../errors.js";
import { openArxiv } from "./arxiv.js";
import { openCrossref } from "./crossref.js";
import { openDblp } from "./dblp.js";
import { openEuropePmc } from "./europe-pmc.js";
import { openLocalLibrary } from "./local-library.js";
import { mirrorOf } from "./mirror.js";
import { openOpenAlex } from "./openalex.js";
import { openPubmed } from "./pubmed.js";
import { openSemanticScholar } from "./semantic-scholar.js";
import { type Source, type SourceAccess, type SourceName, sourceNames } from "./source.js";

export {
  type Source,
  type SourceAccess,
  type SourceName,
  type SourceOptions,
  type SourcePage,
  type SourceRecord,
  sourceNames,
  type WorkIds,
} from "./source.js";

const openers: Record<SourceName, (access: SourceAccess) => Source> = {
  arxiv: openArxiv,
  crossref: openCrossref,
  dblp: openDblp,
  "europe-pmc": openEuropePmc,
  "local-library": openLocalLibrary,
  openalex: openOpenAlex,
  pubmed: openPubmed,
  "semantic-scholar": openSemanticScholar,
};

/**
 * The sources of these names, in their order; opening asks nothing. Each keeps its own pauses between requests, so
 * open them once for all searches of a process.
 *
 * Read from the environment (none is needed; empty counts as unset):
 *
 * | variable | kind | used by | what it does |
 * |---|---|---|---|
 * | `CLAIMBOOK_MAILTO` | contact, not secret | all (user agent); Crossref, OpenAlex, PubMed, Europe PMC (parameter) | tells who asks: Crossref's polite pool, 5 requests a second instead of 1 |
 * | `OPENALEX_API_KEY` | secret | OpenAlex (parameter `api_key`) | OpenAlex wants a key since 2026-02; 10 requests a second instead of 1 |
 * | `SEMANTIC_SCHOLAR_API_KEY` | secret | Semantic Scholar (header `x-api-key`) | a limit of one's own, 1 request a second; without it status 429 is usual |
 * | `NCBI_API_KEY` | secret | PubMed (parameter `api_key`) | 10 requests a second instead of 3 |
 * | `CROSSREF_PLUS_TOKEN` | secret | Crossref (header `crossref-plus-api-token`) | Crossref's paid pool |
 * | `CLAIMBOOK_LIBRARY` | setting | local library | folder to search instead of the library that comes with claimbook |
 * | `CLAIMBOOK_SOURCES_URL` | setting | all over HTTP | a mirror or test server that has each database below its name, e.g. `http://localhost:4711` with `/arxiv`, `/crossref`; keys go there too |
 *
 * arXiv, DBLP and Europe PMC know no keys. Secrets stand in no error, log or record.
 *
 * @param names of `sourceNames`
 * @param baseUrls addresses that replace those of single services; before `access.baseUrl`
 * @throws ClaimbookError (`usage`) for a name that is no source's, or a `CLAIMBOOK_SOURCES_URL` that is no address
 */
export function openSources(
  names: readonly string[],
  access: SourceAccess & { baseUrls?: Partial<Record<SourceName, string>> },
): Source[] {
  return [...new Set(names)].map((name) => {
    const open = openers[name as SourceName];
    if (open === undefined)
      throw new ClaimbookError(`there is no source "${name}"`, {
        kind: "usage",
        where: "sources",
        wayOut: `Sources are ${sourceNames.join(", ")}.`,
      });
    const baseUrl = access.baseUrls?.[name as SourceName] ?? access.baseUrl ?? mirror(access.env, name);
    return open({ ...access, ...(baseUrl !== undefined && { baseUrl }) });
  });
}

function mirror(env: SourceAccess["env"], name: string): string | undefined {
  const url = mirrorOf(env);
  return url === undefined ? undefined : `${url}/${name}`;
}
