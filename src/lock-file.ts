import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "./errors.js";
import { writeWhole } from "./notebook/whole-file.js";

/** What a kind of lock file is called, and says of itself. */
export interface LockForm {
  /** In the project's folder. */
  file: string;
  schema: string;
  /** The field that holds the entries, by name; also what errors call them. */
  entries: string;
}

/**
 * A file of the project, beside package-lock.json and like it to be kept under version control: by name, what the first
 * pull of something found. Later pulls must find the same.
 */
export class LockFile<Entry> {
  readonly #file: string;
  readonly #form: LockForm;
  #entries: Record<string, Entry>;

  private constructor(file: string, form: LockForm, entries: Record<string, Entry>) {
    this.#file = file;
    this.#form = form;
    this.#entries = entries;
  }

  /** @throws ClaimbookError (`could-not-run`) for a file that is not such a lock; an absent one is empty */
  static async open<Entry>(project: string, form: LockForm): Promise<LockFile<Entry>> {
    const file = path.join(project, form.file);
    return new LockFile(file, form, await readEntries<Entry>(file, form));
  }

  get(name: string): Entry | undefined {
    return Object.hasOwn(this.#entries, name) ? this.#entries[name] : undefined;
  }

  /**
   * Changes one entry and writes the file, with what another pull has written into it meanwhile.
   *
   * @param change gets the entry as it is in the file now
   */
  async set(name: string, change: (before: Entry | undefined) => Entry): Promise<void> {
    this.#entries = await readEntries(this.#file, this.#form);
    this.#entries[name] = change(this.get(name));
    const { schema, entries } = this.#form;
    const content = { schema, [entries]: sortedByName(this.#entries) };
    await writeWhole(this.#file, `${JSON.stringify(content, null, 2)}\n`);
  }
}

export function sortedByName<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readEntries<Entry>(
  file: string,
  { schema, entries }: LockForm,
): Promise<Record<string, Entry>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return {};
    throw new ClaimbookError(`cannot be read: ${message}`, { kind: "could-not-run", where: file });
  }
  const read = parsed(text);
  const found = read?.[entries];
  if (read?.schema === schema && typeof found === "object" && found !== null)
    return found as Record<string, Entry>;
  throw new ClaimbookError(`is not a lock of ${entries} that this claimbook can read`, {
    kind: "could-not-run",
    where: file,
    wayOut: "Get it back from version control, or remove it: the next pull then pins anew.",
  });
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}
