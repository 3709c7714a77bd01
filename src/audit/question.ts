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
): AuditedReport["unanswered"] {
  if (question === undefined) return { names: [], words: [] };
  const said = new Set(claims.flatMap((text) => contentWords(text).map(({ term }) => term)));
  const benchmarks = new Set(
    claims.flatMap((text) => benchmarkNames(text).map(({ name }) => benchmarkKey(name))),
  );
  const inClaims = (name: string) =>
    benchmarks.has(benchmarkKey(name)) || contentWords(name).every(({ term }) => said.has(term));
  const named = benchmarkNames(question).map(({ name }) => name);
  const rest = contentWords(question).filter(
    ({ term, kind, surface }) =>
      !said.has(term) &&
      !named.some((name) => name.toLowerCase().includes(surface.toLowerCase())) &&
      (kind === "name" || (kind === "word" && !asking.has(term) && !isDirection(term))),
  );
  const names = [
    ...named.filter((name) => !inClaims(name)),
    ...rest.filter(({ kind }) => kind === "name").map(({ surface }) => surface),
  ];
  return {
    names: [...new Set(names)],
    words: [
      ...new Set(rest.filter(({ kind }) => kind === "word").map(({ surface }) => surface.toLowerCase())),
    ],
    answered: Math.round(100 * context.share(subjectWords(question), said)) / 100,
  };
}
