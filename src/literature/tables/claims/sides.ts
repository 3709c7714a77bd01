import type { CellTable } from "../cells/cells.js";
import type { Mention } from "../names/vocabulary.js";
import type { Cue } from "./cues.js";
import { othersWords } from "./function-words.js";
import { details, namedBy } from "./scope.js";
import type { Sentence } from "./sentence.js";

export interface Range {
  start: number;
  end: number;
}

/** What is compared with what: labels of one dimension, on the left and on the right. */
export interface Sides {
  dimension: string;
  subject: readonly string[];
  objects: readonly string[];
  /** What was understood that the text does not say outright. */
  note?: string;
}

export interface Unclear {
  why: string;
}

const mark =
  /\b(?:than|(?:as )?compared (?:to|with)|compared against|in comparison (?:to|with)|(?:in )?contrast to|relative to|versus|vs\.?|against|as opposed to|rather than|over|upon)\b/giu;
const baseline = /\b(?:baseline|control|placebo|vanilla|untreated|sham|reference|usual care)\b/i;

/** Where a text names what its subject is compared with; undefined where it does not. */
export function objectRange(sentence: Sentence, cue: Cue, segment: Range): Range | undefined {
  if (cue.passive) return { start: segment.start, end: cue.start };
  if (cue.transitive) return { start: cue.end, end: segment.end };
  const { text } = sentence;
  if (/^(?:times|twice|double|triple|half)\b/i.test(cue.text)) {
    if (/ of$/i.test(cue.text)) return { start: cue.end, end: segment.end };
    const as = /\bas\b/i.exec(text.slice(cue.end, segment.end));
    return as === null ? undefined : { start: cue.end + as.index + 2, end: segment.end };
  }
  if (/^(?:superior|inferior)$/i.test(cue.text) && /^\s+to\b/i.test(text.slice(cue.end, cue.end + 8))) {
    return { start: cue.end, end: segment.end };
  }
  if (cue.kind === "equal" || cue.kind === "not worse") {
    const after = /^\s*(?:[\p{L}-]+\s+){0,3}?(?:to|with|as)\b/iu.exec(text.slice(cue.end, segment.end));
    if (after !== null) return { start: cue.end + after[0].length, end: segment.end };
  }
  for (const match of text.slice(segment.start, segment.end).matchAll(mark)) {
    const start = segment.start + match.index + match[0].length;
    const word = match[0].toLowerCase();
    if (
      (word === "over" || word === "upon" || word === "against") &&
      !/^(?:better|above|worse)$/.test(cue.kind)
    )
      continue;
    if (/^(?:over|upon)$/.test(word) && start < cue.start) continue;
    if (start < cue.start) {
      const comma = text.indexOf(",", start);
      return { start, end: comma > 0 && comma < cue.start ? comma : cue.start };
    }
    return { start, end: segment.end };
  }
  return undefined;
}

/** Which labels are compared, or why that cannot be told. */
export function sidesOf(
  sentence: Sentence,
  cue: Cue,
  segment: Range,
  tables: readonly CellTable[],
  inherited: readonly Mention[],
): Sides | Unclear {
  const course = overCourse(sentence, cue, segment);
  if (course !== undefined) return course;
  const range = objectRange(sentence, cue, segment);
  const within = (mention: Mention, place: Range) => place.start <= mention.start && mention.end <= place.end;
  const here = sentence.mentions.filter((mention) => within(mention, segment) && isThing(mention));
  const right = range === undefined ? [] : here.filter((mention) => within(mention, range));
  const ownLeft = here.filter((mention) => !right.includes(mention));
  const left = [...ownLeft, ...inherited.filter(isThing)];
  const stranger = sentence.strangers.find(
    (s) => range !== undefined && s.start >= range.start && s.end <= range.end,
  );
  const both = [...new Set(right.map((mention) => mention.dimension))].flatMap((dimension) => {
    const objects = labelsOf(right, dimension);
    const own = labelsOf(ownLeft, dimension);
    const subject = own.length > 0 ? own : labelsOf(inherited, dimension);
    const differ = subject.length > 0 && objects.some((label) => !subject.includes(label));
    return differ
      ? [{ dimension, subject, objects: objects.filter((label) => !subject.includes(label)) }]
      : [];
  });
  if (both.length > 1) {
    return {
      why: `it is not clear what is compared: ${both.map((b) => [...b.subject, ...b.objects].join(" / ")).join(", or ")}`,
    };
  }
  if (both.length === 1) {
    return stranger === undefined ? both[0]! : { why: `no row or column is named "${stranger.text}"` };
  }
  if (stranger !== undefined) return { why: `no row or column is named "${stranger.text}"` };
  const subject = subjectAlone(sentence, left, cue, tables);
  if (subject === undefined) return { why: "no row or column is named that could be the subject" };
  return rest(sentence, cue, range, right, subject, tables);
}

/** "declined between 2021 and 2023", "rose from 4 in spring to 7 in summer": the later against the earlier. */
function overCourse({ text, mentions }: Sentence, cue: Cue, segment: Range): Sides | undefined {
  if (cue.kind !== "above" && cue.kind !== "below" && cue.kind !== "better" && cue.kind !== "worse")
    return undefined;
  const things = mentions.filter(
    (mention) => isThing(mention) && mention.start >= cue.end && mention.end <= segment.end,
  );
  const [from, to] = things;
  if (from === undefined || to === undefined || from.dimension !== to.dimension) return undefined;
  const amount = String.raw`(?:[-−+]?\d[\d.,]*\s?\S{0,12}\s+(?:(?:in|on|at|for|with|under|among|over|during|after)\s+)?)?(?:the\s+)?`;
  const before = new RegExp(String.raw`\b(between|from)\s+${amount}$`, "i").exec(
    text.slice(cue.end, from.start),
  );
  const between = text.slice(from.end, to.start);
  const joint = new RegExp(
    String.raw`^\s+(?:\p{L}+\s+)?(?:${before?.[1]?.toLowerCase() === "between" ? "and" : "to|until"})\s+${amount}$`,
    "iu",
  );
  if (before === null || !joint.test(between)) return undefined;
  const objects = from.labels.filter((label) => !to.labels.includes(label));
  return objects.length === 0 ? undefined : { dimension: to.dimension, subject: to.labels, objects };
}

/** The objects where the text names none: the others, the only other one, the one called baseline. */
function rest(
  sentence: Sentence,
  cue: Cue,
  range: Range | undefined,
  right: readonly Mention[],
  { dimension, labels }: { dimension: string; labels: readonly string[] },
  tables: readonly CellTable[],
): Sides | Unclear {
  const others = othersOf(tables, dimension, labels);
  if (others.length === 0) return { why: `the tables have nothing to compare ${labels.join(" and ")} with` };
  const all = { dimension, subject: labels, objects: others };
  if (/^(?:best|worst|highest|lowest)$/.test(cue.kind)) return all;
  const words =
    range === undefined ? [] : sentence.words.filter((w) => range.start <= w.start && w.end <= range.end);
  const reference = others.filter((label) => baseline.test(label));
  if (range !== undefined) {
    const general = words.slice(0, 8).some((word) => othersWords.has(word.key));
    const single = words.slice(0, 3).some((word) => /^(?:baseline|control|placebo)$/.test(word.key));
    if (single && reference.length === 1) return { dimension, subject: labels, objects: reference };
    if (general && right.every((mention) => mention.start > (words[0]?.end ?? 0))) return all;
    const named = sentence.text.slice(range.start, range.end).trim().split(/\s+/).slice(0, 5).join(" ");
    if (!cue.transitive || named !== "")
      return { why: `no row or column is named as it calls the other side: "${named}"` };
  }
  if (others.length === 1) {
    return { ...all, note: `it does not say compared with what; ${others[0]} is the only other one` };
  }
  if (reference.length === 1) {
    return {
      dimension,
      subject: labels,
      objects: reference,
      note: `it does not say compared with what; ${reference[0]} was taken`,
    };
  }
  return { why: `it does not say compared with what; the tables have ${others.slice(0, 6).join(", ")}` };
}

/** The first thing named that is not where something holds ("on XQuAD-R"), before the comparative or after it. */
function subjectAlone(
  sentence: Sentence,
  left: readonly Mention[],
  cue: Cue,
  tables: readonly CellTable[],
): { dimension: string; labels: readonly string[] } | undefined {
  const able = left.filter((mention) => othersOf(tables, mention.dimension, mention.labels).length > 0);
  const before = able.filter(
    (mention) => mention.end <= cue.start && !afterPreposition(sentence, mention, placing),
  );
  // "was lower in Drug A": only where nothing else of the sentence could be meant.
  const sole = isSuperlative(cue) || new Set(able.map((mention) => mention.dimension)).size === 1;
  const agent = sole
    ? able.filter((mention) => mention.start >= cue.end && afterPreposition(sentence, mention, byWords))
    : [];
  const after = able.filter(
    (mention) => mention.start >= cue.end && !afterPreposition(sentence, mention, placing),
  );
  const first = before[0] ?? agent[0] ?? (isSuperlative(cue) ? after[0] : undefined);
  if (first === undefined) return undefined;
  const group = before[0] !== undefined ? before : agent[0] !== undefined ? agent : after;
  return { dimension: first.dimension, labels: labelsOf(group, first.dimension) };
}

function isSuperlative(cue: Cue): boolean {
  return /^(?:best|worst|highest|lowest)$/.test(cue.kind);
}

const placing = /^(?:in|on|for|under|at|across|among|of|within|during|when|between|using|with)$/;
const byWords = /^(?:by|in|with|for|from|using|under)$/;

/** Whether a place word governs a mention: directly, or over articles and the names of a list before it. */
export function afterPreposition(sentence: Sentence, mention: Mention, which: RegExp = placing): boolean {
  for (let index = mention.first - 1; index >= Math.max(0, mention.first - 6); index--) {
    const word = sentence.words[index]!;
    if (which.test(word.key)) return true;
    const skip =
      /^(?:the|a|an|all|both|each|every|and|or|our|its|of|two|three|four|most|standard|proposed|group|arm)$/.test(
        word.key,
      ) || sentence.mentions.some((other) => other.first <= index && index <= other.last);
    if (!skip) return false;
  }
  return false;
}

function isThing({ dimension }: Mention): boolean {
  return !/^metric/.test(dimension);
}

function labelsOf(mentions: readonly Mention[], dimension: string): string[] {
  return [...(namedBy(mentions).get(dimension) ?? [])];
}

function othersOf(tables: readonly CellTable[], dimension: string, labels: readonly string[]): string[] {
  const others = tables
    .flatMap((table) => table.dimensions)
    .filter(({ name, labels: own }) => name === dimension && own.some((label) => labels.includes(label.name)))
    .flatMap(details);
  return [...new Set(others)].filter((label) => !labels.includes(label));
}
