// Trains in a worker thread with the built modules, as parallel experiments do, and posts the hash of the weights.
import { parentPort, workerData } from "node:worker_threads";

const { modules, config, texts, batches } = workerData;
const { useBackend } = await import(modules["tensor/backend"]);
const { NgramEncoder } = await import(modules["models/ngram-encoder"]);
const { Random } = await import(modules.random);
const { trainEncoder } = await import(modules["training/loop"]);
const { PairTexts } = await import(modules["training/pair-texts"]);

await useBackend("wasm");
const encoder = NgramEncoder.create(config, new Random(1));
const next = batches.values();
await trainEncoder({
  encoder,
  texts: new PairTexts(texts, config),
  composer: { next: () => next.next().value },
  steps: batches.length,
  batchSize: batches[0].pairs.length,
});
parentPort.postMessage(encoder.weightsHash());
