import { setTimeout as sleep } from "node:timers/promises";

/** Waits; ends early with the signal's reason. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export const waitForReal: Wait = async (milliseconds, signal) => {
  signal?.throwIfAborted();
  try {
    await sleep(milliseconds, undefined, { ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
};

/** Told before every wait: why, and for how long. */
export type OnRetry = (reason: Error, milliseconds: number) => void;

const firstPause = 1_000;
const longestPause = 60_000;

/**
 * How long to wait before the next attempt: 1, 2, 4 ... seconds, at most 60; longer where the server says so.
 *
 * @param failures how many attempts in a row have failed, from 1 on
 * @param asked milliseconds that the server asked for
 * @param jitter uniform in [0, 1): scatters the upper half of the pause, so that clients that failed together do not
 *   come back together; what the server asked for is never cut short
 */
export function pauseBefore(failures: number, asked = 0, jitter = 1): number {
  const pause = Math.min(longestPause, firstPause * 2 ** (failures - 1));
  return Math.max(asked, Math.round((pause * (1 + jitter)) / 2));
}

/** Milliseconds that a `Retry-After` header asks for (RFC 9110, section 10.2.3: seconds or a date); 0 for none. */
export function retryAfter(header: string | null, now: Date): number {
  if (header === null) return 0;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}

/** Statuses after which the same request may succeed later. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}
