import type { Finding } from "./model.js";

/** Every kind that the checks here find (`src/literature/consistency` has kinds of its own), with how bad it is unless its check says otherwise; the words stand in the record. */
export const findingKinds = {
  "numbers swapped": "major",
  "number that no source prints": "major",
  "number not in its evidence": "major",
  "direction flipped": "major",
  overclaim: "major",
  "wrong citation": "major",
  "off-topic citation": "major",
  "bibliography as evidence": "major",
  "benchmark that no source knows": "major",
  "wrong table reference": "major",
  "mean does not recompute": "major",
  "quote cut off": "major",
  "quote not in its source": "minor",
  "claim cut off": "major",
  "abstract cut off": "minor",
  "duplicate claim": "minor",
  "missing limitation": "major",
  "tick against the evidence": "major",
  "instruction in a text": "major",
  "claim without source": "note",
} as const satisfies Readonly<Record<string, Finding["severity"]>>;

export type FindingKind = keyof typeof findingKinds;

/** A finding of a known kind. */
export function finding(
  kind: FindingKind,
  text: string,
  claims: readonly string[],
  severity: Finding["severity"] = findingKinds[kind],
): Finding {
  return { kind, severity, text, claims: [...claims] };
}

/** A text as a finding shows it: on one line, shortened at a word, its ends marked. */
export function quoted(text: string, longest = 160): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= longest) return `“${line}”`;
  const cut = line.slice(0, longest);
  return `“${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest - 30))} …”`;
}
