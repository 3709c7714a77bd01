import { ClaimbookError } from "../../errors.js";

/** What a document may cost. */
export interface DocumentLimits {
  /** Bytes of the file; a larger one is not opened. Defaults to 100 MiB. */
  maxBytes: number;
  /** Bytes of everything that an archive unpacks to. Defaults to 200 MiB. */
  maxExpandedBytes: number;
  /** Entries of an archive. Defaults to 5000. */
  maxEntries: number;
  /** Pages of a PDF that are read. Defaults to 2000. */
  maxPages: number;
  /** Milliseconds for a PDF, or for more than 128 KiB of anything else, after which its reader is ended. Defaults to 120,000. */
  timeout: number;
}

export const defaultLimits: DocumentLimits = {
  maxBytes: 100 * 2 ** 20,
  maxExpandedBytes: 200 * 2 ** 20,
  maxEntries: 5000,
  maxPages: 2000,
  timeout: 120_000,
};

/** A document that is not read, and why. */
export function refused(where: string, what: string, wayOut: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where,
    wayOut,
    ...(cause !== undefined && { cause }),
  });
}

export function tooLarge(where: string, bytes: number, limit: number): ClaimbookError {
  const size = (count: number) => `${(count / 2 ** 20).toFixed(1)} MiB`;
  return refused(
    where,
    `is too large to be read: ${size(bytes)}, and ${size(limit)} are allowed`,
    "Raise `maxBytes` if you trust the file, or take its text or HTML form.",
  );
}
