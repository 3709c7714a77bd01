import type { Reported, ReportedCell } from "../../claims/model.js";

export type Relation = Reported["comparisons"][number];

/** Printed decimals are not exact in binary: 0.3 - 0.1 exceeds 0.2. Far below any printed digit. */
const rounding = 1e-9;

/** A cell of a printed table that can be put in relation to another cell or to a number. */
export class ReportedValue {
  readonly cell: ReportedCell;

  constructor(cell: ReportedCell) {
    this.cell = cell;
  }

  /** Strictly above. Whether more is better is for the claim's author to know. */
  isAbove(other: ReportedValue | number): Relation {
    return this.#relate(">", other, (a, b) => a > b);
  }

  /** Strictly below. */
  isBelow(other: ReportedValue | number): Relation {
    return this.#relate("<", other, (a, b) => a < b);
  }

  isAtLeast(other: ReportedValue | number): Relation {
    return this.#relate(">=", other, (a, b) => a >= b);
  }

  isAtMost(other: ReportedValue | number): Relation {
    return this.#relate("<=", other, (a, b) => a <= b);
  }

  /** Equal up to `tolerance`, in the unit of the table, the border included. */
  isWithin(other: ReportedValue | number, { tolerance }: { tolerance: number }): Relation {
    const relation = this.#relate("=", other, (a, b) => Math.abs(a - b) <= tolerance + rounding);
    return { ...relation, tolerance };
  }

  #relate(
    relation: Relation["relation"],
    other: ReportedValue | number,
    holds: (left: number, right: number) => boolean,
  ): Relation {
    const right = typeof other === "number" ? other : other.cell;
    const value = typeof right === "number" ? right : right.value;
    return { left: this.cell, relation, right, holds: holds(this.cell.value, value) };
  }
}
