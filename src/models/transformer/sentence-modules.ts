import { readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import type { Pooling, ProjectionConfig } from "./config.js";

/** What a folder in the layout of sentence-transformers says beyond its transformer. */
export interface SentenceModules {
  /** Folder of the transformer's own files. */
  transformer: string;
  pooling: Pooling;
  /** The dense layer after pooling, and the folder of its weights. */
  projection?: { config: ProjectionConfig; folder: string };
  /** Most tokens of a text, where it is said. */
  maxLength?: number;
}

type Json = Record<string, unknown>;

/** A JSON file's object; `undefined` when there is no such file. @throws {ClaimbookError} when it is no JSON object */
export async function readJson(file: string): Promise<Json | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw broken(file, (error as Error).message);
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null) return json as Json;
  } catch (error) {
    throw broken(file, (error as Error).message);
  }
  throw broken(file, "no object");
}

/**
 * Reads modules.json and what it names: Transformer, Pooling, at most one Dense, Normalize.
 *
 * @returns `undefined` when the folder has no modules.json.
 * @throws {ClaimbookError} kind `could-not-run` for other modules or settings.
 */
export async function readSentenceModules(folder: string): Promise<SentenceModules | undefined> {
  const file = path.join(folder, "modules.json");
  const modules = await readJson(file);
  if (modules === undefined) return undefined;
  if (!Array.isArray(modules)) throw broken(file, "no list of modules");
  let found: SentenceModules | undefined;
  for (const entry of modules as { type?: unknown; path?: unknown }[]) {
    const kind = String(entry.type).split(".").at(-1)!;
    const at = path.join(folder, String(entry.path ?? ""));
    if (kind === "Transformer") {
      const limit = (await readJson(path.join(at, "sentence_bert_config.json")))?.max_seq_length;
      found = {
        transformer: at,
        pooling: "mean",
        ...(typeof limit === "number" ? { maxLength: limit } : {}),
      };
    } else if (kind === "Pooling" && found) {
      found.pooling = await readPooling(path.join(at, "config.json"));
    } else if (kind === "Dense" && found && !found.projection) {
      found.projection = { config: await readDense(path.join(at, "config.json")), folder: at };
    } else if (kind !== "Normalize") {
      throw broken(file, `a module ${JSON.stringify(entry.type)} that is not supported here`);
    }
  }
  if (!found) throw broken(file, "no Transformer module");
  return found;
}

async function readPooling(file: string): Promise<Pooling> {
  const config = await readJson(file);
  if (!config) throw broken(file, "no such file");
  const modes = Object.keys(config).filter((key) => /^pooling_mode_/.test(key) && config[key] === true);
  if (typeof config.pooling_mode === "string") modes.push(config.pooling_mode);
  if (modes.length === 1) {
    if (/mean(_tokens)?$/.test(modes[0]!) && !/sqrt/.test(modes[0]!)) return "mean";
    if (/cls(_token)?$/.test(modes[0]!)) return "cls";
  }
  throw broken(file, `the pooling ${modes.join(" + ") || "of no kind"}; only mean and cls are supported`);
}

async function readDense(file: string): Promise<ProjectionConfig> {
  const config = await readJson(file);
  const name = String(config?.activation_function ?? "Identity")
    .split(".")
    .at(-1)!
    .toLowerCase();
  if (typeof config?.out_features !== "number") throw broken(file, "no out_features");
  if (name !== "tanh" && name !== "identity") throw broken(file, `the activation ${name}`);
  return { dim: config.out_features, activation: name, bias: config.bias !== false };
}

/** The files of the layout beside the transformer's own, by their paths in the folder. */
export function sentenceFiles(
  hidden: number,
  pooling: "mean" | "cls",
  projection: ProjectionConfig | undefined,
  maxLength: number,
): { path: string; json: unknown }[] {
  const modules = [
    { name: "", kind: "Transformer" },
    { name: "1_Pooling", kind: "Pooling" },
    ...(projection ? [{ name: "2_Dense", kind: "Dense" }] : []),
    { name: `${projection ? 3 : 2}_Normalize`, kind: "Normalize" },
  ];
  return [
    ...(projection
      ? [
          {
            path: "2_Dense/config.json",
            json: {
              in_features: hidden,
              out_features: projection.dim,
              bias: projection.bias,
              activation_function:
                projection.activation === "tanh"
                  ? "torch.nn.modules.activation.Tanh"
                  : "torch.nn.modules.linear.Identity",
            },
          },
        ]
      : []),
    {
      path: "1_Pooling/config.json",
      json: {
        word_embedding_dimension: hidden,
        pooling_mode_cls_token: pooling === "cls",
        pooling_mode_mean_tokens: pooling === "mean",
        pooling_mode_max_tokens: false,
        pooling_mode_mean_sqrt_len_tokens: false,
      },
    },
    { path: "sentence_bert_config.json", json: { max_seq_length: maxLength, do_lower_case: false } },
    {
      path: "modules.json",
      json: modules.map(({ name, kind }, idx) => ({
        idx,
        name: String(idx),
        path: name,
        type: `sentence_transformers.models.${kind}`,
      })),
    },
  ];
}

function broken(file: string, what: string): ClaimbookError {
  return new ClaimbookError(`this model's layout is not understood: ${what}`, {
    kind: "could-not-run",
    where: file,
    wayOut:
      "Use a model of a transformer, pooling (mean or cls), at most one dense layer, and normalisation.",
  });
}
