import type { Entailed, EntailedVerdict, Entailment } from "../entailment/entailment.js";

export { type Exactness, withExactness } from "../entailment/feature-model/exactness.js";

/** The verdict of an entailment's probabilities: by its own cuts where it has some, else the most probable. */
export function verdictOf(entailed: Entailed, by?: Pick<Entailment, "verdictOf">): EntailedVerdict {
  return by?.verdictOf?.(entailed) ?? mostProbable(entailed);
}

/** The most probable verdict; a tie goes to the more careful one. */
function mostProbable({ supported, contradicted, notFound }: Entailed): EntailedVerdict {
  const most = Math.max(supported, contradicted, notFound);
  if (notFound === most) return "not found";
  return contradicted === most ? "contradicted" : "supported";
}
