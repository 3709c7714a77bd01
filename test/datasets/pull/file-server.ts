import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A real HTTP server with files in memory: ranges, entity tags, and connections that break where a test says so.
 * `fetch` asks it in place of any other host: `https://host/path` is its file `host/path`.
 */
export class FileServer {
  /** `host/path` -> content. A function answers itself. */
  readonly files = new Map<string, Buffer | ((url: URL, response: ServerResponse) => void)>();
  /** Every request: its path and range. */
  readonly requests: { path: string; range: string | undefined; authorization: string | undefined }[] = [];
  /** Connections to break: after so many bytes of the body of that file. Each works once. */
  readonly cuts: { path: string; after: number }[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<FileServer> {
    const server = new FileServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  readonly fetch: typeof globalThis.fetch = (input, init) => {
    const { host, pathname, search } = new URL(String(input));
    const own = new URL(this.origin).host === host;
    return globalThis.fetch(`${this.origin}${own ? "" : `/${host}`}${pathname}${search}`, init);
  };

  /** Paths asked for, in their order. */
  get asked(): string[] {
    return this.requests.map(({ path }) => path);
  }

  etag(content: Buffer): string {
    return `"${createHash("sha256").update(content).digest("hex").slice(0, 16)}"`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, this.origin);
    const path = decodeURIComponent(url.pathname.slice(1));
    const { range, authorization } = request.headers;
    this.requests.push({ path, range, authorization });
    const file = this.files.get(path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (typeof file === "function") {
      file(url, response);
      return;
    }
    const etag = this.etag(file);
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const fits = start > 0 && start < file.length && (request.headers["if-range"] ?? etag) === etag;
    const body = fits ? file.subarray(start) : file;
    const contentRange = fits ? { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` } : {};
    response.writeHead(fits ? 206 : 200, { etag, "content-length": body.length, ...contentRange });
    const cut = this.cuts.findIndex((each) => each.path === path);
    if (cut < 0) {
      response.end(body);
      return;
    }
    const { after } = this.cuts.splice(cut, 1)[0]!;
    response.write(body.subarray(0, after), () => response.destroy());
  }
}
