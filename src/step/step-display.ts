import { escapeHtml } from "../claims/escape.js";
import { isoDay } from "../clock.js";
import { display } from "../notebook/display.js";
import { Mime } from "../notebook/mime.js";

/** What a step tells of itself. */
export type StepState =
  | { is: "running"; milliseconds: number; share?: number; note?: string }
  | { is: "computed"; milliseconds: number; notKept?: string }
  | { is: "reused"; milliseconds: number; computed: Date }
  | { is: "failed" | "interrupted"; milliseconds: number };

const marks = { running: "▸", computed: "✓", reused: "↺", failed: "✗", interrupted: "■" } as const;

/** One line in the cell's output for one step, which is replaced as the step goes on. */
export class StepDisplay {
  readonly #name: string;
  readonly #id: string;
  #shown = false;

  /** @param id display id, unique in the kernel's life */
  constructor(name: string, id: string) {
    this.#name = name;
    this.#id = id;
  }

  show(state: StepState): void {
    display(
      { [Mime.plain]: `${this.#name}: ${describe(state)}`, [Mime.html]: this.#html(state) },
      { id: this.#id, update: this.#shown },
    );
    this.#shown = true;
  }

  #html(state: StepState): string {
    const bar =
      state.is === "running" && state.share !== undefined
        ? ` <progress max="1" value="${state.share.toFixed(3)}"></progress>`
        : "";
    return (
      `<div style="font-size:.9em;opacity:.85">${marks[state.is]} <b>${escapeHtml(this.#name)}</b>${bar} ` +
      `${escapeHtml(describe(state))}</div>`
    );
  }
}

/** e.g. `computed in 41 s`. */
export function describe(state: StepState): string {
  const time = duration(state.milliseconds);
  switch (state.is) {
    case "running": {
      const share = state.share === undefined ? [] : [`${Math.floor(state.share * 100)} %`];
      return ["running", ...share, ...(state.note === undefined ? [] : [state.note]), time].join(", ");
    }
    case "computed":
      return `computed in ${time}${state.notKept === undefined ? "" : ` (not kept: ${state.notKept})`}`;
    case "reused":
      return `reused, computed ${isoDay(state.computed)} (took ${time})`;
    default:
      return `${state.is} after ${time}`;
  }
}

/** `0.4 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
