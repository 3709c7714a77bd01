import { escapeHtml } from "../../claims/escape.js";

/** HTML that is safe to put into a page as it is. Only `html`, `trusted` and the Markdown renderer make it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type Content = Html | string | number | undefined | false | readonly Content[];

/** A template whose values are escaped, unless they are `Html` already; lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.reduce((out, part, i) => out + render(values[i - 1]) + part));
}

/** Marks text as HTML that this project wrote itself, or that was made safe by a parser. */
export function trusted(text: string): Html {
  return new Html(text);
}

export function render(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(render).join("");
  return escapeHtml(String(content));
}

/** ` lang="ja"` where the letters tell it and shapes depend on it (Han characters differ by language). */
export function langAttribute(text: string): Html {
  const lang = languageOf(text);
  return trusted(lang === undefined ? "" : ` lang="${lang}"`);
}

export function languageOf(text: string): "ja" | "ko" | "zh" | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  if (/\p{Script=Hangul}/u.test(text)) return "ko";
  return /\p{Script=Han}/u.test(text) ? "zh" : undefined;
}
