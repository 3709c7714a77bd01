import type { Reported } from "../../../claims/model.js";
import { ClaimbookError } from "../../../errors.js";
import type { PrintedTable } from "./facts.js";
import { type Relation, verdictOf } from "./relation.js";
import { ReportedValue } from "./reported-value.js";

/** Looks up a column of the case at hand: `c("Hybrid")`. */
export type CaseColumns = (column: string) => ReportedValue;

/** Values of a case by dimension, e.g. `{ setting: "multilingual", model: ["XLM-R", "LaBSE"] }`. */
export type CaseFilter = Readonly<Record<string, string | readonly string[]>>;

type Row = PrintedTable["rows"][number];

/**
 * A table that a source printed, as a list of cases (say model x data set x setting) with the same columns
 * (say batch compositions). Names are matched without regard to case.
 */
export class ReportedTable {
  readonly work: string;
  readonly #table: PrintedTable;
  readonly #rows: readonly Row[];
  readonly #filter: CaseFilter;

  constructor(work: string, table: PrintedTable, rows: readonly Row[] = table.rows, filter: CaseFilter = {}) {
    this.work = work;
    this.#table = table;
    this.#rows = rows;
    this.#filter = filter;
  }

  /** As the source numbers it. */
  get number(): string {
    return this.#table.table;
  }

  get caption(): string {
    return this.#table.caption;
  }

  /** Unit of the values, and which way is better. */
  get unit(): string {
    return this.#table.unit;
  }

  get columns(): readonly string[] {
    return this.#table.columns.map((column) => column.name);
  }

  /** How many cases the table has, after `where`. */
  get size(): number {
    return this.#rows.length;
  }

  /**
   * The cases whose dimensions have the given values (one of them, for a list).
   *
   * @throws ClaimbookError (`usage`) for an unknown dimension or value, listing what exists, and when no case is left
   */
  where(filter: CaseFilter): ReportedTable {
    let rows = this.#rows;
    for (const [dimension, wanted] of Object.entries(filter)) {
      const index = this.#table.dimensions.findIndex((name) => same(name, dimension));
      if (index < 0) throw this.#unknown("dimension", dimension, this.#table.dimensions);
      const known = new Set(this.#table.rows.map((row) => String(row[index])));
      const values = typeof wanted === "string" ? [wanted] : wanted;
      for (const value of values) {
        if (![...known].some((name) => same(name, value))) throw this.#unknown(dimension, value, [...known]);
      }
      rows = rows.filter((row) => values.some((value) => same(String(row[index]), value)));
    }
    if (rows.length === 0) {
      throw new ClaimbookError(`no case fits ${JSON.stringify(filter)}`, {
        kind: "usage",
        where: this.#place(),
        wayOut: `The table has ${this.#rows.length} cases: ${this.#rows.map((r) => this.#nameOf(r)).join("; ")}.`,
      });
    }
    return new ReportedTable(this.work, this.#table, rows, { ...this.#filter, ...filter });
  }

  /**
   * One cell, for a case that `where` made unique.
   *
   * @throws ClaimbookError (`usage`) when several cases are left, or for an unknown column
   */
  cell(column: string): ReportedValue {
    if (this.#rows.length !== 1) {
      throw new ClaimbookError(`${this.#rows.length} cases are left, a cell belongs to one`, {
        kind: "usage",
        where: this.#place(),
        wayOut: `Narrow it with where(): ${this.#rows.map((row) => this.#nameOf(row)).join("; ")}.`,
      });
    }
    return this.#value(this.#rows[0]!, column);
  }

  /**
   * Puts one relation (or several, which must all hold) to every case. All cases: "holds"; more than half:
   * "holds with exceptions"; else "fails".
   *
   * @throws ClaimbookError (`usage`) for an unknown column, or a case without relation
   */
  every(relate: (columns: CaseColumns) => Relation | readonly Relation[]): Reported {
    const cases = this.#rows.map((row) => {
      const relations = [relate((column) => this.#value(row, column))].flat();
      if (relations.length === 0) {
        throw new ClaimbookError("every() got no relation", {
          kind: "usage",
          where: `${this.#place()}, ${this.#nameOf(row)}`,
          wayOut: `Return one, such as c("${this.columns[0]}").isBelow(c("${this.columns.at(-1)}")).`,
        });
      }
      return relations;
    });
    const held = cases.filter((relations) => relations.every((relation) => relation.holds)).length;
    const verdict = verdictOf(held, cases.length);
    return { verdict, relation: this.#describe(cases, held), comparisons: cases.flat() };
  }

  #value(row: Row, column: string): ReportedValue {
    const { columns, dimensions, table } = this.#table;
    const index = columns.findIndex(({ name, aliases }) =>
      [name, ...(aliases ?? [])].some((known) => same(known, column)),
    );
    if (index < 0) throw this.#unknown("column", column, this.columns);
    return new ReportedValue({
      work: this.work,
      table,
      row: this.#nameOf(row),
      column: columns[index]!.name,
      value: row[dimensions.length + index] as number,
    });
  }

  /** `Hybrid < X-X in Table 2 (setting multilingual; ranks, lower is better): 4 of 4 cases`. */
  #describe(cases: readonly (readonly Relation[])[], held: number): string {
    const relations = new Set(
      cases.flat().map(({ left, relation, right, tolerance }) => {
        const other = typeof right === "number" ? String(right) : right.column;
        return `${left.column} ${relation} ${other}${tolerance === undefined ? "" : ` ± ${tolerance}`}`;
      }),
    );
    const filter = Object.entries(this.#filter).map(
      ([name, value]) => `${name} ${[value].flat().join(" or ")}`,
    );
    const about = [...filter, this.unit].join("; ");
    return `${[...relations].join(" and ")} in Table ${this.number} (${about}): ${held} of ${cases.length} cases`;
  }

  #nameOf(row: Row): string {
    return row.slice(0, this.#table.dimensions.length).join(" · ");
  }

  #place(): string {
    return `Table ${this.number} of ${this.work}`;
  }

  #unknown(what: string, name: string, known: readonly string[]): ClaimbookError {
    return new ClaimbookError(`has no ${what} "${name}"`, {
      kind: "usage",
      where: this.#place(),
      wayOut: `It has: ${known.join(", ")}.`,
    });
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
