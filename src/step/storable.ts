import { types } from "node:util";
import { ClaimbookError } from "../errors.js";
import { isPlain, isPlainArray, isTensor, kindOf, typedArrayKind } from "./plain.js";

/**
 * Makes sure that a value comes back from a file as it was: `v8.serialize` itself turns an instance of a class into
 * a bare object without a word.
 *
 * @param where whose value it is, for the error
 * @throws ClaimbookError (`usage`) naming the part that cannot be stored, and what to return in its place
 */
export function assertStorable(value: unknown, where: string): void {
  const seen = new Set<object>();
  const visit = (part: unknown, at: string): void => {
    if (typeof part === "symbol" || typeof part === "function") throw notStorable(part, at, where);
    if (typeof part !== "object" || part === null || seen.has(part)) return;
    seen.add(part);
    if (isPlainArray(part)) {
      for (const [i, item] of part.entries()) if (typeof item !== "number") visit(item, `${at}[${i}]`);
    } else if (types.isMap(part) && isExactly(part, "Map")) {
      for (const [key, item] of part) {
        visit(key, `${at}.key`);
        visit(item, `${at}.get(${typeof key === "string" ? JSON.stringify(key) : "…"})`);
      }
    } else if (types.isSet(part) && isExactly(part, "Set")) {
      for (const item of part) visit(item, `${at}.member`);
    } else if (!isWhole(part)) {
      if (!isPlain(part) || Object.getOwnPropertySymbols(part).length > 0) throw notStorable(part, at, where);
      for (const [key, item] of Object.entries(part)) visit(item, `${at}.${key}`);
    }
  };
  visit(value, "its value");
}

/** Classes of errors that survive (HTML, StructuredSerializeInternal, step 17); others come back as Error. */
const standardErrors = new Set<unknown>(
  "Error EvalError RangeError ReferenceError SyntaxError TypeError URIError".split(" "),
);

/** Objects that the structured clone algorithm keeps as they are. */
function isWhole(value: object): boolean {
  if (typedArrayKind(value) !== undefined) {
    return !types.isSharedArrayBuffer((value as Uint8Array).buffer);
  }
  return (
    types.isArrayBuffer(value) ||
    types.isDataView(value) ||
    types.isDate(value) ||
    types.isRegExp(value) ||
    (types.isNativeError(value) && standardErrors.has(Object.getPrototypeOf(value)?.constructor?.name)) ||
    types.isBoxedPrimitive(value)
  );
}

function isExactly(value: object, name: string): boolean {
  return Object.getPrototypeOf(value)?.constructor?.name === name;
}

function notStorable(part: unknown, at: string, where: string): ClaimbookError {
  return new ClaimbookError(`${at} is ${kindOf(part)}, which cannot be stored`, {
    kind: "usage",
    where,
    wayOut: wayOut(part),
  });
}

function wayOut(part: unknown): string {
  if (typeof part === "object" && part !== null) {
    if (isTensor(part))
      return "Return its numbers, `{ shape: t.shape, data: await t.data() }`, and make the tensor of them again outside the step, or give the step `stored`.";
    if ("getWeights" in part || "predict" in part)
      return "Return the numbers of its weights, e.g. `await Promise.all(model.getWeights().map((w) => w.data()))`, and build the model again outside the step, or give the step `stored`.";
  }
  return "Return plain data (objects, arrays, typed arrays, Map, Set, Date), or give the step `stored: { to, from }`, which turn the value into such data and back.";
}
