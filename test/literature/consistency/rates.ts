import { checkConsistency } from "../../../src/literature/consistency/index.js";
import { Random } from "../../../src/random.js";
import { generatedPaper, plantedKinds } from "./generated-paper.js";

export interface Rates {
  honest: { papers: number; withFindings: number };
  planted: { kind: string; papers: number; found: number }[];
}

/** How often honest papers raise something, and planted defects are found, over `papers` of each. */
export function rates(papers: number, seed: string): Rates {
  const findings = (label: string, kind?: (typeof plantedKinds)[number]) =>
    checkConsistency(generatedPaper(new Random(`${seed} ${label}`), kind)).length > 0;
  const count = (label: string, kind?: (typeof plantedKinds)[number]) =>
    Array.from({ length: papers }, (_, index) => findings(`${label} ${index}`, kind)).filter(Boolean).length;
  return {
    honest: { papers, withFindings: count("honest") },
    planted: plantedKinds.map((kind) => ({ kind, papers, found: count(kind, kind) })),
  };
}
