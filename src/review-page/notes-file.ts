import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import { writeWhole } from "../notebook/whole-file.js";
import { type ClaimNote, ReviewerNotes } from "./notes.js";

/** Where the notes on a notebook lie: `NAME.review.json` beside it. */
export function notesFileOf(notebook: string): string {
  const { dir, name } = path.parse(notebook);
  return path.join(dir, `${name}.review.json`);
}

/**
 * The notes on a notebook; undefined where nobody wrote any.
 *
 * @throws ClaimbookError (`could-not-run`) for a file that is there and is none, so that it is never overwritten
 */
export async function readNotes(notebook: string): Promise<ReviewerNotes | undefined> {
  const file = notesFileOf(notebook);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new ClaimbookError(`cannot be read: ${message}`, {
      kind: "could-not-run",
      where: file,
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ClaimbookError(`not JSON: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: file,
      wayOut: "Move it away, or get it back from version control; claimbook does not overwrite it.",
      cause,
    });
  }
  return assertSchema(ReviewerNotes, value, "the reviewer's notes", file);
}

/** A change that was made to something else than what its author saw. */
export class StaleNote extends Error {
  readonly current: ClaimNote;
  constructor(current: ClaimNote) {
    super("the note was changed meanwhile");
    this.current = current;
  }
}

/** The notes on one notebook, written through to their file: what `change` has returned is on disk. */
export class NotesFile {
  readonly #notebook: string;
  readonly #reviewer: string | undefined;
  #notes: ReviewerNotes;
  /** Changes are made one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(notebook: string, reviewer: string | undefined, notes: ReviewerNotes) {
    this.#notebook = notebook;
    this.#reviewer = reviewer;
    this.#notes = notes;
  }

  /** @param reviewer who writes; absent: as it was */
  static async open(notebook: string, reviewer?: string): Promise<NotesFile> {
    return new NotesFile(notebook, reviewer, (await readNotes(notebook)) ?? empty(notebook));
  }

  get notes(): ReviewerNotes {
    return this.#notes;
  }

  get(id: string): ClaimNote | undefined {
    return this.#notes.claims.find((claim) => claim.id === id);
  }

  /**
   * Changes the note on one claim and writes the file in one piece. Notes that another program has written into the
   * file meanwhile are kept.
   *
   * @param seen the revision that the change starts from, 0 for none; undefined: whichever it is
   * @throws StaleNote when the note is at another revision; ClaimbookError when the file cannot be written
   */
  change(
    id: string,
    seen: number | undefined,
    change: (before: ClaimNote | undefined) => Omit<ClaimNote, "id" | "revision">,
  ): Promise<ClaimNote> {
    const done = this.#last.then(async () => {
      const now = (await readNotes(this.#notebook)) ?? empty(this.#notebook);
      const before = now.claims.find((claim) => claim.id === id);
      if (before !== undefined && seen !== undefined && before.revision !== seen) throw new StaleNote(before);
      const note: ClaimNote = { id, ...change(before), revision: (before?.revision ?? 0) + 1 };
      const claims =
        before === undefined
          ? [...now.claims, note]
          : now.claims.map((claim) => (claim.id === id ? note : claim));
      const next: ReviewerNotes = {
        ...now,
        ...(this.#reviewer === undefined ? {} : { reviewer: this.#reviewer }),
        claims,
      };
      await writeWhole(notesFileOf(this.#notebook), `${JSON.stringify(next, null, 2)}\n`);
      this.#notes = next;
      return note;
    });
    this.#last = done.catch(() => {});
    return done;
  }

  /** Until all that was asked for is written. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

function empty(notebook: string): ReviewerNotes {
  return { schema: "claimbook/notes/1", notebook: path.basename(notebook), claims: [] };
}
