/**
 * One form for the ids by which a work is known: `arXiv:2408.10536v1`, `https://arxiv.org/abs/2408.10536`,
 * `10.48550/arXiv.2408.10536` and `arxiv:2408.10536` all become `arxiv:2408.10536`; a DOI, with or without
 * resolver or `doi:`, becomes `doi:10.…` in lower case (DOI names are case-insensitive, ISO 26324). Other ids
 * are only trimmed and put in lower case.
 */
export function workKey(id: string): string {
  const text = id
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(dx\.)?doi\.org\//, "doi:")
    .replace(/^https?:\/\/(www\.|export\.)?arxiv\.org\/(abs|pdf|html)\//, "arxiv:")
    .replace(/^(doi:)?(10\.\d{4,9}\/)/, "doi:$2")
    .replace(/^doi:10\.48550\/arxiv\./, "arxiv:");
  // New-style (2408.10536) and old-style (cs/0112017) arXiv numbers, with an optional version and .pdf.
  const arxiv = /^(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?:\.pdf)?$/.exec(text);
  return arxiv === null ? text : `arxiv:${arxiv[1]}`;
}

/** The stem of the file that holds a work's text: `arXiv:2408.10536v1` -> `arxiv_2408.10536`. */
export function workFileKey(id: string): string {
  return workKey(id).replace(/[^\p{L}\p{N}.-]+/gu, "_");
}
