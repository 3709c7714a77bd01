import type { Reported } from "../../claims/model.js";
import { workKey } from "../work-id.js";
import type { CellTable } from "./cells/cells.js";
import { parseClaim } from "./claims/parse.js";
import { evaluate } from "./expressions/evaluate.js";
import type { TableExpression } from "./expressions/expression.js";
import { readings } from "./expressions/readings.js";
import { Vocabulary, type VocabularyOptions } from "./names/vocabulary.js";

export interface TableCheckOptions extends VocabularyOptions {
  /** Words that every table of the source is about, e.g. its title. */
  about?: string;
  /** Least share of the other side's value that "substantially" must make. Default 0.05. */
  substantially?: number;
  /** Largest share of the other side's value that "comparable" may make. Default 0.02. */
  comparable?: number;
}

/** Options for tables of one work or of several. */
export interface ClaimTablesOptions extends TableCheckOptions {
  /** Id of the work that the claim is of: beside tables of other works, only its own can refute it. */
  source?: string;
}

/** What the tables say of a claim: `Reported` with the expression it was turned into. */
export interface TableJudgement extends Reported {
  expression?: TableExpression;
}

/**
 * Checks a comparative or numeric claim against the tables of its source: the text becomes an expression over
 * cells, which is evaluated. "not checked" comes with `why`; it never means that the claim is wrong. Another work
 * that measured something else, or the same otherwise, can bear a claim out but not refute it: "fails" comes from
 * the claim's own source, or from the only work asked where no source is named.
 *
 * @param tables from `tablesOfDocument` or `tablesOfFacts`; of several works, each is asked on its own
 */
export function checkClaimAgainstTables(
  text: string,
  tables: readonly CellTable[],
  options: ClaimTablesOptions = {},
): TableJudgement {
  const works = [...new Set(tables.map((table) => table.work))];
  if (works.length === 0) return open("no table of the source is known");
  const source = options.source ?? (works.length === 1 ? works[0] : undefined);
  const isOwn = (work: string) => source !== undefined && workKey(work) === workKey(source);
  const judged = works.map((work) => ({
    own: isOwn(work),
    work,
    judgement: new TableChecker(
      tables.filter((table) => table.work === work),
      options,
    ).check(text),
  }));
  const own = judged.find((one) => one.own)?.judgement;
  // What the source itself prints decides, whatever others print.
  if (own !== undefined && own.verdict !== "not checked") return own;
  for (const verdict of ["holds", "holds with exceptions"]) {
    const found = judged.find(({ judgement }) => judgement.verdict === verdict);
    if (found !== undefined) return found.judgement;
  }
  const against = judged.filter(({ judgement }) => judgement.verdict === "fails").map(({ work }) => work);
  if (against.length === 0) return own ?? judged[0]!.judgement;
  const words = `the tables of ${against.join(", ")} say otherwise, but the claim is not known to be of ${against.length === 1 ? "that work" : "those works"}`;
  return open(own?.why === undefined ? words : `${own.why}; ${words}`);
}

/** The tables of one work, ready to be asked many times. */
export class TableChecker {
  readonly #tables: readonly CellTable[];
  readonly #vocabulary: Vocabulary;
  readonly #options: TableCheckOptions;

  constructor(tables: readonly CellTable[], options: TableCheckOptions = {}) {
    this.#tables = tables;
    this.#vocabulary = new Vocabulary(tables, options);
    this.#options = options;
  }

  check(text: string): TableJudgement {
    const { about, substantially = 0.05, comparable = 0.02 } = this.#options;
    const parsed = parseClaim(text, this.#tables, this.#vocabulary, {
      substantially,
      comparable,
      ...(about === undefined ? {} : { about }),
    });
    if ("why" in parsed) return open(parsed.why);
    const judged = readings(parsed.expression, this.#tables, evaluate);
    const why = [...(judged.why === undefined ? [] : [judged.why]), ...parsed.notes];
    const result: TableJudgement = { ...judged, expression: judged.expression as TableExpression };
    if (parsed.significance && (judged.verdict === "holds" || judged.verdict === "holds with exceptions")) {
      const words = `the cells ${judged.verdict === "holds" ? "bear out" : "mostly bear out"} the direction, but no table shows that it is significant`;
      return { ...result, verdict: "not checked", why: [...why, words].join("; ") };
    }
    return why.length === 0 ? result : { ...result, why: why.join("; ") };
  }
}

function open(why: string): TableJudgement {
  return { verdict: "not checked", why, comparisons: [] };
}
