import { setImmediate } from "node:timers/promises";
import { assertBackend } from "../../tensor/backend.js";
import { tf } from "../../tensor/tf.js";
import { type BatchLogEntry, logEntry, RatioCounter } from "../composition/index.js";
import { progressAt } from "../progress.js";
import { learningRateSchedule } from "../schedule.js";
import { BatchSource, type BatchSourceState, type ReadyBatch } from "./batch-source.js";
import { BestWeights } from "./best-weights.js";
import { Checkpoints } from "./checkpoints.js";
import { EarlyStopping } from "./early-stopping.js";
import { contrastivePass } from "./grad-cache.js";
import { Optimiser } from "./optimiser.js";
import type { TransformerResult, TransformerTraining } from "./options.js";
import { type ResolvedTraining, resolveTraining } from "./resolve.js";
import { diverged, withMemoryAdvice } from "./step-errors.js";
import { evaluator, higherIsBetter } from "./validation.js";

/**
 * Trains a pretrained encoder on positive pairs with hard negatives: InfoNCE over the batch, AdamW, warm-up and decay.
 *
 * Needs an active tensor backend (`useBackend`). With `checkpoints`, a training that was killed goes on where its
 * newest checkpoint is, and the batches, losses and weights are, bit by bit, those of a training that was not. With
 * `validation`, the encoder ends with its best weights. Leaves no tensor behind, also when it is ended early.
 *
 * @throws the signal's reason once it is aborted (the encoder keeps what it has learnt so far);
 *   {ClaimbookError} kind `failed`, naming the step and its batch, when loss or gradient are not finite (the weights
 *   are then those before the step); kind `could-not-run` when the memory does not suffice, with what to make smaller;
 *   kind `usage` for settings that make no sense, or checkpoints of a training with other settings
 */
export async function trainTransformer(training: TransformerTraining): Promise<TransformerResult> {
  assertBackend();
  const run = new TrainingRun(resolveTraining(training));
  let ended = false;
  try {
    const result = await run.toTheEnd();
    ended = true;
    return result;
  } finally {
    release(() => run.dispose(), ended);
  }
}

/** Frees memory. A backend that ran out of it may not even do that: then the error that is on its way matters more. */
function release(free: () => void, mustWork: boolean): void {
  try {
    free();
  } catch (error) {
    if (mustWork) throw error;
  }
}

class TrainingRun {
  readonly #training: ResolvedTraining;
  readonly #rate: (step: number) => number;
  readonly #source: BatchSource;
  readonly #optimiser: Optimiser;
  readonly #checkpoints: Checkpoints | undefined;
  readonly #best: BestWeights;
  readonly #evaluate: ReturnType<typeof evaluator> | undefined;
  #stopping: EarlyStopping;
  #step = 0;
  #stopped = false;
  #losses: number[] = [];
  #log: BatchLogEntry[] = [];
  #ratio = new RatioCounter();
  /** Of the source of batches after the last step's batch: the batch after it may have been drawn already. */
  #sourceState: BatchSourceState;
  #truncated = 0;

  constructor(training: ResolvedTraining) {
    const { learningRate: peak, steps, warmup, decay, clip, adamw, encoder, validation } = training;
    this.#training = training;
    this.#rate = learningRateSchedule({ peak, steps, warmup, decay });
    this.#source = new BatchSource(training);
    this.#sourceState = this.#source.state();
    this.#evaluate = validation && evaluator(validation, training);
    this.#stopping = this.#stoppingFrom(undefined);
    this.#checkpoints = training.checkpoints && new Checkpoints(training);
    this.#best = new BestWeights(encoder, this.#checkpoints?.folder);
    // Last: it holds tensors.
    this.#optimiser = new Optimiser(encoder.parameters, {
      ...adamw,
      clip: clip === false ? undefined : clip,
    });
  }

  async toTheEnd(): Promise<TransformerResult> {
    const { steps, signal, checkpoints } = this.#training;
    const resumedAt = await this.#resume();
    // Where the signal arrived in an evaluation, the checkpoint is from before it.
    if (resumedAt !== undefined) await this.#validate();
    let ready = this.#prepare();
    while (this.#step < steps && !this.#stopped) {
      if (signal?.aborted) {
        await this.#save();
        signal.throwIfAborted();
      }
      const batch = await ready;
      ready = this.#prepare(this.#step + 2);
      await this.#train(batch, this.#step + 1);
      await this.#validate();
      const every = checkpoints?.every ?? 100;
      if (this.#step % every === 0 || this.#step === steps || this.#stopped) await this.#save();
      // The data of wasm and cpu are there at once: without this no signal would ever arrive.
      await setImmediate();
    }
    // A batch that early stopping has left over; whatever becomes of it concerns nobody.
    await ready.catch(() => {});
    const validation = this.#evaluate && this.#stopping.state();
    if (validation?.best !== undefined) await this.#best.restore(validation.best.step, this.#step);
    if (this.#truncated > 0) {
      this.#training.onNotice?.(
        `${this.#truncated} texts of the batches were longer than maxLength and were cut`,
      );
    }
    return {
      steps: this.#step,
      stoppedEarly: this.#stopped,
      losses: Float32Array.from(this.#losses),
      batchLog: this.#log,
      achieved: this.#ratio.achieved(),
      ...(validation === undefined ? {} : { validation }),
      ...(resumedAt === undefined ? {} : { resumedAt }),
    };
  }

  dispose(): void {
    this.#optimiser.dispose();
  }

  /** Draws the batch of a step and starts making its tokens; nothing where the training is over. */
  #prepare(step = this.#step + 1): Promise<ReadyBatch | undefined> {
    const { steps, encoder } = this.#training;
    if (step > steps) return Promise.resolve(undefined);
    const ready = this.#source.next(encoder, progressAt(step, steps));
    // Whoever awaits it gets the error; nobody may, when the training ends before.
    ready.catch(() => {});
    return ready;
  }

  async #train(ready: ReadyBatch | undefined, step: number): Promise<void> {
    const { encoder, onBatch, onProgress, steps, temperature, chunk } = this.#training;
    const { batch, tokens, truncated, texts, state } = ready!;
    onBatch?.(batch, step);
    const { loss, gradients } = await contrastivePass(encoder, tokens, { temperature, chunk }).catch(
      (error: unknown) => {
        throw this.#advised(error, step, texts);
      },
    );
    const learningRate = this.#rate(step);
    let norm: number;
    let done = false;
    try {
      norm = await this.#optimiser.norm(gradients);
      for (const [what, value] of Object.entries({ "training loss": loss, "length of the gradient": norm })) {
        if (Number.isFinite(value)) continue;
        throw diverged(`the ${what} became ${value}`, batch, step, this.#checkpoints?.last);
      }
      this.#optimiser.apply(gradients, norm, learningRate);
      done = true;
    } catch (error) {
      throw this.#advised(error, step, texts);
    } finally {
      release(() => tf.dispose(gradients.dense), done);
    }
    this.#step = step;
    this.#sourceState = state;
    this.#losses.push(loss);
    const entry = logEntry(step, batch);
    this.#log.push(entry);
    this.#ratio.add(entry);
    this.#truncated += truncated;
    const validation = this.#stopping.last;
    onProgress?.({
      step,
      steps,
      loss,
      learningRate,
      gradientNorm: norm,
      achieved: this.#ratio.achieved(),
      ...(validation === undefined ? {} : { validation }),
    });
  }

  async #validate(): Promise<void> {
    const { validation, steps, encoder, signal } = this.#training;
    if (validation === undefined || this.#evaluate === undefined) return;
    if (this.#step % validation.every !== 0 && this.#step !== steps) return;
    if (this.#stopping.last?.step === this.#step) return;
    const value = await this.#evaluate(encoder, signal).catch(async (error: unknown) => {
      if (signal?.aborted) await this.#save();
      throw this.#advised(error, this.#step);
    });
    if (this.#stopping.add(this.#step, value)) await this.#best.keep(this.#step);
    this.#stopped = this.#stopping.exhausted && this.#step < steps;
  }

  async #save(): Promise<void> {
    if (this.#checkpoints === undefined || this.#step === this.#checkpoints.lastStep) return;
    await this.#checkpoints.write(
      {
        step: this.#step,
        stoppedEarly: this.#stopped,
        adamw: this.#optimiser.adamw.state(),
        source: this.#sourceState,
        losses: this.#losses,
        batchLog: this.#log,
        earlyStopping: this.#stopping.state(),
        truncated: this.#truncated,
      },
      await this.#training.encoder.weights(),
      await this.#optimiser.moments(),
    );
  }

  /** @returns the step at which a checkpoint was taken up */
  async #resume(): Promise<number | undefined> {
    const stored = await this.#checkpoints?.newest();
    if (stored === undefined) return undefined;
    const { state } = stored;
    this.#training.encoder.assign(await stored.weights());
    this.#optimiser.restore(state.adamw, await stored.moments());
    this.#source.restore(state.source);
    this.#sourceState = state.source;
    this.#step = state.step;
    this.#stopped = state.stoppedEarly;
    this.#losses = [...state.losses];
    this.#log = [...state.batchLog];
    this.#ratio = new RatioCounter(this.#log);
    this.#stopping = this.#stoppingFrom(state.earlyStopping);
    this.#truncated = state.truncated;
    return state.step;
  }

  #stoppingFrom(state: ReturnType<EarlyStopping["state"]> | undefined): EarlyStopping {
    const { validation } = this.#training;
    const patience = validation?.patience ?? 3;
    return new EarlyStopping(patience, validation !== undefined && higherIsBetter(validation), state);
  }

  #advised(error: unknown, step: number, texts = Number.POSITIVE_INFINITY): unknown {
    const { chunk, batchSize, maxLength } = this.#training;
    const longest = Math.max(maxLength.query, maxLength.passage);
    return withMemoryAdvice(error, step, { chunk, batchSize, texts, longest });
  }
}
