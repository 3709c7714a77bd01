import { plainLabel } from "../cells/cells.js";

/** What is known of a measure by its name. */
export interface Metric {
  better: "higher" | "lower";
  /** How good a thing is at its task, against what it costs (`latency`) or how it errs on the side (`bias`). */
  quality: boolean;
}

/** First match counts; patterns are put to a label in lower case, words apart by one space. */
const metrics: readonly [RegExp, Metric][] = [
  [/\blower is better\b|\bsmaller is better\b|↓/, { better: "lower", quality: true }],
  [/\bhigher is better\b|\blarger is better\b|↑/, { better: "higher", quality: true }],
  [/\brank distance\b|\blanguage bias\b|\bbias\b/, { better: "lower", quality: false }],
  [/\bmean rank\b|\baverage rank\b|\brank\b/, { better: "lower", quality: true }],
  [
    /\b(?:latency|run ?time|runtime|time|seconds|delays?|memory|flops|flop|costs?|energy|emissions?|parameters|params)\b/,
    { better: "lower", quality: false },
  ],
  [
    /\b(?:wer|cer|ter|mer|eer|mae|rmse|mse|mape|nrmse|rmsd|error|errors|error rate|loss|perplexity|ppl|bpb|bpc|nll|fid|kid|lpips|brier|ece|hallucinations?|false (?:positive|negative|alarm)s?)\b/,
    { better: "lower", quality: true },
  ],
  [
    /\b(?:mortality|deaths?|relapses?|readmissions?|adverse events?|side effects?|complications?|recurrence|hospitali[sz]ations?|infections?|pain|risks?|defects?|symptoms?|toxicity|dropouts?|attrition|failures?|crashes)\b/,
    { better: "lower", quality: true },
  ],
  [
    /\b(?:reading|test|exam|achievement|knowledge|skills?|maths?|mathematics|comprehension|satisfaction|quality of life) scores?\b/,
    { better: "higher", quality: true },
  ],
  [
    /\b(?:accuracy|acc|precision|recall|sensitivity|specificity|f1|f score|f measure|micro f1|macro f1|map|mean average precision|ap|mrr|n?dcg|bleu|chrf|rouge|meteor|comet|bleurt|bertscore|auc|auroc|auprc|em|exact match|iou|miou|dice|psnr|ssim|mos|success|success rate|solve rate|pass|win rate|hits?|survival|response rate|remission|r2|r²|r squared|correlation|spearman|pearson|kappa|mcc|top)\b/,
    { better: "higher", quality: true },
  ],
  [
    /(?:^|\s)(?:r|p|recall|precision|hits?|hit|ndcg|dcg|map|mrr|pass|f1|top|acc|success)\s?@\s?\d+/,
    { better: "higher", quality: true },
  ],
  [/^(?:success|quality|score|performance|effectiveness|f1|p|r)$/, { better: "higher", quality: true }],
];

/** What is known of a measure, by its label, caption or unit; undefined where its name says nothing. */
export function metricOf(label: string): Metric | undefined {
  const plain = label.normalize("NFKC").toLowerCase().replace(/[_-]+/g, " ").replace(/\s+/g, " ");
  return metrics.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Whether a header names what is measured: a known measure, or words with a unit in brackets, `Yield (t/ha)`. */
export function looksLikeMetric(label: string): boolean {
  const plain = plainLabel(label);
  if (metricOf(plain) !== undefined) return true;
  return /[([]\s*(?:%|‰|°[CF]|[µumk]?g|[kcmµn]?m[²³23]?|m?s|h|ms|min|d|days?|years?|yrs?|mm ?hg|[mµn]?mol\/l|mg\/dl|kg\/m[²2]|t\/ha|kg\/ha|ha|usd|eur|\$|€|[a-zµ%]{1,5}\/[a-z²³0-9]{1,5}|n, ?%|n ?\(%\)|sd|mean ± sd)\s*[)\]]/i.test(
    plain,
  );
}
