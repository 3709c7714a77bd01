/**
 * Where a text stops being JSON (RFC 8259): the offset of the first character that cannot be, or the text's length
 * when it ends too early; undefined for valid JSON. `JSON.parse` of Node 20 mostly does not tell.
 */
export function jsonErrorOffset(text: string): number | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    scanner.space();
    return scanner.at < text.length ? scanner.at : undefined;
  } catch (thrown) {
    // Lists nested deeper than the stack: as good a place as any to stop.
    if (thrown === stopped || thrown instanceof RangeError) return scanner.at;
    throw thrown;
  }
}

const stopped = Symbol("not JSON from here");
const space = /[ \t\n\r]*/y;
const scalar =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings must not contain them (RFC 8259, 7)
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;

class Scanner {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  space(): void {
    this.#match(space);
  }

  value(): void {
    this.space();
    if (this.#take("{")) this.#list("}", () => this.#member());
    else if (this.#take("[")) this.#list("]", () => this.value());
    else if (!this.#match(scalar)) throw stopped;
  }

  #member(): void {
    this.space();
    if (this.#text[this.at] !== '"' || !this.#match(scalar)) throw stopped;
    this.space();
    if (!this.#take(":")) throw stopped;
    this.value();
  }

  #list(close: string, element: () => void): void {
    this.space();
    if (this.#take(close)) return;
    do {
      element();
      this.space();
    } while (this.#take(","));
    if (!this.#take(close)) throw stopped;
  }

  #take(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at = pattern.lastIndex;
    return found !== null;
  }
}
