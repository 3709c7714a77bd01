import { ClaimbookError } from "../errors.js";
import { Line } from "./line.js";
import { realTimer, type Timer } from "./timer.js";

/** One GET request with the redirects that it meets. */
export interface Visit<T> {
  fetch: typeof globalThis.fetch;
  headers: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which the connection counts as dead. */
  stalled: number;
  /** Milliseconds in which the answer has to be there as a whole, as a multiple of `stalled`. */
  patience: number;
  /** Ends what lasts too long. Defaults to real time. */
  timer?: Timer | undefined;
  /** The address that is asked in place of this one; throws a ClaimbookError when it must not be asked. */
  asked?: (url: URL) => Promise<string>;
  /** Where a redirect leads, `hops` having been followed before; throws a ClaimbookError when it is not followed. */
  follow: (from: URL, target: string, hops: number) => URL;
  read: (url: URL, response: Response, line: Line) => Promise<T>;
  /** What comes of it when `asked`, `follow` or `read` throw a ClaimbookError. */
  refused: (error: ClaimbookError) => T;
  /** What comes of it when the connection breaks; `slow`: milliseconds after which it was given up for slowness. */
  broken: (url: URL, cause: unknown, slow: number | undefined) => T;
}

/**
 * Asks an address once, with an end to waiting.
 *
 * @throws the signal's reason
 */
export async function visit<T>(start: URL, options: Visit<T>): Promise<T> {
  const { fetch, headers, signal, stalled, patience, timer = realTimer } = options;
  const whole = new AbortController();
  const relay = () => whole.abort(signal?.reason);
  signal?.addEventListener("abort", relay, { once: true });
  const cancel = timer(stalled * patience, () => whole.abort(new Error("too slow")));
  const line = new Line(stalled, whole.signal, timer);
  let url = start;
  try {
    signal?.throwIfAborted();
    for (let hops = 0; ; hops++) {
      const asked = options.asked === undefined ? url.href : await line.race(options.asked(url));
      const response = await line.race(fetch(asked, { headers, signal: line.signal, redirect: "manual" }));
      const target =
        response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
      if (target === null) return await options.read(url, response, line);
      response.body?.cancel().catch(() => {});
      url = options.follow(url, target, hops);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ClaimbookError) return options.refused(cause);
    const slow = line.isStalled ? stalled : whole.signal.aborted ? stalled * patience : undefined;
    return options.broken(url, cause, slow);
  } finally {
    cancel();
    signal?.removeEventListener("abort", relay);
    line.end();
  }
}
