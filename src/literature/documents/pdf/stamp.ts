import type { PdfPage } from "./page.js";

/** `arXiv:2408.10536v1 [cs.IR] 20 Aug 2024`, upwards along the first page's edge. */
export function stampOf(page: PdfPage | undefined): string | undefined {
  const turned = page?.runs
    .filter((run) => run.turned)
    .map((run) => run.text)
    .join("");
  const id = /arXiv:\s?(\d{4}\.\d{4,5}v\d+)/.exec(turned ?? "")?.[1];
  return id === undefined ? undefined : `arXiv:${id}`;
}
