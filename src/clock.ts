import { ClaimbookError } from "./errors.js";

/** Gives the present moment. Passed in wherever a record or a report carries a date. */
export type Clock = () => Date;

/**
 * The present moment, or the one that `SOURCE_DATE_EPOCH` names (whole seconds since 1970-01-01 UTC), so that
 * a rebuild from the same inputs carries the same date (reproducible-builds.org, SOURCE_DATE_EPOCH).
 *
 * @throws ClaimbookError (`usage`) when the variable is set to anything but a whole number of seconds
 */
export function now(env: Readonly<Record<string, string | undefined>> = process.env): Date {
  const epoch = env.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === "") return new Date();
  // 8.64e12 seconds are the end of JavaScript's calendar (ECMA-262, time values).
  if (!/^\d+$/.test(epoch) || Number(epoch) > 8.64e12) {
    throw new ClaimbookError(`"${epoch}" is not a time`, {
      kind: "usage",
      where: "environment variable SOURCE_DATE_EPOCH",
      wayOut: "Set it to whole seconds since 1970-01-01 UTC, or unset it.",
    });
  }
  return new Date(Number(epoch) * 1000);
}

/** `2024-08-20`, in UTC. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
