import { createRequire, syncBuiltinESMExports } from "node:module";
import { promiseHooks } from "node:v8";
import type { Cell } from "./cell.js";

// Which cell started the code that runs now: known through promise reactions, timers and the other callbacks that
// JavaScript itself schedules, not through events that come from outside (sockets, child processes).
// AsyncLocalStorage would be the obvious way, but Node.js aborts when a loop in a microtask is ended while
// async_hooks are active. Promise hooks alone do not have that weakness, and cost less.

let current: Cell | undefined;
let watched: Cell | undefined;
let seen = () => {};

class Itself {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: a subclass puts its private field on this very object
    return object;
  }
}

/** A private field on a promise: faster than a WeakMap, and seen neither by `util.inspect` nor by any library. */
class Owned extends Itself {
  #owner: Cell;

  constructor(promise: object, owner: Cell) {
    super(promise);
    this.#owner = owner;
  }

  static of(promise: object): Cell | undefined {
    return #owner in promise ? (promise as Owned).#owner : undefined;
  }
}

/** The cell that started the running code, if that is known. */
export function currentOwner(): Cell | undefined {
  return current;
}

/** The cell whose code made this promise. */
export function ownerOf(promise: object): Cell | undefined {
  return Owned.of(promise);
}

/** Runs code as that of a cell (of none when undefined). What was before is restored unless the code throws. */
export function runAs<T>(owner: Cell | undefined, code: () => T): T {
  const before = current;
  current = owner;
  const result = code();
  // Not in a `finally`: who handles an uncaught error asks whose it is.
  current = before;
  return result;
}

/** After a callback that was thrown out of: nobody's code runs. */
export function forgetOwner(): void {
  current = undefined;
}

/** Calls `then`, once, when a promise reaction of this cell runs; only one cell is watched at a time. */
export function watchFor(cell: Cell | undefined, then: () => void = () => {}): void {
  watched = cell;
  seen = then;
}

/** Called once, before any cell runs. */
export function trackOwnership(): void {
  promiseHooks.createHook({
    init(promise, parent) {
      const owner = current ?? (parent === undefined ? undefined : Owned.of(parent));
      if (owner !== undefined) new Owned(promise, owner);
    },
    before(promise) {
      current = Owned.of(promise);
      if (watched !== undefined && current === watched) {
        watched = undefined;
        seen();
      }
    },
    after() {
      current = undefined;
    },
  });
  // biome-ignore lint/suspicious/noExplicitAny: functions of any kind
  type Scheduler = (callback: any, ...rest: any[]) => unknown;
  const timers = createRequire(import.meta.url)("node:timers") as Record<string, Scheduler>;
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const original = globalThis[name] as Scheduler;
    const owned = owning(original);
    (globalThis as Record<string, unknown>)[name] = owned;
    timers[name] = owned;
  }
  globalThis.queueMicrotask = owning(globalThis.queueMicrotask);
  process.nextTick = owning(process.nextTick) as typeof process.nextTick;
  // Also for those who import the functions by name.
  syncBuiltinESMExports();
}

/** The same function, but what it schedules runs as the code of the cell that called it. */
// biome-ignore lint/suspicious/noExplicitAny: functions of any kind
function owning<F extends (callback: any, ...rest: any[]) => unknown>(schedule: F): F {
  function owned(this: unknown, callback: unknown, ...rest: unknown[]): unknown {
    const owner = current;
    if (owner === undefined || typeof callback !== "function")
      return Reflect.apply(schedule, this, [callback, ...rest]);
    function call(this: unknown, ...values: unknown[]): unknown {
      current = owner;
      const result: unknown = Reflect.apply(callback as () => unknown, this, values);
      current = undefined;
      return result;
    }
    return Reflect.apply(schedule, this, [call, ...rest]);
  }
  // Name, length and `util.promisify.custom`, which Node.js looks for on setTimeout and setImmediate.
  for (const key of Reflect.ownKeys(schedule)) {
    if (key === "prototype") continue;
    Object.defineProperty(owned, key, Object.getOwnPropertyDescriptor(schedule, key)!);
  }
  return owned as unknown as F;
}
