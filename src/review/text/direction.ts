import { metricOf } from "../../literature/tables/names/metrics.js";
import { stem, wordsOf } from "../../literature/words/words.js";

/** Words that turn a statement round when one takes the other's place, as `plus / minus` by axis. */
const pairs: readonly (readonly [axis: string, plus: string, minus: string])[] = [
  [
    "amount",
    "more higher high greater greatest highest larger largest increase increased increases rise rises rose risen raise raised grow grows grew grown growth climb climbed upward up above exceed exceeds elevated elevate elevates enlarge expand expanded multiply surge surged doubled double tripled boost boosted gain gains gained additional",
    "less lower low fewer smaller smallest lowest least decrease decreased decreases fall falls fell fallen drop drops dropped decline declined declines reduce reduced reduces reduction shrink shrank downward down below diminish diminished lowered lowers lessen lessened cut cuts halved halve curb curbed curtail curtailed loss losses lost mitigate mitigates mitigated suppress suppressed suppresses depress depressed",
  ],
  [
    "quality",
    "better best outperform outperforms outperformed improve improves improved improvement superior stronger surpass surpassed beat beats ahead benefit benefits beneficial enhance enhances enhanced well win wins won",
    "worse worst underperform underperforms underperformed worsen worsens worsened deteriorate deteriorates deteriorated inferior weaker degrade degrades degraded trail trails trailed behind lag lags harm harms harmed harmful hurt impair impairs impaired poorly lose loses",
  ],
  [
    "speed",
    "faster quicker fastest accelerate accelerates accelerated hasten hastened speed speeds",
    "slower slowest slow slows slowed delay delays delayed decelerate decelerated retard retarded",
  ],
  [
    "length",
    "longer longest lengthen lengthens lengthened prolong prolongs prolonged extend extends extended",
    "shorter shortest shorten shortens shortened abbreviate",
  ],
  [
    "strength",
    "strengthen strengthens strengthened reinforce reinforces reinforced amplify amplifies amplified intensify intensifies intensified",
    "weaken weakens weakened attenuate attenuates attenuated dampen dampens dampened soften softened",
  ],
  [
    "cause",
    "promote promotes promoted stimulate stimulates stimulated activate activates activated encourage encourages encouraged facilitate facilitates",
    "inhibit inhibits inhibited block blocks blocked hinder hinders hindered discourage discourages discouraged prevent prevents prevented",
  ],
  ["sign", "positive positively", "negative negatively inverse inversely"],
  ["time", "earlier earliest before precede precedes preceded", "later latest after follow follows followed"],
  ["heat", "warmer warmest hotter warming", "cooler coolest colder cooling"],
  [
    "density",
    "denser thicker heavier wetter deeper brighter safer stricter wider",
    "sparser thinner lighter drier shallower darker riskier looser narrower",
  ],
  [
    "presence",
    "with present presence include includes included",
    "without absent absence exclude excludes excluded",
  ],
];

const table = new Map<string, { axis: string; sign: 1 | -1; word: string }>();
for (const [axis, plus, minus] of pairs) {
  for (const [sign, list] of [
    [1, plus],
    [-1, minus],
  ] as const) {
    for (const word of list.split(" ")) {
      table.set(word, { axis, sign, word });
      if (!table.has(stem(word))) table.set(stem(word), { axis, sign, word });
    }
  }
}

const negations =
  /^(?:not|no|never|neither|nor|cannot|none|hardly|barely|without|(?:do|does|did|is|are|was|were|ca|wo|has|have|had|would|could|should)n['’]t|fail|fails|failed)$/iu;

/** A word of direction in a text; `index` is its place among the words. */
export interface DirectionWord {
  axis: string;
  sign: 1 | -1;
  word: string;
  index: number;
  /** An odd number of negations stands before it in its clause. */
  negated: boolean;
}

export interface Directions {
  words: readonly DirectionWord[];
  /** Whether an odd number of negations stands in the text. */
  negated: boolean;
}

/** Function words that say a direction only in company: judged neither way. */
const weak = new Set([
  "with",
  "without",
  "up",
  "down",
  "after",
  "before",
  "well",
  "follow",
  "follows",
  "followed",
  "present",
  "include",
  "includes",
  "included",
  "double",
  "high",
  "low",
  "cut",
]);

/** The words of direction of a text, in order. Works on English alone; a text of another language has none. */
export function directionsOf(text: string): Directions {
  const words: DirectionWord[] = [];
  let all = false;
  let index = 0;
  for (const clause of text.split(clauseEnd)) {
    let negated = false;
    const parts = wordsOf(clause);
    for (const [i, { surface, term, kind }] of parts.entries()) {
      const lower = surface.toLowerCase();
      if (
        negations.test(lower) &&
        !/^(?:only|everywhere|all|always|every|just|necessarily|yet|least|more|less)$/i.test(
          parts[i + 1]?.surface ?? "",
        )
      ) {
        negated = !negated;
        all = !all;
      }
      if (kind === "number" || weak.has(lower)) continue;
      const found = table.get(lower) ?? table.get(term);
      if (found !== undefined)
        words.push({ axis: found.axis, sign: found.sign, word: lower, index: index + i, negated });
    }
    index += parts.length;
  }
  return { words, negated: all };
}

/** Where a negation stops working: a mark, or a word that opens another thought. */
const clauseEnd = /[,;:](?!\d)\s|(?<=\s)(?=(?:but|though|although|whereas|while|because)\s)/iu;

/** Whether a term (a stem or a word) tells a direction. */
export function tellsDirection(word: string): boolean {
  return table.has(word) && !weak.has(word);
}

/** Whether less of a quantity is better, by its name. */
export function lowerIsBetter(name: string): boolean {
  return metricOf(name)?.better === "lower";
}
