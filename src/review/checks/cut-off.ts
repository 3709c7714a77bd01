import { workKey } from "../../literature/work-id.js";
import type { ReviewContext } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import type { ReviewSource } from "../subject.js";

/** Words that no sentence of English ends with. */
const open =
  /(?:^|[\s(])(?:a|an|the|and|or|but|of|in|on|at|to|for|from|by|with|as|than|that|which|who|whose|while|when|where|is|are|was|were|be|been|has|have|had|its|their|this|these|those|using|between|into|per|not|no|only|whereas|because|if)$/iu;
const ended = /[.!?…。！？।።؟]["'”’»)\]]*$/u;
const abbreviated = /(?:\.\.\.|…)["'”’»)\]]*$/u;

/**
 * Statements and quotations that stop in the middle of a sentence. A text counts as cut off when its end says so
 * (a comma, a function word, a lone letter, an open bracket), when a source goes on where it stops, or when it
 * alone among the report's claims has no full stop and fills a fixed length.
 */
export function cutOff(context: ReviewContext): Finding[] {
  const { claims, prose } = context.subject;
  const stopped = claims.filter(({ claim }) => ended.test(claim.text.trim())).length;
  const habit = stopped * 2 >= claims.length;
  const lengths = claims.map(({ claim }) => claim.text.trim().length);
  const findings: Finding[] = [];
  for (const { claim } of claims) {
    const text = claim.text.trim();
    const filled = habit && text.length >= 110 && lengths.every((length) => length <= 140);
    if (isCut(text, context) || (!ended.test(text) && filled)) {
      findings.push(
        finding("claim cut off", `The claim stops in the middle of its sentence: ${quoted(ending(text))}.`, [
          claim.id,
        ]),
      );
    }
    const quotes = [
      ...(claim.source?.quote === undefined
        ? []
        : [{ work: claim.source.work, text: claim.source.quote.text }]),
      ...claim.grounding.passages.map(({ work, text }) => ({ work, text })),
    ];
    for (const quote of unique(quotes)) {
      const rest = restOf(quote.text, context.source(quote.work));
      if (rest === undefined && !looksCut(quote.text.trim())) continue;
      const more =
        rest === undefined || rest.trim() === "" ? "" : ` The source has there, too: ${quoted(rest)}.`;
      findings.push(
        finding(
          "quote cut off",
          `A passage quoted from ${quote.work} is not a whole sentence: ${quoted(ending(quote.text))}.${more}`,
          [claim.id],
        ),
      );
      break;
    }
  }
  for (const { place, text } of prose) {
    if (place === "abstract" && looksCut(text.trim(), true)) {
      findings.push(
        finding(
          "abstract cut off",
          `The abstract stops in the middle of a sentence: ${quoted(ending(text))}.`,
          [],
        ),
      );
    }
  }
  return findings;
}

function isCut(text: string, context: ReviewContext): boolean {
  if (looksCut(text)) return true;
  if (ended.test(text)) return false;
  const line = normal(text);
  return context.subject.sources.some(({ sentences, abstract }) =>
    [...sentences.map((each) => each.text), abstract ?? ""].some((sentence) => {
      const body = normal(sentence);
      const at = body.indexOf(line);
      return (
        at >= 0 &&
        line.length >= 25 &&
        !/^[\s.!?;:)]/.test(body.slice(at + line.length)) &&
        body.length > at + line.length
      );
    }),
  );
}

/** Told by its end alone. @param strict also where only the full stop is missing */
function looksCut(text: string, strict = false): boolean {
  if (text === "" || abbreviated.test(text)) return text !== "";
  if (ended.test(text)) return openBrackets(text) > 0 && /[([][^)\]]*$/.test(text) && text.length > 60;
  if (/[,;:\-–—(/]$/u.test(text) || open.test(text) || openBrackets(text) > 0) return true;
  if (/\s(?![AIaivxIVX0-9])\p{Ll}$/u.test(text)) return true;
  return strict && text.length > 200;
}

function openBrackets(text: string): number {
  return (text.match(/[([]/g)?.length ?? 0) - (text.match(/[)\]]/g)?.length ?? 0);
}

/**
 * What a source's sentence says beyond the words quoted from it; undefined where the quote is whole sentences, or
 * is not found word by word.
 */
function restOf(quote: string, source: ReviewSource | undefined): string | undefined {
  const wanted = normal(quote).replace(/\s*(?:…|\.\.\.)$/, "");
  if (source === undefined || wanted.length < 12) return undefined;
  for (const { text } of source.sentences) {
    const sentence = normal(text);
    const at = sentence.indexOf(wanted);
    if (at < 0) continue;
    const before = sentence.slice(0, at);
    const after = sentence.slice(at + wanted.length);
    // A list marker or a closing mark is no loss.
    const lost = [before, after].map((part) => part.replace(/[^\p{L}\p{N}]+/gu, " ").trim());
    if (lost.every((part) => part === "")) return undefined;
    return lost.filter((part) => part !== "").join(" … ");
  }
  return undefined;
}

const normal = (text: string) => text.normalize("NFKC").replace(/\s+/g, " ").trim();
const ending = (text: string) =>
  text.length > 90 ? `… ${text.slice(text.indexOf(" ", text.length - 80) + 1)}` : text;

function unique<T extends { work: string; text: string }>(quotes: readonly T[]): T[] {
  const seen = new Set<string>();
  return quotes.filter(({ work, text }) => {
    const key = `${workKey(work)} ${normal(text)}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
