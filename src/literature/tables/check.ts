import type { Reported } from "../../claims/model.js";
import type { CellTable } from "./cells.js";
import { evaluate } from "./evaluate.js";
import type { TableExpression } from "./expression.js";
import { parseClaim } from "./parse.js";
import { readings } from "./readings.js";
import { Vocabulary, type VocabularyOptions } from "./vocabulary.js";

export interface TableCheckOptions extends VocabularyOptions {
  /** Words that every table of the source is about, e.g. its title. */
  about?: string;
  /** Least share of the other side's value that "substantially" must make. Default 0.05. */
  substantially?: number;
  /** Largest share of the other side's value that "comparable" may make. Default 0.02. */
  comparable?: number;
}

/** What the tables say of a claim: `Reported` with the expression it was turned into. */
export interface TableJudgement extends Reported {
  expression?: TableExpression;
}

/**
 * Checks a comparative or numeric claim against the tables of its source: the text becomes an expression over
 * cells, which is evaluated. "not checked" comes with `why`; it never means that the claim is wrong.
 *
 * @param tables from `tablesOfDocument` or `tablesOfFacts`; of several works, each is asked on its own
 */
export function checkClaimAgainstTables(
  text: string,
  tables: readonly CellTable[],
  options: TableCheckOptions = {},
): TableJudgement {
  const works = [...new Set(tables.map((table) => table.work))];
  if (works.length === 0) return open("no table of the source is known");
  const judged = works.map((work) =>
    new TableChecker(
      tables.filter((table) => table.work === work),
      options,
    ).check(text),
  );
  const order = ["fails", "holds with exceptions", "holds"];
  return order.flatMap((verdict) => judged.filter((one) => one.verdict === verdict))[0] ?? judged[0]!;
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
