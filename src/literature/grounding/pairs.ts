import type { Entailed, EntailedVerdict, Entailment, EntailmentPair } from "../entailment/entailment.js";
import { judgeExactly, pairExactness } from "../entailment/feature-model/index.js";
import { verdictOf } from "./exactness.js";
import { decidingStatement, jointly, jointVerdict } from "./jointly.js";
import { statementsOf } from "./statements.js";

/** What evidence says of a claim. */
export interface JudgedPair {
  verdict: EntailedVerdict;
  /** Of a claim of several statements: those of all together (`jointly`). */
  probabilities: Entailed;
  /** Each statement, as it was judged; absent where the claim makes one or was judged as a whole. */
  statements?: readonly { text: string; verdict: EntailedVerdict; probabilities: Entailed }[];
  /** Index of the statement that decided; beside `statements`. */
  decidedBy?: number;
}

/**
 * Judges claims beside their evidence, held to the words where these decide. A claim of several statements that the
 * evidence does not make in so many words is judged statement by statement; one of a single statement as `judgeExactly` does.
 * Errors are the entailment's.
 */
export async function judgePairs(
  entailment: Entailment,
  pairs: readonly EntailmentPair[],
  signal?: AbortSignal,
): Promise<JudgedPair[]> {
  const asked = pairs.map(statementPairs);
  const results = await judgeExactly(entailment, asked.flat(), signal);
  let from = 0;
  return asked.map((statements) => {
    const judged = statements.map(({ claim }, i) => {
      const probabilities = results[from + i]!;
      return { text: claim, verdict: verdictOf(probabilities, entailment), probabilities };
    });
    from += statements.length;
    if (judged.length === 1) return { verdict: judged[0]!.verdict, probabilities: judged[0]!.probabilities };
    return {
      verdict: jointVerdict(judged.map(({ verdict }) => verdict)),
      probabilities: jointly(judged.map(({ probabilities }) => probabilities)),
      statements: judged,
      decidedBy: decidingStatement(
        judged.map(({ verdict, probabilities }) => ({ verdict, supported: probabilities.supported })),
      ),
    };
  });
}

/** A pair for each statement; the pair itself where there is one statement, or the evidence says all of them in one. */
export function statementPairs(pair: EntailmentPair): EntailmentPair[] {
  const statements = statementsOf(pair.claim);
  if (statements.length === 1 || pairExactness(pair) === "says it") return [pair];
  return statements.map(({ text }) => ({ claim: text, evidence: pair.evidence }));
}
