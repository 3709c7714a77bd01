import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { ClaimbookError } from "../errors.js";
import { eachLine } from "../evaluation/trec/lines.js";
import { fileSum } from "../file-sum.js";
import { writeWhole } from "../notebook/whole-file.js";
import type { Entries } from "./entries.js";
import type { IndexItems, Metadata } from "./search-index.js";

/** `index.json`: what the other files of an index's folder are. */
const Head = Type.Object(
  {
    schema: Type.Literal("claimbook/index/1"),
    engine: Type.Union([Type.Literal("exact"), Type.Literal("hnsw")]),
    dim: Type.Integer({ minimum: 1 }),
    size: Type.Integer({ minimum: 0 }),
    /** Of the file `vectors`: usearch ends the process over one that is damaged, so it is checked before. */
    sha256: Type.String(),
    options: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);
export type Head = Static<typeof Head>;

const files = { head: "index.json", entries: "entries.jsonl", vectors: "vectors" } as const;

/** Where an index's vectors lie. */
export function vectorsFile(folder: string): string {
  return path.join(folder, files.vectors);
}

/**
 * Writes an index's folder in one piece: everything is written into a folder beside it, which then takes its place.
 *
 * @param writeVectors writes the file it is given
 */
export async function writeFolder(
  to: string,
  head: Omit<Head, "schema" | "sha256">,
  entries: Entries,
  writeVectors: (file: string) => Promise<void> | void,
): Promise<void> {
  // Without the slash that may stand at its end.
  const folder = path.resolve(to);
  await mustBeReplaceable(folder);
  const beside = `${folder}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await mkdir(beside, { recursive: true });
    const vectors = vectorsFile(beside);
    await writeVectors(vectors);
    await toDisk(vectors);
    await writeWhole(path.join(beside, files.entries), entries.lines());
    const whole: Head = { schema: "claimbook/index/1", ...head, sha256: (await fileSum(vectors))! };
    await writeWhole(path.join(beside, files.head), `${JSON.stringify(whole, null, 2)}\n`);
    const before = `${beside}.old`;
    const replaced = await rename(folder, before).then(
      () => true,
      () => false,
    );
    try {
      await rename(beside, folder);
    } catch (error) {
      if (replaced) await rename(before, folder);
      throw error;
    }
    if (replaced) await rm(before, { recursive: true, force: true });
  } catch (error) {
    await rm(beside, { recursive: true, force: true }).catch(() => {});
    if (error instanceof ClaimbookError) throw error;
    throw new ClaimbookError(`could not be written: ${(error as Error).message}`, {
      kind: "could-not-run",
      where: folder,
      wayOut: "Choose another place, or free some space; an index that was there before is still there.",
      cause: error,
    });
  }
}

/** Reads what an index's folder says of itself, and its entries. */
export async function readFolder(
  folder: string,
): Promise<{ head: Head; entries: Omit<IndexItems, "vectors"> }> {
  const head = await readHead(folder);
  const found = await fileSum(vectorsFile(folder)).catch((error: Error) => {
    throw damaged(folder, `its vectors cannot be read (${error.message})`);
  });
  if (found !== head.sha256) {
    throw damaged(
      folder,
      found === undefined ? "its vectors are missing" : "its vectors are not those it was saved with",
    );
  }
  const ids: string[] = [];
  const metadata: (Metadata | undefined)[] = [];
  await eachLine(path.join(folder, files.entries), (line, number) => {
    try {
      const entry = JSON.parse(line) as { id: unknown; metadata?: Metadata };
      if (typeof entry.id !== "string") throw new Error("no id");
      ids.push(entry.id);
      metadata.push(entry.metadata);
    } catch (error) {
      throw damaged(folder, `line ${number} of ${files.entries} is broken (${(error as Error).message})`);
    }
  });
  if (ids.length !== head.size) throw damaged(folder, `it has ${ids.length} ids for ${head.size} vectors`);
  const any = metadata.some((each) => each !== undefined);
  return { head, entries: any ? { ids, metadata: metadata as Metadata[] } : { ids } };
}

export function damaged(folder: string, what: string): ClaimbookError {
  return new ClaimbookError(`the index is damaged: ${what}`, {
    kind: "could-not-run",
    where: folder,
    wayOut: "Build it again.",
  });
}

async function readHead(folder: string): Promise<Head> {
  const file = path.join(folder, files.head);
  let head: unknown;
  try {
    head = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw damaged(folder, `${files.head} is no JSON`);
    throw new ClaimbookError(
      code === "ENOENT" ? "there is no index" : `cannot be read: ${(error as Error).message}`,
      {
        kind: "could-not-run",
        where: folder,
        wayOut: "Give the folder that an index was saved as.",
      },
    );
  }
  if (!Value.Check(Head, head)) {
    throw damaged(folder, `${files.head} is not of the form claimbook/index/1`);
  }
  return head;
}

/** Nothing but an index, or an empty folder, is ever replaced. */
async function mustBeReplaceable(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there === undefined) return;
  if (there.isDirectory()) {
    const head = await readFile(path.join(folder, files.head), "utf8").catch(() => "");
    if (head.includes("claimbook/index/") || (await readdir(folder)).length === 0) return;
  }
  throw new ClaimbookError("something else than an index is there", {
    kind: "could-not-run",
    where: folder,
    wayOut: "Choose another place, or remove it first.",
  });
}

async function toDisk(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
