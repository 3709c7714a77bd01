import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { fileSum } from "../../file-sum.js";

/** What decides a model's vectors: weights, sizes, pooling, tokenizer. */
const telling = /\.(safetensors|json|txt|model)$/;

/**
 * sha256 over the files of a model's folder and its modules' folders (sentence-transformers' pooling, dense layer),
 * names included: what a result was computed with.
 *
 * @throws {ClaimbookError} kind `could-not-run` when the folder has none
 */
export async function modelHash(folder: string): Promise<string> {
  const inside = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = inside.flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  if (!names.includes("config.json") && !names.includes("modules.json")) {
    throw new ClaimbookError("has no model in it", {
      kind: "could-not-run",
      where: folder,
      wayOut:
        "Name a folder with config.json and model.safetensors, or pull one with `claimbook models pull`.",
    });
  }
  // As sentence-transformers names them: `1_Pooling`.
  for (const { name } of inside.filter((entry) => entry.isDirectory() && /^\d_/.test(entry.name))) {
    names.push(...(await readdir(path.join(folder, name))).map((file) => `${name}/${file}`));
  }
  const whole = createHash("sha256");
  for (const name of names.filter((each) => telling.test(each)).sort()) {
    whole.update(`${name} ${await fileSum(path.join(folder, name))}\n`);
  }
  return whole.digest("hex");
}
