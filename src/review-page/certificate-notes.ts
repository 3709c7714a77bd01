import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../notebook/whole-file.js";
import type { ReviewerNotes } from "./notes.js";

/**
 * Puts the notes into the certificate beside a notebook (`NAME.certificate.json`), where there is one, it is of this
 * very file, and nobody has signed it: notes that come after a signature need a new one, which `claimbook verify
 * --sign` makes; it takes the notes in by itself.
 *
 * @param sha256 of the notebook file
 */
export async function putIntoCertificate(
  notebook: string,
  sha256: string,
  notes: ReviewerNotes,
): Promise<void> {
  const { dir, name } = path.parse(notebook);
  const file = path.join(dir, `${name}.certificate.json`);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return;
  let certificate: unknown;
  try {
    certificate = JSON.parse(text);
  } catch {
    // Somebody else's file, or one that is being written: not ours to put right.
    return;
  }
  if (!isCertificateOf(certificate, sha256)) return;
  await writeWhole(file, `${JSON.stringify({ ...certificate, notes }, null, 2)}\n`);
}

function isCertificateOf(value: unknown, sha256: string): value is Record<string, unknown> {
  const { schema, notebook } = (value ?? {}) as { schema?: unknown; notebook?: { sha256?: unknown } };
  return (
    typeof schema === "string" && schema.startsWith("claimbook/certificate/") && notebook?.sha256 === sha256
  );
}
