import { readFile } from "node:fs/promises";
import { fromBufferPromise } from "yauzl";
import { ClaimbookError } from "../errors.js";

/**
 * The deposit's metadata: of a file of its own, or of the archive's `zenodo.json`.
 *
 * @throws ClaimbookError (`could-not-run`) when neither holds any
 */
export async function readDeposit(archive: Buffer, name: string, metadata?: string): Promise<object> {
  const text = metadata === undefined ? await fromArchive(archive, name) : await readText(metadata);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw noMetadata(metadata ?? `${name}, zenodo.json`, `is not JSON: ${(cause as Error).message}`, cause);
  }
  const title = (value as { metadata?: { title?: unknown } } | null)?.metadata?.title;
  if (typeof title === "string" && title !== "") return value as object;
  throw noMetadata(metadata ?? `${name}, zenodo.json`, "has no metadata with a title");
}

async function fromArchive(archive: Buffer, name: string): Promise<string> {
  try {
    const zip = await fromBufferPromise(archive);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== "zenodo.json") continue;
      if (entry.uncompressedSize > 1_000_000) throw new Error("its zenodo.json is too large");
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString("utf8");
    }
  } catch (cause) {
    throw noMetadata(name, `is no zip archive that can be read: ${(cause as Error).message}`, cause);
  }
  throw noMetadata(name, "has no zenodo.json: it was made without authors or without a licence");
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw noMetadata(file, `cannot be read: ${(cause as Error).message}`, cause);
  }
}

function noMetadata(where: string, what: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "could-not-run",
    where,
    wayOut: "Make it with claimbook archive NOTEBOOK --zenodo-json, and give that file with --metadata.",
    cause,
  });
}
