import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../notebook/whole-file.js";
import {
  type Certificate,
  type Note,
  readStatement,
  type Statement,
  statementOf,
} from "../verification/index.js";
import type { ReviewerNotes, ReviewerVerdict } from "./notes.js";
import { readNotes } from "./notes-file.js";

export { readNotes } from "./notes-file.js";

const words: Readonly<Record<ReviewerVerdict, string>> = {
  agree: "agrees",
  unsure: "is not sure",
  disagree: "disagrees",
};

/**
 * A reviewer's notes as a certificate carries them: those on this very file, e.g. `disagrees: the sample is too small`.
 *
 * @param sha256 of the notebook file that the certificate is about
 */
export function certificateNotes(notes: ReviewerNotes, sha256: string): Note[] {
  return notes.claims
    .filter(({ notebookSha256 }) => notebookSha256 === sha256)
    .flatMap(({ id, verdict, note, at }): Note[] => {
      const text = [
        ...(verdict === undefined ? [] : [words[verdict]]),
        ...(note === undefined ? [] : [note]),
      ].join(": ");
      return text === ""
        ? []
        : [{ claim: id, ...(notes.reviewer === undefined ? {} : { by: notes.reviewer }), at, text }];
    });
}

/** A certificate with the notes that lie beside its notebook; as it was where there are none on this very file. */
export async function withNotes(certificate: Certificate, notebook: string): Promise<Certificate> {
  const notes = await readNotes(notebook);
  if (notes === undefined) return certificate;
  const own = certificateNotes(notes, certificate.notebook.sha256);
  return own.length === 0 ? certificate : { ...certificate, notes: own };
}

/**
 * Puts the notes into the certificate beside a notebook (`NAME.certificate.json`), where there is one of this very file
 * and nobody has signed it: what a signature covers is not changed afterwards. `claimbook verify --sign` makes a new
 * one, and takes the notes in by itself.
 *
 * @param sha256 of the notebook file
 */
export async function putIntoCertificate(
  notebook: string,
  sha256: string,
  notes: ReviewerNotes,
): Promise<void> {
  const { dir, name } = path.parse(notebook);
  const stem = path.join(dir, `${name}.certificate`);
  const isSigned = await access(`${stem}.dsse.json`).then(
    () => true,
    () => false,
  );
  const text = isSigned ? undefined : await readFile(`${stem}.json`, "utf8").catch(() => undefined);
  const statement = text === undefined ? undefined : read(text, `${stem}.json`);
  if (statement === undefined || statement.predicate.notebook.sha256 !== sha256) return;
  const changed = statementOf({ ...statement.predicate, notes: certificateNotes(notes, sha256) });
  await writeWhole(`${stem}.json`, `${JSON.stringify(changed, null, 2)}\n`);
}

/** Undefined for what is no certificate of this version: somebody else's file, which is not ours to put right. */
function read(text: string, where: string): Statement | undefined {
  try {
    return readStatement(JSON.parse(text), where);
  } catch {
    return undefined;
  }
}
