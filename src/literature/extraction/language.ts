import type { Document } from "../documents/document.js";

/** Frequent in English, and words of no other large Latin-script language. */
const telling = new Set(
  "the of and to that is are was were with by from this these which be been not has have we our their than between it its as on for at".split(
    " ",
  ),
);

/**
 * Whether the cues, which are English, can be read in a text. By its own words, whatever it says it is in; a text
 * of few words is believed.
 *
 * @param declared BCP 47 tag
 */
export function looksEnglish(text: string, declared?: string): boolean {
  const sample = text.slice(0, 5000);
  const letters = sample.match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{sc=Latin}/u.test(letter)).length;
  if (latin < letters.length * 0.6) return false;
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  const known = words.filter((word) => telling.has(word)).length;
  if (words.length < 8) return declared === undefined || /^en\b/i.test(declared) || known > 0;
  return known >= words.length * 0.08;
}

/** Whether a sentence of an English document is a quotation in another language or script. */
export function isForeign(sentence: string): boolean {
  const letters = sentence.match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{sc=Latin}/u.test(letter)).length;
  if (latin < letters.length * 0.6) return true;
  const words = sentence.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.length >= 14 && !words.some((word) => telling.has(word));
}

/** By the document as a whole: short sentences in it are then believed. */
export function documentIsEnglish({ text, language }: Document): boolean {
  return looksEnglish(text, language);
}
