import { ClaimbookError } from "../errors.js";
import { HttpStatusError } from "./http-status.js";
import { Line } from "./line.js";
import { noConnection } from "./no-connection.js";
import { isPassing, type OnRetry, pauseBefore, retryAfter, type Wait, waitForReal } from "./retry.js";

export interface HubAccess {
  fetch: typeof globalThis.fetch;
  /** HF_ENDPOINT (a mirror) and HF_TOKEN (for repositories with conditions) are read. */
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  /** Waits between attempts. Defaults to real time. */
  wait?: Wait;
  onRetry?: OnRetry;
}

/** A file in a hub repository. */
export interface HubFile {
  /** In the repository. */
  path: string;
  bytes: number;
  /** Of files in large file storage. */
  sha256: string | undefined;
  /** git's own name of the content (sha1 over `blob SIZE\0` and the content); of a large file that of its pointer. */
  blob: string;
}

const attempts = 5;
/** Milliseconds without a byte after which a connection counts as dead. */
const stalled = 60_000;
const mostBytes = 64 * 2 ** 20;

/** A repository on the Hugging Face hub or a mirror of it, over its public HTTP API. */
export class HubRepository {
  readonly #kind: "models" | "datasets";
  readonly #name: string;
  readonly #access: HubAccess;

  /** @param name `owner/name` */
  constructor(kind: "models" | "datasets", name: string, access: HubAccess) {
    this.#kind = kind;
    this.#name = name;
    this.#access = access;
  }

  /** What every request has to carry. */
  get headers(): Record<string, string> {
    const token = this.#access.env.HF_TOKEN;
    return token ? { authorization: `Bearer ${token}` } : {};
  }

  /** The commit that a branch, tag or commit is at now. */
  async revision(ref = "main"): Promise<string> {
    const { value } = await this.#json(`${this.#api}/revision/${encodeURIComponent(ref)}`);
    const sha = (value as { sha?: unknown } | null)?.sha;
    if (typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha)) return sha;
    throw this.#unreadable("its answer names no commit");
  }

  /** The files below a folder at a commit, by path. */
  async list(revision: string, folder = ""): Promise<HubFile[]> {
    const files: HubFile[] = [];
    const below = folder === "" ? "" : `/${encodePath(folder)}`;
    let url: string | undefined = `${this.#api}/tree/${revision}${below}?recursive=true`;
    const asked = new Set<string>();
    while (url !== undefined) {
      if (asked.has(url)) throw this.#unreadable("its list of files goes on with itself");
      asked.add(url);
      const page: { value: unknown; next: string | undefined } = await this.#json(url);
      if (!Array.isArray(page.value)) throw this.#unreadable("its answer is not a list of files");
      for (const { type, path, size, oid, lfs } of page.value as TreeEntry[]) {
        if (type !== "file") continue;
        if (typeof path !== "string" || typeof size !== "number" || typeof oid !== "string")
          throw this.#unreadable("a file in its list has no path, size or id");
        files.push({ path, bytes: lfs?.size ?? size, sha256: lfs?.oid, blob: oid });
      }
      url = page.next;
    }
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Where a file's content is. */
  url(revision: string, file: string): string {
    const kind = this.#kind === "models" ? "" : `${this.#kind}/`;
    return `${this.#endpoint}/${kind}${this.#name}/resolve/${revision}/${encodePath(file)}`;
  }

  get #endpoint(): string {
    return (this.#access.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  }

  get #api(): string {
    return `${this.#endpoint}/api/${this.#kind}/${this.#name}`;
  }

  async #json(url: string): Promise<{ value: unknown; next: string | undefined }> {
    const { body, link } = await this.#answer(url);
    const next = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
    try {
      return { value: JSON.parse(body) as unknown, next };
    } catch {
      throw this.#unreadable("its answer is not JSON");
    }
  }

  /** An answer that breaks off is asked for again, like one that does not come. */
  async #answer(url: string): Promise<{ body: string; link: string }> {
    const { fetch, signal, wait = waitForReal, onRetry } = this.#access;
    // A list may go on at another place; the token stays here.
    const headers = new URL(url).origin === new URL(this.#endpoint).origin ? this.headers : {};
    for (let failures = 1; ; failures++) {
      let error: ClaimbookError;
      let asked = 0;
      const line = new Line(stalled, signal);
      try {
        const response = await line.race(fetch(url, { headers, signal: line.signal }));
        if (response.ok) {
          const body = await line.body(response, mostBytes);
          if (body === undefined)
            throw this.#unreadable(`its answer is larger than ${mostBytes / 2 ** 20} MiB`);
          return { body: body.toString("utf8"), link: response.headers.get("link") ?? "" };
        }
        response.body?.cancel().catch(() => {});
        error = new HttpStatusError(url, response.status);
        if (!isPassing(response.status)) throw error;
        asked = retryAfter(response.headers.get("retry-after"), new Date());
      } catch (cause) {
        signal?.throwIfAborted();
        if (cause instanceof ClaimbookError) throw cause;
        const wayOut = "Check the network; HF_ENDPOINT can name a mirror.";
        error = noConnection(url, cause, line.isStalled ? stalled : undefined, wayOut);
      } finally {
        line.end();
      }
      if (failures >= attempts) throw error;
      const pause = pauseBefore(failures, asked);
      onRetry?.(error, pause);
      await wait(pause, signal);
    }
  }

  #unreadable(what: string): ClaimbookError {
    return new ClaimbookError(`the hub cannot be understood: ${what}`, {
      kind: "could-not-run",
      where: this.#api,
      wayOut: "Check HF_ENDPOINT, or try again later.",
    });
  }
}

interface TreeEntry {
  type?: string;
  path?: unknown;
  size?: unknown;
  oid?: unknown;
  lfs?: { oid: string; size: number };
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
