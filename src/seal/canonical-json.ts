import { ClaimbookError } from "../errors.js";
import { sha256Of } from "../sha256.js";

/** Levels of nesting beyond which a value is nobody's record. */
const deepest = 1_000;

/**
 * A value as JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives it: no white space, keys sorted by
 * UTF-16 code units, numbers as ECMAScript prints them. What JSON leaves out or turns into null (undefined,
 * functions, NaN) is treated as `JSON.stringify` treats it; half a surrogate pair, which the RFC refuses, is escaped.
 *
 * @throws ClaimbookError (`could-not-run`) for a value nested more than 1,000 levels deep
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0) ?? "null";
}

/** sha256 (hex) of a value's canonical JSON in UTF-8. */
export function jsonSha256(value: unknown): string {
  return sha256Of(canonicalJson(value));
}

function write(value: unknown, depth: number): string | undefined {
  if (depth > deepest) {
    throw new ClaimbookError(`a value is nested more than ${deepest} levels deep`, { kind: "could-not-run" });
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return write(toJSON.call(value), depth + 1);
  if (Array.isArray(value)) return `[${value.map((each) => write(each, depth + 1) ?? "null").join(",")}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const part = write((value as Record<string, unknown>)[key], depth + 1);
    if (part !== undefined) parts.push(`${JSON.stringify(key)}:${part}`);
  }
  return `{${parts.join(",")}}`;
}
