import type { Claim } from "../claims/model.js";
import { workKey } from "../literature/work-id.js";
import { namedBenchmarks } from "./checks/benchmarks.js";
import { stands } from "./checks/citations.js";
import { type ReviewContext, subjectWords } from "./evidence.js";
import type { Finding } from "./model.js";
import type { SubjectClaim } from "./subject.js";
import { numbersOf, sameNumber } from "./text/numbers.js";

/** What is computed of one claim; every share is 0..1, undefined where the question does not arise. */
export interface ClaimFeatures {
  id: string;
  /** How much was established by judgements made, for or against: 0 nothing, 1 settled by more than one of them. */
  settled: number;
  /** Whether any judgement was made at all. */
  checked: boolean;
  verified: boolean;
  /** Works whose passages support it. */
  works: number;
  /** Its source is named and can be resolved to a record. */
  sourced: number;
  /** Share of its passages that stand word by word in the text they are cited from; undefined without such a text. */
  passagesFound: number | undefined;
  /** Share of its numbers that its evidence prints; undefined without numbers or without evidence. */
  numbersFound: number | undefined;
  /** How close it is to the question, 0..1; undefined without a question. */
  central: number | undefined;
  /** Something was computed for it in the notebook. */
  measured: boolean;
  /** A confidence, an interval or a note says how sure it is. */
  uncertainty: boolean;
}

/** What is computed of a report, for every reviewer to weigh in his own way. */
export interface ReviewFeatures {
  claims: readonly ClaimFeatures[];
  findings: readonly Finding[];
  benchmarks: readonly { name: string; known: boolean; claims: readonly string[] }[];
  /** Whether any text of a source is at hand. */
  hasTexts: boolean;
  /** Sentences of limitations; undefined where they cannot be seen. */
  limitationSentences: number | undefined;
  searches: number;
  databases: number;
  recordedQueries: boolean;
  reproducibility: ReviewContext["subject"]["reproducibility"];
  works: number;
  /** Claims that speak of health, law, security or money, where a wrong one does harm. */
  delicate: readonly string[];
  /** Share of the question's words that the claims have. */
  answered: number | undefined;
}

const harm =
  /\b(?:patients?|clinical|disease|mortality|deaths?|drugs?|doses?|dosage|treatments?|therap(?:y|ies)|vaccin\w+|diagnos\w+|surg\w+|suicid\w+|cancer|toxic\w*|poison\w*|pregnan\w+|weapons?|explosives?|convicted|criminal|surveillance|invest(?:ors?|ments?)|vulnerabilit\w+|exploits?)\b/iu;

export function featuresOf(context: ReviewContext, findings: readonly Finding[]): ReviewFeatures {
  const { subject } = context;
  const claimWords = new Set(
    subject.claims.flatMap(({ claim }) => subjectWords(claim.text).map(({ term }) => term)),
  );
  return {
    claims: subject.claims.map((entry) => claimFeatures(entry, context)),
    findings,
    benchmarks: namedBenchmarks(context),
    hasTexts: context.hasTexts,
    limitationSentences:
      subject.limitations === undefined
        ? undefined
        : subject.limitations.split(/(?<=[.!?。])\s+|\n+/u).filter((part) => part.trim().length > 12).length,
    searches: subject.searches.length,
    databases: new Set(
      subject.searches.flatMap(({ sources }) =>
        sources.filter(({ error }) => error === undefined).map(({ name }) => name),
      ),
    ).size,
    recordedQueries: subject.searches.some(
      ({ sources }) => sources.length > 0 && sources.every(({ query, date }) => query !== "" && date !== ""),
    ),
    reproducibility: subject.reproducibility,
    works: new Set(
      subject.claims.flatMap(({ claim }) => claim.grounding.passages.map(({ work }) => workKey(work))),
    ).size,
    delicate: subject.claims.filter(({ claim }) => harm.test(claim.text)).map(({ claim }) => claim.id),
    answered:
      subject.question === undefined ? undefined : context.share(subjectWords(subject.question), claimWords),
  };
}

function claimFeatures({ claim }: SubjectClaim, context: ReviewContext): ClaimFeatures {
  const { grounding, reported, measured, source } = claim;
  const numbers = numbersOf(claim.text);
  const evidence = evidenceNumbers(claim);
  const testable = grounding.passages.filter(({ work }) => (context.source(work)?.sentences.length ?? 0) > 0);
  const question = context.subject.question;
  const judged = [
    grounding.verdict === "supported"
      ? Math.max(0.5, grounding.confidence ?? 0.7)
      : grounding.verdict === "contradicted"
        ? 0.6
        : grounding.verdict === "not found"
          ? 0.15
          : 0,
    reported.verdict === "not checked" ? 0 : reported.verdict === "holds with exceptions" ? 0.6 : 0.8,
    measured.verdict === "not checked" ? 0 : measured.verdict === "inconclusive" ? 0.5 : 0.8,
  ];
  // Independent pieces of evidence: what one leaves open, the next closes in part.
  const settled = 1 - judged.reduce((open, part) => open * (1 - part), 1);
  const works = new Set(grounding.passages.map(({ work }) => workKey(work))).size;
  return {
    id: claim.id,
    settled,
    checked:
      grounding.verdict !== "not checked" ||
      reported.verdict !== "not checked" ||
      measured.verdict !== "not checked",
    verified: claim.verified,
    works,
    sourced:
      source === undefined
        ? measured.checks.length > 0
          ? 1
          : 0
        : resolvable(source.work, context)
          ? 1
          : 0.5,
    passagesFound:
      testable.length === 0
        ? undefined
        : testable.filter(({ work, text }) => stands(context.source(work)!, text)).length / testable.length,
    numbersFound:
      numbers.length === 0 || evidence.length === 0
        ? undefined
        : numbers.filter((number) => evidence.some((each) => sameNumber(number, each))).length /
          numbers.length,
    central:
      question === undefined
        ? undefined
        : context.share(subjectWords(question), new Set(subjectWords(claim.text).map(({ term }) => term))),
    measured: measured.checks.length > 0,
    uncertainty:
      grounding.confidence !== undefined ||
      measured.checks.some(({ interval }) => interval !== undefined) ||
      claim.note !== undefined,
  };
}

function evidenceNumbers(claim: Claim): { value: number; decimals?: number; percent?: boolean }[] {
  const texts = [...claim.grounding.passages.map(({ text }) => text), claim.source?.quote?.text ?? ""];
  const cells = claim.reported.comparisons.flatMap(({ left, right }) => [
    left.value,
    typeof right === "number" ? right : right.value,
  ]);
  return [...texts.flatMap((text) => numbersOf(text)), ...cells.map((value) => ({ value }))];
}

function resolvable(work: string, context: ReviewContext): boolean {
  const key = workKey(work);
  return (
    context.source(work) !== undefined || context.subject.references.some(({ id }) => workKey(id) === key)
  );
}
