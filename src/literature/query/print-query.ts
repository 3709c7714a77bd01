import type { Query } from "./query.js";

/**
 * Writes a query so that `parseQuery` reads it back. A term that is not one plain word is written in quotation
 * marks, and comes back as a phrase.
 */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case "term": {
      const field = query.field === undefined ? "" : `${query.field}:`;
      return field + (query.phrase || !isPlainWord(query.text) ? quoted(query.text) : query.text);
    }
    case "years": {
      const [from, to] = [query.from, query.to].map((year) => year?.toString().padStart(4, "0"));
      if (from === undefined && to === undefined) return "year:0000-9999";
      return `year:${from === to ? from : `${from ?? ""}-${to ?? ""}`}`;
    }
    case "not":
      return `NOT ${within(query.part)}`;
    case "and":
      return query.parts.map(within).join(" AND ");
    case "or":
      return query.parts.map((part) => (part.kind === "and" ? printQuery(part) : within(part))).join(" OR ");
  }
}

function within(query: Query): string {
  return query.kind === "and" || query.kind === "or" ? `(${printQuery(query)})` : printQuery(query);
}

function isPlainWord(text: string): boolean {
  return /^[^\s()"“”„:\\-][^\s()"“”„:\\]*$/u.test(text) && !/^(?:AND|OR|NOT)$/.test(text);
}

function quoted(text: string): string {
  return `"${text.replace(/["“”„\\]/gu, "\\$&")}"`;
}
