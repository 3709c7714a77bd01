import type { CslItem } from "../search-log.js";
import type { SourceRecord, WorkIds } from "../sources/source.js";

export type FullTextKind = "jats" | "html" | "latex" | "pdf";

export interface FullTextLink {
  kind: FullTextKind;
  url: string;
}

/** What must be known of a work to look for its text: a `SourceRecord`, or a work that a search found. */
export interface FullTextRecord {
  item: CslItem;
  ids?: WorkIds;
  fullText?: SourceRecord["fullText"];
  retracted?: boolean;
}

/** The forms that say most about a text's structure come first. */
const order: readonly FullTextKind[] = ["jats", "html", "latex", "pdf"];
const mostLinks = 12;

/**
 * Where a work's text may be had, best form first: the links that its sources gave, and those that follow from its
 * arXiv and PubMed Central ids where none of them leads there. At most 12.
 */
export function linksOf({ ids = {}, fullText = [], retracted }: FullTextRecord): FullTextLink[] {
  const links: FullTextLink[] = [...fullText];
  const leadsTo = (host: string) => links.some(({ url }) => hostOf(url).endsWith(host));
  // A withdrawn preprint keeps its number, but its source names no text of it on purpose.
  if (ids.arxiv !== undefined && !retracted && !leadsTo("arxiv.org")) {
    for (const [kind, folder] of [
      ["html", "html"],
      ["latex", "e-print"],
      ["pdf", "pdf"],
    ] as const)
      links.push({ kind, url: `https://arxiv.org/${folder}/${ids.arxiv}` });
  }
  if (ids.pmcid !== undefined && !links.some(({ kind }) => kind === "jats")) {
    const url = `https://www.ebi.ac.uk/europepmc/webservices/rest/${ids.pmcid}/fullTextXML`;
    links.push({ kind: "jats", url });
  }
  const seen = new Set<string>();
  return links
    .filter(({ url }) => !seen.has(url) && seen.add(url))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .slice(0, mostLinks);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}
