/** One operator of a content stream with its operands, as places in the stream's bytes. */
export interface Operation {
  operator: string;
  /** Where its first operand starts. */
  start: number;
  /** Just after the operator. */
  end: number;
  /** Where each operand starts and ends. */
  operands: readonly (readonly [start: number, end: number])[];
}

const white = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const delimiters = new Set([..."()<>[]{}/%"].map((c) => c.charCodeAt(0)));
const code = (character: string) => character.charCodeAt(0);

/**
 * The operations of a page's content stream in their order (ISO 32000-1, 7.8.2): operands, then the operator.
 * An inline image is one operation, `EI`.
 *
 * @throws Error when a string, an array or an inline image does not end
 */
export function* operations(bytes: Uint8Array): Generator<Operation> {
  let at = 0;
  let start = -1;
  let operands: [number, number][] = [];
  for (;;) {
    at = skipSpace(bytes, at);
    if (at >= bytes.length) return;
    const from = at;
    const c = bytes[at]!;
    if (start < 0) start = from;
    if (c === code("/") || c === code("(") || c === code("<") || c === code("[") || isNumeric(c)) {
      at = skipOperand(bytes, at);
      operands.push([from, at]);
      continue;
    }
    at = skipRegular(bytes, at);
    // A stray delimiter is nobody's operator; it is passed over with what stands before it.
    if (at === from) at++;
    let operator = Buffer.from(bytes.subarray(from, at)).toString("latin1");
    if (operator === "true" || operator === "false" || operator === "null") {
      operands.push([from, at]);
      continue;
    }
    if (operator === "BI") {
      at = inlineImageEnd(bytes, at);
      operator = "EI";
    }
    yield { operator, start, end: at, operands };
    start = -1;
    operands = [];
  }
}

/** The bytes of a string operand, `(…)` or `<…>` (7.3.4). */
export function stringBytes(operand: Uint8Array): Buffer {
  const text = Buffer.from(operand).toString("latin1");
  if (text.startsWith("<")) {
    const digits = text.replace(/[^\da-fA-F]/g, "");
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex");
  }
  const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  const plain = text
    .slice(1, -1)
    .replace(/\\(\r\n|[0-7]{1,3}|[\s\S])/g, (_, escaped: string) =>
      /^[0-7]/.test(escaped)
        ? String.fromCharCode(Number.parseInt(escaped, 8) & 0xff)
        : /^[\r\n]/.test(escaped)
          ? ""
          : (escapes[escaped] ?? escaped),
    );
  return Buffer.from(plain, "latin1");
}

function isNumeric(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || c === code("+") || c === code("-") || c === code(".");
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    if (bytes[at] === code("%")) {
      while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++;
    } else if (white.has(bytes[at]!)) at++;
    else break;
  }
  return at;
}

function skipRegular(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !white.has(bytes[at]!) && !delimiters.has(bytes[at]!)) at++;
  return at;
}

function skipOperand(bytes: Uint8Array, from: number): number {
  switch (bytes[from]) {
    case code("/"):
      return skipRegular(bytes, from + 1);
    case code("("):
      return skipLiteral(bytes, from);
    case code("["):
      return skipGroup(bytes, from + 1, "]");
    case code("<"): {
      if (bytes[from + 1] === code("<")) return skipGroup(bytes, from + 2, ">>");
      const end = bytes.indexOf(code(">"), from);
      if (end < 0) throw new Error("a hexadecimal string of a content stream does not end");
      return end + 1;
    }
    default:
      return skipRegular(bytes, from);
  }
}

function skipLiteral(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const c = bytes[at];
    if (c === code("\\")) at++;
    else if (c === code("(")) depth++;
    else if (c === code(")") && --depth === 0) return at + 1;
  }
  throw new Error("a string of a content stream does not end");
}

/** Past an array or a dictionary, those within it included. Depth is counted, so that no input overflows the stack. */
function skipGroup(bytes: Uint8Array, from: number, close: "]" | ">>"): number {
  const open: ("]" | ">>")[] = [close];
  let at = from;
  while (open.length > 0) {
    at = skipSpace(bytes, at);
    if (at >= bytes.length) throw new Error("an array or dictionary of a content stream does not end");
    const c = bytes[at];
    if (c === code("[")) {
      open.push("]");
      at++;
    } else if (c === code("<") && bytes[at + 1] === code("<")) {
      open.push(">>");
      at += 2;
    } else if (c === code("]")) {
      open.pop();
      at++;
    } else if (c === code(">") && bytes[at + 1] === code(">")) {
      open.pop();
      at += 2;
    } else {
      const next = skipOperand(bytes, at);
      at = next === at ? at + 1 : next;
    }
  }
  return at;
}

/** `BI` … `ID` data `EI`: the data ends where white space, EI and white space follow each other (8.9.7). */
function inlineImageEnd(bytes: Uint8Array, from: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = text.indexOf("ID", from);
  for (let at = text.indexOf("EI", data + 3); data >= 0 && at >= 0; at = text.indexOf("EI", at + 1)) {
    const after = bytes[at + 2];
    if (white.has(bytes[at - 1]!) && (after === undefined || white.has(after))) return at + 2;
  }
  throw new Error("an inline image of a content stream does not end");
}
