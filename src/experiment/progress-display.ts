import { escapeHtml } from "../claims/escape.js";
import { display } from "../notebook/display.js";
import { Mime } from "../notebook/mime.js";
import type { Job } from "./job-runs.js";
import type { TrainingProgress } from "./training-job.js";

/** A line and a bar for every training of an experiment, updated in place while they run. */
export class ProgressDisplay {
  readonly #id: string;
  readonly #now: () => number;
  readonly #states: { job: Job; progress: TrainingProgress | undefined; cached: boolean }[];
  #shown = Number.NEGATIVE_INFINITY;
  #started = false;

  /** @param now milliseconds, for limiting updates to about one a second */
  constructor(id: string, jobs: readonly Job[], now: () => number) {
    this.#id = id;
    this.#now = now;
    this.#states = jobs.map((job) => ({ job, progress: undefined, cached: false }));
  }

  update(job: Job, progress: TrainingProgress): void {
    const state = this.#states.find((s) => s.job === job);
    if (state !== undefined) state.progress = progress;
    this.#show(false);
  }

  /** The training was found in the cache of an earlier run. */
  reuse(job: Job): void {
    const state = this.#states.find((s) => s.job === job);
    if (state !== undefined) state.cached = true;
  }

  /** Shows the last state, whenever the one before was shown. */
  finish(): void {
    this.#show(true);
  }

  #show(now: boolean): void {
    if (!now && this.#now() - this.#shown < 1000) return;
    this.#shown = this.#now();
    display(
      { [Mime.plain]: this.#text(), [Mime.html]: this.#html() },
      { id: this.#id, update: this.#started },
    );
    this.#started = true;
  }

  #text(): string {
    const done = this.#states.filter((s) => s.cached || s.progress?.phase === "done").length;
    const running = this.#states.filter(
      (s) => !s.cached && s.progress !== undefined && s.progress.phase !== "done",
    );
    const parts = running.map(
      ({ job, progress }) => `${job.method} seed ${job.seed}: ${phaseText(progress!)}`,
    );
    return [`${done} of ${this.#states.length} trainings done`, ...parts].join("; ");
  }

  #html(): string {
    const rows = this.#states.map(({ job, progress, cached }) => {
      const share =
        cached || progress?.phase === "done"
          ? 1
          : progress === undefined
            ? 0
            : (progress.share ?? progress.step / job.steps);
      const text = cached ? "from an earlier run" : progress === undefined ? "waiting" : phaseText(progress);
      return `<tr><td>${escapeHtml(job.method)}</td><td>seed ${job.seed}</td><td><progress max="1" value="${share.toFixed(3)}"></progress></td><td>${escapeHtml(text)}</td></tr>`;
    });
    return `<table>${rows.join("")}</table>`;
  }
}

function phaseText(progress: TrainingProgress): string {
  if (progress.phase === "evaluating") {
    return progress.share === undefined ? "evaluating" : `evaluating, ${Math.floor(100 * progress.share)} %`;
  }
  const loss = Number.isFinite(progress.loss) ? `, loss ${progress.loss.toFixed(2)}` : "";
  return progress.phase === "done" ? `done${loss}` : `step ${progress.step}${loss}`;
}
