import type { Claim } from "../../claims/model.js";
import { ClaimbookError } from "../../errors.js";
import type { LanguageModel } from "../../language-model/language-model.js";
import { oneLine } from "../../one-line.js";
import type { Document } from "../documents/document.js";
import { agreement, sidesMeet } from "../words/polarity.js";
import { isContent } from "../words/stop-words.js";
import { wordsOf } from "../words/words.js";
import type { Refusal } from "./candidates.js";
import { compared, numbersAsWritten, opposed, sameOrder } from "./duplicates.js";
import { type Found, originOf, type Prepared, prominenceOf } from "./found.js";
import { refusalByShape } from "./sentence-shape.js";

/** Characters of a document in one request. */
const portion = 16_000;
/** Requests for one document. */
const mostRequests = 12;

interface Proposal {
  quote: string;
  text: string;
  kind: Claim["kind"];
}

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["claims"],
  properties: {
    claims: {
      type: "array",
      maxItems: 200,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["quote", "text", "kind"],
        properties: {
          quote: { type: "string", minLength: 1, maxLength: 1200 },
          text: { type: "string", minLength: 1, maxLength: 1200 },
          kind: { type: "string", enum: ["result", "comparison", "method", "data", "limitation"] },
        },
      },
    },
  },
};
const instructions =
  "From the sentences of a scientific document, one to a line, choose those that state something that can be checked: " +
  "a result, a comparison, a method, data that were used, a limitation. For each give `quote`: the line, letter by " +
  "letter; `text`: the same statement so that it can be read alone, with pronouns replaced by what they stand for in " +
  "these lines, adding no name, number or fact, and dropping no hedge or negation; `kind`. Leave out background.";

/**
 * Asks a model for claims and keeps those that pass: the quote is a sentence of the document to the letter, and the
 * wording has no name, number or notion that the sentence and its surroundings lack, keeps its hedges and negations,
 * and points the same way. The rest is refused with a reason. A model that fails is a note, not an error.
 *
 * @throws the signal's reason when aborted
 */
export async function propose(
  document: Document,
  prepared: readonly Prepared[],
  model: LanguageModel,
  signal?: AbortSignal,
): Promise<{ found: Found[]; refused: Refusal[]; notes: string[] }> {
  const found: Found[] = [];
  const refused: Refusal[] = [];
  const notes: string[] = [];
  const portions = portionsOf(prepared);
  if (portions.length > mostRequests) {
    notes.push(
      `${document.work}: ${model.name} was asked about the first ${mostRequests * portion} characters only`,
    );
  }
  for (const part of portions.slice(0, mostRequests)) {
    signal?.throwIfAborted();
    let answer: { claims: readonly Proposal[] };
    try {
      answer = await model.ask<{ claims: readonly Proposal[] }>({
        instructions,
        material: part.map(({ candidate }) => oneLine(candidate.sentence.text)).join("\n"),
        schema,
        ...(signal && { signal }),
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ClaimbookError)) throw error;
      notes.push(
        `${document.work}: ${model.name} gave no proposals (${error.message}): found by rules alone`,
      );
      break;
    }
    for (const proposal of answer.claims) {
      const checked = check(proposal, document, part);
      if (typeof checked === "string") {
        refused.push({
          work: document.work,
          start: 0,
          end: 0,
          excerpt: proposal.text.slice(0, 200),
          reason: checked,
        });
      } else if (!found.some(({ origin }) => origin.start === checked.origin.start)) {
        found.push({ ...checked, proposedBy: model.name });
      }
    }
  }
  return { found, refused, notes };
}

/** Why a proposal falls, or the claim. */
function check(proposal: Proposal, document: Document, part: readonly Prepared[]): Found | string {
  const quote = oneLine(proposal.quote);
  const at = part.findIndex(({ candidate }) => oneLine(candidate.sentence.text) === quote);
  if (at < 0) {
    return "proposed: its quote is no sentence of the document, to the letter";
  }
  const { candidate, standalone } = part[at]!;
  const text = oneLine(proposal.text);
  const shape = refusalByShape(text);
  if (shape !== undefined) return `proposed: ${shape}`;
  const context = contextOf(document, candidate.index, standalone.text);
  const added = addedTo(text, `${quote}\n${standalone.text}`, quote, context);
  if (added !== undefined) return `proposed: ${added}`;
  return {
    text,
    kind: proposal.kind,
    origin: originOf(document, candidate),
    resolved: text === quote ? [] : [{ from: quote, to: text }],
    unresolved: [],
    worth: 1,
    prominence: prominenceOf(candidate),
  };
}

/** Title, the two sentences before, and what the rules resolved: the names a wording may take. */
function contextOf(document: Document, index: number, standalone: string): string {
  const before = document.sentences
    .slice(Math.max(0, index - 2), index)
    .map(({ text }) => text.slice(0, 2000));
  return [document.title.slice(0, 500), ...before, standalone].join("\n");
}

/** What a wording says beyond, or against, the sentence it quotes. */
function addedTo(text: string, sentence: string, quote: string, context: string): string | undefined {
  // A number of the sentence before would be about something else.
  const numbers = new Set(numbersAsWritten(sentence));
  const number = numbersAsWritten(text).find((each) => !numbers.has(each));
  if (number !== undefined) return `the number ${number} is not in the sentence it quotes`;
  const missing = numbersAsWritten(quote).find((each) => !numbersAsWritten(text).includes(each));
  if (missing !== undefined) return `it drops the number ${missing}`;
  const known = new Set(wordsOf(`${quote}\n${context}\nthe authors`).map(({ term }) => term));
  const content = wordsOf(text).filter(isContent);
  const foreign = content.find(({ term, kind }) => kind === "name" && !known.has(term));
  if (foreign !== undefined) return `the name ${foreign.surface} is not in the sentence it quotes or near it`;
  const [said, meant] = [compared(text), compared(quote)];
  const dropped = [...meant.names].find((name) => !said.terms.includes(name));
  if (dropped !== undefined) return `it drops the name ${dropped}`;
  const kept = meant.terms.filter((term) => said.terms.includes(term));
  if (kept.length < meant.terms.length * 0.6) return "it leaves out much of the sentence it quotes";
  if (meant.hedged && !said.hedged) return "it drops a hedge";
  if (said.strength !== meant.strength) return "it changes a quantifier";
  if (said.whole.negated !== meant.whole.negated) return "it changes a negation";
  if (agreement(said.whole, meant.whole) === "opposite" || opposed(said.terms, meant.terms)) {
    return "it turns the direction";
  }
  const ordered = said.passive !== meant.passive || sameOrder(meant.terms, said.terms);
  if (!ordered && !sidesMeet(said.whole, meant.whole)) return "it changes what acts on what";
  const unknown = content.filter(({ term }) => !known.has(term));
  if (unknown.length > content.length * 0.2) {
    return `it says more than the sentence it quotes (${unknown
      .slice(0, 3)
      .map(({ surface }) => surface)
      .join(", ")})`;
  }
  return undefined;
}

function portionsOf(prepared: readonly Prepared[]): Prepared[][] {
  const portions: Prepared[][] = [];
  let length = portion;
  for (const each of prepared) {
    const size = each.candidate.sentence.text.length + 1;
    if (length + size > portion) {
      portions.push([]);
      length = 0;
    }
    portions.at(-1)!.push(each);
    length += size;
  }
  return portions;
}
