import { ClaimbookError } from "../../errors.js";
import { type Batch, logEntry } from "../composition/index.js";

/** After these the wasm backend's memory is in no known state. */
const broken = /^Aborted\(|memory access out of bounds/i;

/** What a batch was made of, for a message: kind, languages and groups. */
export function batchName(batch: Batch, step: number): string {
  const { languages } = logEntry(step, batch);
  const list = Object.entries(languages);
  const shown = list.slice(0, 8).map(([pair, count]) => `${pair} (${count})`);
  if (list.length > 8) shown.push(`${list.length - 8} more`);
  const from = batch.dataset === undefined ? "" : ` of "${batch.dataset}"`;
  return `${batch.kind} batch${from}, ${shown.join(", ")}, groups ${batch.pairs.map(({ group }) => group).join(" ")}`;
}

/** For a loss or a gradient that is no longer a number: no later step could repair the weights. */
export function diverged(
  what: string,
  batch: Batch,
  step: number,
  checkpoint: string | undefined,
): ClaimbookError {
  const kept = checkpoint === undefined ? "" : ` The last good checkpoint is ${checkpoint}.`;
  return new ClaimbookError(`${what} (${batchName(batch, step)})`, {
    kind: "failed",
    where: `step ${step}`,
    wayOut: `Use a lower learning rate, a higher temperature or a stricter clip.${kept}`,
  });
}

/**
 * What backends say when memory runs out: TensorFlow (node), V8 (cpu), Emscripten, whose abort has no other cause in
 * these operations (wasm), WebGPU.
 */
const patterns = [
  /\bOOM\b/,
  /out of memory/i,
  /resource ?exhausted/i,
  /allocation failed/i,
  /failed to allocate/i,
  /(cannot|could not) (allocate|enlarge) memory/i,
  /invalid (typed )?array (buffer )?length/i,
  /memory access out of bounds/i,
  /^Aborted\(/,
  /exceeds? .*(maxBufferSize|maxStorageBufferBindingSize)/i,
];

/** What there is to make smaller. */
export interface MemorySettings {
  chunk: number;
  batchSize: number;
  /** Texts of the batch, hard negatives included. */
  texts: number;
  /** Tokens after which texts are cut. */
  longest: number;
}

/** The same error, or for one about memory another that says what to make smaller. */
export function withMemoryAdvice(error: unknown, step: number, settings: MemorySettings): unknown {
  if (!(error instanceof Error) || error instanceof ClaimbookError) return error;
  const line = error.message.split("\n").find((each) => patterns.some((pattern) => pattern.test(each)));
  if (line === undefined) return error;
  const { chunk, batchSize, texts, longest } = settings;
  const atATime = Math.min(chunk, texts);
  const ways = [
    ...(atATime > 1 ? [`set chunk to ${Math.floor(atATime / 2)} (the result stays the same)`] : []),
    `cut texts earlier than at ${longest} tokens (maxLength)`,
    `use smaller batches than ${batchSize}`,
    "freeze the token embedding",
  ];
  const dead = broken.test(line) ? " The backend cannot go on after this: begin a new process." : "";
  return new ClaimbookError(`the backend ran out of memory: ${line.trim()}`, {
    kind: "could-not-run",
    where: `step ${step}`,
    wayOut: `In this order: ${ways.join("; ")}.${dead}`,
    cause: error,
  });
}
