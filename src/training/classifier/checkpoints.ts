import { ClaimbookError } from "../../errors.js";
import type { NamedWeights } from "../../models/ngram-encoder.js";
import type { DenseWeight } from "../../models/text-encoder.js";
import { tf } from "../../tensor/tf.js";
import type { AdamWState } from "../adamw.js";
import { CheckpointFolder } from "../transformer/checkpoint-folder.js";
import { differences } from "../transformer/checkpoint-state.js";
import type { Optimiser } from "../transformer/optimiser.js";

interface State {
  configuration: Record<string, unknown>;
  step: number;
  losses: number[];
  adamw: AdamWState[];
}

interface Group {
  weights: DenseWeight[];
  optimiser: Optimiser;
}

/** Checkpoints of a classifier's training: the weights that are trained, their moments, and how far it is. */
export class ClassifierCheckpoints {
  readonly #folder: CheckpointFolder<State>;
  readonly #configuration: Record<string, unknown>;

  constructor({ folder, configuration }: { folder: string; configuration: Record<string, unknown> }) {
    this.#folder = new CheckpointFolder<State>(folder, 1);
    // As it will be read back.
    this.#configuration = JSON.parse(JSON.stringify(configuration)) as Record<string, unknown>;
  }

  async write(step: number, losses: number[], groups: readonly Group[]): Promise<void> {
    if (step === 0) return;
    const weights: NamedWeights[] = [];
    const moments: NamedWeights[] = [];
    for (const [index, group] of groups.entries()) {
      for (const { name, tensor } of group.weights) {
        const values = (await tensor.data<"float32">()).slice();
        weights.push({ name, shape: [...tensor.shape], values });
      }
      for (const each of await group.optimiser.moments())
        moments.push({ ...each, name: `${index}/${each.name}` });
    }
    const adamw = groups.map(({ optimiser }) => optimiser.adamw.state());
    await this.#folder.write({ configuration: this.#configuration, step, losses, adamw }, weights, moments);
  }

  /**
   * Puts weights and moments back as they were at the newest checkpoint.
   *
   * @throws {ClaimbookError} kind `usage` when it is of another training, naming what differs
   */
  async resume(
    groups: readonly Group[],
    onNotice?: (notice: string) => void,
  ): Promise<{ step: number; losses: number[] } | undefined> {
    await this.#folder.prepare();
    const found = await this.#folder.newest((folder, why) =>
      onNotice?.(`the checkpoint ${folder} is not used: ${why}`),
    );
    if (found === undefined) return undefined;
    const { state } = found;
    const [different] = differences(state.configuration, this.#configuration);
    if (different !== undefined) {
      const { name, stored, present } = different;
      throw new ClaimbookError(
        `the checkpoint is of another training: ${name} was ${stored}, now it is ${present}`,
        {
          kind: "usage",
          where: this.#folder.folder,
          wayOut: "Name another folder, or remove this one.",
        },
      );
    }
    const weights = new Map((await found.weights()).map(({ name, values }) => [name, values]));
    const moments = await found.moments();
    for (const [index, group] of groups.entries()) {
      const own = moments.filter(({ name }) => name.startsWith(`${index}/`));
      group.optimiser.restore(
        state.adamw[index]!,
        own.map((each) => ({ ...each, name: each.name.slice(`${index}/`.length) })),
      );
      for (const { name, tensor } of group.weights) {
        tf.tidy(() => tensor.assign(tf.tensor(weights.get(name)!, tensor.shape)));
      }
    }
    return { step: state.step, losses: [...state.losses] };
  }
}
