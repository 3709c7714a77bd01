import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { TextTokenizer } from "./tokenizer.js";

/** Files by which Python's `transformers` finds a tokenizer again. */
const tokenizerFiles = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "sentencepiece.bpe.model",
  "spiece.model",
  "vocab.txt",
];

/**
 * The tokenizer of a model folder, from its `tokenizer.json`; the padding token from `tokenizer_config.json`,
 * `special_tokens_map.json`, the padding rule in `tokenizer.json` or `config.json`, whichever names one first.
 *
 * @throws ClaimbookError (`could-not-run`) naming the file that is missing, broken or without a padding token, or
 *   the platform for which there is no tokenizer
 */
export async function loadTokenizer(folder: string): Promise<TextTokenizer> {
  const file = path.join(folder, "tokenizer.json");
  const present = await readdir(folder).catch(() => [] as string[]);
  if (!present.includes("tokenizer.json"))
    throw new ClaimbookError("the tokenizer is missing", {
      kind: "could-not-run",
      where: file,
      wayOut: "A model folder needs a tokenizer.json; `claimbook models pull` brings it.",
    });
  const text = await readFile(file, "utf8");
  const description = parse(text, file);
  const { Tokenizer } = await engineModule();
  let engine: InstanceType<typeof Tokenizer>;
  try {
    engine = Tokenizer.fromString(text);
  } catch (cause) {
    throw broken(file, (cause as Error).message, cause);
  }
  const settings = await readObject(folder, "tokenizer_config.json", present);
  const limit = settings.model_max_length;
  return TextTokenizer.over(engine, {
    folder,
    files: tokenizerFiles.filter((name) => present.includes(name)),
    vocabularySize: highestId(description, file) + 1,
    padId: await padding(),
    // Models without a limit have 1e30 here.
    modelMaxLength: typeof limit === "number" && limit > 0 && limit < 1e9 ? limit : undefined,
  });

  async function padding(): Promise<number> {
    const map = await readObject(folder, "special_tokens_map.json", present);
    for (const named of [settings.pad_token, map.pad_token]) {
      const token = typeof named === "string" ? named : (named as { content?: unknown } | undefined)?.content;
      const id = typeof token === "string" ? engine.tokenToId(token) : null;
      if (id !== null) return id;
    }
    const rule = (description.padding as { pad_id?: unknown } | null | undefined)?.pad_id;
    if (typeof rule === "number") return rule;
    const config = await readObject(folder, "config.json", present);
    if (typeof config.pad_token_id === "number") return config.pad_token_id;
    throw broken(file, "no file says which token fills up shorter texts");
  }
}

async function engineModule(): Promise<typeof import("tokenizers")> {
  try {
    return await import("tokenizers");
  } catch (cause) {
    throw new ClaimbookError(`there is no tokenizer for ${process.platform} on ${process.arch}`, {
      kind: "could-not-run",
      where: "npm package tokenizers",
      wayOut:
        "It has binaries for Linux, macOS and Windows on x64 and arm64. Run `npm install` again where one is missing.",
      cause,
    });
  }
}

type Json = Record<string, unknown>;

function parse(text: string, file: string): Json {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw broken(file, `it is not JSON: ${(cause as Error).message}`, cause);
  }
  if (typeof read !== "object" || read === null || Array.isArray(read))
    throw broken(file, "it does not hold an object");
  return read as Json;
}

async function readObject(folder: string, name: string, present: readonly string[]): Promise<Json> {
  if (!present.includes(name)) return {};
  const file = path.join(folder, name);
  return parse(await readFile(file, "utf8"), file);
}

/** Ids may have gaps, so counting tokens is not enough. */
function highestId(description: Json, file: string): number {
  const { vocab } = description.model as { vocab?: unknown };
  let highest = -1;
  if (Array.isArray(vocab)) highest = vocab.length - 1;
  else if (typeof vocab === "object" && vocab !== null)
    for (const id of Object.values(vocab)) highest = Math.max(highest, id as number);
  for (const { id } of (description.added_tokens ?? []) as { id: number }[]) highest = Math.max(highest, id);
  if (highest < 0) throw broken(file, "its vocabulary is empty");
  return highest;
}

function broken(file: string, why: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(`cannot be used as a tokenizer: ${why}`, {
    kind: "could-not-run",
    where: file,
    wayOut: "Pull the model again, or take the file from where the model was made.",
    ...(cause !== undefined && { cause }),
  });
}
