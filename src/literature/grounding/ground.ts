import type { Grounding, Passage } from "../../claims/model.js";
import type { Entailed, Entailment, EntailmentPair, PromptEntailment } from "../entailment/entailment.js";
import { featureEntailment, pairExactness } from "../entailment/feature-model/index.js";
import type { Library } from "../library/library.js";
import type { LocatedPassage } from "../library/work.js";
import { contentWords, TermWeights } from "../words/content-words.js";
import type { Word } from "../words/words.js";
import { type Exactness, withExactness } from "./exactness.js";
import { jointGrounding } from "./jointly.js";
import { exactnessOf, Judge, type Match, namesNowhere, rankOf } from "./judge.js";
import { type Statement, statementsOf } from "./statements.js";

export interface GroundOptions {
  /** Only this work. */
  work?: string;
  /** Any work but this one: what other sources say. */
  except?: string;
  /** Passages of this section win when they match about as well as others. */
  section?: string;
  /** How many passages are shown, for each statement of the claim; at least one. Defaults to 2. */
  limit?: number;
  /** Where the claim was read: passages there are marked as its origin. A passage of the claim's own words always is. */
  origin?: { work: string; start: number; end: number };
}

/** How many passages, closest first, are judged. */
const judged = 6;
/** Probability from which on a verdict is given; below, it is "not found". */
const verdictFrom = 0.5;
/** Share of the claim's words that a passage must have for the model's word alone to count as a contradiction. */
const contradictionWords = 0.6;
/** Probability at most of a claim that names something which the searched texts never mention. */
const unknownNameCap = 0.2;
/** Probability at most where passages disagree. */
const disagreementCap = 0.45;

const weights = new WeakMap<Library, TermWeights>();

/**
 * Looks in a library for statements that say what a claim says.
 *
 * The closest passages (by the share of the claim's words, weighted by how rare they are) are judged one by one by
 * an `Entailment`; where the words themselves decide (all of them there with their numbers and directions; one
 * direction turned round; a number missing), its probabilities follow them. `supported`: a passage supports the
 * claim with probability 0.5 or more and none says the opposite. `contradicted`: one says the opposite. `not found`:
 * anything else, with the closest passages shown. `not checked`: there is no text to ask.
 *
 * A claim of several statements (`statementsOf`) that no passage makes in one is judged statement by statement: see
 * `jointGrounding`; the note then names the statement that decided.
 *
 * `confidence` is the probability that the texts support the claim (docs/grounding.md says how well calibrated).
 */
export function ground(
  library: Library,
  claim: string,
  options: GroundOptions = {},
  entailment: PromptEntailment = featureEntailment(),
): Grounding {
  const asked = askAll(library, claim, options);
  if ("verdict" in asked) return asked;
  return decideAll(
    asked,
    asked.flatMap(({ pairs }) => pairs.map((pair) => entailment.judgeNow(pair))),
  );
}

/** As `ground`, by any entailment: a cross-encoder, an endpoint. Errors are the entailment's. */
export async function groundBy(
  library: Library,
  claim: string,
  entailment: Entailment,
  options: GroundOptions = {},
  signal?: AbortSignal,
): Promise<Grounding> {
  const asked = askAll(library, claim, options);
  if ("verdict" in asked) return asked;
  const pairs = asked.flatMap((each) => each.pairs);
  return decideAll(asked, await entailment.judge(pairs, signal));
}

interface Asked {
  /** Undefined where the claim is judged as a whole. */
  statement?: Statement;
  /** What its own sentence may say: the claim, and the statement of it that is asked. */
  own: readonly string[];
  options: GroundOptions;
  scope: readonly LocatedPassage[];
  unknown: readonly Word[];
  /** Closest first. */
  matches: readonly Match[];
  /** Claim and passage, for the first matches. */
  pairs: readonly EntailmentPair[];
}

/** A claim as it stands; its statements one by one where it makes several and no passage says them all. */
function askAll(library: Library, claim: string, options: GroundOptions): Asked[] | Grounding {
  const whole = ask(library, claim, options);
  if ("verdict" in whole) return whole;
  const statements = statementsOf(claim);
  if (statements.length === 1 || whole.pairs.some((pair) => pairExactness(pair) === "says it"))
    return [whole];
  const parts: Asked[] = [];
  for (const statement of statements) {
    const asked = ask(library, statement.text, options);
    if ("verdict" in asked) return [whole];
    parts.push({ ...asked, statement, own: [claim, statement.text] });
  }
  return parts;
}

function decideAll(asked: readonly Asked[], results: readonly Entailed[]): Grounding {
  let from = 0;
  const parts = asked.map((each) => {
    const grounding = decide(each, results.slice(from, from + each.pairs.length));
    from += each.pairs.length;
    return { statement: each.statement, grounding };
  });
  const [first] = parts;
  if (parts.length === 1) return first!.grounding;
  return jointGrounding(parts.map(({ statement, grounding }) => ({ statement: statement!, grounding })));
}

function ask(library: Library, claim: string, options: GroundOptions): Asked | Grounding {
  const { work, except, section } = options;
  const left = except === undefined ? undefined : library.work(except);
  const scope =
    work === undefined
      ? library.passages.filter((passage) => passage.work !== left)
      : library.passages.filter((passage) => passage.work === library.work(work));
  if (scope.length === 0) {
    const note = work === undefined ? "The library holds no text." : `The library holds no text of ${work}.`;
    return { verdict: "not checked", passages: [], note };
  }
  const words = contentWords(claim);
  if (words.length < 2) {
    return { verdict: "not checked", passages: [], note: "The claim has too few words to look for." };
  }
  const judge = new Judge(claim, words, weightsOf(library));
  const matches = scope
    .map((passage) => judge.match(passage))
    .map((match) => ({ match, rank: rankOf(match, section) }))
    // A stable sort: equal ranks stay in the order of the text.
    .sort((a, b) => b.rank - a.rank || b.match.precision - a.match.precision)
    .map(({ match }) => match);
  const first = matches.slice(0, judged).filter(({ score, contradicts }) => score > 0 || contradicts);
  const contradicting = matches.find(({ contradicts }) => contradicts);
  if (contradicting !== undefined && !first.includes(contradicting)) first.push(contradicting);
  return {
    own: [claim],
    options,
    scope,
    unknown: namesNowhere(words, scope),
    matches: [...first, ...matches.filter((match) => !first.includes(match))],
    pairs: first.map(({ passage }) => ({ claim, evidence: [passage.text] })),
  };
}

function decide(asked: Asked, results: readonly Entailed[]): Grounding {
  const { matches, unknown, options } = asked;
  const cited = matches.slice(0, results.length).map((match, i) => {
    const entailed = withExactness(results[i]!, byWords(match, asked.pairs[i]!));
    return { match, entailed: unknown.length > 0 ? unnamed(entailed) : entailed };
  });
  const supporting = cited.filter(
    ({ entailed }) => entailed.supported >= verdictFrom && entailed.supported > entailed.contradicted,
  );
  const against = cited.filter(
    ({ match, entailed }) =>
      unknown.length === 0 &&
      (match.contradicts || (entailed.contradicted >= verdictFrom && match.score >= contradictionWords)),
  );
  const exactlyAgainst = against.find(({ match }) => match.contradicts);
  const best = supporting[0];
  const most = Math.max(0, ...cited.map(({ entailed }) => entailed.supported));
  const show = ({ match }: { match: Match }) => cite(match, asked);

  if (best !== undefined && exactlyAgainst !== undefined) {
    return {
      verdict: "not found",
      passages: [show(best), show(exactlyAgainst)],
      confidence: hundredths(Math.min(disagreementCap, most)),
      note: "Passages disagree: one says it, another says the opposite in nearly the same words.",
    };
  }
  if (exactlyAgainst !== undefined || (best === undefined && against.length > 0)) {
    const first = exactlyAgainst ?? against[0]!;
    return {
      verdict: "contradicted",
      passages: [show(first)],
      confidence: hundredths(first.entailed.supported),
      note:
        exactlyAgainst === undefined
          ? "The closest passage speaks against it."
          : "The source says the opposite in nearly the same words.",
    };
  }
  const limit = Math.max(1, options.limit ?? 2);
  if (best !== undefined) {
    const passages = supporting.slice(0, limit).map(show);
    const alone = supporting.every((each) => show(each).origin === true);
    return {
      verdict: "supported",
      passages,
      confidence: Math.max(
        verdictFrom,
        hundredths(Math.max(...supporting.map(({ entailed }) => entailed.supported))),
      ),
      ...(alone ? { note: "Only the sentence that the claim was read in says so." } : {}),
    };
  }
  return {
    verdict: "not found",
    passages: cited
      .filter(({ match }) => match.score > 0)
      .slice(0, limit)
      .map(show),
    confidence: Math.min(verdictFrom - 0.01, hundredths(most)),
    note: whyNot(cited[0]?.match, asked),
  };
}

/** What two ways of comparing words decide; neither calls a passage support where the other sees a turned direction. */
function byWords(match: Match, pair: EntailmentPair): Exactness {
  const whole = exactnessOf(match);
  if (whole !== "says it") return whole;
  const clause = pairExactness(pair);
  return clause === "open" ? whole : clause;
}

/** A claim that names what no text mentions is not supported by any of them. */
function unnamed(entailed: Entailed): Entailed {
  const supported = Math.min(unknownNameCap, entailed.supported);
  return { supported, contradicted: 0, notFound: 1 - supported };
}

function whyNot(best: Match | undefined, { unknown, scope }: Asked): string {
  if (unknown.length > 0) {
    const works = new Set(scope.map((passage) => passage.work.id));
    const where = works.size === 1 ? `the text of ${[...works][0]}` : "the library";
    return `${unknown.map((word) => `"${word.surface}"`).join(", ")} appears nowhere in ${where}.`;
  }
  if (best === undefined) return "No passage has a word of it.";
  return (
    best.reason ?? `No passage matches well enough (${Math.round(100 * best.score)} % of its words at most).`
  );
}

function cite({ passage, score }: Match, { own, options }: Asked): Passage {
  const { work, locator, text, start, end, source } = passage;
  const { origin } = options;
  const isOrigin =
    own.some((each) => plain(text) === plain(each)) ||
    (origin !== undefined && origin.work === work.id && origin.start < end && start < origin.end);
  return {
    work: work.id,
    ...(locator === undefined ? {} : { locator }),
    text,
    start,
    end,
    sha256: source.sha256,
    score,
    ...(source.summary ? { summary: true } : {}),
    ...(isOrigin ? { origin: true } : {}),
  };
}

const plain = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();

const hundredths = (value: number) => Math.round(100 * value) / 100;

function weightsOf(library: Library): TermWeights {
  let known = weights.get(library);
  if (known === undefined) {
    known = new TermWeights(library.passages);
    weights.set(library, known);
  }
  return known;
}
