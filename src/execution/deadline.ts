/** A point in time that may never come. */
export interface Deadline {
  /** Settles when the time is over; never without a limit. */
  over: Promise<void>;
  /** Milliseconds; undefined without a limit. */
  limit: number | undefined;
  clear(): void;
}

/** @param limit milliseconds from now; undefined for none */
export function deadline(limit: number | undefined): Deadline {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    // Timers take at most 2^31 - 1 ms (24 days); a longer limit is none.
    if (limit !== undefined && limit < 2 ** 31) timer = setTimeout(resolve, limit);
  });
  return { over, limit, clear: () => clearTimeout(timer) };
}
