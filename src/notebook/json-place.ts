/** A place in a text, as editors count: both from 1 on. */
export interface Place {
  line: number;
  column: number;
}

const space = /[ \t\n\r]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/**
 * Where a text stops being JSON (RFC 8259); undefined if it is JSON. What V8 says about it names no place for many
 * texts, and differs from release to release.
 */
export function jsonErrorPlace(text: string): Place | undefined {
  const offset = errorOffset(text);
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function errorOffset(text: string): number | undefined {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found !== null;
  };
  const takeChar = (char: string): boolean => {
    if (text[at] !== char) return false;
    at++;
    return true;
  };
  /** A loop, since an expression's engine runs out of stack on a string of megabytes (a picture in an output). */
  const takeString = (): boolean => {
    if (text[at] !== '"') return false;
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '"') {
        at = i + 1;
        return true;
      }
      if (text.charCodeAt(i) < 0x20) return false;
      if (text[i] !== "\\") continue;
      escaped.lastIndex = i;
      if (!escaped.test(text)) return false;
      i = escaped.lastIndex - 1;
    }
    return false;
  };
  /** `"name" :` */
  const takeKey = (): boolean => {
    take(space);
    if (!takeString()) return false;
    take(space);
    return takeChar(":");
  };
  /** The brackets that are open, from the outside in. */
  const open: string[] = [];
  for (;;) {
    take(space);
    if (takeChar("{")) {
      take(space);
      if (!takeChar("}")) {
        open.push("}");
        if (!takeKey()) return at;
        continue;
      }
    } else if (takeChar("[")) {
      take(space);
      if (!takeChar("]")) {
        open.push("]");
        continue;
      }
    } else if (!takeString() && !take(scalar)) return at;
    // A value is complete: close what it completes, up to the next one.
    for (;;) {
      take(space);
      const end = open.at(-1);
      if (end === undefined) return at === text.length ? undefined : at;
      if (takeChar(",")) {
        if (end === "}" && !takeKey()) return at;
        break;
      }
      if (!takeChar(end)) return at;
      open.pop();
    }
  }
}
