import { ClaimbookError } from "../errors.js";
import type { MimeBundle } from "../notebook/mime.js";
import { fingerprint, isRecord } from "../seal/fingerprint.js";

/**
 * What a cell shows, with a fingerprint in its metadata where it is more than text: whoever keeps the notebook, an edit
 * of the output or of the cell's source can be seen later.
 *
 * @param content of `display_data`, `update_display_data`, `execute_result` or `clear_output`
 * @param source of the cell that shows it
 */
export function withFingerprint(content: Record<string, unknown>, source: string): Record<string, unknown> {
  const { data, metadata } = content;
  if (typeof data !== "object" || data === null || !isRecord(data as MimeBundle)) return content;
  try {
    const claimbook = fingerprint(data as MimeBundle, source);
    return { ...content, metadata: { ...(metadata as Record<string, unknown>), claimbook } };
  } catch (error) {
    // What is nested too deeply for that is shown all the same.
    if (error instanceof ClaimbookError) return content;
    throw error;
  }
}
