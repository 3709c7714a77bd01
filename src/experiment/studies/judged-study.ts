import path from "node:path";
import { kernelHost } from "../../kernel/host-api.js";
import { display } from "../../notebook/display.js";
import { Mime } from "../../notebook/mime.js";
import { monolingualScores } from "../judged-scores.js";
import { savedName } from "../model/saved-name.js";
import type { Results } from "../results.js";
import type { Scores } from "../scores.js";
import { showRecord } from "./shown.js";
import type { RunOptions, Study } from "./study.js";

/**
 * nDCG@10 and Recall@100 as MIRACL and BEIR report them. At the full scale on those collections, with the models that
 * `study.run(options)` fine-tuned and saved; at the small scale of captions in the query's own language, which stand in
 * for them.
 *
 * @param small.locale at the small scale: queries of this language only (BEIR is English)
 * @throws {ClaimbookError} kind `could-not-run` for a corpus or a saved model that is not there
 */
export async function runJudged(
  study: Study,
  results: Results,
  options: RunOptions,
  small: { locale?: string } = {},
): Promise<Scores> {
  const { judged } = study.benchmark;
  if (study.scale === "small" || judged === undefined) return monolingualScores(results, small);
  const sets = await judged(study.options.languages);
  for (const { record } of sets) showRecord(record);
  const { judgedScores } = await import("../model/evaluate-judged.js");
  const folder = study.savedModels(options);
  const signal = kernelHost()?.signal();
  let shown = false;
  return judgedScores(
    results.runs.map(({ method, seed }) => ({
      method,
      seed,
      folder: path.join(folder, savedName(method, seed)),
    })),
    sets,
    {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ method, seed, set, documents }) => {
        const text = `${method}, seed ${seed}: ${documents} documents of ${set} searched`;
        display({ [Mime.plain]: text }, { id: `judged-${study.benchmark.name}`, update: shown });
        shown = true;
      },
    },
  );
}
