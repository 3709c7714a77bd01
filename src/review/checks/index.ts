import type { ReviewContext } from "../evidence.js";
import type { Finding } from "../model.js";
import { benchmarks } from "./benchmarks.js";
import { bibliography } from "./bibliography.js";
import { citations } from "./citations.js";
import { cutOff } from "./cut-off.js";
import { directions } from "./directions.js";
import { duplicates } from "./duplicates.js";
import { instructions } from "./instructions.js";
import { limitations } from "./limitations.js";
import { numbers } from "./numbers.js";
import { overclaims } from "./overclaim.js";
import { quotes } from "./quotes.js";
import { tables } from "./tables.js";
import { ticks } from "./ticks.js";

const checks: readonly ((context: ReviewContext) => Finding[])[] = [
  cutOff,
  duplicates,
  numbers,
  directions,
  overclaims,
  citations,
  quotes,
  bibliography,
  benchmarks,
  tables,
  limitations,
  ticks,
  instructions,
];

const order = { major: 0, minor: 1, note: 2 } as const;

/** All that the checks find: the gravest first, then in the order of the claims; the same sentence once. */
export function findingsOf(context: ReviewContext): Finding[] {
  const place = new Map(context.subject.claims.map(({ claim }, i) => [claim.id, i]));
  const seen = new Set<string>();
  return checks
    .flatMap((check) => check(context))
    .map((each) => disclosed(each, context))
    .filter(({ kind, text, claims }) => {
      const key = JSON.stringify([kind, text, claims]);
      return !seen.has(key) && seen.add(key) !== undefined;
    })
    .sort(
      (a, b) =>
        order[a.severity] - order[b.severity] ||
        (place.get(a.claims[0] ?? "") ?? -1) - (place.get(b.claims[0] ?? "") ?? -1),
    );
}

/** What the report's own verdict says already is worth a note, no objection. */
function disclosed(found: Finding, { subject }: ReviewContext): Finding {
  if (found.claims.length !== 1 || !aboutTruth.has(found.kind)) return found;
  const entry = subject.claims.find(({ claim }) => claim.id === found.claims[0]);
  if (entry === undefined || (entry.shown?.verified ?? entry.claim.verified)) return found;
  const { grounding, standing } = entry.claim;
  const said = standing === "does not hold" && ["not found", "contradicted"].includes(grounding.verdict);
  return said ? { ...found, severity: "note" } : found;
}

const aboutTruth: ReadonlySet<string> = new Set([
  "numbers swapped",
  "number that no source prints",
  "direction flipped",
  "overclaim",
  "wrong citation",
]);
