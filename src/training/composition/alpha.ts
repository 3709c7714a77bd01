import { ClaimbookError } from "../../errors.js";

/**
 * How the probability of an X-X batch goes through a training, as plain data. Progress is 0 at the first step and 1
 * at the last.
 *
 * - `linear`: from `from` at progress 0 to `to` at progress 1.
 * - `steps`: each value from its progress on; the first one's progress is 0, then ascending.
 */
export type AlphaSchedule =
  | { schedule: "linear"; from: number; to: number }
  | { schedule: "steps"; values: readonly { progress: number; alpha: number }[] };

/** Fixed, the share of same-language pairs among all that can be formed, or on a schedule. */
export type Alpha = number | "by dataset size" | AlphaSchedule;

/** @throws {ClaimbookError} kind `usage` for a probability outside 0..1 or a schedule that is none */
export function assertAlpha(alpha: Alpha): void {
  if (alpha === "by dataset size") return;
  if (typeof alpha === "number") {
    if (!probability(alpha)) throw fail(`alpha is ${JSON.stringify(alpha)}`);
    return;
  }
  const shown = JSON.stringify(alpha);
  if (alpha?.schedule === "linear") {
    if (!probability(alpha.from) || !probability(alpha.to)) throw fail(`alpha is ${shown}`);
    return;
  }
  if (alpha?.schedule !== "steps" || !Array.isArray(alpha.values)) throw fail(`alpha is ${shown}`);
  const { values } = alpha;
  const ascending = values.every((each, i) =>
    i === 0 ? each.progress === 0 : each.progress > values[i - 1]!.progress && each.progress <= 1,
  );
  if (values.length === 0 || !ascending || !values.every((each) => probability(each.alpha))) {
    throw fail(`alpha is ${shown}`);
  }
}

/** The lowest and the highest alpha that a training can meet. */
export function alphaRange(alpha: number | AlphaSchedule): { low: number; high: number } {
  if (typeof alpha === "number") return { low: alpha, high: alpha };
  const all = alpha.schedule === "linear" ? [alpha.from, alpha.to] : alpha.values.map((each) => each.alpha);
  return { low: Math.min(...all), high: Math.max(...all) };
}

/** @param progress 0..1 */
export function alphaAt(alpha: number | AlphaSchedule, progress: number): number {
  if (typeof alpha === "number") return alpha;
  if (alpha.schedule === "linear") return alpha.from + (alpha.to - alpha.from) * progress;
  let value = alpha.values[0]!.alpha;
  for (const each of alpha.values) if (progress >= each.progress) value = each.alpha;
  return value;
}

const probability = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;

function fail(what: string): ClaimbookError {
  return new ClaimbookError(what, {
    kind: "usage",
    where: "batch composition",
    wayOut:
      'Give a probability from 0 to 1, "by dataset size", or a schedule such as { schedule: "linear", from: 0, to: 1 } or { schedule: "steps", values: [{ progress: 0, alpha: 0.2 }, { progress: 0.5, alpha: 0.8 }] }.',
  });
}
