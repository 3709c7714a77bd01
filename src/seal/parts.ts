import { jsonSha256 } from "./canonical-json.js";

/** A node with more children than this is taken whole. */
const widest = 16;
const most = 200;

/**
 * Digests of the parts of a record, by JSON pointer: they tell where it was altered, not whether (twelve hexadecimal
 * digits each). Small records are taken apart into their leaves, large ones less far.
 */
export function partsOf(value: unknown): Record<string, string> {
  for (let depth = 5; depth > 1; depth--) {
    const parts = new Map<string, unknown>();
    collect(value, "", depth, parts);
    if (parts.size <= most) {
      return Object.fromEntries(
        [...parts].map(([pointer, part]) => [pointer, jsonSha256(part).slice(0, 12)]),
      );
    }
  }
  return { "": jsonSha256(value).slice(0, 12) };
}

/** `measured.checks[0].tolerance` for `/measured/checks/0/tolerance`. */
export function pointerText(pointer: string): string {
  if (pointer === "") return "all of it";
  const keys = pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.map((key, i) => (/^\d+$/.test(key) ? `[${key}]` : i === 0 ? key : `.${key}`)).join("");
}

function collect(value: unknown, pointer: string, depth: number, into: Map<string, unknown>): void {
  const children = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (children.length === 0 || children.length > widest || depth === 0 || into.size > most) {
    into.set(pointer, value);
    return;
  }
  for (const [key, child] of children) collect(child, `${pointer}/${pointerStep(key)}`, depth - 1, into);
}

/** A key as a step of a JSON pointer (RFC 6901, section 3). */
export function pointerStep(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
