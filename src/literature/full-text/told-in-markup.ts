/** What a page or an article in XML tells of itself besides its text. */
export interface ToldInMarkup {
  /** Address or name of the licence. */
  licence?: string;
  /** Where the page says that the work's PDF is (`citation_pdf_url`, as indexers of papers read it). */
  pdf?: string;
}

const mostMarkup = 400_000;

/**
 * Reads licence and PDF link out of HTML or JATS: `<link rel="license">`, `<a rel="license">`, `dc.rights`,
 * `ali:license_ref` (NISO RP-22), `<license xlink:href>`, arXiv's note of its licence, `citation_pdf_url`.
 *
 * @param base address that relative links start from
 */
export function toldInMarkup(bytes: Uint8Array, base: string): ToldInMarkup {
  const markup = new TextDecoder().decode(bytes.subarray(0, mostMarkup));
  if (!/^[\uFEFF\s]*</.test(markup)) return {};
  let licence: string | undefined;
  let pdf: string | undefined;
  for (const [tag, name] of markup.matchAll(/<([a-z][a-z:_-]{0,30})\s[^<>]{1,2000}>/gi)) {
    const kind = name?.toLowerCase();
    if (kind === "meta") {
      const key = attribute(tag, "name")?.toLowerCase();
      if (key === "citation_pdf_url") pdf ??= linkOf(attribute(tag, "content"), base);
      else if (key === "dc.rights" || key === "dcterms.license" || key === "dc.rights.uri")
        licence ??= attribute(tag, "content");
    } else if ((kind === "link" || kind === "a") && /\blicense\b/i.test(attribute(tag, "rel") ?? ""))
      licence ??= linkOf(attribute(tag, "href"), base);
    else if (kind === "license") licence ??= linkOf(attribute(tag, "xlink:href"), base);
  }
  licence ??= /<(?:ali:)?license_ref\b[^<>]{0,500}>\s*(https?:[^<\s]{1,300})/i.exec(markup)?.[1];
  licence ??= /\bid="license-tr"[^<>]{0,300}>\s*(?:License:\s*)?([^<]{2,100})/i.exec(markup)?.[1];
  const plain = licence?.replace(/\s+/g, " ").trim().slice(0, 300);
  return { ...(plain && { licence: plain }), ...(pdf !== undefined && { pdf }) };
}

function attribute(tag: string, name: string): string | undefined {
  const at = tag.toLowerCase().indexOf(`${name}=`);
  if (at < 1 || !/[\s"']/.test(tag[at - 1] ?? "")) return undefined;
  const rest = tag.slice(at + name.length + 1);
  const value = /^"([^"]*)"|^'([^']*)'|^([^\s"'>]+)/.exec(rest);
  return (value?.[1] ?? value?.[2] ?? value?.[3])?.replaceAll("&amp;", "&");
}

function linkOf(target: string | undefined, base: string): string | undefined {
  if (target === undefined || !URL.canParse(target, base)) return undefined;
  const { protocol, href } = new URL(target, base);
  return /^https?:$/.test(protocol) && href.length <= 2_000 ? href : undefined;
}
