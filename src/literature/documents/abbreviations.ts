/** Written with a point that never ends a sentence, whatever follows. */
const always = words(
  "e.g i.e cf viz vs approx resp ca Mr Mrs Ms Dr Prof Fig Figs Eq Eqs Sec Secs Sect Tab Tabs Ref Refs Def Thm Alg",
  "Suppl St z.B d.h u.a bzw vgl p.ej t.ex dvs т.е т.д напр рис табл ср e.v c.-à-d",
);

/** Written with a point that does not end the sentence when a number follows. */
const beforeNumber = words(
  "no nos No Nos nr Nr vol Vol p pp P Pp ch Ch Chap art Art app App ed Ed pt Pt v ver Ver línea pág núm Abb Bd S",
  "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec стр с № г гл",
);

/** May end a sentence: it does so before a word that begins one. */
const sometimes = words(
  "al etc Inc Ltd Co Corp Jr Sr Univ Dept Ph.D M.D M.Sc B.Sc U.S U.K U.N E.U a.m p.m A.D B.C et.al usw др пр",
);

/** Words that begin an English sentence far more often than a name. */
const openers = new Set(
  `A After All Although An And Another Any As At Because Both But By Compared Despite Each Even Finally First For
  From Further Furthermore Given Hence Here How However If In Indeed It Its Last Like Many More Moreover Most Next No
  None Note Notably On One Only Other Our Overall Second Several Similarly Since So Some Specifically Still Such That The
  Their Then There Therefore These They Third This Those Thus To Together Two Under Unlike We What When Where Whereas
  Whether Which While With Yet You`.split(/\s+/u),
);

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}

/**
 * Whether the point at the end of `before` belongs to an abbreviation, an initial or a number of a heading, so that
 * the sentence goes on with `after`.
 *
 * @param before the sentence so far, or its last hundred characters, ending with a point, without white space after
 * @param after what follows, without white space before it
 */
export function isAbbreviation(before: string, after: string): boolean {
  const last = /(?:^|[\s([{<"'“‘«„/—–])([^\s([{<"'“‘«„/—–]{1,12})\.$/u.exec(before)?.[1];
  if (last === undefined) return false;
  // `1.`, `4.1.`, `IV.` or `A.` alone: the number of the heading or list item that follows.
  if (/^[^\p{L}\p{N}]*(?:\p{N}+(?:\.\p{N}+)*|[IVX]{1,5}|\p{Lu})\.$/u.test(before)) return true;
  if (always.has(last) || always.has(last.toLowerCase())) return true;
  if (beforeNumber.has(last) && /^[\p{N}#(]|^[IVX]+\b/u.test(after)) return true;
  const next = /^[\p{L}\p{M}'’-]+/u.exec(after)?.[0] ?? "";
  const opens = openers.has(next);
  // J. Smith, H. G. Wells; but `… of vitamin C. The …`
  if (/^(?:\p{Lu}\.)*\p{Lu}$/u.test(last)) return !opens && /^\p{Lu}/u.test(after);
  if (sometimes.has(last)) return !opens && /^[\p{L}\p{N}([,;]/u.test(after);
  return false;
}
