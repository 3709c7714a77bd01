// Trains with checkpoints in a process of its own, which tests kill. Says "step N" after every step, and at the end
// one line of JSON. Bundled by `killed.ts`, since Node 20 does not run TypeScript.

import { useBackend } from "../../../src/tensor/backend.js";
import { crossLingual, hybrid } from "../../../src/training/composition/index.js";
import { trainTransformer, weightsHash } from "../../../src/training/transformer/index.js";
import { smallEncoder, smallTexts, smallTraining } from "./small-task.js";

const [folder, steps] = process.argv.slice(2) as [string, string];

await useBackend(process.env.CLAIMBOOK_RESUME_BACKEND ?? "wasm");
const encoder = await smallEncoder();
const result = await trainTransformer(
  smallTraining(encoder, {
    steps: Number(steps),
    datasets: [
      {
        name: "first",
        texts: smallTexts(["aa", "bb", "cc"], 40, { negatives: 3 }),
        composition: hybrid({ alpha: { schedule: "linear", from: 0.1, to: 0.9 } }),
      },
      { name: "second", texts: smallTexts(["aa", "dd"], 25, { seed: "other" }), composition: crossLingual() },
    ],
    mixing: { temperature: 2 },
    chunk: 7,
    validation: {
      every: 6,
      patience: Number.POSITIVE_INFINITY,
      metric: "map",
      texts: smallTexts(["aa", "bb"], 12, { seed: "validation" }),
    },
    checkpoints: { folder, every: 4 },
    onProgress: ({ step }) => process.stdout.write(`step ${step}\n`),
  }),
);
process.stdout.write(
  `${JSON.stringify({
    losses: [...result.losses],
    batchLog: result.batchLog,
    validation: result.validation,
    hash: weightsHash(await encoder.weights()),
    resumedAt: result.resumedAt,
  })}\n`,
);
