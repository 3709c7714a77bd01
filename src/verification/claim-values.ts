import type { Claim, MeasuredCheck, MeasuredValue, Passage, ReportedCell } from "../claims/model.js";

/** One thing that a claim records and that a rerun must give again. */
export interface ClaimValue {
  /** JSON pointer into the claim: what recorded and rerun values are matched by. */
  path: string;
  /** For a person, e.g. `mAP(hybrid)` or `difference of mAP(hybrid) > mAP(X-X)`. */
  name: string;
  /** A changed verdict weighs more than a moved value. */
  role: "verdict" | "value";
  value: string | number | boolean;
  /**
   * The size that a tolerance is relative to, for a number that is compared with slack. A difference is measured
   * against the values it is the difference of, an interval's end against its value: near zero their own size says
   * nothing. Absent for what must be the same exactly (texts, sample sizes, a tolerance).
   */
  scale?: number;
}

/** Everything of a claim that is a result. Not among it: where it was made, and notes that follow from the rest. */
export function claimValues(claim: Claim): ClaimValue[] {
  const { grounding, reported, measured } = claim;
  return [
    text("/text", "text", claim.text),
    text("/kind", "kind", claim.kind),
    ...sourceValues(claim.source),
    verdict("/standing", "standing", claim.standing),
    verdict("/verified", "verified", claim.verified),
    verdict("/grounding/verdict", "grounding", grounding.verdict),
    ...(grounding.confidence === undefined
      ? []
      : [number("/grounding/confidence", "confidence of the grounding", grounding.confidence)]),
    ...grounding.passages.flatMap((passage, at) => passageValues(passage, at)),
    verdict("/reported/verdict", "reported", reported.verdict),
    ...(reported.relation === undefined
      ? []
      : [text("/reported/relation", "relation of the reported cells", reported.relation)]),
    ...reported.comparisons.flatMap((comparison, at) => comparisonValues(comparison, at)),
    verdict("/measured/verdict", "measured", measured.verdict),
    ...measured.checks.flatMap((check, at) => checkValues(check, at)),
  ];
}

function sourceValues(source: Claim["source"]): ClaimValue[] {
  if (source === undefined) return [];
  const { work, locator, quote } = source;
  return [
    text("/source/work", "source", work),
    ...(locator === undefined ? [] : [text("/source/locator", "place in the source", locator)]),
    ...(quote === undefined
      ? []
      : [
          text("/source/quote/text", "quote of the source", quote.text),
          text("/source/quote/sha256", "sha256 of the source", quote.sha256),
        ]),
  ];
}

function passageValues(passage: Passage, at: number): ClaimValue[] {
  const path = `/grounding/passages/${at}`;
  const place = [passage.work, passage.locator].filter((part) => part !== undefined).join(", ");
  const name = `passage ${at + 1}`;
  return [
    text(`${path}/place`, `${name}: where it stands`, place),
    text(`${path}/text`, `${name} (${place})`, passage.text),
    text(`${path}/sha256`, `${name}: sha256 of the document`, passage.sha256),
    number(`${path}/score`, `${name}: score`, passage.score),
  ];
}

function comparisonValues(comparison: Claim["reported"]["comparisons"][number], at: number): ClaimValue[] {
  const path = `/reported/comparisons/${at}`;
  const { left, right, relation, tolerance, holds } = comparison;
  const rightName = typeof right === "number" ? String(right) : cellName(right);
  const name = `${cellName(left)} ${relation} ${rightName}`;
  return [
    text(`${path}/expression`, `reported comparison ${at + 1}`, name),
    number(`${path}/left`, cellName(left), left.value),
    number(`${path}/right`, rightName, typeof right === "number" ? right : right.value),
    ...(tolerance === undefined ? [] : [exact(`${path}/tolerance`, `tolerance of ${name}`, tolerance)]),
    verdict(`${path}/holds`, name, holds),
  ];
}

function cellName({ work, table, row, column }: ReportedCell): string {
  return `${work}, table ${table}, ${row} / ${column}`;
}

function checkValues(check: MeasuredCheck, at: number): ClaimValue[] {
  const path = `/measured/checks/${at}`;
  const { left, right, expression } = check;
  const scale = Math.max(Math.abs(left.value), Math.abs(typeof right === "number" ? right : right.value));
  return [
    text(`${path}/expression`, `measured check ${at + 1}`, `${expression} (${check.expected})`),
    verdict(`${path}/verdict`, expression, check.verdict),
    ...measuredValues(`${path}/left`, left),
    ...(typeof right === "number"
      ? [number(`${path}/right`, `value compared with in ${expression}`, right)]
      : measuredValues(`${path}/right`, right)),
    number(`${path}/difference`, `difference of ${expression}`, check.difference, scale),
    ...ends(`${path}/interval`, `difference of ${expression}`, check.interval, scale),
    ...(check.p === undefined ? [] : [number(`${path}/p`, `p of ${expression}`, check.p)]),
    ...(check.level === undefined ? [] : [exact(`${path}/level`, `level of ${expression}`, check.level)]),
    ...(check.correction === undefined
      ? []
      : [text(`${path}/correction`, `correction of ${expression}`, check.correction)]),
    exact(`${path}/tolerance`, `tolerance of ${expression}`, check.tolerance),
  ];
}

function measuredValues(path: string, { name, value, interval, n, unit }: MeasuredValue): ClaimValue[] {
  return [
    number(`${path}/value`, name, value),
    ...ends(`${path}/interval`, name, interval, Math.abs(value)),
    exact(`${path}/n`, `number of ${unit} of ${name}`, n),
  ];
}

function ends(
  path: string,
  name: string,
  interval: readonly [number, number] | undefined,
  scale: number,
): ClaimValue[] {
  if (interval === undefined) return [];
  const size = Math.max(scale, ...interval.map(Math.abs));
  return [
    number(`${path}/0`, `lower end of ${name}`, interval[0], size),
    number(`${path}/1`, `upper end of ${name}`, interval[1], size),
  ];
}

function verdict(path: string, name: string, value: string | boolean): ClaimValue {
  return { path, name, role: "verdict", value };
}

function text(path: string, name: string, value: string): ClaimValue {
  return { path, name, role: "value", value };
}

function exact(path: string, name: string, value: number): ClaimValue {
  return { path, name, role: "value", value };
}

function number(path: string, name: string, value: number, scale = Math.abs(value)): ClaimValue {
  return { path, name, role: "value", value, scale };
}
