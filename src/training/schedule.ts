import { ClaimbookError } from "../errors.js";

export interface ScheduleOptions {
  /** The highest learning rate, reached when warm-up ends. */
  peak: number;
  /** Steps of the whole training, from 1 on. */
  steps: number;
  /** Share of the steps over which the rate rises from near 0, 0 to 1. Defaults to 0.1. */
  warmup?: number;
  /** Share of the peak that is left at the last step, 0 to 1. Defaults to 0. */
  final?: number;
}

/**
 * Linear warm-up, then linear decay. The first step already learns (at peak / warm-up steps), and `final` would
 * be reached one step after the last; so no step has a rate of zero.
 *
 * @returns the learning rate of step 1, 2, ... `steps`.
 */
export function linearSchedule({
  peak,
  steps,
  warmup = 0.1,
  final = 0,
}: ScheduleOptions): (step: number) => number {
  const share = (name: string, value: number) => {
    if (!(value >= 0 && value <= 1)) {
      throw new ClaimbookError(`${name} must be from 0 to 1, not ${value}`, { kind: "usage", where: name });
    }
  };
  share("warmup", warmup);
  share("final", final);
  if (!(peak > 0 && peak < Number.POSITIVE_INFINITY)) {
    throw new ClaimbookError(`the learning rate must be above 0, not ${peak}`, {
      kind: "usage",
      where: "learningRate",
    });
  }
  const rising = Math.max(1, Math.floor(steps * warmup));
  return (step) => {
    if (step <= rising) return (peak * step) / rising;
    return peak * (final + (1 - final) * ((steps + 1 - step) / (steps + 1 - rising)));
  };
}
