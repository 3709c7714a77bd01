import type { Claim } from "../../claims/model.js";
import type { LanguageModel } from "../../language-model/language-model.js";
import type { Document } from "../documents/document.js";
import { contentWords } from "../words/content-words.js";
import { stem } from "../words/words.js";
import { type Candidate, candidatesOf, type Refusal } from "./candidates.js";
import { closeness, textRank } from "./centrality.js";
import { compared, groupDuplicates } from "./duplicates.js";
import type { ClaimOrigin, ExtractedClaim } from "./extracted-claim.js";
import { type Found, originOf, type Prepared, prominenceOf } from "./found.js";
import { citesOthers } from "./kinds/cues.js";
import { kindOf } from "./kinds/kinds.js";
import { documentIsEnglish, isForeign } from "./language.js";
import { type IntroducedName, introducedNames } from "./names.js";
import { propose } from "./proposals.js";
import { type Standalone, standAlone } from "./standalone.js";
import { visibleText } from "./visible-text.js";

export interface ExtractionOptions {
  /** What claims are ranked by; without it, by how central they are among all. */
  question?: string;
  /** Most claims to give; the most central are kept. Defaults to all. */
  limit?: number;
  /** Proposes claims, which are then checked; the deterministic part works without it and beside it. */
  model?: LanguageModel;
  signal?: AbortSignal;
}

export interface Extraction {
  /** The most central first. */
  claims: readonly ExtractedClaim[];
  /** Sentences and proposals that became no claim although they stand where claims do, with the reason. */
  refused: readonly Refusal[];
  /** What a reader should know, e.g. that a document is in a language whose kinds are not known. */
  notes: readonly string[];
}

/**
 * Check-worthy statements of documents: classed, made to stand on their own, the same statement of several documents
 * once (with all its origins), ranked. Deterministic without a model.
 *
 * @throws the signal's reason when aborted
 */
export async function extractClaims(
  documents: readonly Document[],
  options: ExtractionOptions = {},
): Promise<Extraction> {
  const { model, signal } = options;
  const found: Found[] = [];
  const refused: Refusal[] = [];
  const notes: string[] = [];
  for (const document of documents) {
    signal?.throwIfAborted();
    const read = claimsOf(document);
    refused.push(...read.refused);
    notes.push(...read.notes);
    if (model === undefined) found.push(...read.found);
    else {
      const proposed = await propose(document, read.prepared, model, signal);
      refused.push(...proposed.refused);
      notes.push(...proposed.notes);
      const chosen = new Set(proposed.found.map(({ origin }) => origin.start));
      const others = read.found
        .filter(({ origin }) => !chosen.has(origin.start))
        .map((each) => (proposed.found.length === 0 ? each : { ...each, worth: each.worth * 0.8 }));
      found.push(...[...proposed.found, ...others].sort((a, b) => a.origin.start - b.origin.start));
    }
  }
  const claims = ranked(merged(found), options.question);
  return { claims: claims.slice(0, options.limit ?? claims.length), refused, notes };
}

/** `Our study has several limitations` says nothing that could be checked. */
const general = new Set(
  "several limitation important further research implication strength finding question future need"
    .split(" ")
    .map(stem),
);

/** What one document claims, without a model. */
export function claimsOf(document: Document): {
  found: Found[];
  prepared: Prepared[];
  refused: Refusal[];
  notes: string[];
} {
  const { candidates, refused, notes } = candidatesOf(document);
  const english = documentIsEnglish(document);
  const names = introducedNames(document);
  const found: Found[] = [];
  const prepared: Prepared[] = [];
  let unclassed = 0;
  let before: { index: number; section: number | undefined; topic: IntroducedName | undefined } | undefined;
  for (const candidate of candidates) {
    const { sentence, index, from } = candidate;
    const follows = before !== undefined && before.section === sentence.section && before.index === index - 1;
    const readable = english && !isForeign(sentence.text);
    const standalone: Standalone = readable
      ? standAlone(sentence.text.slice(from), {
          names,
          topic: follows ? before?.topic : undefined,
          near: near(document, index, names),
          cited: [sentence, ...(follows ? [document.sentences[index - 1]!] : [])].some(({ text }) =>
            citesOthers(text.slice(0, 2000)),
          ),
        })
      : { text: visibleText(sentence.text.slice(from)), resolved: [], unresolved: [], topic: undefined };
    before = { index, section: sentence.section, topic: standalone.topic };
    const refuse = (reason: string) =>
      refused.push({
        work: document.work,
        start: sentence.start,
        end: sentence.end,
        excerpt: sentence.text.slice(0, 200),
        reason,
      });
    if (standalone.refused !== undefined) {
      refuse(standalone.refused);
      continue;
    }
    if (contentWords(standalone.text).filter(({ term }) => !general.has(term)).length < 2) {
      refuse("says too little to be checked");
      continue;
    }
    prepared.push({ candidate, standalone });
    const judged = readable ? judgedByCues(candidate) : judgedByNumbers(candidate);
    if (judged === undefined) {
      if (readable) refuse("states no finding, method, data or limitation");
      else {
        unclassed++;
        refuse("in a language whose kinds of sentences are not known, and without a figure");
      }
      continue;
    }
    found.push({
      text: visibleText(standalone.text),
      kind: judged.kind,
      origin: originOf(document, candidate),
      resolved: standalone.resolved,
      unresolved: standalone.unresolved,
      worth: judged.worth,
      prominence: prominenceOf(candidate),
    });
  }
  if (unclassed > 0) {
    notes.push(
      `${document.work}: ${unclassed} ${unclassed === 1 ? "sentence is" : "sentences are"} in a language whose kinds of sentences are not known; only those with figures were taken`,
    );
  }
  return { found, prepared, refused, notes };
}

function judgedByCues(candidate: Candidate): { kind: Claim["kind"]; worth: number } | undefined {
  const { kind, probabilities } = kindOf(candidate.sentence.text.slice(candidate.from), candidate.place);
  return kind === "none" ? undefined : { kind, worth: 1 - probabilities.none };
}

/** A figure in the later half of an abstract, in the results or the conclusion is a result in any language. */
function judgedByNumbers({ sentence, place }: Candidate): { kind: "result"; worth: number } | undefined {
  const figure = /\p{Nd}\s?[%％٪]|\p{Nd}[.,٫]\p{Nd}|[<>=≤≥±]\s?\p{Nd}/u.test(sentence.text);
  const late = place.role === "results" || place.role === "conclusion" || (place.position ?? 0) >= 0.4;
  return figure && late ? { kind: "result", worth: 0.6 } : undefined;
}

/** Names in the two sentences before one, in its section. */
function near(document: Document, index: number, names: readonly IntroducedName[]): IntroducedName[] {
  const { section } = document.sentences[index]!;
  const earlier = document.sentences
    .slice(Math.max(0, index - 2), index)
    .filter((sentence) => sentence.section === section && sentence.text.length < 2000)
    .map(({ text }) => text.toLowerCase());
  return names.filter(
    (name) =>
      earlier.some((text) => text.includes(name.text.toLowerCase())) ||
      (name.sentence >= index - 2 && name.sentence < index && name.sentence >= 0),
  );
}

function merged(found: readonly Found[]): (Found & { origins: ClaimOrigin[] })[] {
  // The wording that stands for a group is one in which nothing was left open.
  const order = found.map((_, i) => i).sort((a, b) => open(found[a]!) - open(found[b]!) || a - b);
  return groupDuplicates(order.map((i) => compared(found[i]!.text, found[i]!.origin.work))).map((group) => {
    const members = group.map((i) => found[order[i]!]!);
    const [first] = members;
    return {
      ...first!,
      worth: Math.max(...members.map(({ worth }) => worth)),
      prominence: Math.max(...members.map(({ prominence }) => prominence)),
      origins: members.map(({ origin }) => origin),
    };
  });
}

function open({ unresolved }: Found): number {
  return unresolved.length === 0 ? 0 : 1;
}

function ranked(
  claims: readonly (Found & { origins: ClaimOrigin[] })[],
  question?: string,
): ExtractedClaim[] {
  const texts = claims.map(({ text }) => text);
  const central = textRank(texts);
  const close = question === undefined ? undefined : closeness(question, texts);
  return claims
    .map((claim, i): ExtractedClaim => {
      const { text, kind, origins, resolved, unresolved, worth, prominence, proposedBy } = claim;
      const among = 0.6 * central[i]! + 0.4 * prominence;
      const score = close === undefined ? among : 0.65 * close[i]! + 0.35 * among;
      const clear = unresolved.length === 0 ? 1 : 0.6;
      return {
        text,
        kind,
        origins,
        centrality: Math.round(score * clear * (0.5 + 0.5 * worth) * 1e6) / 1e6,
        resolved,
        ...(unresolved.length === 0 ? {} : { unresolved }),
        ...(proposedBy === undefined ? {} : { proposedBy }),
      };
    })
    .sort(
      (a, b) =>
        b.centrality - a.centrality ||
        compareText(a.origins[0]!.work, b.origins[0]!.work) ||
        a.origins[0]!.start - b.origins[0]!.start,
    );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
