import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import type { LanguageModel } from "../language-model/language-model.js";
import { findingsOf } from "./checks/index.js";
import { consensusOf } from "./consensus.js";
import { ReviewContext } from "./evidence.js";
import { featuresOf } from "./features.js";
import { type Reviewer, ReviewRecord } from "./model.js";
import { challenger } from "./reviewers/challenge.js";
import { confirmer } from "./reviewers/confirm.js";
import { integrator } from "./reviewers/integrate.js";
import { askReviewer } from "./reviewers/language-model.js";
import { scoreBy } from "./reviewers/score.js";
import type { ReviewSubject } from "./subject.js";

/** What a report must reach to pass. */
export interface Gate {
  /** Least consensus score, 0 to 10. Defaults to 6.5. */
  minimumScore?: number;
  /** Least number of verified claims. Defaults to 5. */
  minimumVerified?: number;
}

export interface ReviewOptions {
  gate?: Gate;
  /** Language models in the place of the deterministic reviewers, by mandate. Each sees the report alone. */
  models?: Partial<Record<Reviewer["mandate"], LanguageModel>>;
  signal?: AbortSignal;
}

const profiles = [challenger, confirmer, integrator];

/** The three deterministic reviewers' record; the same subject always gives the same. */
export function reviewNow(subject: ReviewSubject, gate: Gate = {}): ReviewRecord {
  const { findings, features } = examined(subject);
  return recordOf(
    subject,
    profiles.map((profile) => scoreBy(profile, features)),
    findings,
    gate,
  );
}

/**
 * Reviews a subject by three reviewers, each deterministic unless a language model stands in for it. Findings are
 * always those of the deterministic checks: a model's scores count, its word against a claim does not.
 *
 * @throws ClaimbookError (`could-not-run`) when a language model cannot be asked or its answer does not fit
 */
export async function reviewSubject(
  subject: ReviewSubject,
  options: ReviewOptions = {},
): Promise<ReviewRecord> {
  const { findings, features } = examined(subject);
  const reviewers = await Promise.all(
    profiles.map((profile) => {
      const model = options.models?.[profile.mandate];
      return model === undefined
        ? scoreBy(profile, features)
        : askReviewer(model, profile, subject, findings, options.signal);
    }),
  );
  return recordOf(subject, reviewers, findings, options.gate ?? {});
}

function examined(subject: ReviewSubject) {
  const context = new ReviewContext(subject);
  const findings = findingsOf(context);
  return { findings, features: featuresOf(context, findings) };
}

function recordOf(
  subject: ReviewSubject,
  reviewers: Reviewer[],
  findings: ReviewRecord["findings"],
  gate: Gate,
): ReviewRecord {
  const { minimumScore = 6.5, minimumVerified = 5 } = gate;
  if (
    !(minimumScore >= 0 && minimumScore <= 10) ||
    !(Number.isInteger(minimumVerified) && minimumVerified >= 0)
  ) {
    throw new ClaimbookError(
      `a gate of ${minimumScore} points and ${minimumVerified} claims makes no sense`,
      {
        kind: "usage",
        where: "review gate",
        wayOut: "Give a score from 0 to 10 and a whole number of claims.",
      },
    );
  }
  const consensus = consensusOf(reviewers);
  const verified = subject.claims.filter(({ claim }) => claim.verified).length;
  return assertSchema(
    ReviewRecord,
    {
      schema: "claimbook/review/1",
      reviewers,
      consensus,
      findings,
      gate: {
        minimumScore,
        minimumVerified,
        verified,
        passed: consensus.score >= minimumScore && verified >= minimumVerified,
      },
    } satisfies ReviewRecord,
    "the review",
  );
}
