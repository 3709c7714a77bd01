/** A piece of a written query. */
export interface Token {
  kind: "open" | "close" | "field" | "phrase" | "word";
  /** The bracket, the field's name in lower case, or the word or words looked for. */
  text: string;
  /** Offset of its first character. */
  at: number;
}

export type Fault = (at: number, what: string, wayOut: string) => Error;

/** Characters that a query may have; no database takes more than a few thousand. */
const longest = 20_000;
const fields = new Set(["title", "abstract", "author", "year"]);
const space = /\s+/y;
/** Up to the next blank, bracket or quotation mark. */
const word = /[^\s()"“”„]+/y;
const fieldName = /[A-Za-z]+(?=:)/y;
const phrase = /["“”„]((?:[^"“”„\\]|\\.)*)(["“”]?)/suy;

/** The pieces of a query in their order. @throws what `fault` gives, for text that is no piece */
export function tokensOf(text: string, fault: Fault): Token[] {
  if (text.length > longest)
    throw fault(longest, `longer than ${longest} characters`, "Ask with fewer words.");
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    take(space);
    if (at >= text.length) return tokens;
    const start = at;
    const character = text[at]!;
    if (character === "(" || character === ")") {
      at++;
      tokens.push({ kind: character === "(" ? "open" : "close", text: character, at: start });
    } else if (/["“”„]/.test(character)) {
      const found = take(phrase);
      if (found === null || found[2] === "")
        throw fault(start, "this quotation is never closed", "Add a quotation mark where it ends.");
      const words = tidy(found[1]!.replace(/\\(.)/gsu, "$1"));
      tokens.push({ kind: "phrase", text: says(words, start, fault), at: start });
    } else {
      const field = take(fieldName)?.[0];
      if (field === undefined) {
        const words = tidy(take(word)![0]);
        if (words.startsWith("-") && !(tokens.at(-1)?.kind === "field" && tokens.at(-1)?.text === "year"))
          throw fault(
            start,
            `"${words}" starts with a minus sign`,
            `Write NOT ${words.slice(1)} to exclude it.`,
          );
        tokens.push({ kind: "word", text: says(words, start, fault), at: start });
      } else if (fields.has(field.toLowerCase())) {
        at++;
        tokens.push({ kind: "field", text: field.toLowerCase(), at: start });
      } else {
        const wayOut = `Fields are ${[...fields].join(", ")}; put a word with a colon in quotation marks.`;
        throw fault(start, `there is no field "${field}"`, wayOut);
      }
    }
  }
}

function tidy(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}

function says(text: string, at: number, fault: Fault): string {
  if (/[\p{L}\p{N}]/u.test(text)) return text;
  throw fault(at, `"${text}" has no letter or digit`, "Name something that can be looked for, or remove it.");
}
