import { inspect } from "node:util";
import { Mime, type MimeBundle } from "../../notebook/mime.js";

/** Objects that know how they are shown (Deno's Jupyter convention): a method that gives a MIME bundle. */
const displayMethod = Symbol.for("Jupyter.display");

/** Longest text of a value, in UTF-16 units. */
const TEXT_LIMIT = 100_000;

/** Most properties of one plain object that are shown; `util.inspect` itself limits only arrays, sets and maps. */
const KEY_LIMIT = 1000;

/** Whether a value says itself how it is shown. */
export function showsItself(value: unknown): boolean {
  return typeof (value as { [displayMethod]?: unknown } | null | undefined)?.[displayMethod] === "function";
}

/**
 * @throws what the value's own display method throws, and TypeError when it gives no MIME bundle or one that is no
 *   JSON
 */
export async function toBundleJson(value: unknown): Promise<string> {
  return JSON.stringify(await toMimeBundle(value));
}

/** @throws what the value's own display method throws, and TypeError when it gives no MIME bundle */
export async function toMimeBundle(value: unknown): Promise<MimeBundle> {
  if (!showsItself(value)) return { [Mime.plain]: toText(value) };
  const bundle: unknown = await (value as { [displayMethod]: () => unknown })[displayMethod]();
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle))
    throw new TypeError(
      `[Symbol.for("Jupyter.display")]() must give a MIME bundle, it gave ${toText(bundle)}`,
    );
  return bundle as MimeBundle;
}

/** As Node.js shows a value at its prompt, but never more than a screenful of screens. */
export function toText(value: unknown): string {
  const { shown, hidden } = fewerKeys(value);
  const text = inspect(shown);
  if (text.length > TEXT_LIMIT)
    return `${text.slice(0, TEXT_LIMIT)}\n... ${text.length - TEXT_LIMIT} more characters`;
  return hidden === 0 ? text : `${text}\n... ${hidden} more properties`;
}

/** A plain object with very many properties is shown by its first ones. */
function fewerKeys(value: unknown): { shown: unknown; hidden: number } {
  if (typeof value !== "object" || value === null) return { shown: value, hidden: 0 };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return { shown: value, hidden: 0 };
  const keys = Object.keys(value);
  if (keys.length <= KEY_LIMIT) return { shown: value, hidden: 0 };
  const shown = Object.create(prototype) as object;
  for (const key of keys.slice(0, KEY_LIMIT))
    Object.defineProperty(shown, key, Object.getOwnPropertyDescriptor(value, key)!);
  return { shown, hidden: keys.length - KEY_LIMIT };
}
