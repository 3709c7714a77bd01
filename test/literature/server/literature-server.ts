import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SourceAccess, SourceName } from "../../../src/literature/sources/index.js";
import type { Timer } from "../../../src/net/timer.js";
import type { MadePaper } from "./made-paper.js";
import { type HttpSource, type Rendered, renderings } from "./renderings.js";

/** What goes wrong with requests. The first fault that fits a request is used up by it, unless `times` says more. */
export interface Fault {
  /** Only for this database. */
  source?: Asked;
  /** Only for addresses with this in their path or query. */
  match?: string;
  /** Fitting requests that are answered well before. Defaults to 0. */
  after?: number;
  /** Requests that it strikes; `Infinity` for all. Defaults to 1. */
  times?: number;
  /** Answers with this status. */
  status?: number;
  headers?: Record<string, string>;
  /** Instead of the body. */
  body?: string;
  /** Makes another body of the right one. */
  change?: (body: string) => string;
  /** Promises the whole body, sends this share of it (0..1) and breaks the connection. */
  cutAfter?: number;
  /** Never answers: the client's patience ends (`timer` of its access) once all that it waits for hangs. */
  hang?: boolean;
  /** Sends the client elsewhere. */
  redirectTo?: string;
  /** Says that there are this many records. */
  total?: number;
  /** Answers with the first page, whichever was asked for. */
  firstPage?: boolean;
}

/** A database, or any host as it is asked for a full text. */
export type Asked = HttpSource | "full-text";

export interface SeenRequest {
  source: Asked;
  url: URL;
  headers: IncomingMessage["headers"];
}

export const httpSources = Object.keys(renderings) as HttpSource[];

/**
 * All databases on one real HTTP server of this machine, each below its name, e.g. `http://127.0.0.1:4711/arxiv`.
 * They answer every search with the papers put into `papers` (paged as each database pages), or with a recorded body
 * put into `bodies`; `faults` go wrong.
 *
 * ```ts
 * const server = await LiteratureServer.start(madePapers(250));
 * server.faults.push({ source: "arxiv", status: 429, headers: { "retry-after": "7" } });
 * const sources = openSources(["arxiv", "crossref"], server.access());
 * // … server.waits is then [7000, …], server.requests what was asked
 * await server.stop();
 * ```
 * For a process of its own: `CLAIMBOOK_SOURCES_URL=${server.origin}`.
 */
export class LiteratureServer {
  /** What a database finds, whatever is asked; those not in it find `everywhere`. */
  readonly papers = new Map<HttpSource, readonly MadePaper[]>();
  /** Recorded bodies: answers to the first requests of a database, before its papers count; then nothing is found. */
  readonly bodies = new Map<HttpSource, Rendered[]>();
  /** Full texts and pages, by address without scheme, e.g. `arxiv.org/html/2301.00001v1`; others are not there (404). */
  readonly texts = new Map<string, { body: string | Uint8Array; headers?: Record<string, string> }>();
  readonly faults: Fault[] = [];
  readonly requests: SeenRequest[] = [];
  /** Milliseconds that the client would have waited, in order. */
  readonly waits: number[] = [];
  /** Reasons told to `onRetry`, and the milliseconds told with them. */
  readonly retries: string[] = [];
  readonly pauses: number[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  /** What the client would stop waiting for, each after its milliseconds. */
  readonly #patience = new Set<{ milliseconds: number; ring: () => void }>();
  /** Requests that hang and that the client has not given up. */
  #hanging = 0;
  #time = Date.parse("2026-01-02T03:04:05Z");

  private constructor(readonly everywhere: readonly MadePaper[]) {}

  static async start(everywhere: readonly MadePaper[] = []): Promise<LiteratureServer> {
    const made = new LiteratureServer(everywhere);
    // A connection that is closed for having been idle on a slow machine would be a fault that no test asked for.
    made.#server.keepAliveTimeout = 0;
    await new Promise<void>((done) => made.#server.listen(0, "127.0.0.1", done));
    return made;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get baseUrls(): Record<HttpSource, string> {
    return Object.fromEntries(httpSources.map((name) => [name, `${this.origin}/${name}`])) as Record<
      HttpSource,
      string
    >;
  }

  /**
   * What `openSources` needs: real HTTP to this server, waits that only move the clock, no jitter, and patience that
   * ends when nothing but hanging requests is under way, however slow the machine is.
   */
  access(
    changes: Partial<SourceAccess> = {},
  ): SourceAccess & { baseUrls: Partial<Record<SourceName, string>> } {
    return {
      baseUrls: this.baseUrls,
      fetch: globalThis.fetch,
      clock: () => new Date(this.#time),
      wait: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        this.waits.push(milliseconds);
        this.#time += milliseconds;
      },
      timer: this.#timer,
      jitter: () => 0,
      env: {},
      onRetry: (source, reason, milliseconds) => {
        this.retries.push(`${source}: ${reason.message}`);
        this.pauses.push(milliseconds);
      },
      ...changes,
    };
  }

  /** Addresses asked of one database, without scheme and host; for full texts the host comes first. */
  asked(source: Asked): string[] {
    return this.requests.filter((one) => one.source === source).map(({ url }) => url.pathname + url.search);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  readonly #timer: Timer = (milliseconds, ring) => {
    const waiting = { milliseconds, ring };
    this.#patience.add(waiting);
    return () => {
      this.#patience.delete(waiting);
      this.#endPatience();
    };
  };

  /** Every request under way has one wait for its next byte, which is the shortest of its waits. */
  #endPatience(): void {
    const shortest = Math.min(...[...this.#patience].map(({ milliseconds }) => milliseconds));
    const due = [...this.#patience].filter(({ milliseconds }) => milliseconds === shortest);
    if (this.#hanging === 0 || due.length > this.#hanging) return;
    this.#hanging = 0;
    for (const { ring } of due) ring();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", this.origin);
    const [, name, ...rest] = url.pathname.split("/");
    const source = name as Asked;
    if (source !== "full-text" && !httpSources.includes(source)) {
      response.writeHead(404).end();
      return;
    }
    url.pathname = `/${rest.join("/")}`;
    this.requests.push({ source, url, headers: request.headers });
    const fault = this.#fault(source, url) ?? {};
    if (fault.hang) {
      this.#hanging++;
      this.#endPatience();
      return;
    }
    if (fault.redirectTo !== undefined) {
      response.writeHead(fault.status ?? 302, { location: fault.redirectTo }).end();
      return;
    }
    if (fault.firstPage)
      for (const place of ["start", "cursor", "f", "cursorMark", "retstart", "token", "offset"])
        url.searchParams.delete(place);
    if (source === "full-text") {
      const text = this.texts.get(url.pathname.slice(1) + url.search);
      const status = fault.status ?? (text === undefined ? 404 : 200);
      this.#send(response, Buffer.from((fault.body ?? text?.body ?? "") as string), fault, {
        status,
        headers: { "content-type": "application/octet-stream", ...text?.headers },
      });
      return;
    }
    const recorded = this.bodies.get(source);
    const papers = recorded === undefined ? (this.papers.get(source) ?? this.everywhere) : [];
    const rendered = recorded?.shift() ?? renderings[source](url, papers, fault);
    const body = fault.body ?? fault.change?.(rendered.body) ?? rendered.body;
    const headers = { "content-type": rendered.type };
    this.#send(response, Buffer.from(body), fault, { status: fault.status ?? 200, headers });
  }

  #send(
    response: ServerResponse,
    bytes: Buffer,
    fault: Fault,
    { status, headers }: { status: number; headers: Record<string, string> },
  ): void {
    const length = "transfer-encoding" in headers ? {} : { "content-length": bytes.length };
    response.writeHead(status, { ...headers, ...length, ...fault.headers });
    if (fault.cutAfter === undefined) response.end(bytes);
    else
      response.write(bytes.subarray(0, Math.floor(bytes.length * fault.cutAfter)), () => response.destroy());
  }

  #fault(source: Asked, url: URL): Fault | undefined {
    for (const fault of this.faults) {
      if (fault.source !== undefined && fault.source !== source) continue;
      if (fault.match !== undefined && !(url.pathname + url.search).includes(fault.match)) continue;
      if ((fault.after ?? 0) > 0) {
        fault.after!--;
        continue;
      }
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times < 0) continue;
      return fault;
    }
    return undefined;
  }
}
