import type { Document } from "../documents/document.js";

/** What a document introduces under a name. */
export interface IntroducedName {
  /** As written there: `KD-SPD`, or `hybrid batch training strategy`. */
  text: string;
  /** Whether it is a name that takes no article. */
  proper: boolean;
  sort: "method" | "data" | "unknown";
  /** Last noun of the phrase, e.g. `strategy`; empty for a bare name. */
  head: string;
  /** Index of the sentence that introduces it; -1 for the title. */
  sentence: number;
}

const methodHeads =
  "method|methodology|approach|model|system|framework|algorithm|architecture|strategy|technique|objective|loss|procedure|pipeline|network|encoder|decoder|parser|classifier|retriever|estimator|scheme|mechanism|training|sampling|learning|protocol|tool|toolkit|library";
const dataHeads =
  "dataset|data set|corpus|benchmark|collection|resource|treebank|database|suite|test set|testbed";
export const methodHead = new RegExp(`^(?:${methodHeads})s?$`, "iu");
export const dataHead = new RegExp(`^(?:${dataHeads})s?$`, "iu");

const introduces =
  /\b(?:we|this (?:paper|work|article|study)|the authors)\s+(?:\p{L}+ly\s+|then\s+|also\s+|further\s+|here\s+){0,2}(?:propose|introduce|present|develop|devise|design|describe)[sd]?\s+/giu;
const called = /\b(?:called|named|dubbed|termed|coined)\s+/gu;
const article = /^(?:an?|the|our|two|one)\s+/iu;
const praise =
  /^(?:novel|new|simple|efficient|effective|first|unified|general|generic|alternative|challenging|improved|innovative|powerful|practical|scalable|lightweight|robust|principled|fast|flexible|yet|but|and|,|original|comprehensive|large-scale|publicly available)\s+/iu;
/** `KD-SPD`, `LAReQA`, `XM3600`, `mBERT`, `word2vec`: written as no ordinary word is. */
const coded =
  /^(?=\S*(?:\p{Lu}\S*\p{Lu}|\p{L}\d|\d\p{L}|\p{Ll}\p{Lu}))[\p{L}\d][\p{L}\p{N}@+.-]*[\p{L}\p{N}+]/u;
/** A phrase ends where something is said about it. */
const phraseEnd =
  /[,;:.()[\]“”"]|\s(?:to|that|which|who|for|by|with|based|using|of|in|on|and|or|from|as|whose|where|when|called|named|dubbed|termed|is|are|via|through|under|between|consisting|containing|combining|trained|designed|able)(?=\s|$)/iu;

/** `quantum curriculum learning (Q-CurL)`: a phrase with its short form after it. */
const shortForm = /^(?:[\p{L}\p{N}-]+\s){1,6}\((\p{L}[\p{L}\p{N}-]{1,15})\)/u;

/** What the title and the sentences introduce: first mentions, in their order. */
export function introducedNames(document: Document): IntroducedName[] {
  const names: IntroducedName[] = [];
  const add = (name: IntroducedName | undefined) => {
    if (name === undefined) return;
    const same = names.find(({ text }) => text.toLowerCase() === name.text.toLowerCase());
    if (same === undefined) names.push(name);
    // A title may give no more than the name: what it is comes later.
    else if (same.sort === "unknown") Object.assign(same, { sort: name.sort, head: name.head });
  };
  const title = /^\s*([\p{L}\d][\p{L}\p{N}@+.-]{1,30}):\s+(.{3,200})$/u.exec(document.title.slice(0, 300));
  if (title !== null && coded.test(title[1]!)) add(bareName(title[1]!, title[2]!, -1));
  document.sentences.forEach(({ text }, sentence) => {
    if (text.length > 1200) return;
    for (const match of text.matchAll(introduces)) {
      add(phraseAt(text.slice(match.index + match[0].length), sentence));
    }
    for (const match of text.matchAll(called)) {
      const rest = text.slice(match.index + match[0].length);
      const found = coded.exec(rest)?.[0] ?? shortForm.exec(rest)?.[1];
      if (found !== undefined) {
        add(bareName(found, text.slice(Math.max(0, match.index - 60), match.index), sentence));
      }
    }
  });
  return names;
}

/** The noun phrase that a text begins with, where it names a method or a collection of data. */
function phraseAt(text: string, sentence: number): IntroducedName | undefined {
  let rest = text.replace(article, "");
  for (let i = 0; i < 6 && praise.test(rest); i++) rest = rest.replace(praise, "");
  const code = coded.exec(rest)?.[0];
  const end = phraseEnd.exec(rest);
  const phrase = rest.slice(0, end?.index ?? rest.length).trim();
  const words = phrase.split(/\s+/u);
  const short = shortForm.exec(rest)?.[1];
  // `Targeted Lexical Injection (TLI), a tuning approach`: what it is comes after.
  if (short !== undefined && words.every((word) => /^\p{Lu}/u.test(word))) {
    return bareName(short, rest.slice(phrase.length), sentence);
  }
  if (code !== undefined && words.length === 1) return bareName(code, rest.slice(code.length), sentence);
  const head = words.at(-1)!.toLowerCase();
  const sort = sortOf(head);
  if (sort === "unknown" || head.endsWith("s") || words.length < 2 || words.length > 7) return undefined;
  // `soft prompt decoding approach (SPD)`: the short form is the name that follows.
  if (short !== undefined && phrase.length <= rest.indexOf("(")) {
    return { text: short, proper: true, sort, head, sentence };
  }
  return { text: phrase, proper: false, sort, head, sentence };
}

function bareName(text: string, around: string, sentence: number): IntroducedName {
  const first = around.toLowerCase().match(new RegExp(`\\b(?:${methodHeads}|${dataHeads})\\b`, "u"))?.[0];
  return {
    text: text.replace(/[.-]+$/, ""),
    proper: true,
    sort: first === undefined ? "unknown" : sortOf(first),
    head: first ?? "",
    sentence,
  };
}

function sortOf(head: string): IntroducedName["sort"] {
  if (methodHead.test(head)) return "method";
  return dataHead.test(head) ? "data" : "unknown";
}

/** How a name stands inside a sentence: `KD-SPD`, `the hybrid batch training strategy`. */
export function mention({ text, proper }: IntroducedName): string {
  return proper ? text : `the ${text}`;
}

/** The one name that `head` (`approach`, `dataset`, …) can mean; undefined where none or several could be meant. */
export function meant(head: string, names: readonly IntroducedName[]): IntroducedName | undefined {
  const sort = sortOf(head.toLowerCase());
  if (sort === "unknown") return undefined;
  const fitting = names.filter((name) => name.sort === sort);
  if (fitting.length === 1) return fitting[0];
  const sameHead = fitting.filter((name) => name.head === head.toLowerCase());
  return sameHead.length === 1 ? sameHead[0] : undefined;
}
