import { badData, parseJson } from "../bad-data.js";
import type { DatasetFiles } from "../dataset-files.js";
import type { LoadOptions } from "../entry.js";
import { chosenLanguages } from "../languages-asked.js";
import type { DatasetRecord } from "../record.js";
import type { LocaleTexts, ParallelRetrieval } from "../retrieval-data.js";
import { unitOffset } from "./code-points.js";

interface Paragraph {
  context: string;
  sentences: string[];
  /** Start and end of every sentence in the context, in Unicode code points. */
  sentence_breaks: [number, number][];
  qas: { id: string; question: string; answers: { answer_start: number; text: string }[] }[];
}

export interface SentenceQaOrigin {
  name: string;
  version: string;
  home: string;
  licence: string;
  languages: readonly string[];
}

/**
 * Reads question answering data whose paragraphs are cut into sentences (LAReQA's XQuAD-R and MLQA-R: SQuAD's JSON
 * with `sentences` and `sentence_breaks`) as retrieval: every sentence is a candidate, relevant to the questions
 * whose answer begins in it (Roy et al. 2020, section 3.1). A question is parallel to those of the same id.
 *
 * Sentences that occur twice are two candidates, as in LAReQA's counts. Offsets are code points, as Python counts.
 *
 * @throws {ClaimbookError} (could-not-run) naming file and paragraph where the data are not of that form
 */
export async function readSentenceQa(
  files: DatasetFiles,
  origin: SentenceQaOrigin,
  options: LoadOptions,
): Promise<ParallelRetrieval> {
  const locales = chosenLanguages(origin.languages, options.languages, origin.name);
  const pool = new Texts();
  const asked = new Texts();
  const groups = new Map<string, number>();
  const groupOfQuery: number[] = [];
  const relevant: number[][] = [];
  const counts = { pastSentence: 0, otherThanBreaks: 0, repeated: 0 };
  for (const [locale, language] of locales.entries()) {
    const file = `${language}.json`;
    const seenSentences = new Set<string>();
    const seenQuestions = new Set<string>();
    for (const { paragraph, place } of paragraphs(await files.text(file), files.path(file))) {
      const unit = unitOffset(paragraph.context);
      const breaks = paragraph.sentence_breaks;
      const first = pool.size;
      for (const [s, sentence] of paragraph.sentences.entries()) {
        pool.add(`${language}:${place}.${s}`, sentence, locale);
        if (seenSentences.has(sentence)) counts.repeated++;
        seenSentences.add(sentence);
        const [start, end] = breaks[s]!;
        if (paragraph.context.slice(unit(start), unit(end)) !== sentence) counts.otherThanBreaks++;
      }
      for (const { id, question, answers } of paragraph.qas) {
        if (seenQuestions.has(id))
          throw badData(files.path(file), undefined, `the question ${id} occurs twice`);
        seenQuestions.add(id);
        const answer = answers[0]!;
        const sentence = breaks.findIndex(
          ([start, end]) => start <= answer.answer_start && answer.answer_start < end,
        );
        if (sentence < 0)
          throw badData(files.path(file), undefined, `the answer to question ${id} is in no sentence`);
        const past = answer.answer_start + [...answer.text].length > breaks[sentence]![1];
        if (past) counts.pastSentence++;
        const group = groups.get(id) ?? groups.size;
        groups.set(id, group);
        relevant[group] ??= [];
        relevant[group].push(first + sentence);
        asked.add(`${language}:${id}`, question, locale);
        groupOfQuery.push(group);
      }
    }
    if (seenQuestions.size === 0) throw badData(files.path(file), undefined, "no question is in it");
  }
  const byGroup = relevant.map((candidates) => Int32Array.from(candidates).sort());
  const record: DatasetRecord = {
    schema: "claimbook/dataset/1",
    name: origin.name,
    version: origin.version,
    origin: origin.home,
    licence: origin.licence,
    sha256: files.sha256(),
    counts: {
      languages: locales.length,
      questions: groups.size,
      queries: asked.size,
      candidates: pool.size,
      // MLQA-R has no question in all its languages.
      "questions that a language lacks, summed over languages": groups.size * locales.length - asked.size,
      "answers that run past the end of their sentence": counts.pastSentence,
      "sentences that differ from their breaks": counts.otherThanBreaks,
      "sentences that occur again in their language": counts.repeated,
    },
    options: { languages: locales },
  };
  return {
    record,
    locales,
    queries: { ...asked.texts(), groups: Int32Array.from(groupOfQuery) },
    candidates: pool.texts(),
    relevant: byGroup,
  };
}

function* paragraphs(text: string, file: string): Generator<{ paragraph: Paragraph; place: string }> {
  const { data } = parseJson(text, file) as { data?: { paragraphs?: Paragraph[] }[] };
  if (!Array.isArray(data)) throw badData(file, undefined, 'no list "data" is in it');
  for (const [a, article] of data.entries()) {
    for (const [p, paragraph] of (article.paragraphs ?? []).entries()) {
      const place = `${a}.${p}`;
      const { context, sentences, sentence_breaks: breaks, qas } = paragraph;
      const complete =
        typeof context === "string" &&
        Array.isArray(sentences) &&
        Array.isArray(breaks) &&
        sentences.length === breaks.length &&
        Array.isArray(qas) &&
        qas.every(({ id, question, answers }) => id && question && answers?.length === 1);
      if (!complete) {
        throw badData(
          file,
          undefined,
          `article ${a}, paragraph ${p} lacks its context, as many sentence_breaks as sentences, or questions with one answer each`,
          "It must be LAReQA's form of the data (SQuAD's with sentences); plain XQuAD or MLQA files are not.",
        );
      }
      yield { paragraph, place };
    }
  }
}

class Texts {
  readonly #ids: string[] = [];
  readonly #texts: string[] = [];
  readonly #locales: number[] = [];

  get size(): number {
    return this.#ids.length;
  }

  add(id: string, text: string, locale: number): void {
    this.#ids.push(id);
    this.#texts.push(text);
    this.#locales.push(locale);
  }

  texts(): LocaleTexts {
    return { ids: this.#ids, texts: this.#texts, locales: Int32Array.from(this.#locales) };
  }
}
