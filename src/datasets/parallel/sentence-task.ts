import { ClaimbookError } from "../../errors.js";
import { Random } from "../../random.js";
import { hasSpaces } from "../languages/index.js";
import type { ParallelText } from "../retrieval-data.js";
import { normalized } from "../text.js";
import { halves } from "./halves.js";
import type { CorpusData, CorpusSplit } from "./parallel-corpus.js";

/**
 * What is asked for, with what. In every task the choice (which sentence, which half) is made once for all languages,
 * so that a query of one language goes with the passage of any other.
 *
 * - `context`: a sentence asks for its neighbours in the document (inverse cloze task, Lee et al. 2019). Documents are
 *   cut into blocks that do not overlap: no text is in two groups, so that no in-batch negative holds the query itself.
 * - `part`: a half of a sentence asks for the whole sentence. In one language the words are in common; between
 *   languages it is translation retrieval with half the words.
 * - `halves`: a half asks for the other half, with no words in common. Languages differ in word order: the second half
 *   of one language need not be what the first half of another leaves out.
 * - `translation`: the whole sentence asks for the whole sentence. Between languages this is translation retrieval; in
 *   one language query and passage are the same text, from which nothing can be learnt and nothing measured.
 */
export type SentenceTask = "context" | "part" | "halves" | "translation";
export const SENTENCE_TASKS: readonly SentenceTask[] = ["context", "part", "halves", "translation"];

export interface AskedTask {
  task: SentenceTask;
  languages: readonly string[];
  split: CorpusSplit;
  blockSize: number;
  keep: number;
  seed: number;
}

/** What a group is about, before it is said in any language. */
interface Group {
  /** Sentences that the passage is made of, in their order. */
  sentences: readonly number[];
  /** Makes query and passage of the sentences' texts; undefined where a text does not allow it. */
  ask(texts: readonly string[], spaces: boolean): { query: string; passage: string } | undefined;
}

/**
 * The queries and passages of a split, language by language. Groups are numbered 0, 1, ... in the order of the corpus,
 * whatever languages are asked for.
 *
 * @throws {ClaimbookError} kind `usage` for a task that the corpus does not offer, or options out of range
 */
export function taskTexts(data: CorpusData, corpus: string, asked: AskedTask): ParallelText[] {
  check(asked, corpus);
  const random = new Random(asked.seed).fork("sentence task");
  const groups =
    asked.task === "context" ? blocks(data, corpus, asked, random) : singles(data, asked, random);
  return asked.languages.flatMap((locale) => {
    const texts = data.texts[data.locales.indexOf(locale)]!;
    const spaces = hasSpaces(locale);
    return groups.flatMap(({ sentences, ask }, group): ParallelText[] => {
      const said = sentences.map((sentence) => texts.get(sentence));
      if (said.some((text) => text === undefined)) return [];
      const pair = ask(said as string[], spaces);
      return pair === undefined ? [] : [{ group, locale, queries: [pair.query], passage: pair.passage }];
    });
  });
}

function singles(data: CorpusData, { task, split }: AskedTask, random: Random): Group[] {
  return inSplit(data, split).map((sentence) => {
    const first = random.fork(`half ${data.sentences[sentence]!.id}`).int(2) === 0;
    return {
      sentences: [sentence],
      ask([text], spaces) {
        if (task === "translation") return { query: text!, passage: text! };
        const parts = halves(text!, spaces);
        if (parts === undefined) return undefined;
        const [query, other] = first ? parts : [parts[1], parts[0]];
        return { query, passage: task === "part" ? text! : other };
      },
    };
  });
}

function blocks(
  data: CorpusData,
  corpus: string,
  { split, blockSize, keep }: AskedTask,
  random: Random,
): Group[] {
  const byDocument = new Map<string, number[]>();
  for (const sentence of inSplit(data, split)) {
    const { document } = data.sentences[sentence]!;
    if (document === undefined) {
      throw new ClaimbookError("the task context needs documents, which this corpus does not have", {
        kind: "usage",
        where: corpus,
        wayOut: "Take the task part, halves or translation.",
      });
    }
    const sentences = byDocument.get(document) ?? [];
    byDocument.set(document, sentences);
    sentences.push(sentence);
  }
  return [...byDocument].flatMap(([document, sentences]) =>
    Array.from({ length: Math.floor(sentences.length / blockSize) }, (_, block): Group => {
      const mine = sentences.slice(block * blockSize, (block + 1) * blockSize);
      const chance = random.fork(`block ${document} ${block}`);
      const asking = chance.int(blockSize);
      const kept = chance.float() < keep;
      return {
        sentences: mine,
        ask(texts, spaces) {
          const query = texts[asking]!;
          const others = texts.filter((text, i) => i !== asking && normalized(text) !== normalized(query));
          if (others.length === 0) return undefined;
          return { query, passage: (kept ? texts : others).join(spaces ? " " : "") };
        },
      };
    }),
  );
}

function inSplit(data: CorpusData, split: CorpusSplit): number[] {
  return data.sentences.flatMap((sentence, i) => (sentence.split === split ? [i] : []));
}

function check({ task, blockSize, keep }: AskedTask, where: string): void {
  const wrong = !SENTENCE_TASKS.includes(task)
    ? `no task is called ${JSON.stringify(task)}`
    : !Number.isInteger(blockSize) || blockSize < 2
      ? `blockSize is ${blockSize}, not a whole number from 2 on`
      : !(keep >= 0 && keep <= 1)
        ? `keep is ${keep}, not a share from 0 to 1`
        : undefined;
  if (wrong === undefined) return;
  throw new ClaimbookError(wrong, {
    kind: "usage",
    where,
    wayOut: `Tasks: ${SENTENCE_TASKS.join(", ")}.`,
  });
}
