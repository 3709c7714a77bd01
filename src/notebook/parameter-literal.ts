import { type ParameterKind, typeOfKind } from "./parameter-kind.js";

/**
 * The TypeScript expression that gives back a value of JSON, on one line.
 *
 * @param kind what the notebook's first value says, where no written type says what the expression is. An empty list
 *   without any type would be `never[]`, of which later cells could use nothing: it gets the type that the first
 *   value has at its place, else `any[]`.
 */
export function literalOf(value: unknown, kind?: ParameterKind): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return kind === undefined ? "[]" : `[] as ${typeOfKind(kind) ?? "any[]"}`;
    const element = kind && (kind.is === "array" ? kind.of : unknown);
    return `[${value.map((each) => literalOf(each, element)).join(",")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = kind?.is === "object" ? kind.fields : undefined;
  const properties = Object.entries(value).map(
    ([key, each]) => `${nameOf(key)}:${literalOf(each, kind && (fields?.get(key) ?? unknown))}`,
  );
  return `{${properties.join(",")}}`;
}

const unknown: ParameterKind = { is: "json" };

/** Written plainly, `__proto__` alone would be no property: it sets the object's prototype. */
function nameOf(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : JSON.stringify(key);
}
