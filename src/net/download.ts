import { rm, stat, statfs } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { fileSum } from "../file-sum.js";
import { HttpStatusError } from "./http-status.js";
import { Line } from "./line.js";
import { noConnection } from "./no-connection.js";
import { PartialFile } from "./partial-file.js";
import { isPassing, type OnRetry, pauseBefore, retryAfter, type Wait, waitForReal } from "./retry.js";
import type { Timer } from "./timer.js";

export interface DownloadProgress {
  /** Bytes that have arrived, with those of earlier attempts. */
  bytes: number;
  /** Bytes of the whole file, where they are known. */
  total: number | undefined;
}

export interface DownloadOptions {
  url: string;
  /** Where the file goes; its folder is made. While it arrives it is called `TO.part`. */
  to: string;
  /** What the file must have, in hexadecimal. A file that is in its place already and has it is left alone. */
  sha256?: string;
  /** Bytes that the file must have. */
  size?: number;
  /** For every request; `authorization` is not passed on to another host by `fetch`. */
  headers?: Readonly<Record<string, string>>;
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal;
  onProgress?: (progress: DownloadProgress) => void;
  /** Attempts in a row that bring nothing before it is given up. Defaults to 5. */
  attempts?: number;
  /** Milliseconds without a byte after which a connection counts as dead. Defaults to 60,000. */
  stalled?: number;
  /** Measures that. Defaults to real time. */
  timer?: Timer;
  /** Waits between attempts. Defaults to real time. */
  wait?: Wait;
  onRetry?: OnRetry;
}

export interface Downloaded {
  file: string;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
  /** Bytes that were there from before and were not asked for again. */
  kept: number;
}

/**
 * Fetches a file over HTTP. What has arrived survives an error, an abort and the end of the process; the next call
 * asks for the rest only (RFC 9110, section 14: `Range`, and `If-Range` so that two versions are never joined).
 * Tries again after broken connections and passing statuses (408, 425, 429, 5xx), waiting 1, 2, 4 ... seconds, or as
 * long as the server says. The file appears in its place in one step, checked.
 *
 * @throws HttpStatusError for other statuses
 * @throws ClaimbookError (`could-not-run`): no connection, disk full, wrong checksum (the file is kept as
 *   `TO.mismatch`), or another process is at the same file
 */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  const { to, signal } = options;
  signal?.throwIfAborted();
  const present = await alreadyThere(options);
  if (present !== undefined) return present;
  const part = await PartialFile.open(to, signal);
  try {
    // Without a tag or a checksum nothing says that the parts belong together.
    const { origin } = part;
    const belongs = origin?.url === options.url && (origin.etag ?? options.sha256) !== undefined;
    if (part.bytes > 0 && !belongs) await part.restart();
    const kept = part.bytes;
    await arrive(part, options);
    const { bytes, sha256 } = part;
    if (options.sha256 !== undefined && sha256 !== options.sha256.toLowerCase()) {
      await part.finish(`${to}.mismatch`);
      throw new ClaimbookError(`its sha256 is ${sha256}, not ${options.sha256} as expected`, {
        kind: "could-not-run",
        where: options.url,
        wayOut: `What came is kept as ${to}.mismatch. Run again; if it stays so, the file was changed at its source.`,
      });
    }
    await part.finish();
    await rm(`${to}.mismatch`, { force: true });
    return { file: to, bytes, sha256, kept };
  } finally {
    await part.close();
  }
}

async function alreadyThere({ to, sha256, signal }: DownloadOptions): Promise<Downloaded | undefined> {
  if (sha256 === undefined) return undefined;
  const there = await fileSum(to, signal);
  if (there !== sha256.toLowerCase()) return undefined;
  const { size } = await stat(to);
  return { file: to, bytes: size, sha256: there, kept: size };
}

/** Attempt after attempt, until the whole file is there. */
async function arrive(part: PartialFile, options: DownloadOptions): Promise<void> {
  const { signal, attempts = 5, wait = waitForReal } = options;
  for (let failures = 0; ; ) {
    const before = part.bytes;
    const failure = await attempt(part, options);
    if (failure === undefined) return;
    failures = part.bytes > before ? 1 : failures + 1;
    if (failures >= attempts) throw failure.error;
    const pause = pauseBefore(failures, failure.asked);
    options.onRetry?.(failure.error, pause);
    await wait(pause, signal);
  }
}

/** Why an attempt ended early; another one may help. */
interface Failure {
  error: Error;
  /** Milliseconds that the server wants to be left alone. */
  asked: number;
}

async function attempt(part: PartialFile, options: DownloadOptions): Promise<Failure | undefined> {
  const { url, signal, stalled = 60_000 } = options;
  const line = new Line(stalled, signal, options.timer);
  let response: Response | undefined;
  try {
    response = await line.race(ask(part, options, line.signal));
    if (!response.ok && response.status !== 416) {
      const error = new HttpStatusError(url, response.status);
      if (!isPassing(response.status)) throw error;
      return { error, asked: retryAfter(response.headers.get("retry-after"), new Date()) };
    }
    const total = await beginOrGoOn(part, response, options);
    if (total === "again") return { error: changed(url), asked: 0 };
    options.onProgress?.({ bytes: part.bytes, total });
    if (response.status !== 416)
      for await (const chunk of line.chunks(response)) {
        await part.append(chunk);
        options.onProgress?.({ bytes: part.bytes, total });
      }
    if (total === undefined || part.bytes === total) return undefined;
    return { error: cut(url, part.bytes, total), asked: 0 };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ClaimbookError) throw error;
    const wayOut = "Check the network and the address, then run again: what has arrived is kept.";
    return { error: noConnection(url, error, line.isStalled ? stalled : undefined, wayOut), asked: 0 };
  } finally {
    // What nobody has read would keep the connection open.
    if (response?.bodyUsed === false) response.body?.cancel().catch(() => {});
    line.end();
  }
}

function ask(part: PartialFile, options: DownloadOptions, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers, "accept-encoding": "identity" };
  if (part.bytes > 0) {
    headers.range = `bytes=${part.bytes}-`;
    if (part.origin?.etag !== undefined) headers["if-range"] = part.origin.etag;
  }
  return options.fetch(options.url, { headers, signal, redirect: "follow" });
}

/**
 * Reads from the answer's head whether it continues what is there, and makes room for it otherwise.
 *
 * @returns bytes of the whole file; `"again"` when the answer fits nothing that is here
 */
async function beginOrGoOn(
  part: PartialFile,
  response: Response,
  options: DownloadOptions,
): Promise<number | undefined | "again"> {
  const { headers, status } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
  const rangeTotal = range?.[2] === undefined || range[2] === "*" ? undefined : Number(range[2]);
  if (status === 416 || status === 206) {
    const fits = status === 416 ? rangeTotal === part.bytes : Number(range?.[1] ?? -1) === part.bytes;
    const same = part.origin?.total === undefined || rangeTotal === part.origin.total;
    const total = rangeTotal ?? part.origin?.total;
    if (fits && same) return total;
    await part.restart();
    return "again";
  }
  if (part.bytes > 0) await part.restart();
  const encoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  const length = headers.get("content-length");
  const total = encoded || length === null ? options.size : Number(length);
  if (total !== undefined && options.size !== undefined && total !== options.size)
    throw new ClaimbookError(`the server's file has ${total} bytes, not ${options.size} as expected`, {
      kind: "could-not-run",
      where: options.url,
      wayOut: "The file was changed at its source: check the revision.",
    });
  await checkRoom(options.to, total);
  const tag = headers.get("etag");
  const etag = encoded || tag === null || tag.startsWith("W/") ? undefined : tag;
  await part.setOrigin({ url: options.url, etag, total });
  return total;
}

/** Says that the disk is too small before hours have gone by. */
async function checkRoom(to: string, total: number | undefined): Promise<void> {
  if (total === undefined) return;
  const disk = await statfs(path.dirname(to)).catch(() => undefined);
  const free = disk === undefined ? Number.POSITIVE_INFINITY : disk.bavail * disk.bsize;
  if (free >= total) return;
  throw new ClaimbookError(
    `needs ${total.toLocaleString("en")} bytes, and the disk has ${free.toLocaleString("en")} left`,
    { kind: "could-not-run", where: to, wayOut: "Free some space, or choose another folder." },
  );
}

function changed(url: string): ClaimbookError {
  return new ClaimbookError("the file changes at its source while it is fetched", {
    kind: "could-not-run",
    where: url,
    wayOut: "Run again later.",
  });
}

function cut(url: string, bytes: number, total: number): ClaimbookError {
  return new ClaimbookError(`the connection ended after ${bytes} of ${total} bytes`, {
    kind: "could-not-run",
    where: url,
    wayOut: "Run again: it goes on where it stopped.",
  });
}
