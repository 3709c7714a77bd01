import type { SynthesisClaim, SynthesisDocument } from "./document.js";

/**
 * The numbers of such a report stand in several places: they should agree.
 *
 * @param prose its results and methodology
 */
export function problemsOf(
  counts: SynthesisDocument["counts"],
  claims: readonly SynthesisClaim[],
  prose: string,
): string[] {
  const ticks = claims.filter((claim) => claim.verified).length;
  const unmarked = claims.filter((claim) => claim.verified === undefined).length;
  const papers = numberIn(prose, /yielded\s+(\d[\d,]*)\s+papers?/i);
  return [
    ...(counts.extracted !== undefined && counts.extracted !== claims.length
      ? [`It says that ${counts.extracted} claims were extracted; its table has ${claims.length}.`]
      : []),
    ...(counts.verified !== undefined && counts.verified !== ticks
      ? [`It says that ${counts.verified} claims were verified; its table ticks ${ticks}.`]
      : []),
    ...(papers !== undefined && counts.retrieved !== undefined && papers !== counts.retrieved
      ? [`It says that ${papers} papers were found, and that ${counts.retrieved} were.`]
      : []),
    ...(unmarked > 0 ? [`${unmarked} of its claims have no mark that says whether they were verified.`] : []),
  ];
}

/** The first number that one of the patterns finds, without the commas that set thousands apart. */
export function numberIn(text: string, ...patterns: readonly RegExp[]): number | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return Number(found.replaceAll(",", ""));
  }
  return undefined;
}
