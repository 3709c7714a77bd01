import { ClaimbookError } from "../../errors.js";
import type { Line } from "../../net/line.js";
import { noConnection } from "../../net/no-connection.js";
import { Pace } from "../../net/pace.js";
import { isPassing, pauseBefore, retryAfter } from "../../net/retry.js";
import { visit } from "../../net/visit.js";
import { whoAsks } from "../../net/who-asks.js";
import { mirrorOf } from "../sources/mirror.js";
import type { SourceAccess } from "../sources/source.js";
import { type Resolve, refusalOf, refusalOfResolved } from "./public-address.js";

/** What fetching texts needs from outside: as sources need it. */
export type TextAccess = Pick<
  SourceAccess,
  "fetch" | "clock" | "wait" | "jitter" | "env" | "timeout" | "timer"
> & {
  /** What a host's name stands for; without it, names are judged as they are written. */
  resolve?: Resolve;
  /** Told of every pause and retry. */
  onRetry?: (url: string, reason: Error, milliseconds: number) => void;
};

export interface FetchedText {
  bytes: Buffer;
  /** Where it was in the end, after redirects. */
  url: string;
  mediaType?: string;
  /** As the answer's `Link` header names it (RFC 8288, relation `license`). */
  licence?: string;
}

const attempts = 3;
/** Milliseconds without a byte after which a connection counts as dead. */
const stalled = 30_000;
/** Milliseconds in which a text has to be there as a whole, as a multiple of `stalled`. */
const patience = 10;
/** A server that wants to be left alone for longer is not waited for, nor asked again meanwhile. */
const longestAsked = 60_000;
const mostRedirects = 8;
/** Texts in a row that a host failed to give, after which it is not asked any more. */
const mostFailures = 3;

interface Host {
  queue: Promise<unknown>;
  pace: Pace;
  failures: number;
  /** Time until which it wants to be left alone. */
  restsUntil?: number;
}

/**
 * Fetches texts from any host, with manners: one request at a time and a pause between them for each host, who asks,
 * `Retry-After`, growing pauses, an end to waiting, to size and to redirects. Addresses come from strangers: those of
 * private networks are not asked. Use one client for all texts of a run.
 *
 * `CLAIMBOOK_SOURCES_URL` (a mirror) is asked in place of every host, as `MIRROR/full-text/HOST/PATH`.
 */
export class TextClient {
  readonly #access: TextAccess;
  readonly #hosts = new Map<string, Host>();
  readonly #mirror: string | undefined;

  constructor(access: TextAccess) {
    this.#access = access;
    this.#mirror = mirrorOf(access.env);
  }

  /** By the clock that it was given. */
  now(): Date {
    return this.#access.clock();
  }

  /**
   * @param maxBytes a larger text is not fetched to its end
   * @throws ClaimbookError (`could-not-run`) naming the address and why nothing came of it; the signal's reason
   */
  async get(link: string, maxBytes: number, signal?: AbortSignal): Promise<FetchedText> {
    if (!URL.canParse(link)) throw fault(link, "is no address", "Look for another link.");
    const url = new URL(link);
    const host = this.#host(url.hostname);
    const turn = host.queue.then(() => this.#get(url, host, maxBytes, signal));
    host.queue = turn.catch(() => {});
    return turn;
  }

  #host(name: string): Host {
    const known = this.#hosts.get(name) ?? {
      queue: Promise.resolve(),
      pace: new Pace(this.#access),
      failures: 0,
    };
    this.#hosts.set(name, known);
    return known;
  }

  async #get(url: URL, host: Host, maxBytes: number, signal: AbortSignal | undefined): Promise<FetchedText> {
    const { clock, jitter, wait, onRetry } = this.#access;
    if (host.failures >= mostFailures)
      throw fault(url.href, `${url.hostname} failed ${mostFailures} times in a row`, "Try again later.");
    if (host.restsUntil !== undefined && clock().getTime() < host.restsUntil)
      throw fault(url.href, `${url.hostname} wants to be left alone`, "Try again later.");
    for (let failures = 1; ; failures++) {
      signal?.throwIfAborted();
      await host.pace.next(intervalOf(url), signal);
      const { text, error, asked = 0, passing } = await this.#attempt(url, maxBytes, signal);
      if (text !== undefined) {
        host.failures = 0;
        return text;
      }
      if (asked > longestAsked) host.restsUntil = clock().getTime() + asked;
      if (!passing || failures >= attempts || asked > longestAsked) {
        host.failures = passing ? host.failures + 1 : 0;
        throw error;
      }
      const pause = pauseBefore(failures, asked, jitter());
      onRetry?.(url.href, error, pause);
      await wait(pause, signal);
    }
  }

  #attempt(start: URL, maxBytes: number, signal: AbortSignal | undefined): Promise<Attempt> {
    const { fetch, timer, timeout = stalled } = this.#access;
    return visit<Attempt>(start, {
      fetch,
      headers: { "user-agent": whoAsks(this.#access.env), accept: "*/*" },
      signal,
      stalled: timeout,
      patience,
      timer,
      asked: (url) => this.#asked(url),
      follow: redirected,
      read: (url, response, line) => this.#read(url, response, line, maxBytes),
      refused: (error) => ({ error, passing: false }),
      broken: (url, cause, slow) => ({
        error: noConnection(url.href, cause, slow, "Try again later."),
        passing: true,
      }),
    });
  }

  async #asked(url: URL): Promise<string> {
    const { resolve } = this.#access;
    const refusal =
      refusalOf(url) ??
      (this.#mirror === undefined && resolve !== undefined
        ? await refusalOfResolved(url, resolve)
        : undefined);
    if (refusal !== undefined) throw fault(url.href, `is not asked: ${refusal}`, elsewhere);
    if (this.#mirror === undefined) return url.href;
    return `${this.#mirror}/full-text/${url.host}${url.pathname}${url.search}`;
  }

  async #read(url: URL, response: Response, line: Line, maxBytes: number): Promise<Attempt> {
    if (!response.ok) {
      response.body?.cancel().catch(() => {});
      const { status } = response;
      const asked = retryAfter(response.headers.get("retry-after"), this.#access.clock());
      return { error: fault(url.href, meaningOf(status), elsewhere), asked, passing: isPassing(status) };
    }
    const tooLarge = () =>
      fault(url.href, `is larger than ${Math.floor(maxBytes / 2 ** 20)} MiB`, "Raise `maxBytes`.");
    if (Number(response.headers.get("content-length")) > maxBytes) {
      response.body?.cancel().catch(() => {});
      throw tooLarge();
    }
    const bytes = await line.body(response, maxBytes);
    if (bytes === undefined) throw tooLarge();
    const mediaType = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    const licence = /<(https?:\/\/[^>\s]{1,300})>\s*;[^,]{0,200}\brel="?license\b/i.exec(
      response.headers.get("link")?.slice(0, 4_000) ?? "",
    )?.[1];
    const text = {
      bytes,
      url: url.href,
      ...(mediaType && { mediaType }),
      ...(licence !== undefined && { licence }),
    };
    return { text, passing: false };
  }
}

type Attempt =
  | { text: FetchedText; error?: never; asked?: number; passing: boolean }
  | { text?: never; error: ClaimbookError; asked?: number; passing: boolean };

const elsewhere = "Look for another link.";

/** Milliseconds between requests: arXiv asks for three seconds, nobody for more. */
function intervalOf({ hostname }: URL): number {
  return /(?:^|\.)arxiv\.org$/.test(hostname) ? 3_000 : 1_000;
}

function redirected(from: URL, target: string, hops: number): URL {
  if (hops >= mostRedirects) throw fault(from.href, `more than ${mostRedirects} redirects`, elsewhere);
  if (!URL.canParse(target, from.href))
    throw fault(from.href, "it sends on to what is no address", elsewhere);
  const to = new URL(target, from.href);
  if (from.protocol === "https:" && to.protocol === "http:")
    throw fault(from.href, `it sends on to ${to.origin} without encryption`, elsewhere);
  return to;
}

function meaningOf(status: number): string {
  if (status === 401 || status === 402 || status === 403)
    return `it is not given to everyone (status ${status})`;
  if (status === 404 || status === 410) return `there is nothing (status ${status})`;
  if (status === 429) return "it asks for fewer requests (status 429)";
  return status >= 500
    ? `the server is in trouble (status ${status})`
    : `no text is given (status ${status})`;
}

function fault(where: string, what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "could-not-run", where: where.slice(0, 300), wayOut });
}
