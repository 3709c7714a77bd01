import { parseQuery } from "../../../src/literature/query/index.js";
import {
  openSources,
  type SourceAccess,
  type SourceName,
  type SourceOptions,
  type SourceRecord,
} from "../../../src/literature/sources/index.js";

export interface Collected {
  records: SourceRecord[];
  problems: string[];
  totals: (number | undefined)[];
  filtered: number;
  /** What ended the search, if it was an error. */
  error?: Error;
}

/** All pages of a search, joined; what came before an error is kept. */
export async function collect(
  name: SourceName,
  access: SourceAccess,
  query = "study",
  options: Partial<SourceOptions> = {},
): Promise<Collected> {
  const [source] = openSources([name], access);
  const all: Collected = { records: [], problems: [], totals: [], filtered: 0 };
  try {
    for await (const page of source!.search(parseQuery(query), { limit: 1_000, ...options })) {
      all.records.push(...page.records);
      all.problems.push(...page.problems);
      all.totals.push(page.total);
      all.filtered += page.filtered ?? 0;
    }
  } catch (error) {
    all.error = error as Error;
  }
  return all;
}
