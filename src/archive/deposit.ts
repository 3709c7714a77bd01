import { createHash } from "node:crypto";
import { ClaimbookError } from "../errors.js";

export interface DepositOptions {
  /** Where the repository is, e.g. `https://sandbox.zenodo.org`. */
  to: string;
  /** Personal access token with the scope `deposit:write`; goes to `to` and nowhere else. */
  token: string;
  file: { name: string; bytes: Buffer };
  /** `{ metadata: ... }`, as `zenodoMetadata` gives it. */
  metadata: object;
  /** Publish the deposit, which cannot be undone; otherwise it stays a draft. */
  publish?: boolean;
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal;
  /** Told before each step. */
  onStep?: (step: string) => void;
}

export interface Deposit {
  id: number;
  /** Page of the deposit, where the repository names one. */
  page?: string;
  /** DOI that the deposit has, or will have. */
  doi?: string;
  published: boolean;
}

interface Answer {
  id?: unknown;
  links?: { bucket?: unknown; html?: unknown };
  metadata?: { prereserve_doi?: { doi?: unknown } };
  doi?: unknown;
  checksum?: unknown;
}

/**
 * Deposits a file by the deposit API of Zenodo and of repositories like it (developers.zenodo.org): a new draft, its
 * file, its metadata, and only if asked for its publication. What comes back is checked against the file's MD5.
 *
 * @throws ClaimbookError (`usage`) for an address that would send the token in the clear, (`could-not-run`) when the
 *   repository cannot be reached, refuses, or sends the token's way to another host
 */
export async function deposit(options: DepositOptions): Promise<Deposit> {
  const { file, onStep = () => {} } = options;
  const base = repositoryUrl(options.to);
  const ask = asker(options, base);

  onStep("creating a draft");
  const depositions = new URL("api/deposit/depositions", base);
  const draft = await ask("POST", depositions, JSON.stringify({}), "application/json");
  const { id, links } = draft;
  if (typeof id !== "number" || !Number.isSafeInteger(id)) throw unexpected(base, "its draft has no number");
  const bucket = sameHost(links?.bucket, base);
  const own = new URL(`api/deposit/depositions/${id}`, base);

  onStep(`uploading ${file.name} (${file.bytes.length} bytes)`);
  const stored = await ask(
    "PUT",
    new URL(`${bucket.href.replace(/\/$/, "")}/${encodeURIComponent(file.name)}`),
    file.bytes,
    "application/octet-stream",
  );
  const md5 = createHash("md5").update(file.bytes).digest("hex");
  if (typeof stored.checksum === "string" && stored.checksum.replace(/^md5:/, "") !== md5) {
    throw unexpected(base, `the file arrived changed (${stored.checksum} instead of md5:${md5})`);
  }

  onStep("describing it");
  const described = await ask("PUT", own, JSON.stringify(options.metadata), "application/json");
  let last = described;
  if (options.publish) {
    onStep("publishing it");
    last = await ask("POST", new URL(`${own.href}/actions/publish`), undefined, "application/json");
  }
  const page = webAddress(last.links?.html ?? links?.html);
  const doi = last.doi ?? described.metadata?.prereserve_doi?.doi ?? draft.metadata?.prereserve_doi?.doi;
  return {
    id,
    published: options.publish === true,
    ...(page === undefined ? {} : { page }),
    ...(typeof doi === "string" && doi !== "" ? { doi } : {}),
  };
}

function asker({ token, fetch, signal }: DepositOptions, base: URL) {
  return async (
    method: string,
    url: URL,
    body: string | Buffer | undefined,
    type: string,
  ): Promise<Answer> => {
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": type, accept: "application/json" },
        // A redirect could take the token elsewhere.
        redirect: "error",
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
        signal: AbortSignal.any([
          ...(signal === undefined ? [] : [signal]),
          AbortSignal.timeout(patience(body)),
        ]),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ClaimbookError(`could not be reached: ${reasonOf(cause)}`, {
        kind: "could-not-run",
        where: `${method} ${url.href}`,
        wayOut:
          "Check the address and the network; a draft that was begun is still there and may be deleted.",
        cause,
      });
    }
    const text = (await response.text().catch(() => "")).slice(0, 1_000_000);
    if (!response.ok) {
      const reason = text
        .replaceAll(token, "…")
        .replace(/[\p{Cc}\s]+/gu, " ")
        .slice(0, 400);
      throw new ClaimbookError(`answered ${response.status}${reason === "" ? "" : `: ${reason}`}`, {
        kind: "could-not-run",
        where: `${method} ${url.href}`,
        wayOut:
          response.status === 401 || response.status === 403
            ? "Check the token: it needs the scopes deposit:write and, to publish, deposit:actions."
            : "The repository's answer says what it did not like; a draft that was begun is still there.",
      });
    }
    try {
      return (text === "" ? {} : JSON.parse(text)) as Answer;
    } catch {
      throw unexpected(base, "its answer is not JSON");
    }
  };
}

/** A minute for an answer, and one more for each 5 MB to send. */
function patience(body: string | Buffer | undefined): number {
  return 60_000 * (1 + Math.ceil((body?.length ?? 0) / 5_000_000));
}

/** The folder of an address that a token may be sent to: https, or this machine. */
export function repositoryUrl(to: string): URL {
  const refuse = (what: string) =>
    new ClaimbookError(what, {
      kind: "usage",
      where: "--to",
      wayOut: "Give the repository's https address, such as https://sandbox.zenodo.org.",
    });
  if (!URL.canParse(to)) throw refuse(`"${to}" is no address`);
  const url = new URL(to.endsWith("/") ? to : `${to}/`);
  const here = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && here)) {
    throw refuse(`the token would be sent unencrypted to "${url.host}"`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw refuse("the address may hold no password, query or fragment");
  }
  return url;
}

function sameHost(bucket: unknown, base: URL): URL {
  const url = typeof bucket === "string" && URL.canParse(bucket) ? new URL(bucket) : undefined;
  if (url === undefined) throw unexpected(base, "its draft names no place for files");
  if (url.origin !== base.origin) {
    throw unexpected(base, `it wants the file sent to another host (${url.origin})`);
  }
  return url;
}

function webAddress(address: unknown): string | undefined {
  return typeof address === "string" && /^https?:\/\/[^\s<>"]+$/.test(address) ? address : undefined;
}

function unexpected(base: URL, what: string): ClaimbookError {
  return new ClaimbookError(`is no repository with Zenodo's deposit API: ${what}`, {
    kind: "could-not-run",
    where: base.href,
    wayOut: "Upload the archive by hand, or give the address of a repository that has this API.",
  });
}

function reasonOf(cause: unknown): string {
  const { message, cause: inner } = cause as Error;
  return inner instanceof Error ? `${message} (${inner.message})` : message;
}
