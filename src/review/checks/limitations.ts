import { stem } from "../../literature/words/words.js";
import { workKey } from "../../literature/work-id.js";
import { type ReviewContext, subjectWords } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import type { ReviewSource } from "../subject.js";

const cues =
  /\b(?:limitations?|limited (?:to|by)|caveats?|should be (?:read|interpreted|treated) with|small (?:sample|number)|only (?:one|two|three|a single|\d+)|single[- ](?:site|centre|center|season|year|cohort|laboratory|study|dataset|arm)|not (?:randomi[sz]ed|blinded|representative|generali[sz]e|measured|controlled|possible|tested|include|cover)|cannot be (?:ruled out|generali[sz]ed|excluded)|self-reported|did not (?:measure|control|include|test|cover|follow)|was not (?:measured|tested|controlled)|were not (?:measured|tested|controlled|randomi[sz]ed|blinded)|may not (?:generali[sz]e|represent|hold|apply)|lack(?:s|ed)? (?:of )?(?:a )?(?:control|power|data|follow-up))/iu;
/** Remarks that fit any report say nothing about this one. */
const everywhere = new Set(
  "report review reviewer automate automated machine generated program person people reader source literature search retrieve retrieval verify verification claim text work paper study result error omission research original synthesis score assess assessment human peer author authoritative information primary consult document data check limit limitation constitute introduce reflect put together rely relies tick vouch whole"
    .split(" ")
    .flatMap((word) => [word, stem(word), stem(`${word}s`)]),
);

/** Sentences in which a work names its own limits. */
export function limitationsOf(source: ReviewSource): string[] {
  return source.sentences
    .filter(({ text, limitation }) => limitation === true || cues.test(text))
    .map(({ text }) => text);
}

/**
 * What the report should say of its limits and does not: anything at all; anything about itself and not about
 * reports in general; a search that failed; the limits that a work names on which its claims rest.
 */
export function limitations(context: ReviewContext): Finding[] {
  const { subject } = context;
  if (subject.limitations === undefined) return [];
  const sentences = sentencesOf(subject.limitations);
  if (sentences.length === 0)
    return [finding("missing limitation", "The report names no limitation of its own.", [])];
  const found: Finding[] = [];
  const topic = topicOf(context);
  const own = sentences.filter((sentence) => specific(sentence, topic));
  if (own.length === 0) {
    found.push(
      finding(
        "missing limitation",
        "The limitations fit any report: none is about this one’s question, sources or data.",
        [],
      ),
    );
  }
  const failed = subject.searches.flatMap(({ sources }) =>
    sources.filter(({ error }) => error !== undefined),
  );
  for (const { name, error } of failed) {
    const said = sentences.some(
      (sentence) =>
        sentence.toLowerCase().includes(name.toLowerCase()) ||
        /\b(?:search|database|source|index)\w*\b.*\b(?:fail|unavailable|not (?:be )?(?:search|reach|answer|available)|down|incomplete|missing|time[sd]? out|could not)/iu.test(
          sentence,
        ),
    );
    if (!said)
      found.push(
        finding(
          "missing limitation",
          `The search of ${name} failed (${error}), and the limitations do not say so.`,
          [],
        ),
      );
  }
  if (own.length > 0) found.push(...unrepeated(context, sentences));
  return found;
}

/** Limits of works that supported claims rest on, of which the report repeats none. */
function unrepeated(context: ReviewContext, sentences: readonly string[]): Finding[] {
  const { subject } = context;
  const said = sentences.map((sentence) => new Set(subjectWords(sentence).map(({ term }) => term)));
  const found: Finding[] = [];
  for (const source of subject.sources) {
    const resting = subject.claims.filter(
      ({ claim }) =>
        claim.source !== undefined && workKey(claim.source.work) === workKey(source.work) && claim.verified,
    );
    const limits = limitationsOf(source).filter((text) => subjectWords(text).length >= 4);
    if (resting.length === 0 || limits.length === 0) continue;
    const repeated = limits.some((limit) =>
      said.some((terms) => context.share(subjectWords(limit), terms) >= 0.4),
    );
    if (repeated) continue;
    found.push(
      finding(
        "missing limitation",
        `${resting.length === 1 ? "A claim rests" : `${resting.length} claims rest`} on ${source.work}, which names a limit that the report does not pass on: ${quoted(limits[0]!, 260)}.`,
        resting.map(({ claim }) => claim.id),
        source.summary ? "note" : "minor",
      ),
    );
  }
  return found;
}

function topicOf({ subject }: ReviewContext): ReadonlySet<string> {
  const texts = [
    subject.question ?? "",
    subject.title ?? "",
    ...subject.claims.map(({ claim }) => claim.text),
    ...subject.searches.flatMap(({ sources }) => sources.map(({ name }) => name)),
    ...subject.sources.map(({ title }) => title),
  ];
  return new Set(
    texts
      .flatMap((text) => subjectWords(text).map(({ term }) => term))
      .filter((term) => !everywhere.has(term)),
  );
}

/** Two words of the report's own subject; or a sentence that hardly speaks of reports, readers and sources at all. */
function specific(sentence: string, topic: ReadonlySet<string>): boolean {
  const all = [...new Set(subjectWords(sentence).map(({ term }) => term))];
  const terms = all.filter((term) => !everywhere.has(term));
  if (terms.filter((term) => topic.has(term)).length >= (/\d/.test(sentence) ? 1 : 2)) return true;
  return terms.length >= 3 && terms.length >= 0.7 * all.length;
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?。！？।])\s+|\n+/u)
    .map((part) => part.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim())
    .filter((part) => part.length > 12 && /\p{L}/u.test(part));
}
