import { createHash, type Hash } from "node:crypto";
import { types } from "node:util";
import { isPlain, isPlainArray, typedArrayKind } from "./plain.js";

/** A value whose content cannot be told from outside, and the way to it, e.g. `.data.model`. */
export class NotHashable extends Error {
  readonly value: unknown;
  readonly at: string;

  constructor(value: unknown, at: string) {
    super(`cannot be hashed${at === "" ? "" : `: ${at}`}`);
    this.value = value;
    this.at = at;
  }
}

export interface HashOptions {
  /**
   * Called for every function: what stands for it. Without it, functions cannot be hashed.
   */
  functions?: (value: (...args: never[]) => unknown, at: string) => string;
}

/**
 * sha256 (hex) over what a value is, not how it came about: keys of objects, entries of maps and members of sets
 * count in no order. `0` and `-0`, `undefined` and a missing key, `1` and `1n`, a `Float32Array` and an array of the
 * same numbers are different. Every NaN is the same. A data set's record (`claimbook/dataset/1`), and an object that
 * carries one as `record`, count by the sha256 of the data and the options they were prepared with.
 *
 * @throws NotHashable for functions (see `options`), symbols, and objects that are more than their properties
 */
export function canonicalHash(value: unknown, options: HashOptions = {}): string {
  return hashOf(value, "", [], options);
}

function hashOf(value: unknown, at: string, above: readonly object[], options: HashOptions): string {
  const writer = new Writer();
  write(writer, value, at, [...above], options);
  return writer.digest();
}

/** Collects small pieces, since a call of `update` costs more than hashing a few bytes. */
class Writer {
  readonly #hash: Hash = createHash("sha256");
  readonly #buffer = Buffer.allocUnsafe(8192);
  #used = 0;

  tag(letter: string): void {
    this.#room(1);
    this.#used = this.#buffer.writeUInt8(letter.charCodeAt(0), this.#used);
  }

  number(value: number): void {
    this.#room(8);
    this.#used = this.#buffer.writeDoubleLE(Number.isNaN(value) ? Number.NaN : value, this.#used);
  }

  /** Length first, so that no two sequences of texts give the same bytes. */
  text(value: string): void {
    this.number(value.length);
    // UTF-16, as UTF-8 has no way to write half a surrogate pair.
    this.#raw(Buffer.from(value, "utf16le"));
  }

  bytes(value: Uint8Array): void {
    this.number(value.byteLength);
    this.#raw(value);
  }

  digest(): string {
    this.#flush();
    return this.#hash.digest("hex");
  }

  #raw(value: Uint8Array): void {
    if (value.byteLength > this.#buffer.length / 4) {
      this.#flush();
      this.#hash.update(value);
      return;
    }
    this.#room(value.byteLength);
    this.#buffer.set(value, this.#used);
    this.#used += value.byteLength;
  }

  #room(bytes: number): void {
    if (this.#used + bytes > this.#buffer.length) this.#flush();
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}

function write(to: Writer, value: unknown, at: string, above: object[], options: HashOptions): void {
  switch (typeof value) {
    case "undefined":
      to.tag("u");
      break;
    case "boolean":
      to.tag(value ? "t" : "f");
      break;
    case "number":
      to.tag("n");
      to.number(value);
      break;
    case "bigint":
      to.tag("i");
      to.text(value.toString());
      break;
    case "string":
      to.tag("s");
      to.text(value);
      break;
    case "function":
      if (options.functions === undefined) throw new NotHashable(value, at);
      to.tag("F");
      to.text(options.functions(value as (...args: never[]) => unknown, at));
      break;
    case "object":
      if (value === null) to.tag("0");
      else writeObject(to, value, at, above, options);
      break;
    default:
      throw new NotHashable(value, at);
  }
}

function writeObject(to: Writer, value: object, at: string, above: object[], options: HashOptions): void {
  const cycle = above.indexOf(value);
  if (cycle !== -1) {
    to.tag("^");
    to.number(above.length - cycle);
    return;
  }
  above.push(value);
  const inner = (child: unknown, step: string) => write(to, child, `${at}${step}`, above, options);
  const apart = (child: unknown, step: string) => hashOf(child, `${at}${step}`, above, options);
  const kind = typedArrayKind(value);
  if (isPlainArray(value)) {
    to.tag("A");
    to.number(value.length);
    for (let i = 0; i < value.length; i++) i in value ? inner(value[i], `[${i}]`) : to.tag("-");
  } else if (kind !== undefined) {
    const { buffer, byteOffset, byteLength } = value as Uint8Array;
    to.tag("T");
    to.text(kind);
    to.bytes(new Uint8Array(buffer, byteOffset, byteLength));
  } else if (types.isAnyArrayBuffer(value)) {
    to.tag("B");
    to.bytes(new Uint8Array(value));
  } else if (types.isDataView(value)) {
    to.tag("V");
    to.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (types.isDate(value)) {
    to.tag("D");
    to.number(value.getTime());
  } else if (types.isRegExp(value)) {
    to.tag("R");
    to.text(value.source);
    to.text(value.flags);
  } else if (value instanceof URL) {
    to.tag("U");
    to.text(value.href);
  } else if (types.isMap(value)) {
    const entries = [...value].map(([key, entry], i) => [
      apart(key, `.key(${i})`),
      apart(entry, `.value(${i})`),
    ]);
    to.tag("M");
    to.number(entries.length);
    for (const entry of entries.map((pair) => pair.join(" ")).sort()) to.text(entry);
  } else if (types.isSet(value)) {
    to.tag("S");
    to.number(value.size);
    for (const member of [...value].map((each, i) => apart(each, `.member(${i})`)).sort()) to.text(member);
  } else if (isDatasetRecord(value)) {
    to.tag("d");
    to.text(value.sha256);
    inner(value.options, ".options");
  } else if (isPlain(value) && Object.getOwnPropertySymbols(value).length === 0) {
    const keys = Object.keys(value).sort();
    to.tag("O");
    to.number(keys.length);
    for (const key of keys) {
      to.text(key);
      inner(
        (value as Record<string, unknown>)[key],
        /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
      );
    }
  } else if ("record" in value && isDatasetRecord(value.record)) {
    inner(value.record, ".record");
  } else {
    throw new NotHashable(value, at);
  }
  above.pop();
}

function isDatasetRecord(value: unknown): value is { sha256: string; options: unknown } {
  if (typeof value !== "object" || value === null) return false;
  const { schema, sha256 } = value as Record<string, unknown>;
  return schema === "claimbook/dataset/1" && typeof sha256 === "string";
}
