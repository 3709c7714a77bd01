import { plainLine } from "./plain-text.js";

/** A value of JSON that somebody else made: nothing of its shape is taken for granted. */
export type Json = unknown;

/** The value at a path of keys and indices, or undefined. */
export function at(value: Json, ...path: readonly (string | number)[]): Json {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

/** A text that is not blank (numbers as text), or undefined. */
export function text(value: Json, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === "number") return String(found);
  return typeof found === "string" && found.trim() !== "" ? found : undefined;
}

/** A finite number, also one written as text, or undefined. */
export function number(value: Json, ...path: readonly (string | number)[]): number | undefined {
  const found = text(value, ...path);
  return found !== undefined && Number.isFinite(Number(found)) ? Number(found) : undefined;
}

/** A whole number from 0 on, or undefined. */
export function total(value: Json, ...path: readonly (string | number)[]): number | undefined {
  const found = number(value, ...path);
  return found !== undefined && Number.isInteger(found) && found >= 0 ? found : undefined;
}

/** A list; a single value counts as a list of one, as in APIs made from XML; nothing as an empty one. */
export function list(value: Json, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  if (Array.isArray(found)) return found;
  return found === undefined || found === null ? [] : [found];
}

export interface ReadJson {
  value: Json;
  faults: readonly string[];
  /** There is no list of records in it. */
  unusable?: boolean;
}

/**
 * Reads JSON as far as it can be read. Of a body that is cut off or broken, the elements of the list named `items`
 * that are whole are kept, below the same path.
 *
 * @param items path of the list of records, e.g. `["message", "items"]`
 */
export function readJson(body: string, items: readonly string[]): ReadJson {
  try {
    const value = JSON.parse(body.replace(/^\uFEFF/, "")) as Json;
    if (Array.isArray(at(value, ...items))) return { value, faults: [] };
    const said = text(value, "error") ?? text(value, "message") ?? text(value, "errMsg");
    const reason = said === undefined ? "" : `; it says: ${plainLine(said, 200)}`;
    return { value, faults: [`there is no list "${items.join(".")}" in it${reason}`], unusable: true };
  } catch (error) {
    const saved = wholeElements(body, items.at(-1)!);
    const value = items.reduceRight<Json>((inner, key) => ({ [key]: inner }), saved);
    // The message quotes the body: no more than its first words are of use.
    const what = (error as Error).message.replace(/, ".*$/s, "").slice(0, 120);
    return { value, faults: [`not JSON: ${what}`], ...(saved.length === 0 && { unusable: true }) };
  }
}

/** The elements, each an object, of the first list named so that can be read by themselves. */
function wholeElements(body: string, name: string): Json[] {
  const start = new RegExp(`"${name}"\\s*:\\s*\\[`).exec(body);
  const elements: Json[] = [];
  if (start === null) return elements;
  let begin = -1;
  let depth = 0;
  const mark = /[{}[\]"]/g;
  mark.lastIndex = start.index + start[0].length;
  for (let found = mark.exec(body); found !== null; found = mark.exec(body)) {
    const sign = found[0];
    if (sign === '"') {
      const end = stringEnd(body, mark.lastIndex);
      if (end < 0) return elements;
      mark.lastIndex = end;
    } else if (sign === "{" || sign === "[") {
      if (depth++ === 0) begin = found.index;
    } else if (sign === "}" || sign === "]") {
      if (--depth < 0) return elements;
      if (depth > 0) continue;
      try {
        elements.push(JSON.parse(body.slice(begin, mark.lastIndex)));
      } catch {
        // This one is what is broken; the others count.
      }
    }
  }
  return elements;
}

/** Where a string of JSON that began before `from` is over, or -1. In one pass, whatever stands there. */
function stringEnd(body: string, from: number): number {
  for (let at = from; ; ) {
    const quote = body.indexOf('"', at);
    if (quote < 0) return -1;
    let slashes = 0;
    while (quote - 1 - slashes >= at && body[quote - 1 - slashes] === "\\") slashes++;
    at = quote + 1;
    if (slashes % 2 === 0) return at;
  }
}
