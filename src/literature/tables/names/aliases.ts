import { emptyWords } from "../claims/function-words.js";
import { keysOf, tokens } from "./tokens.js";

/** A way in which a text calls something that it also calls otherwise. */
export interface Alias {
  /** The words it stands for, as found beside it. */
  of: string;
  alias: string;
}

/** What follows a modifier when a way of doing things is named: "monolingual batching", "monolingual training". */
export const methodNouns: readonly string[] = [
  "training",
  "batching",
  "batch",
  "sampling",
  "batches",
  "strategy",
  "method",
  "approach",
  "model",
  "baseline",
  "objective",
  "optimization",
  "only",
  "tuning",
].map((noun) => keysOf(noun)[0]!);

const longest = 2_000_000;
const phrase = String.raw`[\p{L}\p{N}][\p{L}\p{N}-]*(?: [\p{L}\p{N}][\p{L}\p{N}-]*){0,2}`;
const patterns: readonly { pattern: RegExp }[] = [
  // "Monolingual batching (coined as X-X-mono model)"
  {
    pattern: new RegExp(
      String.raw`(${phrase}) \((?:coined as|denoted as|denoted by|denoted|called|referred to as|hereafter|henceforth|abbreviated as|abbreviated|short for) ([^()]{1,40})\)`,
      "giu",
    ),
  },
  // "we measure the language bias using the maximum rank distance"
  {
    pattern: new RegExp(
      String.raw`\bmeasured? (?:the )?(${phrase}) (?:using|by|with|as|in terms of) (?:the )?([^.;,()]{1,60})`,
      "giu",
    ),
  },
  // "the usual care arm (UC)"
  {
    pattern: new RegExp(
      String.raw`(${phrase}) \(((?=[^()]{0,15}[\p{Lu}\d])[\p{L}\p{N}][\p{L}\p{N}@+-]{0,15})\)`,
      "giu",
    ),
  },
];

/** Other names that a text gives to things, by the turns of phrase in which texts introduce them. */
export function aliasesIn(text: string): Alias[] {
  const found: Alias[] = [];
  const searched = text.slice(0, longest);
  for (const { pattern } of patterns) {
    for (const match of searched.matchAll(pattern)) {
      const alias = match[1]!.replace(/^(?:the|a|an|by|of|and|or|in|on|we|i|ii|iii|iv) /i, "");
      if (keysOf(alias).some((key) => emptyWords.has(key))) continue;
      found.push({ alias, of: match[2]! });
    }
  }
  // "This paper proposes a novel hybrid batch training strategy"
  for (const match of searched.matchAll(
    /\b(?:proposes?|present|presents|introduces?) (?:a|an|the) ([^.;,()]{1,80})/giu,
  )) {
    found.push({ alias: "proposed", of: match[1]! });
  }
  return found;
}

/** Forms of an alias: "monolingual batching" is also "monolingual training", "monolingual-only". */
export function formsOf(alias: string): string[][] {
  const keys = tokens(alias).map((token) => token.key);
  const last = keys.at(-1);
  if (keys.length < 2 || last === undefined || !methodNouns.includes(last)) return [keys];
  return methodNouns.map((noun) => [...keys.slice(0, -1), noun]);
}
