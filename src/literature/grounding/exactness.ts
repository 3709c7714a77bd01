import type { Entailed } from "../entailment/entailment.js";

/** What comparing words, directions and numbers one by one says of a claim and a passage. */
export type Exactness =
  /** The passage has the claim's words, numbers and directions. */
  | "says it"
  /** The passage has the claim's words in one clause with the direction, the negation or the sides turned. */
  | "says the opposite"
  /** Words that are close, but a number or a name of the claim is not there, or a direction does not fit. */
  | "falls short"
  /** Too little in common to tell. */
  | "open";

/** At least this much goes to the verdict that the words compel. */
const compelled = 0.96;
/** At most this much stays with "supported" where something of the claim is not there. */
const doubt = 0.4;

/**
 * Exactness beats probability: a statistical model may find `31.1 %` and `13.1 %` much alike. Where the words
 * themselves decide, its probabilities are moved so that the verdict follows the words.
 */
export function withExactness(judged: Entailed, exactness: Exactness): Entailed {
  switch (exactness) {
    case "says it":
      return raised(judged, "supported", compelled);
    case "says the opposite":
      return raised(judged, "contradicted", compelled);
    case "falls short":
      return lowered(judged, doubt);
    default:
      return judged;
  }
}

function raised(judged: Entailed, to: keyof Entailed, least: number): Entailed {
  if (judged[to] >= least) return judged;
  const rest = 1 - judged[to];
  const factor = rest === 0 ? 0 : (1 - least) / rest;
  const scaled = {
    supported: judged.supported * factor,
    contradicted: judged.contradicted * factor,
    notFound: judged.notFound * factor,
  };
  return { ...scaled, [to]: least };
}

function lowered(judged: Entailed, most: number): Entailed {
  if (judged.supported <= most) return judged;
  const moved = judged.supported - most;
  return { supported: most, contradicted: judged.contradicted, notFound: judged.notFound + moved };
}

/** The most probable verdict; a tie goes to the more careful one. */
export function verdictOf({
  supported,
  contradicted,
  notFound,
}: Entailed): "supported" | "contradicted" | "not found" {
  const most = Math.max(supported, contradicted, notFound);
  if (notFound === most) return "not found";
  return contradicted === most ? "contradicted" : "supported";
}
