import { argumentAt, commandAt, groupAt, optionAt, skipSpace } from "./scan.js";
import { accents, symbols } from "./symbols.js";

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

/** Commands whose arguments are no text: how many groups go with them. Options go in any case. */
const silent: Readonly<Record<string, number>> = {
  label: 1,
  vspace: 1,
  hspace: 1,
  "vspace*": 1,
  "hspace*": 1,
  includegraphics: 1,
  bibliographystyle: 1,
  index: 1,
  color: 1,
  setlength: 2,
  addtolength: 2,
  setcounter: 2,
  phantom: 1,
  hphantom: 1,
  vphantom: 1,
  thanks: 1,
  cellcolor: 1,
  rowcolor: 1,
  columncolor: 1,
  rule: 2,
  fontsize: 2,
  usepackage: 1,
  pagestyle: 1,
  thispagestyle: 1,
  cmidrule: 1,
  cline: 1,
  specialrule: 3,
  definecolor: 3,
  captionsetup: 1,
  arraystretch: 0,
  todo: 1,
  hypersetup: 1,
  nocite: 1,
  marginpar: 1,
  pagenumbering: 1,
  linewidth: 0,
  resizebox: 0,
  email: 1,
};
/** Commands whose first group is no text, but whose second is. */
const second = new Set([
  "textcolor",
  "href",
  "colorbox",
  "raisebox",
  "scalebox",
  "parbox",
  "rotatebox",
  "hyperref",
  "fcolorbox",
  "adjustbox",
  "stackrel",
  "overset",
  "underset",
]);
const strong = new Set(["textbf", "mathbf", "boldsymbol", "bm", "pmb", "mathbfit"]);
const strongFrom = new Set(["bf", "bfseries", "boldmath"]);
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

function prefixOf(label: string): string {
  const kind = /^(tab|fig|sec|eq|app|alg)/.exec(label)?.[1];
  const names: Record<string, string> = {
    tab: "Table ",
    fig: "Figure ",
    sec: "Section ",
    eq: "Equation ",
    app: "Appendix ",
    alg: "Algorithm ",
  };
  return kind === undefined ? "" : (names[kind] ?? "");
}

/** Without the braces that have no partner, which would be looked for again and again. */
function balanced(tex: string): string {
  const open: number[] = [];
  const lone = new Set<number>();
  for (let i = 0; i < tex.length; i++) {
    if (tex[i] === "\\") i++;
    else if (tex[i] === "{") open.push(i);
    else if (tex[i] === "}" && open.pop() === undefined) lone.add(i);
  }
  for (const i of open) lone.add(i);
  if (lone.size === 0) return tex;
  let text = "";
  let from = 0;
  for (const i of [...lone].sort((a, b) => a - b)) {
    text += tex.slice(from, i);
    from = i + 1;
  }
  return text + tex.slice(from);
}

/** Blanks behind a command of letters are none of the text's. */
function swallow(tex: string, end: number): number {
  if (!/[A-Za-z]/.test(tex[end - 1] ?? "")) return end;
  let i = end;
  while (tex[i] === " ") i++;
  return i;
}

const special = /[\\{}$^_]/g;

/** What stands before the next character that means something to TeX; a stray `}` goes by itself. */
function plainRun(tex: string, at: number): string {
  special.lastIndex = at;
  const next = special.exec(tex)?.index ?? tex.length;
  return tex.slice(at, Math.max(at + 1, next));
}

function textRun(run: string): string {
  if (run === "}") return "";
  return run
    .replaceAll("---", "—")
    .replaceAll("--", "–")
    .replaceAll("``", "“")
    .replaceAll("''", "”")
    .replaceAll("`", "‘")
    .replaceAll("~", " ")
    .replaceAll("&", " ");
}

/** Blanks mean nothing in mathematics; minus is no hyphen. */
function mathRun(run: string): string {
  if (run === "}") return "";
  return run
    .replace(/\s+/g, "")
    .replaceAll("-", "−")
    .replaceAll("~", " ")
    .replaceAll("&", "")
    .replace(/[=<>]/g, " $& ");
}
