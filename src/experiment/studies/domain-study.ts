import {
  type DomainName,
  domainShift,
  type PictureGroup,
  pictureGroup,
  trainedOnGroups,
} from "../../datasets/index.js";
import { replicate } from "../replicate.js";
import type { ShiftCell } from "../shift-scores.js";
import { showRecord } from "./shown.js";
import { batchSizes, type RunOptions, type Study } from "./study.js";

export interface DomainRunOptions extends RunOptions {
  /** Groups of pictograms that make a domain, by its name; at the small scale. */
  domains: Readonly<Record<string, readonly PictureGroup[]>>;
  /** Domains of the suite, at the full scale; all five by default. */
  suite?: readonly DomainName[];
}

/**
 * Trains on every domain and asks about every domain: at the small scale groups of pictograms, at the full scale the
 * domain-shift suite. The candidates are the same in and out of the domain.
 *
 * @returns a cell for each training domain with each test domain, for `shiftScores`
 */
export async function runDomains(study: Study, options: DomainRunOptions): Promise<ShiftCell[]> {
  const { batches, seeds, steps, domains, suite } = options;
  if (study.data === undefined) return runSuite(study, options, suite);
  const { pictures, evaluation } = study.data.data;
  const queryGroups = evaluation.map(({ picture }) => pictureGroup(pictures[picture]!));
  const cells: ShiftCell[] = [];
  for (const [training, groups] of Object.entries(domains)) {
    const results = await replicate({
      data: trainedOnGroups(study.data, groups),
      batches,
      seeds,
      budget: { steps: steps.small, batchSize: batchSizes.small },
    });
    for (const [test, asked] of Object.entries(domains)) {
      const wanted = new Set<string | undefined>(asked);
      cells.push({ training, test, results, keep: queryGroups.map((group) => wanted.has(group)) });
    }
  }
  return cells;
}

async function runSuite(
  study: Study,
  { batches, seeds, steps }: RunOptions,
  domains: readonly DomainName[] | undefined,
): Promise<ShiftCell[]> {
  const suite = await domainShift({
    ...(domains === undefined ? {} : { domains }),
    ...(study.options.languages === undefined ? {} : { languages: study.options.languages }),
  });
  showRecord(suite.record);
  const evaluation = Object.fromEntries(suite.domains.map(({ name, heldOut }) => [name, heldOut]));
  const cells: ShiftCell[] = [];
  for (const { name: training, training: texts } of suite.domains) {
    const { results } = await replicate({
      model: study.options.model,
      data: { training: [texts], evaluation },
      batches,
      seeds,
      budget: { steps: steps.full, batchSize: batchSizes.full },
      before: false,
    });
    for (const [test, each] of Object.entries(results)) cells.push({ training, test, results: each });
  }
  return cells;
}
