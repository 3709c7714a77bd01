import { argumentAt, commandAt, groupAt, optionAt, skipSpace } from "./scan.js";
import { accents, symbols } from "./symbols.js";
import { balanced, mathRun, plainRun, swallow, textRun } from "./tex-runs.js";
import { prefixOf, second, silent, strong, strongFrom } from "./text-commands.js";

export interface TexOptions {
  /** Number of what a label names: `\ref{tab:main}` -> `2`. */
  label?: (name: string) => string | undefined;
  /** Footnotes are given here and leave nothing in the text. */
  footnote?: (text: string) => void;
}

/** Plain text of a piece of TeX without blocks in it. */
export function texText(tex: string, options: TexOptions = {}): string {
  return texInline(tex, options).text;
}

/** Plain text, and whether it is bold: most letters and digits are, as a spread beside the number may not be. */
export function texInline(tex: string, options: TexOptions = {}): { text: string; bold: boolean } {
  const writer = new Writer(options);
  writer.write(balanced(tex), false, false, 0);
  const text = writer.text
    .normalize("NFC")
    .replace(/[^\S\uFEFF]+/gu, " ")
    .trim();
  return { text, bold: writer.bold > 0 && writer.bold * 2 >= writer.written };
}

const deepest = 100;

class Writer {
  text = "";
  bold = 0;
  written = 0;
  readonly #options: TexOptions;

  constructor(options: TexOptions) {
    this.#options = options;
  }

  #put(text: string, bold: boolean): void {
    const letters = (text.match(/[\p{L}\p{N}]/gu) ?? []).length;
    this.written += letters;
    if (bold) this.bold += letters;
    this.text += text;
  }

  write(tex: string, isBold: boolean, isMath: boolean, depth: number): void {
    if (depth > deepest) return;
    let bold = isBold;
    let math = isMath;
    for (let at = 0; at < tex.length; ) {
      const char = tex[at] as string;
      if (char === "\\") {
        const { name, end } = commandAt(tex, at) as { name: string; end: number };
        if (strongFrom.has(name)) bold = true;
        else if (name === "normalfont" || name === "mdseries") bold = false;
        if (name === "(" || name === ")" || name === "[" || name === "]") math = name === "(" || name === "[";
        at = this.#command(tex, name, end, bold, math, depth);
      } else if (char === "{") {
        const group = groupAt(tex, at);
        if (group === undefined) at++;
        else {
          this.write(group.content, bold, math, depth + 1);
          at = group.end;
        }
      } else if (char === "$") {
        math = !math;
        at += tex[at + 1] === "$" ? 2 : 1;
      } else if (char === "^" || char === "_") {
        at = this.#script(tex, at, bold, math, depth);
      } else {
        const run = plainRun(tex, at);
        this.#put(math ? mathRun(run) : textRun(run), bold);
        at += run.length;
      }
    }
  }

  /** `x^2`, `x_{ij}`; a raised mark stands by itself. */
  #script(tex: string, at: number, bold: boolean, math: boolean, depth: number): number {
    if (!math) {
      this.#put(tex[at] as string, bold);
      return at + 1;
    }
    const argument = argumentAt(tex, at + 1);
    const inner = this.#sub(argument.content, true, depth);
    if (/^[*†‡§¶∗⋆]+$/u.test(inner)) this.#put(inner, bold);
    // 31.1_{±0.2}: the spread, not an index.
    else if (/^[±]\s?\d/u.test(inner)) this.#put(` ${inner}`, bold);
    else {
      this.#put(tex[at] as string, bold);
      const short = inner.length === 1 || /^\d+$/.test(inner);
      this.#put(short ? inner : `{${inner}}`, bold);
    }
    return argument.end;
  }

  /** Text of an argument that is needed as a whole. */
  #sub(content: string, math: boolean, depth: number, options = this.#options): string {
    const writer = new Writer(options);
    writer.write(content, false, math, depth + 1);
    return writer.text.trim();
  }

  /** @returns where the text goes on */
  #command(tex: string, name: string, end: number, bold: boolean, math: boolean, depth: number): number {
    const inside = (group: { content: string; end: number }, isBold = bold, isMath = math) => {
      this.write(group.content, isBold, isMath, depth + 1);
      return group.end;
    };
    if (name === "\\" || name === "newline" || name === "par" || name === "linebreak") {
      this.#put(" ", bold);
      return optionAt(tex, end)?.end ?? end;
    }
    if (/^[%&#_${}]$/.test(name)) {
      this.#put(name, bold);
      return end;
    }
    if (/^[ ,;:>\n~]$/.test(name)) {
      this.#put(name === "," || name === ":" ? "\u2009" : " ", bold);
      return end;
    }
    if (/^[!/@-]$/.test(name) || name === "") return end;
    if (
      Object.hasOwn(accents, name) &&
      (!/[a-zA-Z]/.test(name) || /^\s*\{|^\s+[A-Za-z]/.test(tex.slice(end, end + 3)))
    ) {
      const base = argumentAt(tex, end);
      const letter = this.#sub(base.content, false, depth).replace("ı", "i").replace("ȷ", "j");
      this.#put(`${letter.slice(0, 1)}${accents[name]}${letter.slice(1)}`.normalize("NFC"), bold);
      return base.end;
    }
    if (Object.hasOwn(symbols, name)) {
      const symbol = symbols[name] as string;
      this.#put(math && /^[≤≥≠≈∼≡→∈]$/u.test(symbol) ? ` ${symbol} ` : symbol, bold);
      const next = tex.startsWith("{}", end) ? end + 2 : end;
      return math || next > end ? next : swallow(tex, end);
    }
    if (/^cite[a-zA-Z]*\*?$|^(?:parencite|textcite|autocite|footcite|shortcite)s?\*?$/.test(name)) {
      let at = end;
      for (let option = optionAt(tex, at); option !== undefined; option = optionAt(tex, at)) at = option.end;
      const keys = argumentAt(tex, at);
      this.#put(`[${keys.content.replace(/\s+/g, "").replaceAll(",", ", ")}]`, bold);
      return keys.end;
    }
    if (/^(?:ref|eqref|autoref|cref|Cref|pageref|nameref|vref|subref)\*?$/.test(name)) {
      const label = argumentAt(tex, end);
      const known = label.content.split(",").map((one) => this.#options.label?.(one.trim()) ?? "??");
      const prefix = /ref$/.test(name) && /^(?:auto|c|C)ref/.test(name) ? prefixOf(label.content) : "";
      this.#put(`${prefix}${known.join(", ")}`, bold);
      return label.end;
    }
    if (name === "footnote" || name === "footnotetext") {
      const note = argumentAt(tex, optionAt(tex, end)?.end ?? end);
      const plain = { ...this.#options, footnote: () => {} };
      this.#options.footnote?.(this.#sub(note.content, false, depth, plain));
      return note.end;
    }
    if (name === "frac" || name === "tfrac" || name === "dfrac" || name === "nicefrac") {
      const over = argumentAt(tex, end);
      const under = argumentAt(tex, over.end);
      const part = (content: string) => {
        const inner = this.#sub(content, math, depth);
        return /^[\p{L}\p{N}.]+$/u.test(inner) ? inner : `(${inner})`;
      };
      this.#put(`${part(over.content)}/${part(under.content)}`, bold);
      return under.end;
    }
    if (name === "num" || name === "SI" || name === "qty" || name === "si" || name === "unit") {
      const first = argumentAt(tex, optionAt(tex, end)?.end ?? end);
      this.#put(this.#sub(first.content, false, depth).replace(/\+-/g, "±"), bold);
      if (name !== "SI" && name !== "qty") return first.end;
      const unit = argumentAt(tex, first.end);
      this.#put(` ${this.#sub(unit.content, false, depth)}`, bold);
      return unit.end;
    }
    if (name === "begin" || name === "end") return argumentAt(tex, end).end;
    if (name === "url" || name === "path") {
      const address = argumentAt(tex, end);
      this.#put(address.content.replaceAll("\\", ""), bold);
      return address.end;
    }
    if (name === "ensuremath") return inside(argumentAt(tex, end), bold, true);
    if (name === "text" || name === "textrm" || name === "mbox" || name === "hbox")
      return inside(argumentAt(tex, end), bold, false);
    if (strong.has(name)) return inside(argumentAt(tex, end), true);
    if (second.has(name)) return this.#second(tex, name, end, inside);
    if (Object.hasOwn(silent, name)) {
      let at = optionAt(tex, end)?.end ?? end;
      if (name === "cmidrule") at = groupAt(tex, at, "(", ")")?.end ?? at;
      for (let i = 0; i < (silent[name] ?? 0); i++) at = argumentAt(tex, at).end;
      return at;
    }
    if (name === "left" || name === "right" || /^[bB]ig+[lrm]?$/.test(name)) {
      const next = skipSpace(tex, end);
      return tex[next] === "." ? next + 1 : end;
    }
    // Any other: what stands in its groups is text, what stands in its options is not.
    const option = tex[end] === "[" ? optionAt(tex, end) : undefined;
    if (option !== undefined) return option.end;
    return tex[end] === "{" ? end : swallow(tex, end);
  }

  #second(
    tex: string,
    name: string,
    end: number,
    inside: (group: { content: string; end: number }) => number,
  ): number {
    const at = optionAt(tex, end)?.end ?? end;
    if (name === "hyperref" && at > end) return inside(argumentAt(tex, at));
    const first = argumentAt(tex, at);
    const next =
      name === "fcolorbox" ? argumentAt(tex, first.end).end : (optionAt(tex, first.end)?.end ?? first.end);
    return inside(argumentAt(tex, next));
  }
}
