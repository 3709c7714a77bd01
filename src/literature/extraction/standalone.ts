import { type IntroducedName, meant, mention } from "./names.js";
import { noteMark } from "./sentence-shape.js";

/** What is known where a sentence stands. */
export interface Surroundings {
  names: readonly IntroducedName[];
  /** What the sentence before it is about, where that is a name. */
  topic: IntroducedName | undefined;
  /** Names that this sentence's neighbours (the two before it, in its section) introduce or mention. */
  near: readonly IntroducedName[];
  /** Whether it, or the sentence before it, cites others. */
  cited: boolean;
}

export interface Standalone {
  text: string;
  resolved: readonly { from: string; to: string }[];
  /** References that were left. */
  unresolved: readonly string[];
  /** What the sentence is about, where that is a name: for the next sentence's pronoun. */
  topic: IntroducedName | undefined;
  /** Why it cannot stand alone at all. */
  refused?: string;
}

const citation = /\s?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]/gu;
const connective =
  /^(?:however|moreover|furthermore|in addition|additionally|finally|besides|thus|therefore|hence|consequently|accordingly|as a result|in particular|specifically|notably|importantly|interestingly|surprisingly|remarkably|overall|in summary|in conclusion|taken together|collectively|also|first|firstly|second|secondly|third|thirdly|lastly|further|conversely|in contrast|by contrast|on the other hand|nevertheless|nonetheless|meanwhile|indeed|in fact|here|in this (?:paper|work|study|article|review)|to this end|as expected|in total|more importantly|most importantly|for this (?:purpose|reason)|motivated by this(?: \p{L}+)?|based on (?:this|these)(?: \p{L}+)?|to (?:address|tackle|overcome|solve|bridge|fill|close|mitigate|remedy|alleviate|meet) (?:this|these)(?: [\p{L}-]+){1,2}),\s+/iu;
const opening = /^(?:but|and|yet|so|thus|hence|therefore|here|note that)\s+(?=\p{L})/iu;
/** `It is known that`, `it remains unclear whether`: no pronoun at all. */
const expletive =
  /^it\s+(?:is|was|has been|seems|appears|remains|follows|turns out|can be|may be|could be|should be)\b[^.]{0,60}?\b(?:that|whether|why|how|to)\b/iu;
const modifiers = "(?:(?:proposed|presented|suggested|new|novel|own|full|final|overall)\\s+)*";
const noun =
  "(?<head>method|methodology|approach|model|system|framework|algorithm|architecture|strategy|technique|objective|procedure|pipeline|network|encoder|parser|classifier|tool|dataset|data set|corpus|benchmark|collection|resource)";
const possessed = new RegExp(
  `\\b(?<who>our)\\s+${modifiers}${noun}(?![\\p{L}\\p{N}-])(?!\\s+(?:size|variant|ensemble|component|parameter|card|selection|error|family|weight)s?\\b)`,
  "giu",
);
const proposed = new RegExp(
  `\\bthe\\s+(?:(?:newly\\s+)?(?:proposed|presented|suggested|developed)\\s+)${noun}(?![\\p{L}\\p{N}-])`,
  "giu",
);
const pointed = new RegExp(
  `\\bthis\\s+(?:new\\s+|novel\\s+|simple\\s+|proposed\\s+)*${noun}(?![\\p{L}\\p{N}-])`,
  "giu",
);
const definiteStart = new RegExp(`^the\\s+${noun}(?![\\p{L}\\p{N}-])(?=\\s+\\p{L})`, "iu");
const ownProduct =
  /\b(?<which>these|this)\s+(?<what>(?:(?:\p{L}+-\p{L}+|present|current|new|recent|small|large|preliminary|observational|retrospective|prospective|randomi[sz]ed),?\s+){0,3}(?:results?|findings?|data|observations|experiments?|analys[ei]s|study|paper|work|article|trial|review|survey|meta-analysis|thesis))(?![\p{L}-])/giu;

/**
 * A sentence made to stand on its own: `we` and `our` become the authors, `our method` and `it` the name that the
 * document gives, where only one can be meant; openings that only link to the sentence before fall away. Words come
 * from the sentence, from a name that the document introduces, or are `the authors`; nothing else is put in.
 */
export function standAlone(sentence: string, around: Surroundings): Standalone {
  const edit = new Edit(sentence.replace(/\s+/gu, " ").trim());
  edit.replace(citation, () => "");
  edit.replace(noteMark, () => "");
  edit.replace(/\((?:see |cf\. )?(?:above|below)\)\s?/giu, () => "");
  for (let i = 0; i < 2; i++) {
    edit.replace(connective, () => "", false);
    edit.replace(opening, () => "", false);
  }
  const topic = resolveStart(edit, around) ?? topicOf(edit.text, around.names);
  if (edit.refused !== undefined) return { ...edit.result(), topic, refused: edit.refused };
  resolveMentions(edit, around);
  resolveAuthors(edit);
  noteRest(edit);
  edit.capitalise();
  return { ...edit.result(), topic: topic ?? topicOf(edit.text, around.names) };
}

function resolveStart(edit: Edit, { topic, names, near }: Surroundings): IntroducedName | undefined {
  if (/^it\s/iu.test(edit.text) && !expletive.test(edit.text)) {
    if (topic === undefined) return edit.refuse("It");
    edit.replace(/^it(?=\s)/iu, () => mention(topic));
    return topic;
  }
  if (/^its\s/iu.test(edit.text)) {
    if (topic === undefined) return edit.refuse("Its");
    edit.replace(/^its(?=\s)/iu, () => `${mention(topic)}'s`);
    return topic;
  }
  const other =
    /^(?:they|their|he|she|his|her|both|this|these|that|those|such|the (?:former|latter))(?=\s+(?:\p{L}+ly\s+|also\s+)?(?:is|are|was|were|has|have|had|does|do|did|can|cannot|could|may|might|will|would|should|include[sd]?|suggest(?:s|ed)?|show(?:s|ed)?|indicate[sd]?|impl(?:y|ies)|mean[st]?|lead[s]?|led|allow[s]?|enable[sd]?|result(?:s|ed)? in|demonstrate[sd]?|confirm(?:s|ed)?|make[s]?|made|require[sd]?|outperform(?:s|ed)?|achieve[sd]?)\b)/iu.exec(
      edit.text,
    )?.[0] ?? /^(?:they|he|she|their|his|her)(?=\s)/iu.exec(edit.text)?.[0];
  if (other !== undefined) return edit.refuse(other);
  // `This contradicts ...`: `this` with a verb after it, and not with a noun such as `analysis` or `species`.
  const verb = /^this\s+\p{Ll}*(?:[^\Wsui]|[eh])s(?=\s)/iu.exec(edit.text)?.[0];
  if (
    verb !== undefined &&
    !/^this\s+(?:species|series|means|lens|gas|news|physics|mathematics)$/iu.test(verb)
  ) {
    return edit.refuse("This");
  }
  // `The approach` opens a sentence about what the one before it introduced.
  const start = definiteStart.exec(edit.text);
  const name = start === null ? undefined : meant(start.groups!.head!, names);
  if (start !== null && name !== undefined && near.includes(name)) {
    edit.replace(definiteStart, () => mention(name));
    return name;
  }
  return undefined;
}

function resolveMentions(edit: Edit, { names, near, cited }: Surroundings): void {
  const named = (head: string) => meant(head, names);
  edit.replace(possessed, (groups) => {
    const name = named(groups.head!);
    return name === undefined ? undefined : mention(name);
  });
  edit.replace(proposed, (groups) => {
    const name = named(groups.head!);
    return name === undefined ? undefined : mention(name);
  });
  edit.replace(pointed, (groups) => {
    const name = named(groups.head!);
    return name === undefined || !near.includes(name) ? undefined : mention(name);
  });
  // After a citation, `this trial` may be the cited one.
  if (!cited) edit.replace(ownProduct, ({ what }) => `the authors' ${what!}`);
}

function resolveAuthors(edit: Edit): void {
  edit.replace(/\bwe(?:'|’)(?:ve|re|ll|d)\b/giu, () => undefined);
  edit.replace(/(?<![\p{L}\p{N}-])we(?![\p{L}\p{N}'’-])/giu, () => "the authors");
  edit.replace(/(?<![\p{L}\p{N}-])ourselves(?![\p{L}\p{N}'’-])/giu, () => "themselves");
  edit.replace(/(?<![\p{L}\p{N}-])our own(?![\p{L}\p{N}'’-])/giu, () => "the authors' own");
  edit.replace(/(?<![\p{L}\p{N}-])ours(?![\p{L}\p{N}'’-])/giu, () => "the authors'");
  edit.replace(/(?<![\p{L}\p{N}-])our(?![\p{L}\p{N}'’-])/giu, () => "the authors'");
  // Capital US is a country.
  edit.replace(/(?<![\p{L}\p{N}-])us(?![\p{L}\p{N}'’-])/gu, () => "the authors");
}

/** What still points elsewhere. */
function noteRest(edit: Edit): void {
  for (const pattern of [
    /\b(?:these|those|such|this)\s+(?!(?:is|are|was|were|that|as|a|an|who|of|with|in)\b)(?:(?:two|three|four|new|same|latter|other)\s+)?[\p{L}-]+/iu,
    /\bthe\s+(?:former|latter|above|aforementioned)\b/iu,
    /^both\s+(?![^.]{1,80}\sand\s)\p{L}+|^the (?:two|three|four)\s+\p{L}+/iu,
    /\b(?:as|described|mentioned|shown|discussed)\s+(?:above|below|earlier|previously)\b/iu,
    /\bthe (?:proposed|presented|suggested) \p{L}+/iu,
    /^it\s/iu,
  ]) {
    const found = pattern.exec(edit.text);
    if (found === null) continue;
    // `this` inside a sentence mostly means something that the sentence itself has named.
    if (/^this/iu.test(found[0]) && found.index > 40) continue;
    if (/^it\s/iu.test(found[0]) && expletive.test(edit.text)) continue;
    edit.unresolved.push(found[0]);
  }
}

/** What a sentence is about: the name that it begins with or introduces, or the authors' own work. */
function topicOf(text: string, names: readonly IntroducedName[]): IntroducedName | undefined {
  const lower = text.toLowerCase();
  const own = /^(?:this|our|the authors') (?:paper|work|article|survey|review|study)(?=\s)/u.exec(lower);
  if (own !== null) {
    const text = own[0].replace(/^(?:this|our|the authors')/u, "authors'");
    return { text, proper: false, sort: "unknown", head: "", sentence: -1 };
  }
  return (
    names.find(
      (name) =>
        lower.startsWith(name.text.toLowerCase()) || lower.startsWith(`the ${name.text.toLowerCase()}`),
    ) ?? introducedHere(lower, names)
  );
}

/** `we propose X`: one name only, else a following `it` could be either. */
function introducedHere(lower: string, names: readonly IntroducedName[]): IntroducedName | undefined {
  if (!/\b(?:propos|introduc|present|develop|devis|design)/u.test(lower)) return undefined;
  const here = names.filter((name) => lower.includes(name.text.toLowerCase()));
  return here.length === 1 ? here[0] : undefined;
}

/** A text under change, with a record of what was put for what. */
class Edit {
  text: string;
  refused: string | undefined;
  readonly unresolved: string[] = [];
  readonly #resolved: { from: string; to: string }[] = [];

  readonly #first: string;

  constructor(text: string) {
    this.text = text;
    this.#first = text.charAt(0);
  }

  /**
   * @param by gives what to put; undefined leaves the place as it is
   * @param told whether the change goes on record
   */
  replace(
    pattern: RegExp,
    by: (groups: Readonly<Record<string, string | undefined>>) => string | undefined,
    told = true,
  ): void {
    this.text = this.text.replace(pattern, (...args: unknown[]) => {
      const from = args[0] as string;
      const last = args.at(-1);
      const groups = typeof last === "object" && last !== null ? (last as Record<string, string>) : {};
      const offset = args.find((arg) => typeof arg === "number") as number;
      const to = by(groups);
      if (to === undefined || to === from) return from;
      const shown = offset === 0 ? capital(to) : to;
      if (told && to !== "") this.#resolved.push({ from: from.trim(), to: shown });
      return shown;
    });
  }

  refuse(word: string): undefined {
    this.refused = `begins with "${word}", which nothing near it names`;
    return undefined;
  }

  capitalise(): void {
    if (/^\p{Lu}/u.test(this.#first)) this.text = capital(this.text);
  }

  result() {
    return { text: this.text.trim(), resolved: this.#resolved, unresolved: this.unresolved };
  }
}

/** With a capital; a name is left as it is written (mBERT, p53, β-carotene). */
function capital(text: string): string {
  return /^\p{Ll}(?:\p{Ll}*(?=[\s,'’.;:-]|$))/u.test(text) && !/^\p{Ll}-/u.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
}
