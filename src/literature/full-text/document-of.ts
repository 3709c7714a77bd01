import { lookup } from "node:dns/promises";
import { now } from "../../clock.js";
import { ClaimbookError } from "../../errors.js";
import { waitForReal } from "../../net/retry.js";
import { byteFormat } from "../documents/format.js";
import { type Document, type ReadDocumentOptions, readDocument } from "../documents/index.js";
import { refusalAsFullText } from "./acceptance.js";
import { type FullTextLink, type FullTextRecord, linksOf } from "./link.js";
import { type FetchedText, type TextAccess, TextClient } from "./text-client.js";
import { type KeptText, TextStore } from "./text-store.js";
import { type ToldInMarkup, toldInMarkup } from "./told-in-markup.js";

export interface FullTextOptions extends Omit<ReadDocumentOptions, "work" | "name" | "title"> {
  /** Folder that texts are kept in: `WORK/SHA256.pdf` with its provenance beside it. A text that is there is not fetched again. */
  folder: string;
  /** Effects; default to the real ones. */
  access?: Partial<TextAccess>;
  /** Shared by several calls, so that pauses and failures of hosts are remembered. Defaults to one of its own. */
  client?: TextClient;
}

/** A link that was tried, and why nothing came of it; the last one may have given the text. */
export interface TriedLink extends FullTextLink {
  reason?: string;
}

export interface FullText extends Omit<KeptText, "bytes"> {
  document: Document;
  /** It was in the folder already. */
  kept: boolean;
  tried: readonly TriedLink[];
}

/** No link led to a work's text. */
export class NoFullTextError extends ClaimbookError {
  readonly tried: readonly TriedLink[];

  constructor(work: string, tried: readonly TriedLink[]) {
    const reasons = tried.map(({ url, reason }) => `${url}: ${reason}`).join("; ");
    super(tried.length === 0 ? "no source names a full text" : `no full text could be had: ${reasons}`, {
      kind: "could-not-run",
      where: work,
      wayOut: "Get the text by hand and put it into the library folder, named after the work's id.",
    });
    this.tried = tried;
  }
}

/** Bytes of a text; below those of `readDocument`, since nobody chose these files one by one. */
const defaultMaxBytes = 50 * 2 ** 20;
/** Pages that lead to pages end. */
const mostTried = 20;

/**
 * The full text of a work: from `folder` if it was kept there, else by its links (JATS, HTML, LaTeX, PDF, in this
 * order), one after the other until one gives a text that can be read, is more than an abstract and begins with the
 * title's words. A page that names the PDF (`citation_pdf_url`) leads there.
 *
 * @param record a `SourceRecord`, or a work of `searchDatabases().included`
 * @throws NoFullTextError with the reason for each link; ClaimbookError (`could-not-run`) when `folder` cannot be written
 */
export async function documentOf(record: FullTextRecord, options: FullTextOptions): Promise<FullText> {
  const { folder, access, client = openTextClient(access), ...reading } = options;
  const { signal, maxBytes = defaultMaxBytes } = reading;
  const work = record.item.id;
  const store = new TextStore(folder);
  const kept = await store.find(work, maxBytes);
  signal?.throwIfAborted();
  if (kept !== undefined) {
    const { file, provenance } = kept;
    const document = await readDocument(kept.bytes, { ...reading, maxBytes, work, name: file });
    return { document, file, provenance, kept: true, tried: [] };
  }
  const tried: TriedLink[] = [];
  const links = linksOf(record);
  for (let link = links.shift(); link !== undefined; link = links.shift()) {
    signal?.throwIfAborted();
    const from = link;
    const { text, reason, pdf } = await fromLink(from, record, client, { ...reading, maxBytes });
    if (text === undefined) {
      tried.push({ ...from, reason });
      const known = [...tried, ...links].some(({ url }) => url === pdf);
      if (pdf !== undefined && !known && tried.length < mostTried) links.unshift({ kind: "pdf", url: pdf });
      continue;
    }
    const { document, fetched, licence } = text;
    const { file, provenance } = await store.keep(fetched.bytes, endingOf(document, fetched.bytes), {
      work,
      kind: kindOf(document),
      link: from.url,
      url: fetched.url,
      date: client.now().toISOString(),
      ...(fetched.mediaType !== undefined && { mediaType: fetched.mediaType }),
      ...(licence !== undefined && { licence }),
    });
    return { document, file, provenance, kept: false, tried: [...tried, from] };
  }
  throw new NoFullTextError(work, tried);
}

interface ReadText {
  document: Document;
  fetched: FetchedText;
  licence: string | undefined;
}

/** The text behind a link, or why there is none; `pdf`: where the page says that it is. */
async function fromLink(
  { url }: FullTextLink,
  { item }: FullTextRecord,
  client: TextClient,
  reading: ReadDocumentOptions & { maxBytes: number },
): Promise<{ text: ReadText; reason?: never; pdf?: never } | { text?: never; reason: string; pdf?: string }> {
  let told: ToldInMarkup = {};
  try {
    const fetched = await client.get(url, reading.maxBytes, reading.signal);
    told = toldInMarkup(fetched.bytes, fetched.url);
    const document = await readDocument(fetched.bytes, { ...reading, work: item.id, name: fetched.url });
    const reason = refusalAsFullText(document, item.title);
    if (reason === undefined)
      return { text: { document, fetched, licence: fetched.licence ?? told.licence } };
    return { reason, ...(told.pdf !== undefined && { pdf: told.pdf }) };
  } catch (error) {
    reading.signal?.throwIfAborted();
    if (!(error instanceof ClaimbookError)) throw error;
    return { reason: error.message, ...(told.pdf !== undefined && { pdf: told.pdf }) };
  }
}

/** A client with the real effects where none are given. */
export function openTextClient(access: Partial<TextAccess> = {}): TextClient {
  const env = access.env ?? process.env;
  return new TextClient({
    fetch: globalThis.fetch,
    clock: () => now(env),
    wait: waitForReal,
    jitter: Math.random,
    resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    ...access,
    env,
  });
}

function kindOf({ format }: Document): FullTextLink["kind"] {
  return format === "arxiv-html" ? "html" : format === "jats" || format === "latex" ? format : "pdf";
}

/** By which a library folder knows the file again. */
function endingOf({ format }: Document, bytes: Uint8Array): string {
  if (format === "arxiv-html") return ".html";
  if (format === "jats") return ".xml";
  if (format === "pdf") return ".pdf";
  const packed = byteFormat(bytes);
  return packed === "gzip" ? ".tar.gz" : packed === "tar" ? ".tar" : packed === "zip" ? ".zip" : ".tex";
}
