import type { Claim, Grounding, Reported } from "../claims/model.js";
import { isVerified, standingOf } from "../claims/verdict.js";
import type { Entailment } from "../literature/entailment/entailment.js";
import { kindOf } from "../literature/extraction/index.js";
import { groundBy } from "../literature/grounding/ground.js";
import type { Work } from "../literature/library/work.js";
import { checkClaimAgainstTables } from "../literature/tables/index.js";
import type { Corpus } from "./corpus.js";
import { type Measurement, type MeasuringNotebook, measurementOf } from "./measured.js";

export interface JudgeOptions {
  entailment: Entailment;
  notebook?: MeasuringNotebook;
  signal?: AbortSignal;
}

/** A claim with our three judgements, and which other works say it. */
export interface Judged {
  claim: Claim;
  elsewhere: string[];
  measuredBy?: Measurement["by"];
}

/**
 * Judges one claim by the examined paper (by the whole library where the paper is not in it): its texts, its tables,
 * and what a notebook measured of the same statement.
 */
export async function judgeClaim(
  id: string,
  text: string,
  work: Work | undefined,
  corpus: Corpus,
  { entailment, notebook, signal }: JudgeOptions,
): Promise<Judged> {
  const { library } = corpus;
  const grounding = await groundBy(
    library,
    text,
    entailment,
    { limit: 2, ...(work === undefined ? {} : { work: work.id }) },
    signal,
  );
  const others =
    work === undefined
      ? grounding
      : await groundBy(library, text, entailment, { limit: 3, except: work.id }, signal);
  const measurement = notebook === undefined ? undefined : measurementOf(text, notebook, work);
  const judgements = {
    grounding: withWhere(grounding, work),
    reported:
      work === undefined
        ? unchecked("the examined paper is not in the library")
        : reported(text, work, corpus),
    measured: measurement?.measured ?? { verdict: "not checked" as const, checks: [] },
  };
  const { kind } = kindOf(text);
  const first = grounding.verdict === "supported" ? grounding.passages[0] : undefined;
  const source = work?.id ?? first?.work;
  const claim: Claim = {
    schema: "claimbook/claim/1",
    id,
    text,
    kind: kind === "none" ? "result" : kind,
    ...(source === undefined
      ? {}
      : { source: { work: source, ...(first?.locator === undefined ? {} : { locator: first.locator }) } }),
    ...judgements,
    verified: isVerified(judgements),
    standing: standingOf(judgements),
  };
  const supporting = others.verdict === "supported" && others !== grounding ? others.passages : [];
  return {
    claim,
    elsewhere: [...new Set(supporting.map((passage) => passage.work))],
    ...(measurement === undefined ? {} : { measuredBy: measurement.by }),
  };
}

/** A library without the examined paper cannot say what the paper says. */
function withWhere(grounding: Grounding, work: Work | undefined): Grounding {
  if (work !== undefined) return grounding;
  const note = "The examined paper is not in the library; all its other works were asked.";
  return { ...grounding, note: grounding.note === undefined ? note : `${grounding.note} ${note}` };
}

function reported(text: string, work: Work, corpus: Corpus): Reported {
  const tables = corpus.tablesOf(work);
  if (tables.length === 0) return unchecked(`no table of ${work.id} is known`);
  const words = work.texts.map((each) => each.text).join("\n");
  return checkClaimAgainstTables(text, tables, { about: work.item.title, text: words });
}

function unchecked(why: string): Reported {
  return { verdict: "not checked", why, comparisons: [] };
}
