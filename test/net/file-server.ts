import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What the server does to one request instead of just answering it. */
export interface Mischief {
  /** Only to a request for this path; without it to the next one, whichever that is. */
  path?: string;
  /** Sends this many bytes of the body and breaks the connection; some of them may be lost. */
  breakAfter?: number;
  /** Sends this many bytes of the body and then nothing, until the connection is cut. */
  holdAfter?: number;
  /** Answers with this status and no file. */
  status?: number;
  headers?: Record<string, string>;
  /** Sends the file in several hops: a redirect to this address. */
  redirectTo?: string;
  /** Sends the head and then nothing. */
  hang?: boolean;
}

export interface Served {
  body: Buffer;
  /** Defaults to a strong tag made of the body. */
  etag?: string | null;
  /** Whether `Range` is understood. Defaults to true. */
  ranges?: boolean;
  /** Sends no `Content-Length`. */
  chunked?: boolean;
  headers?: Record<string, string>;
}

/** Answers by itself. */
export type Handler = (url: URL, response: ServerResponse) => void;

export interface SeenRequest {
  /** Without the slash before it. */
  path: string;
  method: string;
  range: string | undefined;
  authorization: string | undefined;
  userAgent: string | undefined;
}

/**
 * A real HTTP server on this machine with files that tests put there, and mischief for the requests to come. Its
 * `fetch` asks it in place of any other host: `https://host/path` is its file `host/path`.
 */
export class FileServer {
  /** By path, without the slash before it; with or without a query, which is looked for first. */
  readonly files = new Map<string, Buffer | Served | Handler>();
  /** The first that fits is taken, one for each request. */
  readonly mischief: Mischief[] = [];
  readonly requests: SeenRequest[] = [];
  readonly #held = new Map<Socket, number>();
  readonly #server = createServer((request, response) => this.#answer(request, response));

  static async start(): Promise<FileServer> {
    const made = new FileServer();
    // A connection that is closed for having been idle on a slow machine would be mischief that no test asked for.
    made.#server.keepAliveTimeout = 0;
    await new Promise<void>((done) => made.#server.listen(0, "127.0.0.1", done));
    return made;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Paths asked for, in their order. */
  get asked(): string[] {
    return this.requests.map(({ path }) => path);
  }

  readonly fetch: typeof globalThis.fetch = (input, init) => {
    const { host, pathname, search } = new URL(String(input));
    const own = new URL(this.origin).host === host;
    return globalThis.fetch(`${this.origin}${own ? "" : `/${host}`}${pathname}${search}`, init);
  };

  /** The strong tag that a file has of itself. */
  etag(body: Buffer): string {
    return `"${createHash("md5").update(body).digest("hex")}"`;
  }

  /**
   * For `onProgress`: breaks the connection that `holdAfter` has left open once all that was sent has arrived. (What is
   * under way when a connection breaks may be lost; this way a test knows what was taken.)
   */
  readonly cut = ({ bytes }: { bytes: number }): void => {
    for (const [socket, sent] of this.#held) {
      if (sent !== bytes) continue;
      this.#held.delete(socket);
      socket.destroy();
    }
  };

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", this.origin);
    const path = decodeURIComponent(url.pathname.slice(1));
    this.requests.push({
      path,
      method: request.method ?? "",
      range: request.headers.range,
      authorization: request.headers.authorization,
      userAgent: request.headers["user-agent"],
    });
    const next = this.mischief.findIndex((each) => each.path === undefined || each.path === path);
    const todo: Mischief = next < 0 ? {} : this.mischief.splice(next, 1)[0]!;
    const found = this.files.get(path + decodeURIComponent(url.search)) ?? this.files.get(path);
    if (todo.redirectTo !== undefined) {
      response.writeHead(302, { location: todo.redirectTo, ...todo.headers }).end();
      return;
    }
    if (todo.status !== undefined || found === undefined) {
      response.writeHead(todo.status ?? 404, todo.headers).end();
      return;
    }
    if (typeof found === "function") {
      found(url, response);
      return;
    }
    const file: Served = Buffer.isBuffer(found) ? { body: found } : found;
    const etag = file.etag === undefined ? this.etag(file.body) : file.etag;
    const head: Record<string, string> = { ...(etag !== null && { etag }), ...file.headers, ...todo.headers };
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
    const condition = request.headers["if-range"];
    const whole = !asked || file.ranges === false || (condition !== undefined && condition !== etag);
    const from = whole ? 0 : Number(asked[1]);
    if (!whole && from >= file.body.length) {
      response.writeHead(416, { ...head, "content-range": `bytes */${file.body.length}` }).end();
      return;
    }
    const body = file.body.subarray(from);
    if (!whole) head["content-range"] = `bytes ${from}-${file.body.length - 1}/${file.body.length}`;
    if (!file.chunked) head["content-length"] = String(body.length);
    response.writeHead(whole ? 200 : 206, head);
    if (request.method === "HEAD") response.end();
    else if (todo.hang) response.flushHeaders();
    else if (todo.breakAfter !== undefined)
      response.write(body.subarray(0, todo.breakAfter), () => response.destroy());
    else if (todo.holdAfter === undefined || todo.holdAfter >= body.length) response.end(body);
    else {
      this.#held.set(request.socket, from + todo.holdAfter);
      response.write(body.subarray(0, todo.holdAfter));
    }
  }
}
