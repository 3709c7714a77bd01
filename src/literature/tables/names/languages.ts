const english = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** Codes that tables use and that are also words; only taken for languages beside others. */
const codes = /^[a-z]{2,3}(?:-[a-z]{4})?(?:-[a-z]{2})?$/;

/** The English name of a language code, `de` -> `German`; undefined for anything else. */
export function languageName(code: string): string | undefined {
  const plain = code.toLowerCase();
  if (!codes.test(plain)) return undefined;
  const name = english.of(plain);
  return name === undefined || name.toLowerCase() === plain ? undefined : name;
}

let known: ReadonlySet<string> | undefined;

/** Whether a header is a language's code or English name. */
export function isLanguage(label: string): boolean {
  known ??= new Set(allNames());
  return languageName(label) !== undefined || known.has(label.toLowerCase());
}

/** Every two-letter code's name: the languages that tables of results have. */
function* allNames(): Generator<string> {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  for (const a of letters) {
    for (const b of letters) {
      const name = languageName(a + b);
      if (name !== undefined) yield name.toLowerCase();
    }
  }
}
