import type { MimeBundle } from "../notebook/mime.js";
import { isJsonMime } from "../notebook/multiline.js";
import { sha256Of } from "../sha256.js";
import { canonicalJson, jsonSha256 } from "./canonical-json.js";
import { partsOf } from "./parts.js";

/**
 * What an output was when its cell ran: in the output's metadata as `claimbook`, put there by the kernel. So it is also
 * in notebooks that Jupyter executes.
 */
export interface Fingerprint {
  /** sha256 over the canonical JSON of the MIME bundle. */
  sha256: string;
  /** sha256 of the source of the cell that ran; absent where the kernel was not told it. */
  cell?: string;
  /** See `partsOf`: of the record in the bundle, by JSON pointer; of its other representations, by MIME type. */
  parts: Record<string, string>;
}

/** Whether a bundle is more than text: a record, a figure, an image. Only such outputs get a fingerprint. */
export function isRecord(data: MimeBundle): boolean {
  return Object.keys(data).some((mime) => isJsonMime(mime) || mime.startsWith("image/"));
}

/** @param source of the cell that shows it */
export function fingerprint(data: MimeBundle, source?: string): Fingerprint {
  const bundle = normal(data);
  return {
    sha256: jsonSha256(bundle),
    ...(source === undefined ? {} : { cell: sourceSha256(source) }),
    parts: bundleParts(bundle),
  };
}

/** The fingerprint that an output carries; undefined where it has none, or something that is none. */
export function fingerprintOf(
  metadata: Readonly<Record<string, unknown>> | undefined,
): Fingerprint | undefined {
  const found = metadata?.claimbook as Partial<Fingerprint> | null | undefined;
  if (typeof found !== "object" || found === null) return undefined;
  const { sha256, cell, parts } = found;
  if (typeof sha256 !== "string" || (cell !== undefined && typeof cell !== "string")) return undefined;
  const known = typeof parts === "object" && parts !== null ? parts : {};
  return { sha256, ...(cell === undefined ? {} : { cell }), parts: known };
}

/** What of a bundle is not as the fingerprint has it: JSON pointers into its record, MIME types. Empty: nothing. */
export function changesSince(before: Fingerprint, data: MimeBundle): string[] {
  const bundle = normal(data);
  if (jsonSha256(bundle) === before.sha256) return [];
  const now = bundleParts(bundle);
  const names = [...new Set([...Object.keys(before.parts), ...Object.keys(now)])];
  const changed = names.filter((name) => before.parts[name] !== now[name]);
  return changed.length === 0 ? [""] : changed;
}

/** sha256 of a cell's source, whatever line ends an editor gave it. */
export function sourceSha256(source: string): string {
  return sha256Of(source.replaceAll("\r\n", "\n"));
}

/** A bundle as it is read back from a file: texts may be lists of lines there. */
export function normal(data: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      !isJsonMime(mime) && Array.isArray(value) ? value.join("") : value,
    ]),
  );
}

function bundleParts(bundle: MimeBundle): Record<string, string> {
  const [record] = Object.keys(bundle).filter(isJsonMime);
  const parts: Record<string, string> = {};
  for (const [mime, value] of Object.entries(bundle)) {
    if (mime === record) Object.assign(parts, partsOf(JSON.parse(canonicalJson(value))));
    else parts[mime] = jsonSha256(value).slice(0, 12);
  }
  return parts;
}
