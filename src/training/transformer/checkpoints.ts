import { ClaimbookError } from "../../errors.js";
import type { NamedWeights } from "../../models/ngram-encoder.js";
import { CheckpointFolder, type StoredCheckpoint } from "./checkpoint-folder.js";
import { type CheckpointState, differences } from "./checkpoint-state.js";
import { configurationOf } from "./configuration.js";
import type { ResolvedTraining } from "./resolve.js";

/** The checkpoints of a training with its configuration: written after some steps, taken up when they fit. */
export class Checkpoints {
  readonly folder: CheckpointFolder;
  readonly #training: ResolvedTraining;
  readonly #configuration: Record<string, unknown>;
  /** Step of the newest checkpoint that this training knows; 0 before there is one. */
  lastStep = 0;

  constructor(training: ResolvedTraining) {
    const { folder, keep = 2 } = training.checkpoints!;
    this.folder = new CheckpointFolder(folder, keep);
    this.#training = training;
    this.#configuration = configurationOf(training);
  }

  /** Folder of the newest checkpoint, if there is one. */
  get last(): string | undefined {
    return this.lastStep === 0 ? undefined : this.folder.place(this.lastStep);
  }

  async write(
    state: Omit<CheckpointState, "configuration">,
    weights: readonly NamedWeights[],
    moments: readonly NamedWeights[],
  ): Promise<void> {
    await this.folder.write({ configuration: this.#configuration, ...state }, weights, moments);
    this.lastStep = state.step;
  }

  /**
   * The checkpoint to go on from.
   *
   * @throws {ClaimbookError} kind `usage` when it is of a training with other settings, naming each that differs, or
   *   when there is one and `resume` is false
   */
  async newest(): Promise<StoredCheckpoint | undefined> {
    const { resume = true } = this.#training.checkpoints!;
    await this.folder.prepare();
    if (!resume) {
      if ((await this.folder.steps()).length === 0) return undefined;
      throw new ClaimbookError("there are checkpoints, and `resume` is false", {
        kind: "usage",
        where: this.folder.folder,
        wayOut: "Go on from them, remove them, or name another folder.",
      });
    }
    const found = await this.folder.newest((folder, why) =>
      this.#training.onNotice?.(`the checkpoint ${folder} is not used: ${why}`),
    );
    if (found === undefined) return undefined;
    const different = differences(found.state.configuration, this.#configuration);
    if (different.length > 0) {
      const shown = different
        .slice(0, 8)
        .map(({ name, stored, present }) => `${name} (${stored}, now ${present})`);
      const more = different.length > 8 ? ` and ${different.length - 8} more` : "";
      throw new ClaimbookError(
        `the checkpoint is of a training with other settings: ${shown.join(", ")}${more}`,
        {
          kind: "usage",
          where: found.folder,
          wayOut: "Train with the settings of the checkpoint, or name another folder.",
        },
      );
    }
    this.lastStep = found.state.step;
    return found;
  }
}
