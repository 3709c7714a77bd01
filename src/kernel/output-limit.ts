/**
 * How much output a cell may have, in bytes: what `CLAIMBOOK_OUTPUT_LIMIT` says in megabytes. 0 means no limit; what
 * is no number counts as not set.
 *
 * @returns 10 MB by default
 */
export function outputLimit(env: NodeJS.ProcessEnv): number {
  const setting = env.CLAIMBOOK_OUTPUT_LIMIT?.trim() ?? "";
  const megabytes = setting === "" ? Number.NaN : Number(setting);
  if (!(megabytes >= 0)) return 10_000_000;
  return megabytes === 0 ? Number.POSITIVE_INFINITY : megabytes * 1e6;
}

/** Said once by a cell that has reached its limit. @param limit in bytes */
export function limitNotice(label: string, limit: number): string {
  return (
    `\n${label} has reached the output limit of ${limit / 1e6} MB: the rest of its output is dropped ` +
    "(CLAIMBOOK_OUTPUT_LIMIT sets another limit in MB, 0 means none)\n"
  );
}

/** The beginning of a text that fits, without half a character. @param bytes at most, in UTF-8 */
export function fitting(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const start = Buffer.from(text.slice(0, bytes)).subarray(0, bytes).toString("utf8");
  return start.replace(/\uFFFD+$/, "");
}
