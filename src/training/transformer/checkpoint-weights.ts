import { ClaimbookError } from "../../errors.js";
import type { NamedWeights } from "../../models/ngram-encoder.js";
import { CheckpointFolder } from "./checkpoint-folder.js";

/**
 * The weights in a folder of checkpoints, for `encoder.assign`: to mine negatives with, to evaluate, to train further
 * with other settings.
 *
 * @param which the newest checkpoint's, or those of the best evaluation that it knows of. Defaults to `newest`
 * @throws {ClaimbookError} kind `could-not-run` when there is no such checkpoint, or it is damaged
 */
export async function checkpointWeights(
  folder: string,
  which: "newest" | "best" = "newest",
): Promise<NamedWeights[]> {
  const checkpoints = new CheckpointFolder(folder, 1);
  // A damaged one is passed over, as when a training is taken up.
  const stored = await checkpoints.newest(() => {});
  const best = stored?.state.earlyStopping.best;
  if (stored === undefined || (which === "best" && best === undefined)) {
    throw new ClaimbookError(
      stored === undefined
        ? "there is no checkpoint"
        : "no weights were ever the best: there was no validation",
      { kind: "could-not-run", where: folder, wayOut: "Train with `checkpoints` in this folder first." },
    );
  }
  return which === "newest" ? stored.weights() : checkpoints.best(best!.step);
}
