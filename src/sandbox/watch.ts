import { describeLimits, type SandboxLimits, size } from "./limits.js";
import { type Usage, usageIsKnown, usageOf } from "./usage.js";

/** Milliseconds between two looks. */
const interval = 200;

/**
 * Looks at what a process and its descendants use until one of the limits is passed.
 *
 * @param exceeded called once, with what was too much; ends the watch
 * @returns ends the watch. Where the system does not tell what processes use, nothing is watched.
 */
export function watchUsage(pid: number, limits: SandboxLimits, exceeded: (what: string) => void): () => void {
  if (!usageIsKnown()) return () => {};
  const timer = setInterval(() => {
    const what = tooMuch(usageOf(pid, limits.processes), limits);
    if (what === undefined) return;
    clearInterval(timer);
    exceeded(what);
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}

/** What a use exceeds, in words; undefined for one within its limits. */
export function tooMuch({ processes, memory, cpu }: Usage, limits: SandboxLimits): string | undefined {
  const allowed = `(allowed: ${describeLimits(limits)})`;
  if (processes > limits.processes) return `it had more than ${limits.processes} processes ${allowed}`;
  if (memory > limits.memory) return `it used ${size(memory)} of memory ${allowed}`;
  if (cpu > limits.cpu) return `it used ${Math.round(cpu)} s of processor time ${allowed}`;
  return undefined;
}
