import type { ReportedCell } from "../../../claims/model.js";
import { type Relation, relate } from "./relation.js";

export type { Relation } from "./relation.js";

/** A cell of a printed table that can be put in relation to another cell or to a number. */
export class ReportedValue {
  readonly cell: ReportedCell;

  constructor(cell: ReportedCell) {
    this.cell = cell;
  }

  /** Strictly above. Whether more is better is for the claim's author to know. */
  isAbove(other: ReportedValue | number): Relation {
    return this.#relate(">", other);
  }

  /** Strictly below. */
  isBelow(other: ReportedValue | number): Relation {
    return this.#relate("<", other);
  }

  isAtLeast(other: ReportedValue | number): Relation {
    return this.#relate(">=", other);
  }

  isAtMost(other: ReportedValue | number): Relation {
    return this.#relate("<=", other);
  }

  /** Equal up to `tolerance`, in the unit of the table, the border included. */
  isWithin(other: ReportedValue | number, { tolerance }: { tolerance: number }): Relation {
    return this.#relate("=", other, tolerance);
  }

  #relate(relation: Relation["relation"], other: ReportedValue | number, tolerance?: number): Relation {
    return relate(this.cell, relation, typeof other === "number" ? other : other.cell, tolerance);
  }
}
