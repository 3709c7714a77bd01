import { ClaimbookError } from "../../errors.js";
import { HttpStatusError } from "../../net/index.js";

export interface HubAccess {
  fetch: typeof globalThis.fetch;
  /** HF_ENDPOINT (a mirror) and HF_TOKEN (for repositories with conditions) are read. */
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** A file in a hub repository. */
export interface HubFile {
  /** In the repository. */
  path: string;
  bytes: number;
  /** Known for large files only. */
  sha256: string | undefined;
}

/** A dataset repository on the Hugging Face hub, over its public HTTP API. */
export class HubRepository {
  readonly #name: string;
  readonly #access: HubAccess;

  /** @param name `owner/name` */
  constructor(name: string, access: HubAccess) {
    this.#name = name;
    this.#access = access;
  }

  get headers(): Record<string, string> {
    const token = this.#access.env.HF_TOKEN;
    return token ? { authorization: `Bearer ${token}` } : {};
  }

  /** The commit that `main` is at now. */
  async revision(): Promise<string> {
    const { value } = await this.#json(`${this.#endpoint}/api/datasets/${this.#name}/revision/main`);
    const { sha } = value as { sha?: unknown };
    if (typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha)) return sha;
    throw this.#unreadable("its answer names no commit");
  }

  /** The files below a folder at a commit, by path. */
  async list(revision: string, folder: string): Promise<HubFile[]> {
    const files: HubFile[] = [];
    let url: string | undefined =
      `${this.#endpoint}/api/datasets/${this.#name}/tree/${revision}/${encode(folder)}?recursive=true`;
    while (url !== undefined) {
      const page: { value: unknown; next: string | undefined } = await this.#json(url);
      if (!Array.isArray(page.value)) throw this.#unreadable("its answer is not a list of files");
      for (const { type, path, size, lfs } of page.value as TreeEntry[]) {
        if (type !== "file") continue;
        if (typeof path !== "string" || typeof size !== "number")
          throw this.#unreadable("a file in its list has no path or size");
        files.push({ path, bytes: lfs?.size ?? size, sha256: lfs?.oid });
      }
      url = page.next;
    }
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  url(revision: string, file: string): string {
    return `${this.#endpoint}/datasets/${this.#name}/resolve/${revision}/${encode(file)}`;
  }

  get #endpoint(): string {
    return (this.#access.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  }

  async #json(url: string): Promise<{ value: unknown; next: string | undefined }> {
    const { body, next } = await this.#get(url);
    try {
      return { value: JSON.parse(body) as unknown, next };
    } catch {
      throw this.#unreadable("its answer is not JSON");
    }
  }

  async #get(url: string): Promise<{ body: string; next: string | undefined }> {
    const { fetch, signal } = this.#access;
    try {
      const response = await fetch(url, { headers: this.headers, ...(signal && { signal }) });
      if (!response.ok) {
        await response.body?.cancel();
        throw new HttpStatusError(url, response.status);
      }
      const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
      return { body: await response.text(), next };
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof ClaimbookError) throw cause;
      const { message } = ((cause as Error).cause ?? cause) as Error;
      throw new ClaimbookError(`no connection (${message})`, {
        kind: "could-not-run",
        where: url,
        wayOut: "Check the network; HF_ENDPOINT can name a mirror.",
        cause,
      });
    }
  }

  #unreadable(what: string): ClaimbookError {
    return new ClaimbookError(`the hub cannot be understood: ${what}`, {
      kind: "could-not-run",
      where: `${this.#endpoint}/datasets/${this.#name}`,
      wayOut: "Check HF_ENDPOINT, or try again later.",
    });
  }
}

interface TreeEntry {
  type?: string;
  path?: unknown;
  size?: unknown;
  /** Of files in large file storage. */
  lfs?: { oid: string; size: number };
}

function encode(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
