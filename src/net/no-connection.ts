import { ClaimbookError } from "../errors.js";

/**
 * What it means that `fetch` or the reading of its answer failed.
 *
 * @param stalled milliseconds in which nothing came, where that was why
 */
export function noConnection(
  url: string,
  error: unknown,
  stalled: number | undefined,
  wayOut: string,
): ClaimbookError {
  // `fetch` itself says no more than "fetch failed".
  const { cause } = error as Error;
  const { code, message } = (cause instanceof Error ? cause : error) as NodeJS.ErrnoException;
  const what =
    stalled === undefined
      ? `no connection (${code ?? message})`
      : `nothing came for ${stalled / 1000} seconds`;
  return new ClaimbookError(what, { kind: "could-not-run", where: url, wayOut, cause: error });
}
