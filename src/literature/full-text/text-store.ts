import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { schemaProblems } from "../../json-schema.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { sha256Of } from "../../sha256.js";
import { workFileKey } from "../work-id.js";

/** `claimbook/full-text/1`: where a kept text is from. */
export const Provenance = Type.Object(
  {
    schema: Type.Literal("claimbook/full-text/1"),
    /** The work's id, e.g. `arXiv:2408.10536v1`. */
    work: Type.String(),
    kind: Type.Union((["jats", "html", "latex", "pdf"] as const).map((kind) => Type.Literal(kind))),
    /** The link that was asked. */
    link: Type.String(),
    /** Where the text was in the end. */
    url: Type.String(),
    /** ISO date and time (UTC). */
    date: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$" }),
    /** Of the bytes as they came. */
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    bytes: Type.Integer({ minimum: 0 }),
    /** Name of the file beside this one. */
    file: Type.String({ pattern: "^[0-9a-f]{64}\\.[a-z.]{2,8}$" }),
    mediaType: Type.Optional(Type.String()),
    /** As the server or the text itself names it. */
    licence: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type Provenance = Static<typeof Provenance>;

export interface KeptText {
  /** Absolute path. */
  file: string;
  bytes: Buffer;
  provenance: Provenance;
}

/** Full texts in a folder, `WORK/SHA256.pdf` each, with `WORK/SHA256.provenance.json` beside it. */
export class TextStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = path.resolve(folder);
  }

  /** The text of a work that was kept last, if its bytes are still those that came. */
  async find(work: string, maxBytes: number): Promise<KeptText | undefined> {
    const folder = this.#folderOf(work);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".provenance.json"));
    const kept: Provenance[] = [];
    for (const name of names) {
      const value = await readFile(path.join(folder, name), "utf8").then(parsed, () => undefined);
      if (schemaProblems(Provenance, value).length === 0) kept.push(value as Provenance);
    }
    kept.sort((a, b) => (a.date > b.date ? -1 : 1));
    for (const provenance of kept) {
      const file = path.join(folder, provenance.file);
      const size = await stat(file).then(
        (found) => (found.isFile() ? found.size : -1),
        () => -1,
      );
      if (size !== provenance.bytes || size > maxBytes) continue;
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes !== undefined && sha256Of(bytes) === provenance.sha256) return { file, bytes, provenance };
    }
    return undefined;
  }

  /**
   * Keeps a text: first the bytes, then where they are from, each in one piece.
   *
   * @throws ClaimbookError (`could-not-run`) when the folder cannot be written
   */
  async keep(
    bytes: Buffer,
    ending: string,
    from: Omit<Provenance, "schema" | "sha256" | "bytes" | "file">,
  ): Promise<KeptText> {
    const folder = this.#folderOf(from.work);
    const sha256 = sha256Of(bytes);
    const name = `${sha256}${ending}`;
    const file = path.join(folder, name);
    const provenance: Provenance = {
      schema: "claimbook/full-text/1",
      ...from,
      sha256,
      bytes: bytes.length,
      file: name,
    };
    // A folder that cannot be made is told by the file that cannot be written into it.
    await mkdir(folder, { recursive: true }).catch(() => {});
    await writeWhole(file, bytes);
    await writeWhole(
      path.join(folder, `${sha256}.provenance.json`),
      `${JSON.stringify(provenance, null, 2)}\n`,
    );
    return { file, bytes, provenance };
  }

  /** Ids come from strangers: neither a hidden nor an endless name, and none that leads elsewhere. */
  #folderOf(work: string): string {
    const key = workFileKey(work).replace(/^\.+/, "_");
    const short = Buffer.byteLength(key) <= 120 ? key : `${key.slice(0, 30)}_${sha256Of(Buffer.from(work))}`;
    return path.join(this.#folder, short);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
