/** A word of a text with its place; `key` is what words are compared by. */
export interface Token {
  key: string;
  text: string;
  start: number;
  end: number;
}

const word = /[\p{L}\p{N}\p{M}]+(?:[@.](?=[\p{L}\p{N}])[\p{L}\p{N}]+)*/gu;

/** Words in order; hyphens, slashes and underscores part them, `R@10` and `0.593` stay whole. */
export function tokens(text: string): Token[] {
  return [...text.matchAll(word)].map((match) => ({
    key: keyOf(match[0]),
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Lower case, compatibility forms folded, without the plural's s or es. */
export function keyOf(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase();
  if (/\p{L}{2}(?:ss|sh|ch|x)es$/u.test(plain)) return plain.slice(0, -2);
  return plain.length > 3 && /[^su]s$/.test(plain) && !/\d/.test(plain) ? plain.slice(0, -1) : plain;
}

export function keysOf(text: string): string[] {
  return tokens(text).map((token) => token.key);
}

/** Same word in another form: `retrieval` and `retrieve`, `dose` and `doses`. */
export function akin(a: string, b: string): boolean {
  if (a === b) return true;
  const shared = Math.min(a.length, b.length);
  return shared >= 6 && a.slice(0, Math.max(5, shared - 3)) === b.slice(0, Math.max(5, shared - 3));
}
