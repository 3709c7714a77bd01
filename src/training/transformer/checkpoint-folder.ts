import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { fileSum } from "../../file-sum.js";
import type { NamedWeights } from "../../models/ngram-encoder.js";
import { SafetensorsFile, writeSafetensors } from "../../models/weights/index.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { sha256Of } from "../../sha256.js";
import type { CheckpointState } from "./checkpoint-state.js";

export interface CheckpointOptions {
  /** Made when it is not there. Serves one training at a time. */
  folder: string;
  /** Steps between two checkpoints; there is one after the last step too. Defaults to 100. */
  every?: number;
  /** Good checkpoints that stay. Defaults to 2. */
  keep?: number;
  /** Whether to go on from the newest checkpoint when there is one. Defaults to true. */
  resume?: boolean;
}

/** What a folder needs to know of a training's state: which step it is of, and which best weights it names. */
export interface StepState {
  step: number;
  earlyStopping?: { best?: { step: number } | undefined };
}

/** A checkpoint as read back. */
export interface StoredCheckpoint<State extends StepState = CheckpointState> {
  folder: string;
  state: State;
  /** Weights of the encoder. */
  weights(): Promise<NamedWeights[]>;
  /** Moments of the optimiser, by name. */
  moments(): Promise<NamedWeights[]>;
}

const schema = "claimbook/training-checkpoint/1";
const stateFile = "state.json";
const weightsFile = "model.safetensors";
const momentsFile = "optimiser.safetensors";
const complete = /^step-(\d{8})$/;
const best = /^best-(\d{8})$/;

/**
 * The checkpoints of one training, a folder each. A checkpoint is written beside its place under another name and
 * renamed when all of it is on disk: an interruption leaves the ones before as they were. Its state carries the sha256
 * of every file, so that a damaged one is noticed when it is read.
 */
export class CheckpointFolder<State extends StepState = CheckpointState> {
  readonly folder: string;
  readonly #keep: number;

  constructor(folder: string, keep: number) {
    this.folder = folder;
    this.#keep = keep;
  }

  /** Where the checkpoint after a step lies. */
  place(step: number): string {
    return path.join(this.folder, numbered("step", step));
  }

  /** Steps of the complete checkpoints, newest first. */
  async steps(): Promise<number[]> {
    return (await this.#matching(complete)).sort((a, b) => b - a);
  }

  async write(
    state: State,
    weights: readonly NamedWeights[],
    moments: readonly NamedWeights[],
  ): Promise<void> {
    await this.#put(numbered("step", state.step), async (folder) => {
      await writeSafetensors(path.join(folder, weightsFile), weights);
      await writeSafetensors(path.join(folder, momentsFile), moments);
      const files = Object.fromEntries(
        await Promise.all(
          [weightsFile, momentsFile].map(async (name) => [name, await fileSum(path.join(folder, name))]),
        ),
      );
      const body = { ...state, files };
      await writeWhole(
        path.join(folder, stateFile),
        `${JSON.stringify({ schema, sha256: sha256Of(JSON.stringify(body)), body })}\n`,
      );
    });
    await this.#prune(state);
  }

  /** The best weights so far, apart from the checkpoints: they may be older than all of these. */
  async writeBest(step: number, weights: readonly NamedWeights[]): Promise<void> {
    await this.#put(numbered("best", step), (folder) =>
      writeSafetensors(path.join(folder, weightsFile), weights),
    );
  }

  async best(step: number): Promise<NamedWeights[]> {
    return readAll(path.join(this.folder, numbered("best", step), weightsFile));
  }

  /**
   * The newest checkpoint that is whole.
   *
   * @param onBroken told of every newer one that is damaged
   * @throws {ClaimbookError} kind `could-not-run` when there are checkpoints and all are damaged
   */
  async newest(
    onBroken: (folder: string, why: string) => void,
  ): Promise<StoredCheckpoint<State> | undefined> {
    const steps = await this.steps();
    for (const step of steps) {
      const folder = this.place(step);
      const read = await readState<State>(folder).catch((error: Error) => {
        onBroken(folder, error.message);
        return undefined;
      });
      if (read === undefined) continue;
      return {
        folder,
        state: read,
        weights: () => readAll(path.join(folder, weightsFile)),
        moments: () => readAll(path.join(folder, momentsFile)),
      };
    }
    if (steps.length === 0) return undefined;
    throw new ClaimbookError(`all ${steps.length} checkpoints are damaged`, {
      kind: "could-not-run",
      where: this.folder,
      wayOut: "Remove them and train from the start.",
    });
  }

  /**
   * Makes the folder, and removes what interrupted writes have left in it. Only while nobody writes.
   *
   * @throws {ClaimbookError} kind `could-not-run` when there can be no such folder
   */
  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new ClaimbookError(`the folder of the checkpoints cannot be made: ${error.message}`, {
        kind: "could-not-run",
        where: this.folder,
        wayOut: "Choose another folder, or change the permissions.",
        cause: error,
      });
    });
    const names = await readdir(this.folder).catch(() => [] as string[]);
    await Promise.all(
      names
        .filter((name) => /^\.(step|best)-\d{8}\.[0-9a-f]{12}\.(tmp|old)$/.test(name))
        .map((name) => rm(path.join(this.folder, name), { recursive: true, force: true })),
    );
  }

  async #put(name: string, fill: (folder: string) => Promise<void>): Promise<void> {
    const target = path.join(this.folder, name);
    const beside = path.join(this.folder, `.${name}.${randomBytes(6).toString("hex")}`);
    try {
      await mkdir(`${beside}.tmp`, { recursive: true });
      await fill(`${beside}.tmp`);
      await syncFolder(`${beside}.tmp`);
      // A training that was taken up again at an earlier checkpoint comes past this step a second time.
      await rename(target, `${beside}.old`).catch(ignoreMissing);
      await rename(`${beside}.tmp`, target);
      await syncFolder(this.folder);
    } catch (error) {
      if (error instanceof ClaimbookError) throw error;
      throw new ClaimbookError(`the checkpoint could not be written: ${(error as Error).message}`, {
        kind: "could-not-run",
        where: target,
        wayOut: "Free some space or choose another folder; earlier checkpoints are still there.",
        cause: error,
      });
    } finally {
      await rm(`${beside}.tmp`, { recursive: true, force: true });
      await rm(`${beside}.old`, { recursive: true, force: true });
    }
  }

  /** Keeps the newest checkpoints, and of the best weights those that they name. */
  async #prune({ step }: State): Promise<void> {
    // Anything newer than this step is from before it was taken up again, and will come anew.
    const steps = (await this.steps()).filter((each) => each <= step);
    for (const old of steps.slice(this.#keep)) await rm(this.place(old), { recursive: true, force: true });
    const named = new Set<number>();
    for (const each of steps.slice(0, this.#keep)) {
      const state = await readState<State>(this.place(each), false).catch(() => undefined);
      if (state?.earlyStopping?.best !== undefined) named.add(state.earlyStopping.best.step);
    }
    for (const each of await this.#matching(best)) {
      if (each <= step && !named.has(each)) {
        await rm(path.join(this.folder, numbered("best", each)), { recursive: true, force: true });
      }
    }
  }

  async #matching(pattern: RegExp): Promise<number[]> {
    const names = await readdir(this.folder).catch(() => [] as string[]);
    return names.flatMap((name) => {
      const found = pattern.exec(name);
      return found === null ? [] : [Number(found[1])];
    });
  }
}

function numbered(kind: "step" | "best", step: number): string {
  return `${kind}-${String(step).padStart(8, "0")}`;
}

/** @param whole whether the weights' and moments' bytes are looked at too */
async function readState<State extends StepState>(folder: string, whole = true): Promise<State> {
  const text = await readFile(path.join(folder, stateFile), "utf8");
  const read = JSON.parse(text) as {
    schema: string;
    sha256: string;
    body: State & { files: Record<string, string> };
  };
  if (read.schema !== schema)
    throw new Error(`its schema is ${JSON.stringify(read.schema)}, not "${schema}"`);
  if (sha256Of(JSON.stringify(read.body)) !== read.sha256) throw new Error(`${stateFile} is damaged`);
  const { files, ...state } = read.body;
  for (const [name, sha256] of whole ? Object.entries(files) : []) {
    if ((await fileSum(path.join(folder, name))) !== sha256) throw new Error(`${name} is damaged or missing`);
  }
  return state as unknown as State;
}

async function readAll(file: string): Promise<NamedWeights[]> {
  const stored = await SafetensorsFile.open(file);
  try {
    const all: NamedWeights[] = [];
    for (const [name, { shape }] of stored.tensors) {
      all.push({ name, shape: [...shape], values: await stored.read(name) });
    }
    return all;
  } finally {
    await stored.close();
  }
}

/** Brings names to disk, not only what is in the files. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename has to do.
  const handle = await open(folder, "r").catch(() => undefined);
  try {
    await handle?.sync().catch(() => {});
  } finally {
    await handle?.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
