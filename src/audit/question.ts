import { contentWords } from "../literature/words/content-words.js";
import { isDirection } from "../literature/words/polarity.js";
import type { ReviewContext } from "../review/evidence.js";
import { subjectWords } from "../review/evidence.js";
import { benchmarkKey, benchmarkNames } from "../review/text/benchmark-names.js";
import type { AuditedReport } from "./model.js";

/** What questions are asked with, whatever they are about. */
const asking = new Set(
  contentWords(
    "extent impact effect influence role relationship difference compare comparison measure measured measuring evaluate evaluated evaluation approach method strategy technique proposed propose existing standard within versus result performance dataset datasets benchmark benchmarks use used using improve improvement enhance affect against versus varying simultaneous",
  ).map(({ term }) => term),
);

/** What the question asks about and no claim speaks of: names first, then other words, in the question's order. */
export function unanswered(
  question: string | undefined,
  claims: readonly string[],
  context: ReviewContext,
  /** Title of the examined paper: its words are what everything here is about. */
  about = "",
): AuditedReport["unanswered"] {
  if (question === undefined) return { names: [], words: [] };
  const said = new Set(claims.flatMap((text) => contentWords(text).map(({ term }) => term)));
  const general = new Set(contentWords(about).map(({ term }) => term));
  const benchmarks = new Set(
    claims.flatMap((text) => benchmarkNames(text).map(({ name }) => benchmarkKey(name))),
  );
  const names = claims.flatMap((text) => benchmarkNames(text).map(({ name }) => name.toLowerCase()));
  const inClaims = (name: string) =>
    benchmarks.has(benchmarkKey(name)) ||
    // Of a family of data sets any one will do: MLQA-R is made of MLQA.
    names.some((known) => known.startsWith(`${name.toLowerCase()}-`)) ||
    contentWords(name).every(({ term }) => said.has(term));
  const named = benchmarkNames(question).map(({ name }) => name);
  const rest = contentWords(question).filter(
    ({ term, kind, surface }) =>
      !said.has(term) &&
      !named.some((name) => name.toLowerCase().includes(surface.toLowerCase())) &&
      (kind === "name" || (kind === "word" && !asking.has(term) && !general.has(term) && !isDirection(term))),
  );
  const missing = [
    ...named.filter((name) => !inClaims(name)),
    ...rest.filter(({ kind }) => kind === "name").map(({ surface }) => surface),
  ];
  return {
    names: [...new Set(missing)],
    words: [
      ...new Set(rest.filter(({ kind }) => kind === "word").map(({ surface }) => surface.toLowerCase())),
    ],
    answered: Math.round(100 * context.share(subjectWords(question), said)) / 100,
  };
}
