import { contentWords } from "../words/content-words.js";
import { predicateOf } from "./predicate.js";

/** What a statement is about. */
export interface Subject {
  text: string;
  plural: boolean;
}

const connective =
  /^(?:however|moreover|furthermore|in addition|additionally|therefore|thus|hence|consequently|as a result|in contrast|by contrast|conversely|nevertheless|nonetheless|indeed|in fact|in particular|specifically|notably|overall|in general|generally|for example|for instance|finally|also|then|and|but|yet|so|\p{L}{3,}ly(?=,))\b,?\s+/iu;
const setting =
  /^(?:in|on|for|among|across|under|with|within|at|during|after|before|without|by)\s[^,;:]{1,100},\s+/iu;
const longest = 120;

/** The subject of a statement: what stands before its verb, without connective and setting; undefined where it is a pronoun or unclear. */
export function subjectOf(statement: string): Subject | undefined {
  const connected = connective.exec(statement)?.[0].length ?? 0;
  const scoped = connected + (setting.exec(statement.slice(connected))?.[0].length ?? 0);
  const rest = statement.slice(scoped);
  const verb = predicateOf(rest);
  if (verb === undefined) return undefined;
  const text = rest.slice(0, verb.start).replace(/[\s,]+$/u, "");
  if (text.length > longest || /["“”()[\]{};:]/u.test(text) || contentWords(text).length === 0)
    return undefined;
  if (
    /^(?:it|they|this|that|these|those|there|he|she|we|i|you|what|both|such)(?:\s|$)|\s(?:it|they|he|she|we|i|you)$/iu.test(
      text,
    )
  ) {
    return undefined;
  }
  return { text, plural: isPlural(text) };
}

/** By its head: the last word before a preposition, relative clause or apposition. */
function isPlural(subject: string): boolean {
  if (/\sand\s/iu.test(subject)) return true;
  const [head = subject] = subject.split(
    /,|\s(?:of|in|on|for|with|from|to|by|at|that|which|who|trained|based|using)\s/iu,
  );
  return (
    /[^siu]s$/iu.test(head.trim()) ||
    /\b(?:people|children|men|women|mice|data|criteria|phenomena)$/iu.test(head.trim())
  );
}

/** A leading pronoun, and how to put a subject in its place. */
export interface Anaphora {
  /** The statement with the subject for the pronoun; undefined where the two do not agree. */
  resolve(subject: Subject): string | undefined;
}

/** A pronoun stands first, or behind a connective or a setting. Words end in spaces: no word can be read in two ways. */
const lead = `(?<lead>(?:(?:however|moreover|furthermore|in addition|therefore|thus|hence|in contrast|by contrast|conversely|nevertheless|nonetheless|indeed|in fact|also|and|but|yet|so)\\b,?\\s+)?(?:(?:in|on|for|among|across|under|with|within|at|during|without)\\s(?:(?!(?:as|that|when|if|because|than|while|which|whether)\\s)[^\\s,;:]{1,40}\\s+){0,7}(?!(?:as|that|when|if|because|than|while|which|whether)\\s)[^\\s,;:]{1,40},?\\s+)?)`;
const pronoun = new RegExp(`^${lead}(?<pronoun>its?|they|their|this)(?=\\s)\\s+(?<next>[^\\s,.;:]+)`, "iu");
const unresolvable =
  /^(?:(?:however|moreover|therefore|thus|hence|and|but|yet|so|in contrast)\b,?\s+)?(?:these|those|that|such|both|the (?:former|latter|other|others|same|two|first|second)|another|(?:several|some|most|many|few|all|each|half|none)\s+(?:is|are|was|were|has|have|had|do|does|did|can|may|of (?:these|them|those))|he|she|his|her|him|one|others|then|here|neither|none)(?![\p{L}-])/iu;
/** "This is because ..." speaks of what was said, and of no subject. */
const verbAfterThis = /^(?:is|was|has|had|does|did|can|could|may|might|will|would|should|must|\p{L}+s)$/iu;
const ofWhatWasSaid =
  /^(?:is|was|may be|might be|can be)\s+(?:because|due|why|how|the case|so|not the case|what|when|true|known)\b/iu;
/** `It is known that`, `it remains unclear whether`: no pronoun at all. */
const expletive =
  /^(?:is|was|has been|seems|appears|remains|follows|turns out|can be|may be|should be)\b.{0,60}\b(?:that|whether|why|how|to)\b/iu;

/** What a statement begins with that points back; undefined where it stands on its own. */
export function anaphora(statement: string): Anaphora | undefined {
  if (unresolvable.test(statement)) return { resolve: () => undefined };
  const found = pronoun.exec(statement);
  if (found === null) return undefined;
  const { lead = "", pronoun: which = "", next = "" } = found.groups ?? {};
  const said = statement.slice(lead.length + which.length).trimStart();
  const lower = which.toLowerCase();
  if (lower === "it" && expletive.test(said)) return undefined;
  if (lower === "this" && (!verbAfterThis.test(next) || ofWhatWasSaid.test(said)))
    return { resolve: () => undefined };
  return {
    resolve: (subject) => {
      const plural = lower.startsWith("the");
      if (lower !== "this" && subject.plural !== plural) return undefined;
      const named = lead === "" ? subject.text : inside(subject.text);
      const possessive = lower === "its" || lower === "their";
      return `${lead}${named}${possessive ? (/s$/iu.test(named) ? "'" : "'s") : ""} ${said}`;
    },
  };
}

/** Without the capital that only the beginning of a sentence gave it. */
function inside(text: string): string {
  return /^\p{Lu}\p{Ll}*(?=\s|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** The setting that a statement opens with, e.g. `In cross-lingual retrieval, `; undefined where there is none. */
export function scopeOf(statement: string): string | undefined {
  if (connective.test(statement)) return undefined;
  return setting.exec(statement)?.[0];
}

/** A later statement in the setting of the first, unless it names one of its own. */
export function carriedScope(scope: string | undefined, statement: string): string {
  if (
    scope === undefined ||
    /\b(?:in|on|for|among|across|under|within|at|during|without)\s/iu.test(statement)
  )
    return statement;
  return `${scope}${inside(statement)}`;
}
