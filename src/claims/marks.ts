import type { Claim, Grounding, Measured, Reported } from "./model.js";

export type Verdict = Claim["standing"] | Grounding["verdict"] | Reported["verdict"] | Measured["verdict"];

export interface Mark {
  /** Differs in shape from the others of its kind, so that it reads without colour. */
  symbol: string;
  /** CSS colour with a contrast of at least 3:1 (WCAG 2.2, 1.4.11) on white and on JupyterLab's dark grey. */
  colour: string;
}

const green = "#2a9354";
const red = "#d9483b";
const amber = "#b5791a";
const grey = "#7f8790";

/** How each verdict is marked, wherever one is shown. */
export const marks: Readonly<Record<Verdict, Mark>> = {
  holds: { symbol: "✓", colour: green },
  supported: { symbol: "✓", colour: green },
  qualified: { symbol: "◐", colour: amber },
  "holds with exceptions": { symbol: "◐", colour: amber },
  inconclusive: { symbol: "≈", colour: amber },
  "does not hold": { symbol: "✗", colour: red },
  fails: { symbol: "✗", colour: red },
  contradicted: { symbol: "✗", colour: red },
  "not found": { symbol: "∅", colour: red },
  "not checked": { symbol: "○", colour: grey },
};
