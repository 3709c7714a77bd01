import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { writeWhole } from "../../notebook/whole-file.js";

/** One file of a pulled model. */
export interface LockedFile {
  bytes: number;
  sha256: string;
}

/** What was pulled of a model: later pulls must find the same. */
export interface LockedModel {
  repository: string;
  /** The commit. */
  revision: string;
  /** By path in the repository. */
  files: Readonly<Record<string, LockedFile>>;
}

interface LockFile {
  schema: "claimbook/models-lock/1";
  models: Record<string, LockedModel>;
}

export const LOCK_NAME = "models.lock.json";

/** The project's `models.lock.json`, to be kept under version control: commit and checksums of every pulled model. */
export class ModelLock {
  readonly file: string;
  readonly #content: LockFile;

  private constructor(file: string, content: LockFile) {
    this.file = file;
    this.#content = content;
  }

  /** @throws ClaimbookError (`could-not-run`) for a file that is not a lock; an absent one is empty */
  static async open(project: string): Promise<ModelLock> {
    const file = path.join(project, LOCK_NAME);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return new ModelLock(file, { schema: "claimbook/models-lock/1", models: {} });
      throw new ClaimbookError(`cannot be read: ${message}`, { kind: "could-not-run", where: file });
    }
    const content = parsed(text);
    if (
      content?.schema !== "claimbook/models-lock/1" ||
      typeof content.models !== "object" ||
      !content.models
    )
      throw new ClaimbookError("is not a lock of models that this claimbook can read", {
        kind: "could-not-run",
        where: file,
        wayOut: "Get it back from version control, or remove it: the next pull then pins anew.",
      });
    return new ModelLock(file, content);
  }

  get(name: string): LockedModel | undefined {
    const { models } = this.#content;
    return Object.hasOwn(models, name) ? models[name] : undefined;
  }

  /** Notes what was pulled and writes the file. */
  async set(name: string, model: LockedModel): Promise<void> {
    this.#content.models[name] = model;
    const sorted = Object.entries(this.#content.models).sort(([a], [b]) => (a < b ? -1 : 1));
    await writeWhole(
      this.file,
      `${JSON.stringify({ ...this.#content, models: Object.fromEntries(sorted) }, null, 2)}\n`,
    );
  }
}

function parsed(text: string): LockFile | undefined {
  try {
    const read = JSON.parse(text) as Partial<LockFile> | null;
    if (read?.schema !== "claimbook/models-lock/1") return undefined;
    return typeof read.models === "object" && read.models !== null ? (read as LockFile) : undefined;
  } catch {
    return undefined;
  }
}
