import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What is refused, and why, in words for the one who asked. */
export interface Refused {
  status: 403 | 405 | 415;
  why: string;
}

/**
 * Who may talk to the page's server: whoever knows the token, by its own name, from its own page.
 *
 * - The token is the first part of every path; it is compared in constant time.
 * - `Host` must be the address that the server gave out. A foreign name that was made to resolve to 127.0.0.1 (DNS
 *   rebinding) arrives with that name.
 * - `Origin`, where the browser sends one, must be the page's own; what changes something must have one (RFC 6454;
 *   browsers send it with every request that is neither GET nor HEAD, and with every WebSocket, RFC 6455 section 10.2).
 */
export class Access {
  readonly token: string;
  #host = "";

  /** @param token at least 128 random bits; chosen at random by default */
  constructor(token = randomBytes(24).toString("base64url")) {
    this.token = token;
  }

  /** @param port the one that the server listens on */
  listensOn(port: number): void {
    this.#host = `127.0.0.1:${port}`;
  }

  get origin(): string {
    return `http://${this.#host}`;
  }

  get url(): string {
    return `${this.origin}/${this.token}/`;
  }

  /** The path behind the token, e.g. `notes/less-bias`; or why the request is refused. */
  admit(request: IncomingMessage, kind: "read" | "change" | "socket"): string | Refused {
    const { host, origin } = request.headers;
    if (host !== this.#host) return { status: 403, why: `this server is not called ${host ?? "nothing"}` };
    const [, token = "", ...rest] = (request.url ?? "").split("?")[0]!.split("/");
    if (!sameSecret(token, this.token)) {
      return {
        status: 403,
        why: "the address lacks the right token; use the one that claimbook review printed",
      };
    }
    if (origin === undefined ? kind !== "read" : origin !== this.origin)
      return { status: 403, why: "only the page's own scripts may ask for this" };
    return rest.join("/");
  }
}

function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
