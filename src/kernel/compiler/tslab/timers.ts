/** The part of TypeScript's `System` that tslab replaces with a single slot. */
export interface TimerSystem {
  setTimeout?(callback: () => void, ...rest: unknown[]): unknown;
  clearTimeout?(id: unknown): void;
}

/**
 * Lets TypeScript wait for more than one thing at a time. When a file that cells import changes (a build runs, a
 * package is installed), TypeScript sets a timer of its own; tslab knows one slot and throws "Unexpected pending
 * rebuildTimer" at the next cell. Here the timer that is in the slot moves to the event loop, where it runs soon.
 */
export function allowSeveralTimers(system: TimerSystem): void {
  const set = system.setTimeout?.bind(system);
  const clear = system.clearTimeout?.bind(system);
  if (set === undefined || clear === undefined) return;
  let slot: { id: unknown; callback: () => void } | undefined;
  const moved = new Map<unknown, NodeJS.Timeout>();

  system.setTimeout = (callback) => {
    if (slot !== undefined) {
      const { id, callback: earlier } = slot;
      clear(id);
      moved.set(
        id,
        setTimeout(() => {
          moved.delete(id);
          earlier();
        }, 0).unref(),
      );
    }
    const own: { id: unknown; callback: () => void } = { id: undefined, callback };
    own.id = set(() => {
      if (slot === own) slot = undefined;
      callback();
    });
    slot = own;
    return own.id;
  };
  system.clearTimeout = (id) => {
    const timer = moved.get(id);
    if (timer !== undefined) {
      clearTimeout(timer);
      moved.delete(id);
    } else if (slot?.id === id) {
      slot = undefined;
      clear(id);
    }
  };
}
