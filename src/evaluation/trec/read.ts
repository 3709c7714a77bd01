import { ClaimbookError } from "../../errors.js";
import type { Qrels, Run } from "../run.js";
import { eachLine } from "./lines.js";

/** A run as its file has it. */
export interface TrecRun {
  /** The name in the last column of the last line. */
  tag: string;
  run: Run;
}

export interface ReadOptions {
  signal?: AbortSignal;
}

/**
 * Reads relevance judgements in trec_eval's format: `query iteration document level`, separated by blanks, the level
 * a whole number (below 0: in the pool, not judged). Empty lines and lines that begin with `#` are passed over, as
 * trec_eval does; the file may be gzip.
 *
 * @throws ClaimbookError (`could-not-run`) naming file and line for other columns, a level that is no whole number,
 *   a document that a query names twice, or a file without a judgement
 */
export async function readQrels(file: string, options: ReadOptions = {}): Promise<Qrels> {
  const table = new ByQuery(file, "judged");
  await eachLine(
    file,
    (line, number) => {
      const parts = columns(line);
      if (parts === undefined) return;
      if (parts.length !== 4)
        throw wrongColumns(file, number, parts.length, "query iteration document level");
      const [query, , document, level] = parts as [string, string, string, string];
      if (!/^[+-]?\d+$/.test(level)) {
        throw bad(
          file,
          number,
          `the level ${JSON.stringify(level)} is no whole number`,
          "Give 0, 1, 2, ... or -1.",
        );
      }
      table.add(query, document, Number(level), number);
    },
    options.signal,
  );
  return table.finish("judgement");
}

/**
 * Reads a run in trec_eval's format: `query Q0 document rank score name`, separated by blanks. Rank and order of lines
 * do not count, the scores do; what follows the name is passed over. The file may be gzip.
 *
 * @throws ClaimbookError (`could-not-run`) naming file and line for fewer columns, a score that is not a number, a
 *   document that a query retrieves twice, or a file without a line
 */
export async function readRun(file: string, options: ReadOptions = {}): Promise<TrecRun> {
  const table = new ByQuery(file, "retrieved");
  let tag = "";
  await eachLine(
    file,
    (line, number) => {
      const parts = columns(line);
      if (parts === undefined) return;
      if (parts.length < 6)
        throw wrongColumns(file, number, parts.length, "query Q0 document rank score name");
      const [query, , document, , text, name] = parts as [string, string, string, string, string, string];
      const score = scoreOf(text);
      if (Number.isNaN(score)) {
        throw bad(
          file,
          number,
          `the score ${JSON.stringify(text)} is not a number`,
          "The fifth column is the score, such as 12.75 or 1e-3.",
        );
      }
      tag = name;
      table.add(query, document, score, number);
    },
    options.signal,
  );
  return { run: table.finish("retrieved document"), tag };
}

/** Numbers by query and document. The tables have no prototype: any id is only an id. */
class ByQuery {
  private readonly queries = table<Record<string, number>>();
  private query: string | undefined;
  private own = table<number>();
  private count = 0;

  constructor(
    private readonly file: string,
    private readonly verb: string,
  ) {}

  add(query: string, document: string, value: number, line: number): void {
    if (query !== this.query) {
      this.own = this.queries[query] ??= table<number>();
      this.query = query;
    }
    if (this.own[document] !== undefined) {
      throw bad(
        this.file,
        line,
        `document ${JSON.stringify(document)} is ${this.verb} twice for query ${JSON.stringify(query)}`,
        "Keep one of the two lines.",
      );
    }
    this.own[document] = value;
    this.count++;
  }

  finish(what: string): Record<string, Record<string, number>> {
    if (this.count > 0) return this.queries;
    throw new ClaimbookError(`has no ${what}`, {
      kind: "could-not-run",
      where: this.file,
      wayOut: "Check that the file is the right one and complete.",
    });
  }
}

function table<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function columns(line: string): string[] | undefined {
  if (line.charCodeAt(0) === 35) return undefined;
  const parts = line.trim().split(/\s+/);
  return parts[0] === "" ? undefined : parts;
}

/** As C's `atof` reads a decimal number or an infinity; NaN for anything else. */
function scoreOf(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^[+-]?0[xob]/i.test(text) || text === "" ? Number.NaN : Number(text);
}

function wrongColumns(file: string, line: number, found: number, wanted: string): ClaimbookError {
  return bad(file, line, `${found} columns`, `Each line must be: ${wanted}.`);
}

function bad(file: string, line: number, what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "could-not-run", where: `${file}:${line}`, wayOut });
}
