import { ClaimbookError } from "../../errors.js";
import { openArxiv } from "./arxiv.js";
import { openCrossref } from "./crossref.js";
import { openDblp } from "./dblp.js";
import { openEuropePmc } from "./europe-pmc.js";
import { openLocalLibrary } from "./local-library.js";
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
 * @param names of `sourceNames`
 * @param baseUrls addresses that replace those of single services; before `access.baseUrl`
 * @throws ClaimbookError (`usage`) for a name that is no source's
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

function mirror({ CLAIMBOOK_SOURCES_URL: url }: SourceAccess["env"], name: string): string | undefined {
  return url ? `${url.replace(/\/+$/, "")}/${name}` : undefined;
}
