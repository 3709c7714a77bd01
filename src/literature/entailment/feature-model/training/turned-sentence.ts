import type { Random } from "../../../../random.js";
import { oppositeForms } from "./opposite-forms.js";

const auxiliary = /\b(is|are|was|were|can|could|did|does|do|has|have|may|will|would|should)\b(?! not\b)/gi;
const number = /(?<![\p{L}\d.-])\d+(?:\.\d+)?(?=\s?%|\s\p{L}{3,})(?!\s?(?:et\b|fig|table))/giu;

/** One word of direction exchanged for its opposite, or undefined where there is none. */
export function directionTurned(sentence: string, random: Random): string | undefined {
  const places = [...sentence.matchAll(/[a-z]+/gi)].filter(({ 0: word }) =>
    oppositeForms.has(word.toLowerCase()),
  );
  if (places.length === 0) return undefined;
  const place = places[random.int(places.length)]!;
  const options = oppositeForms.get(place[0].toLowerCase())!;
  const opposite = options[random.int(options.length)]!;
  const cased = /^[A-Z]/.test(place[0]) ? opposite[0]!.toUpperCase() + opposite.slice(1) : opposite;
  return replaced(sentence, place.index, place[0].length, cased);
}

/** A "not" taken out, or put after an auxiliary verb. */
export function negationTurned(sentence: string, random: Random): string | undefined {
  const not = / not(?= )/.exec(sentence);
  if (not !== null) return replaced(sentence, not.index, 4, "");
  const places = [...sentence.matchAll(auxiliary)];
  if (places.length === 0) return undefined;
  const place = places[random.int(places.length)]!;
  const end = place.index + place[0].length;
  return `${sentence.slice(0, end)} not${sentence.slice(end)}`;
}

/** One number replaced by another of the same form. */
export function numberChanged(sentence: string, random: Random): string | undefined {
  const places = [...sentence.matchAll(number)];
  if (places.length === 0) return undefined;
  const place = places[random.int(places.length)]!;
  const decimals = place[0].split(".")[1]?.length ?? 0;
  const value = Number(place[0]);
  const factor = [0.3, 0.5, 0.7, 1.4, 2, 3][random.int(6)]!;
  const other = (value === 0 ? 4 : value * factor).toFixed(decimals);
  if (Number(other) === value)
    return replaced(sentence, place.index, place[0].length, (value + 3).toFixed(decimals));
  return replaced(sentence, place.index, place[0].length, other);
}

function replaced(text: string, at: number, length: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + length);
}
