import { display } from "../notebook/display.js";
import type { Job } from "./job-runs.js";
import { lossPlot } from "./plots.js";
import type { TrainingProgress } from "./training-job.js";

/** Milliseconds between two drawings. */
const redraw = 3000;
/** Points of a curve; a longer one is thinned out. */
const points = 200;

interface Curve {
  method: string;
  steps: number[];
  losses: number[];
  monolingual: number | undefined;
}

/**
 * The training losses of an experiment as a figure that redraws itself while the trainings run: one curve a method,
 * of the seed that is being trained, with the share of one-language batches so far in the legend.
 */
export class LiveLosses {
  readonly #id: string;
  readonly #now: () => number;
  readonly #curves = new Map<string, Curve & { seed: number }>();
  #drawn = Number.NEGATIVE_INFINITY;
  #started = false;

  /** @param now milliseconds */
  constructor(id: string, now: () => number) {
    this.#id = id;
    this.#now = now;
  }

  update({ method, seed }: Job, { phase, step, loss, monolingual }: TrainingProgress): void {
    if (phase !== "training" || !Number.isFinite(loss)) return;
    const known = this.#curves.get(method);
    const curve =
      known?.seed === seed ? known : { method, seed, steps: [], losses: [], monolingual: undefined };
    curve.steps.push(step);
    curve.losses.push(loss);
    curve.monolingual = monolingual;
    this.#curves.set(method, curve);
    if (this.#now() - this.#drawn >= redraw) this.#draw();
  }

  /** Draws what came since the last drawing. */
  finish(): void {
    if (this.#curves.size > 0) this.#draw();
  }

  #draw(): void {
    this.#drawn = this.#now();
    const curves = [...this.#curves.values()].map(({ method, steps, losses, monolingual }) => {
      const every = Math.ceil(steps.length / points);
      // The mean of what a point stands for: single batches scatter.
      const starts = Array.from({ length: Math.ceil(steps.length / every) }, (_, i) => i * every);
      return {
        method,
        x: starts.map((start) => steps[Math.min(start + every, steps.length) - 1]!),
        y: starts.map((start) => {
          const part = losses.slice(start, start + every);
          return part.reduce((sum, value) => sum + value, 0) / part.length;
        }),
        ...(monolingual === undefined ? {} : { monolingual }),
      };
    });
    const plot = lossPlot(curves, {
      id: this.#id,
      caption:
        "Training loss of the latest seed of each method; the legend says how many batches had one language.",
      axis: "Step",
    });
    display(plot.bundle(), { id: this.#id, update: this.#started });
    this.#started = true;
  }
}
