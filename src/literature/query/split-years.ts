import { all } from "./build-query.js";
import type { Query } from "./query.js";

/** A query and the years that all of its answers lie in. */
export interface SplitYears {
  /** Absent where years are all that was asked for. */
  rest?: Query;
  from?: number;
  to?: number;
  /** The ranges taken out of the query. */
  taken: ReadonlySet<Query>;
}

/** Takes out the years that hold for the whole query, for databases that are told them apart from it. */
export function splitYears(query: Query, limits: { since?: number; until?: number }): SplitYears {
  const parts = query.kind === "and" ? query.parts : [query];
  const taken = new Set(parts.filter((part) => part.kind === "years"));
  const rest = parts.filter((part) => part.kind !== "years");
  const froms = [limits.since, ...[...taken].map((years) => years.from)].filter((year) => year !== undefined);
  const tos = [limits.until, ...[...taken].map((years) => years.to)].filter((year) => year !== undefined);
  return {
    ...(rest.length > 0 && { rest: rest.length === parts.length ? query : all(rest) }),
    ...(froms.length > 0 && { from: Math.max(...froms) }),
    ...(tos.length > 0 && { to: Math.min(...tos) }),
    taken,
  };
}
