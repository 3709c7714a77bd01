import { ClaimbookError } from "../../errors.js";
import { all, contentOf, type Grammar, mayMatch, type Query, splitYears, weaken } from "../query/index.js";
import type { Entry } from "./paging.js";
import type { SourceOptions } from "./source.js";

/** How a database takes years: within the query, or apart from it for the query as a whole. */
export interface Dialect extends Grammar {
  /** Years that hold for the whole query are told apart from it. */
  yearsApart: boolean;
}

/** A query made ready for one database. */
export interface Prepared {
  /** What the database is asked, in the shared grammar. */
  query: Query;
  /** Years told apart from it; with `years` of the grammar false and not apart, those that answers are held against. */
  from?: number;
  to?: number;
  lost: readonly string[];
  /** Whether an answer may satisfy the query; absent where the database answers for all of it. */
  wanted?: (entry: Entry) => boolean;
}

/**
 * Fits a query to what a database can be asked. What it cannot express is told in `lost` and applied to its answers,
 * as far as they tell.
 *
 * @throws ClaimbookError (`could-not-run`) when no word is left to ask for
 */
export function prepare(
  query: Query,
  options: Pick<SourceOptions, "since" | "until">,
  dialect: Dialect,
): Prepared {
  const { title, yearsApart } = dialect;
  const { rest, from, to, taken } = splitYears(query, options);
  const weakened = rest === undefined ? undefined : weaken(rest, dialect);
  if (weakened?.query === undefined || !hasTerm(weakened.query))
    throw new ClaimbookError("nothing of the query can be asked for", {
      kind: "could-not-run",
      where: title,
      wayOut: "Add a word that is not excluded by NOT.",
    });
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const hasRange = from !== undefined || to !== undefined;
  const lost = [...weakened.lost];
  const years: Query | undefined = hasRange ? { kind: "years", ...range } : undefined;
  let asked = weakened.query;
  if (years !== undefined && !yearsApart) {
    if (dialect.years) asked = all([asked, years]);
    else lost.push(`${title} cannot be asked for years: they are looked at in its answers`);
  }
  if (lost.length === 0 && dialect.and) return { query: asked, ...range, lost };
  const whole = years === undefined ? query : all([query, years]);
  const trusted = (leaf: Query) =>
    leaf === years || taken.has(leaf) ? yearsApart || dialect.years : weakened.isKept(leaf);
  const wanted = (entry: Entry) => mayMatch(whole, contentOf(entry.item), trusted, !dialect.and);
  return { query: asked, ...range, lost, wanted };
}

/** Parameters as a reader wants to see them: not escaped. */
export function shown(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function hasTerm(query: Query): boolean {
  if (query.kind === "term") return true;
  if (query.kind === "and" || query.kind === "or") return query.parts.some(hasTerm);
  return false;
}
