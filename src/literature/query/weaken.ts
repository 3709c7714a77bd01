import { all, any } from "./build-query.js";
import { printQuery } from "./print-query.js";
import type { Query, QueryField } from "./query.js";

/** What a database's query language can say. */
export interface Grammar {
  /** As a reader knows the database. */
  title: string;
  /** Fields that a term can be confined to. */
  fields: ReadonlySet<Exclude<QueryField, "year">>;
  /** Fields that a term without field is looked for in, so that leaving the field away finds no less. */
  searched: ReadonlySet<Exclude<QueryField, "year">>;
  /** Words next to each other. */
  phrases: boolean;
  /** Whether every part of an AND must be there; if not, parts only rank what is found. */
  and: boolean;
  or: boolean;
  /** `beside`: only next to a part that is not negated, as in `a NOT b`. */
  not: "anywhere" | "beside" | false;
  years: boolean;
  /** Parts that hold for the whole query and can be passed on as they are, apart from the rest. Defaults to none. */
  apart?: (part: Query) => boolean;
}

/** A query that a database can be asked, which finds all that the wanted one finds, and more. */
export interface Weakened {
  /** Absent where nothing is left to ask for. */
  query?: Query;
  /** What was left away, in words for the reader. */
  lost: readonly string[];
  /** Whether a term or range of years was passed on as it is, so that the database has answered for it. */
  isKept: (leaf: Query) => boolean;
}

type Group = Extract<Query, { kind: "and" | "or" }>;

/** Weakens a query to what a database can be asked. */
export function weaken(query: Query, grammar: Grammar): Weakened {
  const work = new Weakening(grammar);
  const parts = query.kind === "and" ? query.parts : [query];
  const apart = parts.filter((part) => grammar.apart?.(part) === true);
  for (const part of apart) work.keepAll(part);
  const rest = apart.length === 0 ? query : all(parts.filter((part) => !apart.includes(part)));
  let weak = apart.length === parts.length ? true : work.weaken(rest, false);
  if (typeof weak !== "boolean" && weak.kind === "not") weak = work.alone(weak, false);
  if (apart.length > 0 && weak !== false) weak = weak === true ? all(apart) : all([...apart, weak]);
  return {
    ...(typeof weak === "boolean" ? {} : { query: weak }),
    lost: [...work.lost],
    isKept: (leaf) => grammar.and && work.kept.has(leaf),
  };
}

class Weakening {
  readonly lost = new Set<string>();
  readonly kept = new Set<Query>();
  readonly #grammar: Grammar;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  /**
   * A query that finds no less (within a NOT: no more); true where that is everything, false where nothing.
   *
   * @param negated within an odd number of NOTs
   */
  weaken(query: Query, negated: boolean): Query | boolean {
    switch (query.kind) {
      case "term":
        return this.#term(query, negated);
      case "years":
        if (this.#grammar.years) return this.#keep(query);
        return this.#leave(query, "years", negated);
      case "not": {
        if (this.#grammar.not === false) return this.#leave(query, "NOT", negated);
        const part = this.weaken(query.part, !negated);
        if (typeof part === "boolean") return !part;
        return part.kind === "not" ? part.part : { kind: "not", part };
      }
      case "and":
      case "or":
        return query.kind === "and" ? this.#and(query, negated) : this.#or(query, negated);
    }
  }

  /** A NOT that has nothing beside it. */
  alone(query: Query, negated: boolean): Query | boolean {
    if (this.#grammar.not !== "beside") return query;
    return this.#leave(query, "NOT with nothing beside it", negated);
  }

  #and(query: Group, negated: boolean): Query | boolean {
    if (!this.#grammar.and) {
      if (negated) return this.#leave(query, "AND within NOT", negated);
      this.lost.add(`${this.#grammar.title} ranks by the words given and requires none of them`);
    }
    const weak = query.parts.map((part) => this.weaken(part, negated));
    if (weak.includes(false)) return false;
    const left = weak.filter((part) => typeof part !== "boolean");
    if (left.length === 0) return true;
    const group = all(left);
    return left.every((part) => part.kind === "not") ? this.alone(group, negated) : group;
  }

  #or(query: Group, negated: boolean): Query | boolean {
    if (!this.#grammar.or) return this.#leave(query, "OR", negated);
    const weak = query.parts.map((part) => {
      const one = this.weaken(part, negated);
      return typeof one !== "boolean" && one.kind === "not" ? this.alone(one, negated) : one;
    });
    if (weak.includes(true)) return true;
    const left = weak.filter((part) => typeof part !== "boolean");
    return left.length === 0 ? false : any(left);
  }

  #term(term: Extract<Query, { kind: "term" }>, negated: boolean): Query | boolean {
    const { fields, searched, phrases, title } = this.#grammar;
    const { field, text } = term;
    const isPhrase = term.phrase && /\s/u.test(text);
    const fieldFits = field === undefined || fields.has(field);
    if (fieldFits && (!isPhrase || phrases)) return this.#keep(term);
    if (negated || (!fieldFits && !searched.has(field))) return this.#leave(term, "this", negated);
    this.lost.add(
      fieldFits
        ? `${title} cannot look for words next to each other: ${printQuery(term)} is sent as its words`
        : `${title} cannot look in the ${field} alone: ${printQuery(term)} is looked for everywhere`,
    );
    const place = fieldFits && field !== undefined ? { field } : {};
    if (!isPhrase || phrases) return { kind: "term", text, phrase: term.phrase, ...place };
    return all(text.split(/\s+/u).map((word) => ({ kind: "term", text: word, phrase: false, ...place })));
  }

  keepAll(query: Query): void {
    if (query.kind === "not") this.keepAll(query.part);
    else if (query.kind === "and" || query.kind === "or") for (const part of query.parts) this.keepAll(part);
    else this.#keep(query);
  }

  #keep(leaf: Query): Query {
    this.kept.add(leaf);
    return leaf;
  }

  #leave(query: Query, what: string, negated: boolean): boolean {
    this.lost.add(`${this.#grammar.title} cannot be asked for ${what}: ${printQuery(query)} is left away`);
    return !negated;
  }
}
