/** A finite verb of a clause, and where its subject ends. */
export interface Predicate {
  /** Offset of the verb (or of the adverb or negation before it) in the text. */
  start: number;
}

const listed = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const auxiliaries = listed(
  `is are was were has have had does do did can cannot could may might will would shall should must isn't aren't wasn't
  weren't hasn't haven't hadn't doesn't don't didn't can't couldn't won't wouldn't shouldn't it's they're`,
);
/** Verbs whose forms are hardly ever nouns. */
const verbs = listed(
  `achieve activate affect agree allow amplify apply attain behave bring comprise confirm consist contain converge
  correlate decode degrade demonstrate depend destroy differ diminish disagree dissolve diverge eliminate emit enable encode
  enhance evaluate exceed exist explain express generalise generalize grow improve include indicate induce infect inhibit
  keep lack learn lessen lose maintain make maximise maximize minimise minimize mitigate occur optimise optimize outperform
  perform preserve prevent produce promote protect prove provide receive reduce rely remain require retain reveal serve shrink
  strengthen succeed suffer suggest suppress surpass survive take transmit treat underperform vary weaken worsen contribute
  accumulate absorb attend belong catch happen seem appear migrate respond undergo weigh
  avoid become bind choose compete consume create decay define deliver detect develop dominate eat ensure erode evolve
  facilitate hinder impair impede imply interact invade involve know melt operate outnumber outweigh participate possess
  predict prefer react recover replace resist solve surround tend tolerate understand`,
);
/** Verbs whose forms are as often nouns: they count where an object, a degree or an agent follows. */
const nounLike = listed(
  `beat benefit boost carry cause double drive form influence live move need trigger change control cover cut decline decrease drop effect fail fall favor favour follow gain
  give harm help hold hurt increase kill lag lead limit lower match offer raise rank reach result rise say score see
  show spread stay support test trail train treat use win work yield`,
);
/** Of these, verbs that rule an object without any word between: they count before all words but those of `afterNouns`. */
const transitive = listed(
  "beat boost cause decrease double favor favour increase influence kill lower raise trigger",
);
const afterNouns = listed(
  "of in and or for at on with are were is was has have had can may will would that which when where , ( )",
);
const pasts = listed("became brought fell gave grew kept led lost made rose took underwent");
const followers = listed(
  `the a an all any both each every its their this these those no more less most least better best worse worst well poorly
  only by to from than as not about twice half`,
);
const pronouns = listed("it they we he she i you who");
/** What opens a clause that only describes a noun, or depends on another: its verb is not the sentence's. */
const dependent = listed(
  "that which who whom whose where when while if whether because since although though unless until how why what after before",
);
const adverb = /^(?:not|never|also|only|still|even|often|always|then|clearly|\p{L}{2,}ly)$/u;
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’@-]*|[,()]/gu;

/**
 * The first finite verb of an English clause that is not inside a relative or dependent clause; undefined where there
 * is none, or none can be told from a noun. Careful: what it does not know counts as no verb, so other languages have none.
 */
export function predicateOf(clause: string): Predicate | undefined {
  const words = [...clause.matchAll(word)].map((match) => ({
    lower: match[0].toLowerCase().replaceAll("’", "'"),
    start: match.index,
  }));
  let inside = false;
  for (const [i, { lower }] of words.entries()) {
    if (lower === "," || lower === "(" || lower === ")") inside = lower === "(" || (inside && lower === ",");
    else if (i > 0 && dependent.has(lower)) inside = true;
    // A clause that describes has its own verb; what comes behind it cannot be told apart any more.
    if (inside || i === 0) continue;
    if (!mayBeFinite(words[i - 1]!.lower, lower, words[i + 1]?.lower)) continue;
    let first = i;
    while (first > 1 && adverb.test(words[first - 1]!.lower)) first--;
    return { start: words[first]!.start };
  }
  return undefined;
}

function mayBeFinite(before: string, lower: string, after: string | undefined): boolean {
  if (before === "to" || before === "the" || before === "a" || before === "an" || before === ",") {
    return before === "," && auxiliaries.has(lower);
  }
  if (auxiliaries.has(lower) || pasts.has(lower)) return true;
  if (pronouns.has(before)) return true;
  const base = lower.endsWith("ies") ? `${lower.slice(0, -3)}y` : lower.replace(/s$/, "");
  const third = base !== lower && !lower.endsWith("ss");
  const lemma = [base, base.replace(/e$/, "")].find((form) => verbs.has(form) || nounLike.has(form));
  if (third && lemma !== undefined) {
    return verbs.has(lemma) || rulesAnObject(lemma, after);
  }
  // They reduce, batches reduce: the plain form behind a plural.
  if (/[^siu]s$/.test(before) && verbs.has(lower)) return true;
  if (/[^siu]s$/.test(before) && nounLike.has(lower)) return rulesAnObject(lower, after);
  // "X reduced the bias" has an object; "a model trained on X" describes.
  if (!/ed$/.test(lower) || after === undefined || !/^(?:the|a|an|all|both|its|their)$/.test(after))
    return false;
  const root = lower.slice(0, -2);
  return [root, `${root}e`, root.replace(/i$/, "y")].some((form) => verbs.has(form) || nounLike.has(form));
}

function rulesAnObject(lemma: string, after: string | undefined): boolean {
  if (after === undefined) return false;
  return followers.has(after) || (transitive.has(lemma) && !afterNouns.has(after));
}
