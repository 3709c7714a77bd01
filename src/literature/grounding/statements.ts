import { splitSentences } from "../documents/sentences.js";
import { contentWords } from "../words/content-words.js";
import { predicateOf } from "./predicate.js";
import { anaphora, carriedScope, type Subject, scopeOf, subjectOf } from "./subject.js";

/** One of the statements that a claim makes. */
export interface Statement {
  /** As it is judged: standing on its own, a leading pronoun replaced by what it stands for. */
  text: string;
  /** As the claim words it. */
  said: string;
  /** Character range of `said` in the claim (UTF-16 code units). */
  start: number;
  end: number;
}

/** Longer texts, those of several sentences and those of more statements are no claims: they are judged as they stand. */
const longest = 1200;
const most = 8;

/** A clause that cannot stand without the one before it. */
const leaning =
  /^(?:or|nor|but also|which|who|whom|whose|where|when|while|that|if|because|since|unless|until|although|though|whether|as|than|especially|particularly|namely|including|such|e\.g|i\.e|viz|for (?:example|instance)|see|cf|rather|not|so that|hence why)(?![\p{L}-])/iu;
/** Left unfinished: "hybrid batches do not". */
const elliptical =
  /(?:^|\s)(?:is|are|was|were|has|have|had|does|do|did|can|cannot|could|may|might|will|would|should|must|\p{L}+n['’]t)(?:\s+(?:not|so|too|as well))?[.!]*$/iu;
/** What comes before a colon only to announce what comes behind it. */
const announcing =
  /(?:\b(?:say|said|state|conclude|report|find|found|show|argue|claim|observe|note|suggest|hypothesi[sz]e|propose|assume|mean|ask|answer|read|include|comprise)(?:s|d|ed)?|\b(?:is|are|was|were|be|of|for|as|by|to|with|from|in|on)|\b(?:following|as follows|namely|that|clear|simple|obvious|known|true|false|this|these|yes|no)|\b(?:two|three|four|five|six|seven|several|many|some|\d{1,2})\s+(?:[\p{L}-]+\s+)?\p{L}+s)$/iu;
/** A statement that opens like this holds under a condition, or is half of a pair. */
const bound =
  /^(?:if|when|whenever|unless|although|though|while|whereas|because|since|whether|once|assuming|suppose|provided)\b/iu;
const halved = /\b(?:either|neither|not only|whether|not (?:true|the case))\b/iu;

/**
 * The statements of a claim, in its order: one where it makes only one, or where it cannot safely be told.
 *
 * It is cut at `;` and `:` and before `but`, `and`, `yet` or `so` with a pronoun or `whereas` behind a comma, outside quotation
 * marks and brackets, and only where both sides have a finite verb of their own and two content words: times, ratios, addresses,
 * titles and lists stay whole. A leading `it`, `they` or `this` becomes the subject of the statement before; where that
 * cannot be told, or the number does not agree, there is no cut. A setting that the first statement opens with ("In X
 * retrieval, ...") goes along to a later one that names none. Only English is cut.
 *
 * Nothing is lost: between the ranges there are only marks, spaces and conjunctions. What was cut once is not cut again.
 */
export function statementsOf(claim: string): Statement[] {
  const from = claim.length - claim.trimStart().length;
  const whole: Statement = { text: claim, said: claim, start: 0, end: claim.length };
  if (claim.length > longest) return [whole];
  const cuts = cutsIn(claim);
  if (cuts.length === 0 || bound.test(claim.slice(from)) || isTitle(claim)) return [whole];
  if (splitSentences(claim).length > 1) return [whole];
  const ends = [...cuts.map(({ start }) => start), claim.length];
  const parts: Statement[] = [];
  let current = {
    start: from,
    end: ends[0]!,
    states: states(claim.slice(from, ends[0])),
    subject: undefined as Subject | undefined,
    text: "",
  };
  current.text = claim.slice(current.start, current.end).trim();
  current.subject = subjectOf(current.text);
  const scope = scopeOf(current.text);
  const close = () => {
    const said = claim.slice(current.start, current.end);
    const lead = said.length - said.trimStart().length;
    parts.push({
      text: current.text,
      said: said.trim(),
      start: current.start + lead,
      end: current.start + said.trimEnd().length,
    });
  };
  for (const [i, cut] of cuts.entries()) {
    const end = ends[i + 1]!;
    const right = claim.slice(cut.end, end).trim();
    const left = claim.slice(current.start, cut.start).trim();
    const alone = mayPart(left, right, cut.mark, current.states)
      ? standing(right, current.subject)
      : undefined;
    if (alone === undefined) {
      current.end = end;
      current.text = `${current.text}${claim.slice(cut.start, end).trimEnd()}`;
      current.states ||= states(right);
      continue;
    }
    close();
    const text = carriedScope(scope, alone.text);
    current = { start: cut.end, end, states: true, subject: alone.subject, text };
  }
  if (parts.length === 0) return [whole];
  close();
  return parts.length > most ? [whole] : parts;
}

function mayPart(left: string, right: string, mark: string, leftStates: boolean): boolean {
  if (!leftStates || halved.test(left) || /\?["'”’]*$/.test(left)) return false;
  if (mark === ":" && announcing.test(left)) return false;
  return states(right);
}

/** A part made to stand alone; undefined where it points to something that is not there. */
function standing(
  right: string,
  before: Subject | undefined,
): { text: string; subject: Subject | undefined } | undefined {
  const pointing = anaphora(right);
  if (pointing === undefined) return { text: right, subject: subjectOf(right) };
  const text = before === undefined ? undefined : pointing.resolve(before);
  return text === undefined ? undefined : { text, subject: before };
}

/** Whether a part says something by itself. */
function states(part: string): boolean {
  const text = part.trim();
  if (leaning.test(text) || bound.test(text) || elliptical.test(text) || /\?["'”’]*$/.test(text))
    return false;
  return predicateOf(text) !== undefined && contentWords(text).length >= 2;
}

interface Cut {
  /** Range of the mark with its spaces and conjunction. */
  start: number;
  end: number;
  mark: string;
}

const opening = "([{（［「『“«„";
const closing = ")]}）］」』”»";
/** Letter entities: `&amp;`. */
const entity = /&#?\w{1,10}$/u;
const conjunction = /^,\s+(?:(?:and|but|yet|so)\s+(?=(?:it|they)\s)|whereas\s+(?=\S))/iu;

/** Behind a mark it only joins. */
const joint = /^\s+(?:and|but(?!\s+also\b)|yet|so)\s+(?!that\b)(?=\S)/iu;

/** Where a claim may fall apart, going by its marks alone. */
function cutsIn(claim: string): Cut[] {
  const cuts: Cut[] = [];
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < claim.length; i++) {
    const mark = claim[i]!;
    if (mark === '"') quoted = !quoted;
    else if (opening.includes(mark)) depth++;
    else if (closing.includes(mark)) depth = Math.max(0, depth - 1);
    if (depth > 0 || quoted) continue;
    if (mark === ",") {
      const joined = conjunction.exec(claim.slice(i, i + 40));
      if (joined !== null) cuts.push({ start: i, end: i + joined[0].length, mark });
      continue;
    }
    if ((mark !== ";" && mark !== ":") || !/^\s+\S/.test(claim.slice(i + 1, i + 12))) continue;
    if (mark === ";" && entity.test(claim.slice(Math.max(0, i - 12), i))) continue;
    const ratio =
      mark === ":" &&
      /\d\s*$/.test(claim.slice(Math.max(0, i - 4), i)) &&
      /^\s*\d/.test(claim.slice(i + 1, i + 5));
    const title =
      mark === ":" &&
      /\s\p{Lu}\p{Ll}+$/u.test(claim.slice(Math.max(0, i - 40), i)) &&
      /^\s*\p{Lu}\p{Ll}/u.test(claim.slice(i + 1, i + 12));
    if (ratio || title) continue;
    const joined = joint.exec(claim.slice(i + 1, i + 40));
    cuts.push({ start: i, end: i + 1 + (joined?.[0].length ?? 0), mark });
  }
  return cuts;
}

/** Most of its longer words have a capital: a heading, or the name of a work. */
function isTitle(text: string): boolean {
  const words = text.match(/(?<![\p{L}-])\p{L}\p{Ll}{3,}(?![\p{L}-])/gu) ?? [];
  return words.length >= 3 && words.filter((each) => /^\p{Lu}/u.test(each)).length > 0.6 * words.length;
}
