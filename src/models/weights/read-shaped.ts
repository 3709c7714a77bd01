import { ClaimbookError } from "../../errors.js";
import type { StoredWeights } from "./open-weights.js";

/**
 * A tensor of the shape that the model's configuration asks for.
 *
 * @param folder of the model, for errors
 * @throws ClaimbookError (`could-not-run`) when the weights have no such tensor, or one of another shape
 */
export async function readShaped(
  stored: StoredWeights,
  name: string,
  shape: readonly number[],
  folder: string,
): Promise<Float32Array> {
  const found = stored.has(name) ? stored.shape(name) : undefined;
  if (found?.join() === shape.join()) return stored.read(name);
  const wanted = shape.join(" x ");
  throw new ClaimbookError(
    found
      ? `the tensor "${name}" is ${found.join(" x ")}, and config.json wants ${wanted}`
      : `the weights have no tensor "${name}" (${wanted})`,
    { kind: "could-not-run", where: folder, wayOut: "Check that config.json belongs to these weights." },
  );
}
