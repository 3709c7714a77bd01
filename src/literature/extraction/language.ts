import type { Document } from "../documents/document.js";

const words = (list: string) => new Set(list.split(" "));
/** Frequent in English; some of them in other languages as well. */
const english = words(
  "the of and to that is are was were with by from this these which been be not has have had we our they their than between it its as on for at in a an over no or all can may but also after during both more most under into did does when while",
);
/** Frequent in other languages that are written in Latin letters, and no words of English. */
const other = words(
  "der die das und nicht mit dem ist ein eine einer auf für wurde wurden werden wird durch bei von zu sich le les des et est une dans pour avec sont par sur qui el los las que una con del por para se es il che di della sono nel per het een van niet zijn door os uma não dos das foi och att är som på og det til ikke ble oraz jest nie bir ve için ile olan ja ei että az és egy nem không của và là",
);

function count(text: string) {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{sc=Latin}/u.test(letter)).length;
  const all: string[] = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return {
    latin: latin >= letters.length * 0.6,
    words: all.length,
    english: all.filter((word) => english.has(word) && !other.has(word)).length,
    other: all.filter((word) => other.has(word)).length,
  };
}

/**
 * Whether the cues, which are English, can be read in a text: by its own words, whatever it says it is in.
 *
 * @param declared BCP 47 tag; believed where the words do not tell
 */
export function looksEnglish(text: string, declared?: string): boolean {
  const found = count(text.slice(0, 5000));
  if (!found.latin || found.other > found.english * 0.5) return false;
  if (found.english >= found.words * 0.08) return true;
  return found.words < 8 && found.other === 0 && (declared === undefined || /^en\b/i.test(declared));
}

/** Whether a sentence of an English document is in another language or script, e.g. a quotation. */
export function isForeign(sentence: string): boolean {
  const found = count(sentence);
  return !found.latin || found.other > found.english || (found.words >= 14 && found.english === 0);
}

/** By the document as a whole: short sentences in it are then believed. */
export function documentIsEnglish({ text, language }: Document): boolean {
  return looksEnglish(text, language);
}
