/** What compiled cells see as `__claimbook__`. */
export interface CellHelper {
  /** The same value; a promise becomes one that rejects once the cell is interrupted. */
  wait(value: unknown): unknown;
  /** The same for what `for await` runs over. */
  iterate(values: unknown): AsyncIterable<unknown>;
  /** `import()`: also of local files that the compiler sent. */
  import(specifier: unknown, options?: { with?: Record<string, string> }): Promise<unknown>;
  /** `import.meta`. */
  meta: Record<string, unknown>;
}

interface Steps {
  next(): unknown;
  return?(value?: unknown): unknown;
}

interface Openers {
  [Symbol.asyncIterator]?: () => unknown;
  [Symbol.iterator]?: () => unknown;
}

type Wait = (value: unknown) => unknown;

/** @throws TypeError when `values` can be iterated in no way */
export function interruptible(values: unknown, wait: Wait): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const { [Symbol.asyncIterator]: many, [Symbol.iterator]: plain } = Object(values) as Openers;
      const open = many ?? plain;
      if (typeof open !== "function") throw new TypeError("the value of `for await` is not iterable");
      const inner = Reflect.apply(open, values, []) as Steps;
      return {
        async next() {
          const step = (await wait(inner.next())) as IteratorResult<unknown>;
          // Members of a plain iterable may be promises themselves.
          if (many !== undefined || step.done === true) return step;
          return { done: false, value: await wait(step.value) };
        },
        async return(value?: unknown) {
          // Also while the cell is being interrupted: this is where an iterator cleans up.
          await inner.return?.(value);
          return { done: true, value };
        },
      };
    },
  };
}
