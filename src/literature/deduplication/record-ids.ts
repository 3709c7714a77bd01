import type { SourceRecord } from "../sources/source.js";
import { workKey } from "../work-id.js";

/** Registrants of preprint servers: a DOI of theirs and one of a journal may be of one work. */
const preprintRegistrants = new Set(
  "10.48550 10.1101 10.64898 10.2139 10.31234 10.21203 10.20944 10.26434 10.36227 10.31219 10.31235 10.31222 10.35542 10.22541 10.33774 10.2196/preprints 10.12688 10.32388".split(
    " ",
  ),
);

/** Ids of a record that name the work: two records with one of them in common are the same, unless they contradict otherwise. */
export interface RecordIds {
  /** `doi:10.…`, `arxiv:…`, `pmid:…`, …, each in one form. */
  readonly all: readonly string[];
  /** DOI of a publication (no preprint's): a work has one. */
  readonly publishedDoi: string | undefined;
  readonly arxiv: string | undefined;
  readonly pmid: string | undefined;
}

/** The ids of a record in one form each; of an arXiv DOI, the arXiv number. Malformed ones are left out. */
export function recordIds({ ids, item }: Pick<SourceRecord, "ids" | "item">): RecordIds {
  const all = new Set<string>();
  let publishedDoi: string | undefined;
  let arxiv: string | undefined;
  const add = (id: string) => {
    const key = workKey(id);
    if (key.startsWith("arxiv:")) arxiv ??= key;
    else if (key.startsWith("doi:")) {
      if (!isDoi(key)) return;
      if (!isPreprintDoi(key)) publishedDoi ??= key;
    } else return;
    all.add(key);
  };
  if (ids.doi !== undefined) add(asDoi(ids.doi));
  if (item.DOI !== undefined) add(asDoi(item.DOI));
  if (ids.arxiv !== undefined) add(ids.arxiv.replace(/^(?:arxiv:)?/i, "arxiv:"));
  add(item.id);
  const pmid = /^\d{1,9}$/.test(ids.pmid ?? "") ? `pmid:${Number(ids.pmid)}` : undefined;
  if (pmid !== undefined) all.add(pmid);
  if (ids.pmcid !== undefined && /^(?:PMC)?\d+$/i.test(ids.pmcid))
    all.add(`pmcid:${ids.pmcid.replace(/^PMC/i, "")}`);
  if (ids.openalex) all.add(`openalex:${ids.openalex.toLowerCase().replace(/^.*\//, "")}`);
  if (ids.semanticScholar) all.add(`semantic-scholar:${ids.semanticScholar.toLowerCase()}`);
  if (ids.dblp) all.add(`dblp:${ids.dblp.toLowerCase()}`);
  return { all: [...all], publishedDoi, arxiv, pmid };
}

export function isPreprintDoi(key: string): boolean {
  const [registrant = "", suffix = ""] = key.replace(/^doi:/, "").split("/", 2);
  return preprintRegistrants.has(registrant) || preprintRegistrants.has(`${registrant}/${suffix}`);
}

function asDoi(doi: string): string {
  const bare = doi.trim().replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/i, "");
  // Sentence marks that copying took along.
  return `doi:${bare.replace(/[.,;]+$/, "")}`;
}

/** A DOI name: a directory code, a slash and something after it (ISO 26324), of a length that databases have. */
function isDoi(key: string): boolean {
  return key.length <= 300 && /^doi:10\.\d{4,9}(?:\.\d+)*\/\S+$/.test(key);
}
