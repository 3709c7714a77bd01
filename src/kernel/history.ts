/** One line of history: session, line number, input, and the text of the result if there was one. */
interface Line {
  session: number;
  line: number;
  input: string;
  output: string | null;
}

/** The inputs of this kernel's life (messaging protocol, "History"). Nothing is kept when the kernel ends. */
export class History {
  readonly #lines: Line[] = [];

  add(line: number, input: string): void {
    this.#lines.push({ session: 1, line, input, output: null });
  }

  setOutput(line: number, output: string): void {
    const entry = this.#lines.findLast((each) => each.line === line);
    if (entry !== undefined) entry.output = output;
  }

  /** Content of the `history_reply` to a `history_request`. */
  reply(request: Record<string, unknown>): Record<string, unknown> {
    const withOutput = request.output === true;
    const history = this.#select(request).map(({ session, line, input, output }) =>
      withOutput ? [session, line, [input, output]] : [session, line, input],
    );
    return { status: "ok", history };
  }

  #select(request: Record<string, unknown>): Line[] {
    const n = typeof request.n === "number" && request.n >= 0 ? request.n : Number.POSITIVE_INFINITY;
    const tail = (lines: Line[]) => (n === 0 ? [] : lines.slice(-Math.min(n, lines.length)));
    switch (request.hist_access_type) {
      case "range": {
        // Session 0 is the current one, negative numbers count back from it: there is only the current one.
        if (request.session !== undefined && request.session !== 0 && request.session !== 1) return [];
        const start = typeof request.start === "number" ? request.start : 1;
        const stop = typeof request.stop === "number" ? request.stop : Number.POSITIVE_INFINITY;
        return this.#lines.filter((each) => each.line >= start && each.line < stop);
      }
      case "search": {
        const pattern = globPattern(typeof request.pattern === "string" ? request.pattern : "*");
        let found = this.#lines.filter((each) => pattern.test(each.input));
        if (request.unique === true)
          found = found.filter((each, i) => found.findLastIndex((other) => other.input === each.input) === i);
        return tail(found);
      }
      default:
        return tail(this.#lines);
    }
  }
}

/** `*` stands for anything, `?` for one character (the glob of the protocol). */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
