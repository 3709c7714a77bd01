import { mkdir } from "node:fs/promises";
import { ClaimbookError } from "../../errors.js";
import { loadEncoder, type TransformerEncoder } from "../../models/transformer/index.js";
import { useBackend } from "../../tensor/backend.js";
import { achievedRatio, type BatchLogEntry } from "../../training/composition/index.js";
import { trainTransformer, weightsHash } from "../../training/transformer/index.js";
import { packLog } from "../batch-log.js";
import { tenths } from "../tenths.js";
import { evaluateModel } from "./evaluate-model.js";
import type { ModelOutcome, ModelTask } from "./model-job.js";
import { tellParent } from "./tell-parent.js";

// A process of its own for each fine-tuning: a native backend that runs out of memory ends this one, not the
// notebook's; and whatever it allocated goes back with it.

const stop = new AbortController();

process.once("disconnect", () => stop.abort(new Error("the process that asked for this training is gone")));
process.on("message", (message: ModelTask | { type: "abort" }) => {
  if ("type" in message) stop.abort(new Error("aborted"));
  else void answer(message);
});

async function answer(task: ModelTask): Promise<void> {
  try {
    await tellParent({ type: "outcome", outcome: await fineTune(task) });
  } catch (error) {
    const { message, stack } = error as Error;
    const told = error instanceof ClaimbookError ? error : undefined;
    await tellParent({
      type: "error",
      error: {
        message,
        ...(told === undefined ? {} : { kind: told.kind }),
        ...(told?.where === undefined ? {} : { where: told.where }),
        ...(told?.wayOut === undefined ? {} : { wayOut: told.wayOut }),
        ...(stack === undefined ? {} : { stack }),
      },
    });
  } finally {
    if (process.connected) process.disconnect();
  }
}

async function fineTune({ job, data, folder, checkpoints, saveTo }: ModelTask): Promise<ModelOutcome> {
  const { signal } = stop;
  await useBackend(job.backend);
  const encoder = await loadEncoder(folder, { tokens: job.tokens });
  const started = performance.now();
  const notices: string[] = [];
  const onNotice = (text: string) => void notices.push(text);
  const trained =
    job.steps === 0 ? nothing : await train(encoder, { job, data, folder, checkpoints }, onNotice);
  const between = performance.now();
  if (saveTo !== undefined && job.steps > 0) {
    await mkdir(saveTo, { recursive: true });
    await encoder.save(saveTo);
  }
  const ranks: ModelOutcome["ranks"] = {};
  const sets = Object.entries(data.evaluation);
  for (const [i, [name, set]] of sets.entries()) {
    const found = await evaluateModel(encoder, set, {
      ...job,
      signal,
      onProgress: (share) =>
        void tellParent({
          type: "progress",
          phase: "evaluating",
          step: job.steps,
          loss: trained.losses.at(-1) ?? Number.NaN,
          share: (i + share) / sets.length,
        }),
    });
    ranks[name] = found.ranks;
    if (found.truncated > 0)
      onNotice(`${found.truncated} texts of ${name} were longer than maxLength and were cut`);
  }
  return {
    ranks,
    notices,
    loss: tenths(trained.losses),
    achieved: achievedRatio(trained.batchLog),
    batchLog: packLog(trained.batchLog),
    weightsHash: weightsHash(await encoder.weights()),
    seconds: { training: (between - started) / 1000, evaluation: (performance.now() - between) / 1000 },
  };
}

const nothing = { losses: new Float32Array(0), batchLog: [] as BatchLogEntry[] };

function train(
  encoder: TransformerEncoder,
  { job, data, checkpoints }: ModelTask,
  onNotice: (text: string) => void,
) {
  const { signal } = stop;
  // `model` is the hash of the folder's files: a checkpoint of another model is refused.
  const { composition, weightDecay, ...options } = job;
  return trainTransformer({
    ...options,
    encoder,
    datasets: data.training.map((set) => ({ ...set, composition })),
    adamw: { weightDecay },
    // A data set that has no pair for a composition (questions in languages without passages) is left out, and said.
    unfit: "leave out",
    checkpoints: { ...checkpoints, keep: 1 },
    signal,
    onProgress: ({ step, steps, loss, achieved }) =>
      void tellParent({
        type: "progress",
        phase: "training",
        step,
        loss,
        share: step / steps,
        monolingual: achieved.shares["X-X"],
      }),
    onNotice,
  });
}
