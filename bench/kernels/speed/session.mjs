import { Client } from "../client.mjs";
import { residentMemory } from "../process-tree.mjs";

const warmCells = 200;
const memoryCells = 50;
const libraryCells = 50;

const code = {
  typescript: {
    first: "1 + 1",
    cell: (i) => `const x${i} = ${i} + 1;\nx${i}`,
    library: 'import * as tf from "@tensorflow/tfjs";\nconst ready: string = tf.version.tfjs;\nready',
    libraryCell: (i) => `const t${i} = tf.scalar(${i});\nt${i}.rank`,
  },
  python: { first: "1 + 1", cell: (i) => `x${i} = ${i} + 1\nx${i}` },
};

/** @returns milliseconds from sending a cell to both its reply and its idle status; undefined when one never comes */
async function timed(client, cell, timeout = 60_000) {
  const started = performance.now();
  let reply;
  try {
    ({ reply } = await client.execute(cell, {}, timeout));
  } catch {
    return undefined;
  }
  const time = performance.now() - started;
  if (reply.status !== "ok")
    throw new Error(`a cell of the measurement failed: ${JSON.stringify(reply).slice(0, 300)}`);
  return time;
}

async function times(client, count, cell) {
  const values = [];
  let unended = 0;
  for (let i = 0; i < count; i++) {
    const time = await timed(client, cell(i), 3000);
    if (time === undefined) unended++;
    else values.push(time);
  }
  return { values, unended };
}

/**
 * One life of a kernel.
 *
 * @returns milliseconds (`firstReply`; `firstCell`; `ready`, from start to the end of the first cell; `warm`, a list
 *   of 200) and bytes (`memoryAtStart`, `memoryAfter`: all its processes, after the first cell and after 50 more); `unended` counts cells whose end never came
 */
export async function session(kernel, cwd) {
  const cells = code[kernel.language];
  const client = await Client.start(kernel, { cwd });
  try {
    const firstCell = await timed(client, cells.first);
    const ready = performance.now() - client.started;
    const memoryAtStart = residentMemory(client.process.pid);
    const early = await times(client, memoryCells, cells.cell);
    const memoryAfter = residentMemory(client.process.pid);
    const late = await times(client, warmCells - memoryCells, (i) => cells.cell(i + memoryCells));
    return {
      firstReply: client.firstReply,
      firstCell,
      ready,
      memoryAtStart,
      memoryAfter,
      warm: [...early.values, ...late.values],
      unended: early.unended + late.unended,
    };
  } finally {
    client.stop();
  }
}

/** @returns milliseconds of each of 50 cells after TensorFlow.js was imported with its types */
export async function librarySession(kernel, cwd) {
  const cells = code[kernel.language];
  const client = await Client.start(kernel, { cwd });
  try {
    await timed(client, cells.library);
    const { values } = await times(client, libraryCells, cells.libraryCell);
    return values;
  } finally {
    client.stop();
  }
}
