import { ClaimbookError } from "../../errors.js";
import { all, any } from "./build-query.js";
import type { Query, QueryField } from "./query.js";
import { type Token, tokensOf } from "./tokens.js";

/** Brackets and NOTs within each other; deeper ones no database would take. */
const deepest = 100;
const operators = new Set(["AND", "OR", "NOT"]);

type TextField = Exclude<QueryField, "year">;

/**
 * Reads a boolean query:
 *
 * | written | means |
 * |---|---|
 * | `a b`, `a AND b` | both; binds tighter than OR |
 * | `a OR b` | either |
 * | `a NOT b`, `a AND NOT b` | the first without the second |
 * | `"a b"` | the words next to each other; `\"` and `\\` stand for `"` and `\` |
 * | `title:a`, `abstract:"a b"`, `author:(a OR b)` | in that field |
 * | `year:2020`, `year:2019-2024`, `year:2019-`, `year:-2024` | published then, ends included |
 *
 * Operators are written in capitals; `and` is a word like others. Groups of one kind within each other become one:
 * `a (b c)` is read as `a b c`.
 *
 * @throws ClaimbookError (`usage`) naming the character, counted from 1, that cannot be read
 */
export function parseQuery(text: string): Query {
  const parser = new Parser(text);
  return parser.whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text, (at, what, wayOut) => this.#fault(at, what, wayOut));
  }

  whole(): Query {
    if (this.#tokens.length === 0) throw this.#fault(0, "the query is empty", "Name at least one word.");
    const query = this.#either(undefined);
    const rest = this.#peek();
    if (rest !== undefined)
      throw this.#fault(rest.at, `"${rest.text}" closes nothing`, "Remove it, or open the bracket before.");
    return query;
  }

  #either(field: TextField | undefined): Query {
    const parts = [this.#both(field)];
    while (this.#isWord("OR")) {
      this.#next++;
      parts.push(this.#both(field));
    }
    return any(parts);
  }

  #both(field: TextField | undefined): Query {
    const parts = [this.#single(field)];
    for (;;) {
      const token = this.#peek();
      if (token === undefined || token.kind === "close" || this.#isWord("OR")) return all(parts);
      if (this.#isWord("AND")) this.#next++;
      parts.push(this.#single(field));
    }
  }

  #single(field: TextField | undefined): Query {
    const token = this.#peek();
    if (token === undefined)
      throw this.#fault(
        this.#text.length,
        "something is missing at the end",
        "Name a word, or remove the operator.",
      );
    if (this.#isWord("NOT")) {
      this.#next++;
      return this.#deeper(token, () => ({ kind: "not", part: this.#single(field) }));
    }
    if (token.kind === "close" || (token.kind === "word" && operators.has(token.text))) {
      const wayOut = "Put a word before it; write operators as words in quotation marks.";
      throw this.#fault(token.at, `a word is missing before "${token.text}"`, wayOut);
    }
    this.#next++;
    if (token.kind === "open") return this.#group(token, field);
    if (token.kind === "field") return this.#confined(token, field);
    return { kind: "term", text: token.text, phrase: token.kind === "phrase", ...(field && { field }) };
  }

  #group(open: Token, field: TextField | undefined): Query {
    return this.#deeper(open, () => {
      const query = this.#either(field);
      const close = this.#peek();
      if (close?.kind !== "close")
        throw this.#fault(open.at, "this bracket is never closed", 'Add a ")" where it ends.');
      this.#next++;
      return query;
    });
  }

  #confined(token: Token, outer: TextField | undefined): Query {
    if (outer !== undefined)
      throw this.#fault(token.at, `"${token.text}:" stands within "${outer}:"`, "Use one field at a time.");
    if (token.text === "year") return this.#years(token);
    const next = this.#peek();
    const wayOut = `Write ${token.text}:word, ${token.text}:"two words" or ${token.text}:(a OR b).`;
    const operator = next?.kind === "word" && operators.has(next.text);
    if (next === undefined || next.kind === "close" || next.kind === "field" || operator)
      throw this.#fault(token.at, `"${token.text}:" names nothing to look for`, wayOut);
    return this.#single(token.text as TextField);
  }

  #years(token: Token): Query {
    const value = this.#peek();
    const wayOut = "Write year:2020, year:2019-2024, year:2019- or year:-2024.";
    const range = value?.kind === "word" ? /^(\d{4})?([-–])?(\d{4})?$/.exec(value.text) : null;
    const [, first, dash, last] = range ?? [];
    const known = (first ?? last) !== undefined && (dash !== undefined || last === undefined);
    if (value === undefined || !known) throw this.#fault((value ?? token).at, "this is no year", wayOut);
    this.#next++;
    const from = first === undefined ? undefined : Number(first);
    const to = dash === undefined ? from : last === undefined ? undefined : Number(last);
    if (from !== undefined && to !== undefined && from > to)
      throw this.#fault(value.at, `${from} comes after ${to}`, "Put the earlier year first.");
    return { kind: "years", ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  }

  #deeper(token: Token, read: () => Query): Query {
    if (++this.#depth > deepest)
      throw this.#fault(
        token.at,
        `more than ${deepest} levels within each other`,
        "Write the query flatter.",
      );
    const query = read();
    this.#depth--;
    return query;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #isWord(text: string): boolean {
    const token = this.#peek();
    return token?.kind === "word" && token.text === text;
  }

  #fault(at: number, what: string, wayOut: string): ClaimbookError {
    const from = Math.max(0, at - 20);
    const to = Math.min(this.#text.length, at + 20);
    const near = `${from > 0 ? "…" : ""}${this.#text.slice(from, at)}▸${this.#text.slice(at, to)}${to < this.#text.length ? "…" : ""}`;
    return new ClaimbookError(what, {
      kind: "usage",
      where: `query, character ${at + 1} (${near.replace(/\s+/g, " ")})`,
      wayOut,
    });
  }
}
