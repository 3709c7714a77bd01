import { marks, type Verdict } from "../claims/marks.js";
import type { Claim } from "../claims/model.js";

/** How a verdict is set in a report: a shape of its own, a class for the colour, and the word for it. */
export interface VerdictMark {
  symbol: string;
  tone: "ok" | "mid" | "no" | "na";
  label: string;
}

const tones: Readonly<Record<Verdict, VerdictMark["tone"]>> = {
  holds: "ok",
  supported: "ok",
  qualified: "mid",
  "holds with exceptions": "mid",
  inconclusive: "mid",
  "does not hold": "no",
  fails: "no",
  contradicted: "no",
  "not found": "no",
  "not checked": "na",
};

export function verdictMark(verdict: Verdict): VerdictMark {
  // In a table full of marks, a dash reads as "nothing here"; the notebook's card has a circle.
  const symbol = verdict === "not checked" ? "–" : marks[verdict].symbol;
  return { symbol, tone: tones[verdict], label: verdict };
}

/**
 * The report's tick: a source says it, and nothing that was checked goes against it; half a tick where a check
 * leaves doubt. No source asked and nothing against it is "not checked", never "not verified".
 */
export function verifiedMark({ verified, standing, grounding }: Claim): VerdictMark {
  if (verified) {
    return standing === "qualified"
      ? { symbol: "◐", tone: "mid", label: "verified, with exceptions or inside the noise" }
      : { symbol: "✓", tone: "ok", label: "verified" };
  }
  return grounding.verdict === "not checked" && standing !== "does not hold"
    ? verdictMark("not checked")
    : { symbol: "✗", tone: "no", label: "not verified" };
}

/** Every mark once, with what it says, in the order of the legend. */
export const legend: readonly VerdictMark[] = [
  { ...verdictMark("holds"), label: "holds" },
  { ...verdictMark("qualified"), label: "holds with exceptions" },
  { ...verdictMark("inconclusive"), label: "inconclusive, inside the noise measured here" },
  { ...verdictMark("fails"), label: "does not hold, or contradicted" },
  { ...verdictMark("not found"), label: "not found in a source" },
  { ...verdictMark("not checked"), label: "not checked" },
];
