import { inspect } from "node:util";
import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import { kernelHost, type RunningCell } from "../kernel/host-api.js";
import { display } from "../notebook/display.js";
import { Mime } from "../notebook/mime.js";
import { claimCard, claimText } from "./card.js";
import { combineReported } from "./combine.js";
import { Claim, type ClaimSource, type Grounding, type MeasuredCheck, type Reported } from "./model.js";
import { registerClaim } from "./registry.js";
import { combineChecks, isVerified, standingOf } from "./verdict.js";

/**
 * Where a claim comes from, as `paper(...)` gives it: it can be cited, and can look up whether it says what the
 * claim says.
 */
export interface GroundingSource {
  toSource(): ClaimSource;
  ground(text: string): Grounding;
}

export interface ClaimOptions {
  /** Letters, digits, `.`, `_`, `-`; starts with a letter or digit; unique in the notebook. */
  id: string;
  /** One sentence that can be true or false. */
  text: string;
  /** Defaults to `comparison` when two values are compared, else `result`. */
  kind?: Claim["kind"];
  /** `paper(...)` grounds the claim in that work; a plain record only cites it. */
  source?: GroundingSource | ClaimSource;
  /** Relations over tables that the source printed; several must all hold. */
  reported?: Reported | readonly Reported[];
  /** Tests of computed values; several must all hold. */
  measured?: MeasuredCheck | readonly MeasuredCheck[];
}

/** The claim's record, frozen; it prints as one line, since the card has been shown already. */
export type ClaimHandle = Readonly<Claim>;

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * States a claim, judges it by the evidence it is bound to, and shows it as one output of the running cell
 * (`application/vnd.claimbook.claim+json`, with HTML and plain text beside it).
 *
 * @param fallback receives the plain text outside a kernel
 * @throws ClaimbookError (`usage`) for an empty text, a bad id or a value that is no finite number;
 *   (`failed`) for an id that the notebook already uses
 */
export function claim(options: ClaimOptions, fallback?: (text: string) => void): ClaimHandle {
  const cell = kernelHost()?.cell();
  const record = judgeClaim(options, cell);
  registerClaim(record.id, cell);
  display(
    { [Mime.claim]: record, [Mime.html]: claimCard(record), [Mime.plain]: claimText(record) },
    {},
    fallback,
  );
  const handle = { ...record };
  Object.defineProperty(handle, inspect.custom, {
    value: () => `claim "${record.id}": ${record.standing}`,
    enumerable: false,
  });
  return Object.freeze(handle);
}

/** The record of a claim, without showing it or taking its id. Errors as `claim`. */
export function judgeClaim(options: ClaimOptions, cell?: RunningCell): Claim {
  const { id, text } = options;
  if (typeof id !== "string" || !idPattern.test(id)) {
    throw usage(
      `${JSON.stringify(id)} is not a claim id`,
      "claim()",
      `An id looks like "less-language-bias".`,
    );
  }
  const where = `claim "${id}"`;
  if (typeof text !== "string" || text.trim() === "") {
    throw usage("its text is empty", where, "State it in one sentence that can be true or false.");
  }

  const { source, grounding } = groundIn(options.source, text);
  const reported = combineReported(listOf(options.reported));
  const checks = listOf(options.measured);
  for (const check of checks) assertFinite(check, where);
  const measured: Claim["measured"] = {
    verdict: combineChecks(checks),
    checks: checks.map(plain),
    ...(cell === undefined || checks.length === 0
      ? {}
      : { cell: { ...(cell.id === undefined ? {} : { id: cell.id }), executionCount: cell.executionCount } }),
  };
  const judgements = { grounding, reported, measured };
  const standing = standingOf(judgements);
  const record: Claim = {
    schema: "claimbook/claim/1",
    id,
    text: text.trim(),
    kind: options.kind ?? kindOf(reported, checks),
    ...(source === undefined ? {} : { source }),
    ...judgements,
    verified: isVerified(judgements),
    standing,
    ...(standing === "not checked"
      ? {
          note: "Nothing was checked: no source says it, no printed table and no computed value was compared.",
        }
      : {}),
  };
  return assertSchema(Claim, record, where);
}

function groundIn(
  source: ClaimOptions["source"],
  text: string,
): { source: ClaimSource | undefined; grounding: Grounding } {
  if (source === undefined) {
    return {
      source: undefined,
      grounding: { verdict: "not checked", passages: [], note: "No source is given." },
    };
  }
  if (isGroundingSource(source)) return { source: source.toSource(), grounding: source.ground(text) };
  const note = "The source is cited, but no library was asked whether it says so.";
  return { source, grounding: { verdict: "not checked", passages: [], note } };
}

function isGroundingSource(source: GroundingSource | ClaimSource): source is GroundingSource {
  return "ground" in source && typeof source.ground === "function";
}

function kindOf(reported: Reported, checks: readonly MeasuredCheck[]): Claim["kind"] {
  const compares =
    checks.some((check) => typeof check.right !== "number") ||
    reported.comparisons.some((comparison) => typeof comparison.right !== "number");
  return compares ? "comparison" : "result";
}

function listOf<T extends object>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** A check as plain data: `left` and `right` may still be Measurement objects of a hand-made check. */
function plain(check: MeasuredCheck): MeasuredCheck {
  return JSON.parse(JSON.stringify(check)) as MeasuredCheck;
}

/** JSON would turn NaN into null in silence, and every comparison with NaN is false: refuse it by name. */
function assertFinite(check: MeasuredCheck, where: string): void {
  const numbers: [name: string, value: unknown][] = [["the difference", check.difference]];
  for (const side of [check.left, check.right]) {
    if (typeof side === "number") numbers.push(["the value compared with", side]);
    else {
      numbers.push([`"${side.name}"`, side.value]);
      for (const bound of side.interval ?? []) numbers.push([`the interval of "${side.name}"`, bound]);
    }
  }
  for (const bound of check.interval ?? []) numbers.push(["the interval of the difference", bound]);
  if (check.p !== undefined) numbers.push(["p", check.p]);
  // A bad difference follows from a bad value: name the value first.
  numbers.push(numbers.shift()!);
  const bad = numbers.find(([, value]) => typeof value !== "number" || !Number.isFinite(value));
  if (bad !== undefined) {
    throw usage(
      `${bad[0]} is ${String(bad[1])}, in "${check.expression}"`,
      where,
      "A claim needs finite numbers: look at the cell that computed it (an empty group, a division by zero?).",
    );
  }
}

function usage(what: string, where: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where, wayOut });
}
