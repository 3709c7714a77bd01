import { types } from "node:util";

/** An object that is nothing but its properties, from whichever realm. */
export function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** A plain array; an instance of a class that extends Array is not. */
export function isPlainArray(value: unknown): value is unknown[] {
  if (!Array.isArray(value)) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype !== null && Array.isArray(prototype) && isPlain(Object.getPrototypeOf(prototype));
}

/** Typed arrays by the names of their kinds, `Float32Array` for one; undefined for anything else. */
export function typedArrayKind(value: unknown): string | undefined {
  if (!types.isTypedArray(value)) return undefined;
  return (value as unknown as Record<symbol, string>)[Symbol.toStringTag];
}

/** How an error calls a value that it cannot take, e.g. `a tensor` or `an instance of LayersModel`. */
export function kindOf(value: unknown): string {
  if (typeof value === "function") return isClass(value) ? `the class ${value.name}` : "a function";
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  if (isTensor(value)) return "a tensor";
  if (types.isPromise(value)) return "a promise";
  if (types.isModuleNamespaceObject(value)) return "a whole module";
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object"
    ? `an instance of ${name}`
    : "an object with behaviour";
}

/** By the properties that TensorFlow.js tensors and variables have, so that none of its packages is loaded. */
export function isTensor(value: object): boolean {
  return "dataId" in value && "dtype" in value && "shape" in value;
}

export function isClass(value: unknown): boolean {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}
