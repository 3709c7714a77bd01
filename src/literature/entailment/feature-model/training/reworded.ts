/** Without what stands in brackets, before the first comma that ends an introduction, and after "which", ", suggesting". */
export function shortened(sentence: string): string | undefined {
  const short = sentence
    .replace(/\s*\([^()]{1,120}\)/g, "")
    .replace(
      /^(?:However|Moreover|Furthermore|In addition|Interestingly|Importantly|Here|Thus|Therefore|Finally|Additionally|Notably|In conclusion|In summary|Overall|Indeed),?\s+/i,
      "",
    )
    .replace(
      /^(?:we|our (?:results|data|findings|study)|these (?:results|data|findings)) (?:\w+ )?(?:show|shows|showed|demonstrate|demonstrated|found|find|report|reported|suggest|suggests|indicate|indicates) that /i,
      "",
    )
    .replace(/,\s(?:which|suggesting|indicating|although|while|whereas|and)\s[^.]{1,200}(?=\.?$)/, "")
    .trim();
  const claim = short === "" ? "" : short[0]!.toUpperCase() + short.slice(1);
  return claim.split(" ").length >= 5 && claim !== sentence ? claim : undefined;
}

/** `In mice, X rises.` becomes `X rises in mice.` */
export function reordered(sentence: string): string | undefined {
  const match = /^(In|After|During|Among|At|For|With|Under) ([^,.;]{3,60}), ([^;]{20,240}?)\.?$/.exec(
    sentence,
  );
  if (match === null) return undefined;
  const [, word, rest, main] = match as unknown as [string, string, string, string];
  return `${main[0]!.toUpperCase()}${main.slice(1)} ${word.toLowerCase()} ${rest}.`;
}
