import { ClaimbookError } from "../errors.js";

export interface ScheduleOptions {
  /** The highest learning rate, reached when warm-up ends. */
  peak: number;
  /** Steps of the whole training, from 1 on. */
  steps: number;
  /** Share of the steps over which the rate rises from near 0, 0 to 1. Defaults to 0.1. */
  warmup?: number;
  /** The way down from the peak: a straight line, or half a cosine wave. Defaults to `linear`. */
  decay?: Decay;
  /** Share of the peak that is left at the last step, 0 to 1. Defaults to 0. */
  final?: number;
}

export type Decay = "linear" | "cosine";

/**
 * Linear warm-up, then decay (cosine: Loshchilov and Hutter 2017, arXiv 1608.03983). The first step already learns (at
 * peak / warm-up steps), and `final` would be reached one step after the last; so no step has a rate of zero.
 *
 * @returns the learning rate of step 1, 2, ... `steps`.
 */
export function learningRateSchedule({
  peak,
  steps,
  warmup = 0.1,
  decay = "linear",
  final = 0,
}: ScheduleOptions): (step: number) => number {
  const within = (name: string, value: number) => {
    if (!(value >= 0 && value <= 1)) {
      throw new ClaimbookError(`${name} must be from 0 to 1, not ${value}`, { kind: "usage", where: name });
    }
  };
  within("warmup", warmup);
  within("final", final);
  if (!(peak > 0 && peak < Number.POSITIVE_INFINITY)) {
    throw new ClaimbookError(`the learning rate must be above 0, not ${peak}`, {
      kind: "usage",
      where: "learningRate",
    });
  }
  if (decay !== "linear" && decay !== "cosine") {
    throw new ClaimbookError(`the learning rate cannot decay as ${JSON.stringify(decay)}`, {
      kind: "usage",
      where: "decay",
      wayOut: 'Choose "linear" or "cosine".',
    });
  }
  const rising = Math.max(1, Math.floor(steps * warmup));
  return (step) => {
    if (step <= rising) return (peak * step) / rising;
    const left = (steps + 1 - step) / (steps + 1 - rising);
    const share = decay === "linear" ? left : (1 - Math.cos(Math.PI * left)) / 2;
    return peak * (final + (1 - final) * share);
  };
}
