import { ClaimbookError } from "../../errors.js";
import type { Line } from "../../net/line.js";
import { noConnection } from "../../net/no-connection.js";
import { Pace } from "../../net/pace.js";
import { isPassing, pauseBefore, retryAfter } from "../../net/retry.js";
import { visit } from "../../net/visit.js";
import { whoAsks } from "../../net/who-asks.js";
import { plainLine } from "./plain-text.js";
import type { SourceAccess, SourceName } from "./source.js";

/** How a database wants to be asked. */
export interface Manners {
  source: SourceName;
  /** As a reader knows it. */
  title: string;
  /** Where it is; `SourceAccess.baseUrl` replaces it. */
  baseUrl: string;
  /** Milliseconds between the starts of two requests. */
  interval: number;
  /** Sent with every request, e.g. a key. */
  headers?: Readonly<Record<string, string>>;
  /** Parameters that errors must not show. */
  secrets?: readonly string[];
  /** What a reader can do when the database refuses who asks, e.g. `Check NCBI_API_KEY.` */
  keyHint?: string;
}

/** What a reader made of an answer. */
export interface Understood<T> {
  value: T;
  /** What is wrong with the body as a whole: it is asked for again, and taken as it is if that does not help. */
  faults: readonly string[];
  /** Nothing of it can be used: an error, if it stays so. */
  unusable?: boolean;
}

const attempts = 5;
/** How often a body that cannot be read as a whole is asked for. */
const readings = 3;
/** Milliseconds without a byte after which a connection counts as dead. */
const stalled = 30_000;
/** Milliseconds in which an answer has to be there as a whole, as a multiple of `stalled`. */
const patience = 4;
/** A server that wants to be left alone for longer is not waited for. */
const longestAsked = 300_000;
const mostBytes = 64 * 1024 * 1024;
const mostRedirects = 5;

/**
 * Asks one database over HTTP with the manners that it wants: one request at a time with pauses between, who asks,
 * `Retry-After`, growing pauses with jitter after 408, 425, 429, 5xx, broken connections and broken bodies, an end to
 * waiting and to size. Redirects are followed to the same host only, so keys go nowhere else.
 */
export class PoliteClient {
  readonly #manners: Manners;
  readonly #access: SourceAccess;
  readonly #pace: Pace;
  #interval: number;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(manners: Manners, access: SourceAccess) {
    this.#manners = manners;
    this.#access = access;
    this.#pace = new Pace(access);
    this.#interval = manners.interval;
  }

  /**
   * The answer to a GET request, understood.
   *
   * @param path below the base address
   * @param parameters in their order; undefined ones are left away
   * @throws ClaimbookError (`could-not-run`) when the database cannot be asked or refuses
   */
  async get<T>(
    path: string,
    parameters: Readonly<Record<string, string | number | undefined>>,
    understand: (body: string) => Understood<T>,
    signal?: AbortSignal,
  ): Promise<Understood<T>> {
    // One after the other: pauses between requests mean nothing otherwise.
    const turn = this.#queue.then(() => this.#get(this.#url(path, parameters), understand, signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  #url(path: string, parameters: Readonly<Record<string, string | number | undefined>>): URL {
    const base = (this.#access.baseUrl ?? this.#manners.baseUrl).replace(/\/+$/, "");
    const url = new URL(`${base}/${path}`);
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.append(name, String(value));
    return url;
  }

  async #get<T>(
    url: URL,
    understand: (body: string) => Understood<T>,
    signal: AbortSignal | undefined,
  ): Promise<Understood<T>> {
    const { jitter, wait, onRetry } = this.#access;
    let broken = 0;
    for (let failures = 1; ; failures++) {
      signal?.throwIfAborted();
      await this.#pace.next(this.#interval, signal);
      const answer = await this.#attempt(url, signal);
      let { error, asked } = answer;
      if (answer.body !== undefined) {
        const understood = understand(answer.body);
        if (understood.faults.length === 0) return understood;
        broken++;
        if (broken >= readings && !understood.unusable) return understood;
        error = this.#error(url, `its answer cannot be read: ${understood.faults[0]}`, "Try again later.");
        asked = 0;
      }
      if (error === undefined) throw new Error("an attempt ends with a body or an error");
      if (!answer.passing || failures >= attempts || broken >= readings) throw error;
      if (asked > longestAsked) {
        const minutes = Math.ceil(asked / 60_000);
        throw this.#error(
          url,
          `it wants to be left alone for ${minutes} minutes`,
          `Try again then${this.#keyHint}.`,
          error,
        );
      }
      const pause = pauseBefore(failures, asked, jitter());
      onRetry?.(this.#manners.source, error, pause);
      await wait(pause, signal);
    }
  }

  #attempt(start: URL, signal: AbortSignal | undefined): Promise<Attempt> {
    const { fetch, timer, timeout = stalled } = this.#access;
    return visit<Attempt>(start, {
      fetch,
      headers: this.#headers,
      signal,
      stalled: timeout,
      patience,
      timer,
      follow: (from, target, hops) => this.#redirect(from, target, hops),
      read: (url, response, line) => this.#read(url, response, line),
      refused: (error) => ({ error, asked: 0, passing: false }),
      broken: (url, cause, slow) => ({
        error: noConnection(
          `${this.#manners.title} (${this.#shown(url)})`,
          cause,
          slow,
          "Check the network, then run again.",
        ),
        asked: 0,
        passing: true,
      }),
    });
  }

  async #read(url: URL, response: Response, line: Line): Promise<Attempt> {
    this.#heed(response.headers);
    const bytes = await line.body(response, mostBytes);
    if (bytes === undefined)
      throw this.#error(
        url,
        `its answer is larger than ${mostBytes / 1024 / 1024} MB`,
        "Ask for fewer records at once.",
      );
    const body = new TextDecoder().decode(bytes);
    if (response.ok) return { body, asked: 0, passing: true };
    const asked = retryAfter(response.headers.get("retry-after"), this.#access.clock());
    return { error: this.#refusal(url, response.status, body), asked, passing: isPassing(response.status) };
  }

  /** Crossref tells how often it may be asked. */
  #heed(headers: Headers): void {
    const limit = Number(headers.get("x-rate-limit-limit"));
    const seconds = /^(\d+)s$/.exec(headers.get("x-rate-limit-interval") ?? "")?.[1];
    if (limit > 0 && seconds !== undefined)
      this.#interval = Math.max(this.#manners.interval, Math.ceil((Number(seconds) * 1000) / limit));
  }

  #redirect(from: URL, target: string, hops: number): URL {
    const to = URL.canParse(target, from.href) ? new URL(target, from.href) : undefined;
    const same = to !== undefined && to.hostname === from.hostname && /^https?:$/.test(to.protocol);
    const safe =
      same &&
      (to.host === from.host || to.port === "") &&
      !(from.protocol === "https:" && to.protocol === "http:");
    if (!safe)
      throw this.#error(
        from,
        `it sends on to another place (${plainLine(to === undefined ? target : to.origin, 200)})`,
        "Check the address; keys and queries are not sent there.",
      );
    if (hops >= mostRedirects)
      throw this.#error(from, `more than ${mostRedirects} redirects`, "Try again later.");
    return to;
  }

  #refusal(url: URL, status: number, body: string): ClaimbookError {
    const reason = reasonIn(body);
    const said = reason === "" ? "" : `: ${reason}`;
    if (status === 401 || status === 403)
      return this.#error(
        url,
        `it refuses who asks (status ${status})${said}`,
        `Try again later${this.#keyHint}.`,
      );
    if (status === 429)
      return this.#error(
        url,
        `it asks for fewer requests (status 429)${said}`,
        `Try again later${this.#keyHint}.`,
      );
    if (status >= 500)
      return this.#error(url, `it is in trouble (status ${status})${said}`, "Try again later.");
    return this.#error(url, `it refuses the query (status ${status})${said}`, "Simplify the query.");
  }

  get #keyHint(): string {
    const { keyHint } = this.#manners;
    return keyHint === undefined ? "" : `; ${keyHint}`;
  }

  get #headers(): Record<string, string> {
    // A line break in a key would stand in the error of `fetch`, with the key.
    const own = Object.entries(this.#manners.headers ?? {}).map(
      ([name, value]) => [name, value.replace(/[^\x20-\x7e]/g, "")] as const,
    );
    return { ...Object.fromEntries(own), "user-agent": whoAsks(this.#access.env) };
  }

  #error(url: URL, what: string, wayOut: string, cause?: unknown): ClaimbookError {
    return new ClaimbookError(what, {
      kind: "could-not-run",
      where: `${this.#manners.title} (${this.#shown(url)})`,
      wayOut,
      cause,
    });
  }

  /** The address without what is secret, and not endless. */
  #shown(url: URL): string {
    const shown = new URL(url);
    for (const name of this.#manners.secrets ?? [])
      if (shown.searchParams.has(name)) shown.searchParams.set(name, "***");
    return shown.href.length > 300 ? `${shown.href.slice(0, 300)}…` : shown.href;
  }
}

interface Attempt {
  body?: string;
  error?: ClaimbookError;
  /** Milliseconds that the server wants to be left alone. */
  asked: number;
  /** Another attempt may help. */
  passing: boolean;
}

/** What a database says to a refused request: the first message in its JSON or XML, on one line. */
function reasonIn(body: string): string {
  const start = body.slice(0, 10_000);
  const message =
    /"(?:error|message|detail)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(start)?.[1] ??
    /<(?:summary|ERROR|error)>([^<]*)</.exec(start)?.[1] ??
    (/^\s*[<{[]/.test(start) ? "" : start);
  return plainLine(message, 200);
}
