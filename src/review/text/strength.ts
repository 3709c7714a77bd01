/** How strongly a statement speaks, by kind of strength; 0 is the plain statement. */
export interface Strength {
  /** -1: some, most, often; +1: all, always, never, without exception. */
  scope: number;
  /** -1: is associated with; +1: causes, proves responsible. */
  cause: number;
  /** -1: may, suggests, preliminary; +1: proves, certainly, conclusively. */
  certainty: number;
  /** -1: slightly, modestly; +1: dramatically, vastly. */
  degree: number;
}

type Kind = keyof Strength;

const phrases = (text: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{N}-])(?:${text
      .trim()
      .replace(/\s*\|\s*/g, "|")
      .replace(/ /g, "\\s+")})(?![\\p{L}\\p{N}])`,
    "giu",
  );

const markers: Readonly<Record<Kind, { up: RegExp; down: RegExp }>> = {
  scope: {
    up: phrases(
      `all | every | always | never | none | no exceptions? | without exception | without exceptions | invariably | universally | consistently |
       in each case | any | entirely | completely | fully | everywhere | everyone | under all circumstances | in all cases | whatever the | regardless of | across the board | each and every`,
    ),
    down: phrases(
      `some | most | many | several | few | often | usually | typically | generally | in general | mostly | mainly | largely | partly | in part | partially |
       sometimes | occasionally | a subset of | a minority of | a majority of | the majority of | nearly all | almost all | not all | more than half | about half | half of |
       \\d+ of (?:the )?\\d+ | \\d+ out of \\d+ | \\p{L}+ of the (?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d+) | in certain | at some | under some | roughly half | tends? to | frequently | commonly`,
    ),
  },
  cause: {
    up: phrases(
      `causes? | caused | causing | leads? to | led to | (?<!(?:achieves?|achieved|shows?|showed|shown|yields?|yielded|obtains?|obtained|reports?|reported|gives?|delivers?) (?:\\p{L}{1,30} ){0,2})(?<!(?:best|better|superior|strong|good|competitive|comparable) )results? in | resulted in | produces? | brings? about | brought about | gives? rise to | is responsible for | are responsible for | was responsible for | were responsible for |
       drives? | drove | induces? | induced | triggers? | triggered | prevents? | prevented | cures? | cured | is due to | are due to | was due to | because of | owing to | the cause of | makes? | made | determines? | determined`,
    ),
    down: phrases(
      `associated | association | associations | correlates? | correlated | correlation | correlations | linked | link between | links? between | related to | relationship between | relation between | co-?occurs? | coincided? | coincides? | goes with | went with | go with | accompanied by | accompanies`,
    ),
  },
  certainty: {
    up: phrases(
      `proves? | proved | proven | proof | certainly | definitely | definitively | undoubtedly | unquestionably | indisputably | conclusively | beyond doubt | guarantees? | guaranteed | establishes beyond | there is no doubt | irrefutably | will`,
    ),
    down: phrases(
      `may | might | could | can | suggests? | suggested | appears? | appeared | seems? | seemed | possibly | perhaps | probably | likely | potentially | preliminary | tentative | tentatively | indicative | hints? | hinted | would | it is unclear | plausible | plausibly | cannot rule out | should be interpreted with caution`,
    ),
  },
  degree: {
    up: phrases(
      `dramatically | dramatic | drastically | drastic | vastly | enormously | hugely | massively | massive | tremendously | sharply | overwhelmingly | radically | strikingly | by far | far`,
    ),
    down: phrases(
      `slightly | slight | modestly | modest | marginally | marginal | somewhat | a little | weakly | minor | small | moderately | moderate`,
    ),
  },
};

/**
 * The markers of strength in a text: a strong word counts as strong in a claim even beside a cautious one (`will
 * certainly, it seems`), and as cautious in a source (`reading`). "Not all" is no universal statement, and "did not see any"
 * is the plain "saw no".
 */
export function strengthOf(text: string, reading: "claim" | "source"): Strength {
  const affirmed = text.replace(negatedUniversal, " ");
  const signs = Object.entries(markers).map(([kind, { up, down }]) => {
    const lower = count(text, down) > 0;
    const raised = count(affirmed, up) > 0;
    if (raised && lower) return [kind, reading === "claim" ? 1 : -1];
    return [kind, lower ? -1 : raised ? 1 : 0];
  });
  return Object.fromEntries(signs) as unknown as Strength;
}

/** The words that make a text strong in one respect. */
export function strongWords(text: string, kind: Kind): string[] {
  return [...text.replace(negatedUniversal, " ").matchAll(markers[kind].up)].map((match) =>
    match[0].toLowerCase(),
  );
}

/** The words that hold a text back in one respect. */
export function cautiousWords(text: string, kind: Kind): string[] {
  return [...text.matchAll(markers[kind].down)].map((match) => match[0].toLowerCase());
}

const negatedUniversal =
  /(?<![\p{L}\p{N}-])(?:not\s+(?:all|every|always|any|consistently|fully|entirely|completely)|nearly\s+all|almost\s+(?:all|every|always|never)|(?:at|after|above|first\s+of)\s+all|any\s+(?:of|more)|whether\s+any|if\s+any|(?:not|never|nor|without|cannot)\s+(?:\p{L}+\s+){0,6}any)(?![\p{L}\p{N}])/giu;

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
