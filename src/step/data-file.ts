import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../errors.js";

/** A file as an input of a step: a change of its content is a change of the input. */
export interface DataFile {
  /** As given. */
  file: string;
  sha256: string;
  bytes: number;
}

/**
 * Reads a file once to know its content by its hash: `step("parse", { inputs: { pairs: await dataFile("pairs.tsv") } },
 * (_, { inputs }) => parse(inputs.pairs.file))`.
 *
 * @param file relative to the working directory, which in a notebook is the project
 * @throws ClaimbookError (`could-not-run`) when it cannot be read
 */
export async function dataFile(file: string): Promise<DataFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path.resolve(file))) {
      hash.update(chunk);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    throw new ClaimbookError(`cannot be read: ${(error as Error).message}`, {
      kind: "could-not-run",
      where: file,
      wayOut: "Name a file that exists, relative to the project or in full.",
      cause: error,
    });
  }
  return { file, sha256: hash.digest("hex"), bytes };
}
