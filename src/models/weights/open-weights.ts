import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import type { Dtype, TensorEntry } from "./header.js";
import { type ReadOptions, SafetensorsFile } from "./safetensors-file.js";

const singleFile = "model.safetensors";
const indexFile = "model.safetensors.index.json";

/** A model's weights on disk, in one file or several. */
export class StoredWeights {
  /** The names of all tensors, sorted. */
  readonly names: readonly string[];
  readonly #homes: ReadonlyMap<string, SafetensorsFile>;

  constructor(homes: ReadonlyMap<string, SafetensorsFile>) {
    this.#homes = homes;
    this.names = [...homes.keys()].sort();
  }

  has(name: string): boolean {
    return this.#homes.has(name);
  }

  /** @throws ClaimbookError (`could-not-run`) when there is no such tensor */
  shape(name: string): readonly number[] {
    return this.#entry(name).shape;
  }

  /** @throws ClaimbookError (`could-not-run`) when there is no such tensor */
  dtype(name: string): Dtype {
    return this.#entry(name).dtype;
  }

  /**
   * One tensor's values in single precision, row-major; only its bytes are read.
   *
   * @throws ClaimbookError (`could-not-run`) naming the file and the tensor: not there, of another type or shape
   */
  async read(name: string, options: ReadOptions = {}): Promise<Float32Array> {
    return this.#home(name).read(name, options);
  }

  async close(): Promise<void> {
    await Promise.all([...new Set(this.#homes.values())].map((each) => each.close()));
  }

  #home(name: string): SafetensorsFile {
    const home = this.#homes.get(name);
    if (home !== undefined) return home;
    const first = this.#homes.values().next().value;
    throw new ClaimbookError(`there is no tensor ${name}`, {
      kind: "could-not-run",
      where: first === undefined ? "the model's weights" : path.dirname(first.file),
      wayOut: `Check that config.json belongs to these weights: they have ${this.names.length} tensors${
        this.names.length === 0 ? "" : `, the first one ${this.names[0]}`
      }.`,
    });
  }

  #entry(name: string): TensorEntry {
    return this.#home(name).tensors.get(name)!;
  }
}

/**
 * Opens the weights of a model folder: `model.safetensors`, or the shards that `model.safetensors.index.json` names.
 * Only the headers are read. The caller closes it.
 *
 * @throws ClaimbookError (`could-not-run`) naming the file that is missing or broken
 */
export async function openWeights(folder: string): Promise<StoredWeights> {
  const present = await readdir(folder).catch(() => [] as string[]);
  if (present.includes(singleFile)) {
    const file = await SafetensorsFile.open(path.join(folder, singleFile));
    return new StoredWeights(new Map([...file.tensors.keys()].map((name) => [name, file])));
  }
  if (present.includes(indexFile)) return openShards(folder);
  const pickled = present.find((name) => /^(pytorch_model.*\.bin|.*\.(pt|pth|ckpt))$/.test(name));
  throw new ClaimbookError(`has neither ${singleFile} nor ${indexFile}`, {
    kind: "could-not-run",
    where: folder,
    wayOut:
      pickled === undefined
        ? "Name a model's folder; `claimbook models pull` makes one."
        : `${pickled} can only be read by Python: save the model there with save_pretrained(..., safe_serialization=True).`,
  });
}

async function openShards(folder: string): Promise<StoredWeights> {
  const index = path.join(folder, indexFile);
  const map = weightMap(await readFile(index, "utf8"), index);
  const opened = new Map<string, SafetensorsFile>();
  try {
    const homes = new Map<string, SafetensorsFile>();
    for (const [name, shard] of map) {
      let file = opened.get(shard);
      if (file === undefined) {
        file = await SafetensorsFile.open(path.join(folder, shard));
        opened.set(shard, file);
      }
      if (!file.tensors.has(name)) throw badIndex(index, `${shard} does not hold tensor ${name}`);
      homes.set(name, file);
    }
    return new StoredWeights(homes);
  } catch (error) {
    await Promise.all([...opened.values()].map((each) => each.close()));
    throw error;
  }
}

function weightMap(text: string, index: string): [name: string, shard: string][] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw badIndex(index, `it is not JSON (${(cause as Error).message})`);
  }
  const map = (read as { weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== "object" || map === null || Array.isArray(map))
    throw badIndex(index, "it has no weight_map");
  return Object.entries(map).map(([name, shard]) => {
    // A shard lies beside its index; anything else would let a model's file open files elsewhere.
    if (typeof shard !== "string" || !/^[^/\\]+\.safetensors$/.test(shard))
      throw badIndex(index, `tensor ${name} is said to be in ${JSON.stringify(shard)}`);
    return [name, shard];
  });
}

function badIndex(index: string, why: string): ClaimbookError {
  return new ClaimbookError(`is not a proper index of weights: ${why}`, {
    kind: "could-not-run",
    where: index,
    wayOut: "Fetch it again from where it came from.",
  });
}
