import { languageInfo } from "../../datasets/index.js";
import { listed } from "../../listed.js";
import type { SearchLog } from "../../literature/search-log.js";
import type { Results } from "../results.js";
import { showProse } from "./shown.js";
import type { Study } from "./study.js";

export interface LimitationOptions {
  study: Study;
  /** Everything that was measured. */
  results: readonly Results[];
  /** The literature search. */
  search: SearchLog;
  /** Limits that lie in how this question was asked here; whole sentences. */
  also?: readonly string[];
}

/**
 * Says in the running cell what limits this very run: which data stood in, how large and how old the sample of
 * trainings and queries is, which databases failed, how sure the facts about its languages are. Nothing that would fit
 * any report.
 */
export function limitations(options: LimitationOptions): void {
  showProse(
    limitationsOf(options)
      .map((sentence) => `- ${sentence}`)
      .join("\n"),
  );
}

/** The same as sentences. */
export function limitationsOf({ study, results, search, also = [] }: LimitationOptions): string[] {
  return [
    study.note.replaceAll("**", ""),
    modelLimit(study),
    sampleLimit(results),
    ...searchLimit(search),
    ...classLimit(results),
    ...also,
    "Grounding compares a claim with statements about the paper in claimbook's own words, not with the paper's full text. The paper itself covers only XQuAD-R, MLQA-R and MIRACL and leaves open whether its results carry over to other domains, question types and retrieval scenarios; so does this notebook.",
  ];
}

function modelLimit({ scale, options, data }: Study): string {
  if (scale === "full")
    return `One pretrained model was fine-tuned (${options.model}) at one learning rate and temperature, none tuned for one way to compose a batch.`;
  const familiar = data?.record.counts["test queries all of whose words occur in training queries"];
  const asked = data?.data.evaluation.length;
  const words =
    familiar === undefined || !asked
      ? ""
      : ` Of ${asked} test queries, ${familiar} (${Math.round((100 * familiar) / asked)} %) use only words that training queries of their language use as well.`;
  return `The encoder is small and starts from nothing: what a way to compose a batch does for a model that has read most of these languages (XLM-R, LaBSE) may differ.${words}`;
}

function sampleLimit(results: readonly Results[]): string {
  const seeds = results[0]!.seeds.length;
  const queries = results[0]!.queries.length;
  const units = new Set(results[0]!.runs[0]!.ranks.queryGroup).size;
  const languages = new Set(results[0]!.queries.map(({ locale }) => locale)).size;
  const few =
    seeds < 3
      ? " So few trainings hardly show how much chance in training matters: take every verdict as provisional."
      : "";
  return `Each way to compose a batch was trained with ${seeds} ${seeds === 1 ? "seed" : "seeds"} and asked ${queries} queries about ${units} pictures or questions in ${languages} languages; intervals are over those, not over other data, languages or encoders.${few}`;
}

function searchLimit({ sources, included }: SearchLog): string[] {
  const failed = sources.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return [];
  const days = [...new Set(failed.map(({ date }) => date))].sort();
  const asked = sources.filter(({ error }) => error === undefined);
  return [
    `The literature search (${days.join(", ")}) could not reach ${listed(failed.map(({ name }) => name))}: ${included.length} works were included, all from ${listed(asked.map(({ name }) => name)) || "nowhere"}. Later and other work on the question is missing; \`-p search=live\` searches again.`,
  ];
}

function classLimit(results: readonly Results[]): string[] {
  const unsure = [...new Set(results[0]!.queries.map(({ locale }) => locale))]
    .map(languageInfo)
    .filter(
      ({ resourceClass, resourceClassCertain }) => resourceClass !== undefined && !resourceClassCertain,
    );
  if (unsure.length === 0) return [];
  return [
    `The resource class of ${listed(unsure.map(({ name }) => name))} was found in one place only and may be one class off.`,
  ];
}
