import { parseMeasure } from "../measure.js";

const cuts = [5, 10, 15, 20, 30, 100, 200, 500, 1000];
const recalls = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** The parameters that trec_eval takes for a name without any. */
const usual: Record<string, readonly number[]> = {
  p: cuts,
  recall: cuts,
  ndcg_cut: cuts,
  map_cut: cuts,
  success: [1, 5, 10],
  iprec_at_recall: recalls,
};

/** trec_eval's `-m official`, in its order, without the run's name. */
const official = [
  "num_q",
  "num_ret",
  "num_rel",
  "num_rel_ret",
  "map",
  "gm_map",
  "Rprec",
  "bpref",
  "recip_rank",
  "iprec_at_recall",
  "P",
];

/**
 * The measures that a name of trec_eval's `-m` asks for, each by a name of its own that `evaluateRun` reads and
 * trec_eval prints: `P.5,10` gives `P_5` and `P_10`, `ndcg_cut` its nine usual cut-offs, `official` the usual set. Any
 * other name that `parseMeasure` reads stands for itself.
 *
 * @throws ClaimbookError (usage) for a name that is none of these
 */
export function expandMeasures(name: string): string[] {
  const asked = name.trim();
  if (asked.toLowerCase() === "official") return official.flatMap(expandMeasures);
  const [, kind = asked, parameters] = /^([a-z0-9_]+?)(?:\.([\d.,]+))?$/i.exec(asked) ?? [];
  const key = kind.toLowerCase();
  const values = parameters?.split(",").map(Number) ?? (Object.hasOwn(usual, key) ? usual[key] : undefined);
  if (values === undefined || values.some((value) => Number.isNaN(value))) {
    parseMeasure(asked);
    return [asked];
  }
  const names = values.map((value) =>
    key === "iprec_at_recall" ? `${kind}_${value.toFixed(2)}` : `${kind}_${value}`,
  );
  for (const each of names) parseMeasure(each);
  return names;
}
