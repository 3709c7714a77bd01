import type { Qrels } from "../../evaluation/run.js";
import { badData, parseJson, textField } from "../bad-data.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry } from "../entry.js";
import { chosenLanguages } from "../languages-asked.js";
import { readLines } from "../lines.js";
import { noteLockedSums } from "../pull/locked-sums.js";
import type { JudgedRetrieval, ParallelText, ParallelTraining } from "../retrieval-data.js";
import { unitOffset } from "./code-points.js";
import { readCorpus } from "./corpus-files.js";
import { type JudgedOptions, judgedRetrieval } from "./judged.js";
import { oneOf } from "./one-of.js";

/** Languages of the WikiNews articles. */
const languages = ["ar", "de", "en", "es", "fa", "ja", "pl", "ro", "ta", "tr", "uk"];

export interface MewsliXOptions extends JudgedOptions {
  /** Defaults to `test`. */
  split?: "dev" | "test";
  /** Sentences kept on each side of the one with the mention. Defaults to 1. */
  window?: number;
  /** What is put before and after the mention, so that mentions of one sentence differ. Defaults to `[` and `]`. */
  marks?: readonly [before: string, after: string];
}

interface Context {
  text: string;
  language: string;
  sentence_spans: { start: number; end: number }[];
}

interface Mention {
  example_id: string;
  entity_id: string;
  mention_span: { start: number; end: number; text: string };
}

/**
 * Mewsli-X (XTREME-R): mentions in WikiNews articles of 11 languages ask for the entity they mean, among descriptions
 * of a million entities in 50 languages. The corpus' locale is `mul`. Reads the published JSON lines
 * (wikinews_mentions-SPLIT.jsonl, candidate_set_entities.jsonl, version 20220518_6).
 *
 * The published archive lacks the articles' text: the script get-mewsli-x.sh of its home puts it in.
 *
 * @throws {ClaimbookError} (usage) for unknown languages or splits; (could-not-run) naming file and line
 */
export async function mewsliX(options: MewsliXOptions = {}): Promise<JudgedRetrieval> {
  const { window = 1, marks = ["[", "]"] } = options;
  const split = oneOf("split", options.split ?? "test", ["dev", "test"]);
  const chosen = chosenLanguages(languages, options.languages, "mewsli-x");
  const files = new DatasetFiles("mewsli-x", options);
  const name = `wikinews_mentions-${split}.jsonl`;
  const file = files.has(name) ? files.path(name) : withoutText(files, name);
  const queries = new Map<string, string>();
  const qrels = Object.create(null) as Qrels;
  for await (const { text: json, number } of readLines(file)) {
    if (json.trim() === "") continue;
    const { context, mentions } = parseJson(json, file, number) as {
      context?: Context;
      mentions?: Mention[];
    };
    checkContext(context, file, number);
    if (!Array.isArray(mentions)) throw badData(file, number, "no list of mentions is in it");
    if (!chosen.includes(context.language)) continue;
    for (const mention of mentions) {
      const id = textField(mention, "example_id", file, number);
      if (queries.has(id)) throw badData(file, number, `the mention ${JSON.stringify(id)} is there twice`);
      queries.set(id, mentionText(context, mention, window, marks, file, number));
      qrels[id] = { [textField(mention, "entity_id", file, number)]: 1 };
    }
  }
  if (queries.size === 0) throw badData(file, undefined, `no mention in ${chosen.join(", ")} is in it`);
  await files.noteFile(files.has(name) ? name : withoutTextName(name));
  await noteLockedSums(files, "", options.project);
  return judgedRetrieval({
    ...origin,
    origin: home,
    locale: "mul",
    queries,
    qrels,
    options: { languages: chosen, split, window, marks: [...marks] },
    check: options.check ?? false,
    files,
    corpus: () =>
      readCorpus([files.path("candidate_set_entities.jsonl")], {
        id: "entity_id",
        title: "title",
        text: "description",
      }),
  });
}

function withoutTextName(name: string): string {
  return name.replace("mentions-", "mentions_no_text-");
}

function withoutText(files: DatasetFiles, name: string): never {
  const other = withoutTextName(name);
  throw badData(
    files.has(other) ? files.path(other) : files.path(name),
    undefined,
    "the articles' text is not in it, as it is published",
    `Run get-mewsli-x.sh (${home}) and put the ${name} that it makes beside it.`,
  );
}

function checkContext(context: Context | undefined, file: string, line: number): asserts context is Context {
  const complete = typeof context?.language === "string" && Array.isArray(context.sentence_spans);
  if (!complete || typeof context.text !== "string")
    throw badData(file, line, "no context with language, text and sentence_spans is in it");
  if (context.text === "")
    throw badData(
      file,
      line,
      "the text of the article is empty",
      `Run get-mewsli-x.sh (${home}), which puts it in.`,
    );
}

/** The sentence of the mention with its neighbours, the mention marked; all of the text where no sentence holds it. */
function mentionText(
  { text, sentence_spans: spans }: Context,
  { mention_span: span }: Mention,
  window: number,
  [before, after]: readonly [string, string],
  file: string,
  line: number,
): string {
  const unit = unitOffset(text);
  if (typeof span?.start !== "number" || text.slice(unit(span.start), unit(span.end)) !== span.text)
    throw badData(file, line, `the mention ${JSON.stringify(span?.text)} is not where its span says`);
  const sentence = spans.findIndex(({ start, end }) => start <= span.start && span.end <= end);
  const first = sentence < 0 ? undefined : spans[Math.max(0, sentence - window)];
  const last = sentence < 0 ? undefined : spans[Math.min(spans.length - 1, sentence + window)];
  const start = first === undefined ? 0 : unit(first.start);
  const end = last === undefined ? text.length : unit(last.end);
  return `${text.slice(start, unit(span.start))}${before}${span.text}${after}${text.slice(unit(span.end), end)}`;
}

/**
 * Mewsli-X's English Wikipedia pairs for training: a marked mention asks for the description of its entity
 * (wikipedia_pairs-SPLIT.jsonl). A group is an entity.
 */
export async function mewsliXPairs(
  options: Omit<MewsliXOptions, "split"> & { split?: "train" | "dev" } = {},
): Promise<ParallelTraining> {
  const { window = 1, marks = ["[", "]"] } = options;
  const split = oneOf("split", options.split ?? "train", ["train", "dev"]);
  const files = new DatasetFiles("mewsli-x", options);
  const name = `wikipedia_pairs-${split}.jsonl`;
  const file = files.path(name);
  const texts = new Map<string, ParallelText & { queries: string[] }>();
  let mentions = 0;
  for await (const { text: json, number } of readLines(file)) {
    if (json.trim() === "") continue;
    const pair = parseJson(json, file, number) as {
      contextual_mention?: { context: Context; mention: Mention };
      entity?: unknown;
    };
    checkContext(pair.contextual_mention?.context, file, number);
    const { context, mention } = pair.contextual_mention!;
    const entity = textField(pair.entity, "entity_id", file, number);
    const known = texts.get(entity) ?? {
      group: texts.size,
      locale: "en",
      queries: [],
      passage: textField(pair.entity, "description", file, number),
    };
    known.queries.push(mentionText(context, mention, window, marks, file, number));
    texts.set(entity, known);
    mentions++;
  }
  if (mentions === 0) throw badData(file, undefined, "no pair is in it");
  await files.noteFile(name);
  return {
    record: {
      schema: "claimbook/dataset/1",
      ...origin,
      origin: home,
      sha256: files.sha256(),
      counts: { languages: 1, mentions, entities: texts.size },
      options: { part: "pairs", split, window, marks: [...marks] },
    },
    locales: ["en"],
    texts: [...texts.values()],
  };
}

const home =
  "https://github.com/google-research/google-research/tree/master/dense_representations_for_entity_retrieval/mel";
const origin = {
  name: "mewsli-x",
  version: "20220518_6",
  licence: "see its home (texts of Wikipedia and WikiNews)",
};

export const mewsliXEntry: DatasetEntry = {
  ...origin,
  about:
    "XTREME-R's entity retrieval: mentions in WikiNews articles of 11 languages, descriptions of a million entities in 50.",
  kind: "judged retrieval",
  home,
  citation:
    "Ruder et al. (2021). XTREME-R: Towards More Challenging and Nuanced Multilingual Evaluation. EMNLP, pages 10215-10245, arXiv:2104.07412.",
  languages,
  needsNetwork: false,
  sources: [
    { kind: "archive", url: "https://storage.googleapis.com/gresearch/mewsli/mewsli-x_20220518_6.zip" },
  ],
  load: (options) => mewsliX(options as MewsliXOptions | undefined),
};
