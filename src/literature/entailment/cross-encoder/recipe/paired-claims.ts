import type { ClaimPair, DocumentVerdict } from "../../../../datasets/claims/index.js";
import { words } from "../../../../datasets/text.js";

/** Least share of words in common, of all words of both, at which two claims are taken to be about one thing. */
const alike = 0.3;

/**
 * Claims as evidence of each other: of two that one document supports and contradicts, and that are about one thing,
 * each contradicts the other; of two that it supports each supports the other. Claims written by experts, as SciFact's,
 * give short pairs that differ in what matters.
 */
export function pairedClaims(verdicts: readonly DocumentVerdict[]): ClaimPair[] {
  const byDocument = new Map<string, DocumentVerdict[]>();
  for (const each of verdicts) {
    if (each.label === "not found") continue;
    const list = byDocument.get(each.document);
    if (list) list.push(each);
    else byDocument.set(each.document, [each]);
  }
  const pairs: ClaimPair[] = [];
  for (const [document, list] of byDocument) {
    for (const [a, first] of list.entries()) {
      for (const [b, second] of list.entries()) {
        // Two that are contradicted may each be wrong in its own way.
        const contradicted = first.label !== second.label;
        if (a === b || (!contradicted && first.label !== "supported")) continue;
        if (shared(first.claim, second.claim) < (contradicted ? alike : 1.5 * alike)) continue;
        pairs.push({
          dataSet: "paired claims",
          id: `${document} ${a} ${b}`,
          group: `document ${document}`,
          claim: first.claim,
          evidence: [second.claim],
          label: contradicted ? "contradicted" : "supported",
        });
      }
    }
  }
  return pairs;
}

function shared(a: string, b: string): number {
  const [left, right] = [new Set(words(a)), new Set(words(b))];
  const both = [...left].filter((word) => right.has(word)).length;
  return both / (left.size + right.size - both);
}
