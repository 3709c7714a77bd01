import type { DocumentSection } from "./document.js";

type Role = DocumentSection["role"];

const roles: readonly (readonly [Role, RegExp])[] = [
  [
    "abstract",
    /^(?:abstract|summary|zusammenfassung|résumé|resumen|resumo|аннотация|摘要|要旨|초록|ملخص|सारांश)$/u,
  ],
  ["limitations", /\blimitations?\b|\bthreats to validity\b|局限/u],
  ["conclusion", /^(?:conclu\p{L}*|fazit|schluss\p{L}*|заключение|выводы|结论|結論|결론)|\bconclusions?\b/u],
  [
    "related work",
    /\b(?:related|previous|prior) (?:work|works|research|literature|studies)\b|^background$|文献|関連研究/u,
  ],
  ["introduction", /^(?:introduction|einleitung|introducción|introdução|введение|引言|はじめに|序論|서론)/u],
  [
    "results",
    /\b(?:results?|findings|evaluation|experiments?|ergebnisse|resultados|résultats|ablations?|analysis)\b|результаты|结果|結果|결과/u,
  ],
  ["discussion", /\bdiscussions?\b|^(?:diskussion|discusión|обсуждение|讨论|考察|논의)/u],
  [
    "methods",
    /\b(?:methods?|methodology|approach|materials|data ?sets?|experimental (?:set-?up|design)|set-?up|model|architecture|training|participants|procedure|methoden|métodos|méthodes?)\b|методы|方法|방법/u,
  ],
  ["appendix", /^(?:appendix|appendices|supplement\p{L}*|anhang|附录|付録|부록)\b/u],
];

/** What a section is for, by its title; `other` where the title does not tell. */
export function roleOf(title: string, number?: string): Role {
  if (number !== undefined && /^[A-Z](?:\.|$)/.test(number)) return "appendix";
  const plain = title
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s:.]+$/u, "")
    .trim();
  // "Experimental setup" is a method, although experiments are results.
  if (
    /\b(?:experimental|experiment|training|evaluation) (?:set-?up|design|protocol|details|settings?)\b/.test(
      plain,
    )
  )
    return "methods";
  return roles.find(([, words]) => words.test(plain))?.[0] ?? "other";
}

/** Whether a heading opens the list of references. */
export function isReferences(title: string): boolean {
  return /^(?:references?(?: and notes| cited)?|bibliography|literature cited|works cited|literatur(?:verzeichnis)?|bibliographie|referencias|referências|références|список литературы|литература|参考文献|引用文献|참고문헌|参考資料|المراجع|संदर्भ)$/u.test(
    title
      .normalize("NFKC")
      .toLowerCase()
      .replace(/^[\p{N}.\s]+|[\s:.]+$/gu, ""),
  );
}

/** Parts of a heading such as `4.1 Results`, `A.2 Prompts`, `IV. RESULTS`. */
export function headingParts(heading: string): { number?: string; title: string } {
  const match =
    /^(?:(?:section|appendix|chapter)\s+)?(\p{Nd}+(?:\.\p{Nd}+){0,5}|\p{Lu}(?:\.\p{Nd}+){0,4}(?=[.:]?\s+\p{Lu})|[IVX]{1,5}(?=\.))[.:)]?\s+(\S.*)$/iu.exec(
      heading,
    );
  if (match?.[1] === undefined || match[2] === undefined) return { title: heading };
  // "A study of …" is no appendix A.
  if (/^\p{Lu}$/u.test(match[1]) && !/^\p{Lu}[.:]\s/u.test(heading) && !/^appendix/i.test(heading))
    return { title: heading };
  if (/^\p{Ll}/u.test(match[1])) return { title: heading };
  return { number: match[1], title: match[2] };
}
