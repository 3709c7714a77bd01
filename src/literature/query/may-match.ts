import type { Query } from "./query.js";

/** What is known of a work; what is not known is left away. */
export interface Content {
  title?: string;
  abstract?: string;
  authors?: readonly string[];
  year?: number;
  /** Journal or proceedings. */
  venue?: string;
  fullText?: string;
  /** There is nothing else to know: what is not in here is not there. */
  complete?: boolean;
}

type Term = Extract<Query, { kind: "term" }>;

/**
 * Whether a work can satisfy a query, as far as its known content tells: false only where it surely does not. A term
 * without field may stand in a full text, so only NOT rules by it, unless `everywhere` is known.
 *
 * @param trusted terms and years that were answered for elsewhere: nothing is concluded from them
 * @param strict a term without field has to stand in the known content, provided that the abstract is known
 */
export function mayMatch(
  query: Query,
  content: Content,
  trusted: (leaf: Query) => boolean = () => false,
  strict = false,
): boolean {
  return truth(query, new Prepared(content), trusted, strict) !== false;
}

/** `undefined`: it cannot be told. */
function truth(
  query: Query,
  content: Prepared,
  trusted: (leaf: Query) => boolean,
  strict: boolean,
): boolean | undefined {
  switch (query.kind) {
    case "not": {
      const inner = truth(query.part, content, trusted, strict);
      return inner === undefined ? undefined : !inner;
    }
    case "and":
    case "or": {
      const decisive = query.kind === "or";
      let open = false;
      for (const part of query.parts) {
        const one = truth(part, content, trusted, strict);
        if (one === decisive) return decisive;
        if (one === undefined) open = true;
      }
      return open ? undefined : !decisive;
    }
    case "years":
      if (trusted(query)) return undefined;
      if (content.year === undefined) return content.complete ? false : undefined;
      return content.year >= (query.from ?? 0) && content.year <= (query.to ?? Number.POSITIVE_INFINITY);
    case "term":
      return trusted(query) ? undefined : content.has(query, strict);
  }
}

/** Content with its words ready for comparison. */
class Prepared {
  readonly year: number | undefined;
  readonly #title: Words | undefined;
  readonly #abstract: Words | undefined;
  readonly #authors: readonly Words[] | undefined;
  readonly #venue: Words | undefined;
  readonly #fullText: Words | undefined;
  readonly complete: boolean;

  constructor({ title, abstract, authors, venue, year, fullText, complete = false }: Content) {
    this.year = year;
    this.complete = complete;
    this.#fullText = fullText === undefined ? undefined : new Words(fullText);
    this.#title = title === undefined ? undefined : new Words(title);
    this.#abstract = abstract === undefined ? undefined : new Words(abstract);
    this.#authors = authors?.map((author) => new Words(author));
    this.#venue = venue === undefined ? undefined : new Words(venue);
  }

  has({ text, phrase, field }: Term, strict: boolean): boolean | undefined {
    const wanted = new Words(text);
    const inText = (words: Words) => words.includes(wanted, phrase);
    // A name's parts come in any order: "Smith, Jane", "Jane Smith".
    const inName = (words: Words) => words.includes(wanted, false);
    if (field === "title") return this.#title && inText(this.#title);
    if (field === "abstract") return this.#abstract && inText(this.#abstract);
    if (field === "author") return this.#authors?.some(inName);
    const texts = [this.#title, this.#abstract, this.#venue, this.#fullText].filter(
      (words) => words !== undefined,
    );
    if (texts.some(inText) || this.#authors?.some(inName) === true) return true;
    return this.complete || (strict && this.#abstract !== undefined) ? false : undefined;
  }
}

/** Scripts written without spaces: there a word is found wherever its characters are. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Words without case, accents, punctuation and the English plural's s. */
class Words {
  readonly #words: readonly string[];
  readonly #joined: string;

  constructor(text: string) {
    const plain = text
      .normalize("NFKD")
      .replace(/([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])\p{Mn}+/gu, "$1")
      .toLowerCase();
    this.#words = (plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map(singular);
    this.#joined = ` ${this.#words.join(" ")} `;
  }

  includes(wanted: Words, inOrder: boolean): boolean {
    if (wanted.#words.length === 0) return true;
    if (wanted.#words.some((word) => unspaced.test(word)))
      return this.#joined.replaceAll(" ", "").includes(wanted.#joined.replaceAll(" ", ""));
    if (inOrder) return this.#joined.includes(wanted.#joined);
    return wanted.#words.every((word) => this.#joined.includes(` ${word} `));
  }
}

/** English plurals and singulars in one form, which is neither: studies, study -> studi; biases, bias -> bia. */
function singular(word: string): string {
  return /^[a-z]{3,}$/.test(word) ? word.replace(/^([a-z]{3,}?)[es]+$/, "$1").replace(/y$/, "i") : word;
}
