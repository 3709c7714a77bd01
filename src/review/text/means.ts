import { numbersOf, type PrintedNumber } from "./numbers.js";

export const meanWord = /\b(?:mean|average|averaged|averages|averaging|avg\.?|on average)\b/iu;

/** A list of values and what the text calls their mean; undefined where it has not just these numbers. */
export function meanOfList(text: string): { list: PrintedNumber[]; mean: PrintedNumber } | undefined {
  if (!meanWord.test(text)) return undefined;
  const found = numbersOf(text);
  if (found.length < 3 || found.length > 12) return undefined;
  const list = withoutLeader(text, longestList(text, found));
  if (list.length < 2 || list.length !== found.length - 1) return undefined;
  const mean = found.find((number) => !list.includes(number))!;
  const at = text.search(meanWord);
  // The mean stands beside its word, with none of the values between.
  const between = list.some(
    ({ start }) => start > Math.min(at, mean.start) && start < Math.max(at, mean.start),
  );
  return between && mean.start < list[0]!.start ? undefined : { list, mean };
}

/** `average 5.1, from 4.9, 5.3 and 5.1`: the first of the run is the mean of the others. */
function withoutLeader(text: string, run: PrintedNumber[]): PrintedNumber[] {
  const [first, second] = run;
  if (first === undefined || second === undefined || run.length < 3) return run;
  const between = text.slice(first.end, second.start);
  const leads = /\b(?:from|over|across|being|given|based on|out of)\s*$/iu.test(between);
  return leads && meanWord.test(text.slice(0, first.start)) ? run.slice(1) : run;
}

/** The longest run of numbers that only commas, `and`, units and short labels part. */
function longestList(text: string, found: readonly PrintedNumber[]): PrintedNumber[] {
  let best: PrintedNumber[] = [];
  let run: PrintedNumber[] = [];
  for (const number of found) {
    const last = run.at(-1);
    const between = last === undefined ? "" : text.slice(last.end, number.start);
    run = last !== undefined && joins(between) ? [...run, number] : [number];
    if (run.length > best.length) best = run;
  }
  return best;
}

function joins(between: string): boolean {
  if (between.length >= 60 || meanWord.test(between) || /[.;:]/.test(between)) return false;
  if (!/,|\band\b|\bor\b|\bplus\b/iu.test(between)) return false;
  return !/\b(?:is|was|gives?|gave|of|makes?|had|has|amounts?)\b/iu.test(between.replace(/\([^)]*\)/g, ""));
}
