import type { Query } from "./query.js";

/** How a query language writes what `Query` has; joints without the spaces around them. */
export interface BooleanLanguage {
  and: string;
  or: string;
  /** Stands before what is ruled out, with its space if it wants one, e.g. `NOT ` or `-`. */
  not: string;
  term(query: Extract<Query, { kind: "term" }>): string;
  years(query: Extract<Query, { kind: "years" }>): string;
}

/**
 * A query in a language of operators and brackets. What an AND rules out follows what it keeps, without a joint of its
 * own: databases take NOT as "and not".
 */
export function writeBoolean(query: Query, language: BooleanLanguage): string {
  const write = (part: Query) => writeBoolean(part, language);
  const within = (part: Query) =>
    part.kind === "and" || part.kind === "or" ? `(${write(part)})` : write(part);
  switch (query.kind) {
    case "term":
      return language.term(query);
    case "years":
      return language.years(query);
    case "not":
      return `${language.not}${within(query.part)}`;
    case "or":
      return query.parts.map(within).join(` ${language.or} `);
    case "and": {
      const kept = query.parts.filter((part) => part.kind !== "not").map(within);
      const without = query.parts.filter((part) => part.kind === "not").map(write);
      return [kept.join(` ${language.and} `), ...without].join(" ");
    }
  }
}
