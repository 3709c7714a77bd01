import type { Interval, MeasuredCheck, MeasuredValue } from "./model.js";

/** A paired comparison of two measurements: the noise a difference is judged against. */
export interface Comparison {
  /** left - right. */
  difference: number;
  /** Simultaneous interval of the difference, already corrected for the family of comparisons. */
  interval?: Interval;
  level?: number;
  correction?: string;
  p?: number;
}

export interface MeasurementOptions extends MeasuredValue {
  /**
   * Compares this measurement with another of the same experiment, paired. Without it (or against a plain
   * number) the measurement's own interval is used.
   */
  compare?: (other: Measurement) => Comparison | undefined;
}

type Direction = "above" | "below" | "within";

/** A number that a notebook computed, which can be put to a test: `a.isAbove(b)`. */
export class Measurement {
  readonly name: string;
  readonly value: number;
  readonly interval: Interval | undefined;
  readonly n: number;
  readonly unit: string;
  readonly #compare: MeasurementOptions["compare"];

  constructor(options: MeasurementOptions) {
    this.name = options.name;
    this.value = options.value;
    this.interval = options.interval;
    this.n = options.n;
    this.unit = options.unit;
    this.#compare = options.compare;
  }

  /** Holds when this value exceeds the other's by more than the noise. `tolerance`: slack in its favour. */
  isAbove(other: Measurement | number, options: { tolerance?: number } = {}): MeasuredCheck {
    return this.#check("above", other, options.tolerance ?? 0);
  }

  /** Holds when this value is below the other's by more than the noise. */
  isBelow(other: Measurement | number, options: { tolerance?: number } = {}): MeasuredCheck {
    return this.#check("below", other, options.tolerance ?? 0);
  }

  /** Equivalence: holds when the whole interval of the difference lies within +-tolerance. */
  isWithin(other: Measurement | number, options: { tolerance: number }): MeasuredCheck {
    return this.#check("within", other, options.tolerance);
  }

  toJSON(): MeasuredValue {
    const { name, value, n, unit, interval } = this;
    return { name, value, n, unit, ...(interval === undefined ? {} : { interval }) };
  }

  #comparison(other: Measurement | number): Comparison {
    if (typeof other !== "number") {
      const paired = this.#compare?.(other);
      if (paired !== undefined) return paired;
      return { difference: this.value - other.value };
    }
    const difference = this.value - other;
    if (this.interval === undefined) return { difference };
    return { difference, interval: [this.interval[0] - other, this.interval[1] - other], level: 0.95 };
  }

  #check(direction: Direction, other: Measurement | number, tolerance: number): MeasuredCheck {
    const comparison = this.#comparison(other);
    const right = typeof other === "number" ? other : other.toJSON();
    const rightName = typeof other === "number" ? String(other) : other.name;
    const sign = { above: ">", below: "<", within: "≈" }[direction];
    const slack = tolerance === 0 ? "0" : String(tolerance);
    const expected = {
      above: tolerance === 0 ? "difference above 0" : `difference above -${slack}`,
      below: tolerance === 0 ? "difference below 0" : `difference below ${slack}`,
      within: `difference within ±${slack}`,
    }[direction];
    return {
      verdict: judge(direction, comparison, tolerance),
      expression: `${this.name} ${sign} ${rightName}`,
      expected,
      left: this.toJSON(),
      right,
      ...comparison,
      tolerance,
    };
  }
}

/** The interval decides: wholly on the right side holds, wholly on the wrong side fails, else inconclusive. */
function judge(
  direction: Direction,
  { difference, interval }: Comparison,
  tolerance: number,
): MeasuredCheck["verdict"] {
  const [low, high] = interval ?? [difference, difference];
  switch (direction) {
    case "above":
      return low > -tolerance ? "holds" : high <= -tolerance ? "fails" : "inconclusive";
    case "below":
      return high < tolerance ? "holds" : low >= tolerance ? "fails" : "inconclusive";
    case "within":
      if (low >= -tolerance && high <= tolerance) return "holds";
      return low > tolerance || high < -tolerance ? "fails" : "inconclusive";
  }
}
