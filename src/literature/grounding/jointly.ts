import type { Grounding, Passage } from "../../claims/model.js";
import type { Entailed, EntailedVerdict } from "../entailment/entailment.js";
import type { Statement } from "./statements.js";

/** A note names a statement by so much of it. */
const longestShown = 200;

/** What was found of one statement of a claim. */
export interface GroundedStatement {
  statement: Statement;
  grounding: Grounding;
}

/**
 * The verdict on a claim by those on its statements: `contradicted` when one is, `supported` when all are, else `not found`.
 */
export function jointVerdict(verdicts: readonly Grounding["verdict"][]): EntailedVerdict {
  if (verdicts.includes("contradicted")) return "contradicted";
  return verdicts.every((verdict) => verdict === "supported") ? "supported" : "not found";
}

/**
 * Probabilities of several statements together, from those of each: supported at most as the least supported one,
 * contradicted at least as the most contradicted one (the bounds of Fréchet: statements of one claim mostly stand or
 * fall together, and nobody knows how much). They add up to 1 as each statement's own do.
 */
export function jointly(each: readonly Entailed[]): Entailed {
  const supported = Math.min(...each.map((one) => one.supported));
  const contradicted = Math.max(...each.map((one) => one.contradicted));
  return { supported, contradicted, notFound: Math.max(0, 1 - supported - contradicted) };
}

/**
 * Index of the statement that decides: of those with the claim's verdict (of those not supported, where it is `not found`),
 * the least supported one; the first of equals.
 */
export function decidingStatement(
  each: readonly { verdict: Grounding["verdict"]; supported: number }[],
): number {
  const joint = jointVerdict(each.map(({ verdict }) => verdict));
  const decides = (verdict: Grounding["verdict"]) =>
    joint === "not found" ? verdict !== "supported" : verdict === joint;
  let found = -1;
  for (const [i, { verdict, supported }] of each.entries()) {
    if (decides(verdict) && (found < 0 || supported < each[found]!.supported)) found = i;
  }
  return found;
}

/**
 * What a library says of a claim of several statements. The passages are those of all statements where it is supported
 * (`limit` each, in turn), else those of the statement that decided; the note names it.
 */
export function jointGrounding(parts: readonly GroundedStatement[]): Grounding {
  const verdict = jointVerdict(parts.map(({ grounding }) => grounding.verdict));
  const index = decidingStatement(
    parts.map(({ grounding }) => ({ verdict: grounding.verdict, supported: grounding.confidence ?? 0 })),
  );
  const { statement, grounding } = parts[index]!;
  const named = `Statement ${index + 1} of ${parts.length}, “${shown(statement.text)}”,`;
  const passages =
    verdict === "supported" ? inTurn(parts.map((each) => each.grounding.passages)) : grounding.passages;
  const said = {
    supported: "is the least certain; all are supported.",
    contradicted: "is contradicted.",
    "not found": "is not found.",
  }[verdict];
  const own = parts.find(
    (each) => each.grounding.verdict === "supported" && each.grounding.note !== undefined,
  );
  const why = verdict === "supported" ? own?.grounding.note : grounding.note;
  return {
    verdict,
    passages,
    confidence: Math.min(...parts.map((each) => each.grounding.confidence ?? 0)),
    note: [named, said, ...(why === undefined ? [] : [why])].join(" "),
  };
}

/** On one line and in short, without what a terminal would take for a command. */
function shown(text: string): string {
  const line = text
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .replace(/\.+$/u, "");
  return line.length > longestShown
    ? `${line
        .slice(0, longestShown - 1)
        .replace(/[\uD800-\uDBFF]$/u, "")
        .trimEnd()}…`
    : line;
}

/** The first of each list, then the second of each, without repetition. */
function inTurn(lists: readonly (readonly Passage[])[]): Passage[] {
  const shown = new Map<string, Passage>();
  for (let i = 0; i < Math.max(...lists.map(({ length }) => length)); i++) {
    for (const list of lists) {
      const passage = list[i];
      if (passage === undefined) continue;
      const key = `${passage.sha256} ${passage.start}`;
      if (!shown.has(key)) shown.set(key, passage);
    }
  }
  return [...shown.values()];
}
