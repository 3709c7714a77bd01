import type { Claim } from "../claims/model.js";
import { formatNumber } from "../claims/wording.js";
import { plural } from "../report/numbers.js";
import type { Agreement, AuditedClaim } from "./model.js";

/** What our material comes to: borne out, not borne out, or that it does not suffice. */
export type Outcome = "borne out" | "not borne out" | "cannot tell";

/**
 * A claim is borne out when it stands (`holds`, or `qualified`: with exceptions or in doubt); not borne out when text,
 * tables or measurement speak against it, or when the whole text of the examined paper is at hand and does not
 * say it. Where only an abstract or a summary is at hand, that it was not found tells nothing.
 */
export function outcomeOf({ standing, grounding, reported, measured }: Claim, fullText: boolean): Outcome {
  if (standing === "holds" || standing === "qualified") return "borne out";
  const against =
    grounding.verdict === "contradicted" || reported.verdict === "fails" || measured.verdict === "fails";
  if (against) return "not borne out";
  return grounding.verdict === "not found" && fullText ? "not borne out" : "cannot tell";
}

/** How a mark goes together with the outcome. */
export function agreementOf(verified: boolean | undefined, outcome: Outcome): Agreement {
  if (outcome === "cannot tell" || verified === undefined) return "cannot tell";
  if (verified) return outcome === "borne out" ? "agree" : "ticked but not borne out";
  return outcome === "borne out" ? "not ticked but borne out" : "agree";
}

/** Over the marks of all reports: the first that is no agreement decides; where none is, they agree. */
export function overall(agreements: readonly Agreement[]): Agreement {
  const order: Agreement[] = ["ticked but not borne out", "not ticked but borne out", "cannot tell"];
  return order.find((each) => agreements.includes(each)) ?? "agree";
}

/** Why, in sentences made from the evidence. */
export function whyOf(
  { claim, elsewhere, said, measuredBy }: Omit<AuditedClaim, "why" | "agreement">,
  outcome: Outcome,
): string {
  const { grounding, reported, measured } = claim;
  const sentences = [saidBy(claim), byTables(reported), byMeasurement(measured, measuredBy)].filter(
    (part) => part !== undefined,
  );
  if (elsewhere.length > 0) sentences.push(`Another source says it too: ${elsewhere.join(", ")}.`);
  if (outcome === "cannot tell" && grounding.verdict === "not found") {
    sentences.push("Not the whole text of the paper is at hand, so this tells nothing against the claim.");
  }
  const ticks = said.filter(({ verified }) => verified === true).length;
  const crosses = said.filter(({ verified }) => verified === false).length;
  if (ticks > 0 && crosses > 0)
    sentences.push(
      `${ticks === 1 ? "One report ticks" : `${ticks} reports tick`} it and ${crosses === 1 ? "one does" : `${crosses} do`} not, though it is the same statement.`,
    );
  return sentences.join(" ");
}

function saidBy({ grounding, source }: Claim): string {
  const { verdict, passages, confidence, note } = grounding;
  const [first] = passages;
  const place = first?.locator?.replace(/^section (?=[\dA-Z])/, "§");
  const probability = confidence === undefined ? undefined : `probability ${confidence.toFixed(2)}`;
  const details = (parts: readonly (string | undefined)[]) => {
    const known = parts.filter((part) => part !== undefined);
    return known.length === 0 ? "" : ` (${known.join(", ")})`;
  };
  const because = note === undefined ? "." : `: ${note.replace(/\.?$/, ".")}`;
  switch (verdict) {
    case "supported":
      return `${first?.work ?? source?.work ?? "A source"} says so${details([place, probability])}.`;
    case "contradicted":
      return `${first?.work ?? "A source"} says otherwise${details([place, probability])}${because}`;
    case "not found":
      return `No passage was found that says so${details([probability])}${because}`;
    case "not checked":
      return `No text was asked${because}`;
  }
}

function byTables({ verdict, comparisons, relation }: Claim["reported"]): string | undefined {
  if (verdict === "not checked") return undefined;
  const held = comparisons.filter(({ holds }) => holds).length;
  const all = comparisons.length;
  const tables = [...new Set(comparisons.map(({ left }) => left.table))].sort();
  const name =
    tables.length === 0 ? "Its tables" : `${tables.length === 1 ? "Table" : "Tables"} ${tables.join(", ")}`;
  const verb = tables.length === 1 ? "bears" : "bear";
  if (verdict === "holds")
    return `${name} ${verb} it out${all === 0 ? "" : all === 1 ? "" : ` in all ${all} comparisons`}.`;
  const exception = comparisons.find(({ holds }) => !holds);
  const example = exception === undefined ? "" : `; printed are, for example, ${cellsOf(exception)}`;
  if (verdict === "holds with exceptions")
    return `${name} ${verb} it out in ${held} of ${plural(all, "comparison")}${example}.`;
  return `${name} ${tables.length === 1 ? "does" : "do"} not bear it out: ${relation === undefined ? "" : `${relation}, `}${held} of ${plural(all, "comparison")} hold${held === 1 ? "s" : ""}${example}.`;
}

/** `Hybrid 0.593 and X-Y 0.593 (Table 1, XLM-R · XQuAD-R)`. */
function cellsOf({ left, right }: Claim["reported"]["comparisons"][number]): string {
  const other =
    typeof right === "number"
      ? `, against ${formatNumber(right)}`
      : ` and ${right.row === left.row ? "" : `${right.row} `}${right.column} ${formatNumber(right.value)}`;
  return `${left.column} ${formatNumber(left.value)}${other} (Table ${left.table}, ${left.row})`;
}

function byMeasurement({ verdict }: Claim["measured"], by: AuditedClaim["measuredBy"]): string | undefined {
  if (by === undefined || verdict === "not checked") return undefined;
  const data = by.data.length === 0 ? "" : ` on ${by.data.join(", ")}`;
  const came = {
    holds: "it holds",
    fails: "it does not hold",
    inconclusive: "the difference is inside the noise",
  }[verdict];
  return `Measured anew in ${by.notebook}${data}${by.foreign ? ", which the paper does not name" : ""}: ${came}.`;
}
