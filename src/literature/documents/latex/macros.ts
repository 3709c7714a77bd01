import { argumentAt, commandAt, groupAt, optionAt } from "./scan.js";

interface Macro {
  count: number;
  /** Of the first argument, where it is optional. */
  preset?: string;
  body: string;
}

/** Deepest nesting of expansions, and most characters that they may give. */
const deepest = 20;
const mostCharacters = 20_000_000;

/** Commands that a paper makes for itself (`\newcommand{\ours}{Hybrid}`), and their expansion. */
export class Macros {
  readonly #known = new Map<string, Macro>();
  #left = mostCharacters;
  /** An expansion was given up, as it grew or nested too far. */
  exhausted = false;

  /** Takes definitions out of a source. @returns the source without them */
  define(source: string): string {
    const definition =
      /\\(?:(?:re|provide)?newcommand|providecommand|renewcommand|DeclareRobustCommand|DeclareMathOperator|def|gdef|edef|xdef)(?![A-Za-z])\*?/g;
    let rest = "";
    let from = 0;
    for (let match = definition.exec(source); match !== null; match = definition.exec(source)) {
      const end = /def$/.test(match[0])
        ? this.#plain(source, definition.lastIndex)
        : this.#command(source, definition.lastIndex);
      if (end === undefined) continue;
      rest += source.slice(from, match.index);
      from = end;
      definition.lastIndex = end;
    }
    return rest + source.slice(from);
  }

  /** `{\name}[count][preset]{body}` */
  #command(source: string, at: number): number | undefined {
    const { content, end } = argumentAt(source, at);
    const name = commandAt(content.trim(), 0)?.name;
    const count = optionAt(source, end);
    const preset = count === undefined ? undefined : optionAt(source, count.end);
    const body = groupAt(source, preset?.end ?? count?.end ?? end);
    if (name === undefined || body === undefined) return undefined;
    const arity = Number(count?.content ?? 0);
    if (Number.isInteger(arity) && arity >= 0 && arity <= 9)
      this.#add(name, { count: arity, body: body.content, ...(preset && { preset: preset.content }) });
    return body.end;
  }

  /** `\name#1#2{body}` */
  #plain(source: string, at: number): number | undefined {
    const head = /^\s*\\([A-Za-z@]+|[^A-Za-z])\s*((?:#\d)*)\s*/.exec(source.slice(at, at + 200));
    const body = head === null ? undefined : groupAt(source, at + head[0].length);
    if (head?.[1] === undefined || body === undefined) return undefined;
    this.#add(head[1], { count: (head[2] ?? "").length / 2, body: body.content });
    return body.end;
  }

  #add(name: string, macro: Macro): void {
    // A paper's own \section or \textbf draws, but means what it always means.
    if (this.#known.size < 5000 && !kept.test(name)) this.#known.set(name, macro);
  }

  expand(source: string, depth = 0): string {
    if (this.#known.size === 0) return source;
    let text = "";
    let from = 0;
    for (let at = source.indexOf("\\"); at >= 0; ) {
      const command = commandAt(source, at);
      const macro = command === undefined ? undefined : this.#known.get(command.name);
      if (command === undefined || macro === undefined) {
        at = source.indexOf("\\", command?.end ?? at + 1);
        continue;
      }
      text += source.slice(from, at);
      let { end } = command;
      const values: string[] = [];
      for (let i = 0; i < macro.count; i++) {
        const option = i === 0 && macro.preset !== undefined ? optionAt(source, end) : undefined;
        if (i === 0 && macro.preset !== undefined) values.push(option?.content ?? macro.preset);
        else values.push("");
        if (option !== undefined) end = option.end;
        else if (i > 0 || macro.preset === undefined) {
          const argument = argumentAt(source, end);
          values[i] = argument.content;
          end = argument.end;
        }
      }
      const body = macro.body.replace(/#(\d)/g, (_, digit: string) => values[Number(digit) - 1] ?? "");
      this.#left -= body.length;
      if (depth >= deepest || this.#left < 0) this.exhausted = true;
      else text += this.expand(body, depth + 1);
      // A command of letters swallows the space behind it.
      from = macro.count === 0 && /^[A-Za-z]/.test(command.name) ? skipBlanks(source, end) : end;
      at = source.indexOf("\\", from);
    }
    return text + source.slice(from);
  }
}

const kept =
  /^(?:(?:sub)*section|chapter|paragraph|title|caption|footnote|textbf|textit|emph|begin|end|item|cite[a-z]*|ref|label|input|include|bf|it|rm)\*?$/;

function skipBlanks(source: string, at: number): number {
  let i = at;
  while (source[i] === " " || source[i] === "\t") i++;
  return i;
}
