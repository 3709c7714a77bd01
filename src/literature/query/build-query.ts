import type { Query } from "./query.js";

/** All of the parts; groups of the same kind within it become part of it. One part stands for itself. */
export function all(parts: readonly Query[]): Query {
  return group("and", parts);
}

/** Any of the parts; groups of the same kind within it become part of it. One part stands for itself. */
export function any(parts: readonly Query[]): Query {
  return group("or", parts);
}

function group(kind: "and" | "or", parts: readonly Query[]): Query {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  return flat.length === 1 ? flat[0]! : { kind, parts: flat };
}
