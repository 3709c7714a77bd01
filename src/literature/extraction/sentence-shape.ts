/** Longest sentence that can be one statement, in UTF-16 code units. */
const longest = 1200;

const terminal = /[.!?。！？｡।॥።։؟۔]["'”’»)\]」』]*$/u;
/** Their sentences end in a space, not in a mark. */
const unmarkedScripts = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}]\s*$/u;
/** Numbers of notes, set high in print, stand behind the full stop. */
export const noteMark = /(?<=[\p{L})%][.])\d{1,3}(?:\s?[,–-]\s?\d{1,3})*$/u;
const opener = /^[\p{L}\p{N}"'“‘«‹(（[「『¿¡<>~≈±−+]/u;
/** Points of a list, or two sentences with the number of a note between them. */
const joined =
  /(?:^|\s)[*•▪●‣]\s|(?<=[\p{L}\p{N})]\s)(?:We|Our|It|This|These|However)\s\p{Ll}|(?<=\p{L})\.\d{1,3}(?:[,–-]\d{1,3})*\s\p{Lu}/u;
const cutOff =
  /(?:\.\.\.|…|(?<![\p{L}\p{N}])(?:e\.g|i\.e|cf|vs|et al|Fig|Figs|Eq|Eqs|Sec|Tab|resp|approx)\.|(?<![\p{L}\p{N}-])(?:of|the|an|and|or|with|by|from|than|which|is|are|was|were|our|their|its)\.)["'”’)\]]*$/iu;
const caption =
  /^(?:supplementary\s+|extended\s+data\s+)?(?:fig(?:ure)?s?|tab(?:le)?s?|scheme|box|algorithm|listing|plate)\.?\s*[A-Z]?\d+[a-z]?\s*[.:|–—-]/iu;
const boilerplate: readonly (readonly [reason: string, pattern: RegExp])[] = [
  [
    "copyright or licence",
    /©|\(c\)\s*(?:19|20)\d\d|\bcopyright\b|all rights reserved|creative commons|\bCC[- ]BY\b|licen[sc]ed under|open access article/iu,
  ],
  [
    "acknowledgement or funding",
    /\b(?:we|the authors) (?:would like to )?(?:thank|acknowledge|are grateful)|\b(?:supported|funded|sponsored) (?:in part )?by (?:the|a|an|grant)\b.{0,120}\b(?:grant|foundation|council|fund|programme|program|agency|ministry|institute)|\bgrant (?:no|number|agreement)\b/iu,
  ],
  [
    "declaration",
    /(?:conflicts?|competing|declarations?) (?:of |financial )?interests?|informed consent (?:was|has been) obtained|ethics committee|institutional review board|contributed equally|corresponding author|author contributions/iu,
  ],
  [
    "publishing notice",
    /\b(?:received|accepted|published(?: online)?|available online)\s*:?\s*\d{1,2}\s+\p{Lu}\p{Ll}+\s+\d{4}|\b(?:preprint|manuscript) (?:submitted|under review)|^(?:key\s?words?|index terms|correspondence|e-?mail|ISSN|ISBN)\b/iu,
  ],
];
const bibliography =
  /^\[\d{1,3}\]\s+\p{Lu}|(?:\p{Lu}[\p{L}'’-]{1,30},\s(?:\p{Lu}\.[\s-]?){1,3},?\s?(?:&|and|;)?\s?){2}|\barXiv preprint\b|\bIn Proceedings of\b|\bdoi:\s?10\.|doi\.org\/10\.|\bpp\.\s?\d+\s?[-–]\s?\d+|\b\d{1,4}\s?\(\d{1,3}\):\s?\d+\s?[-–]\s?\d+/u;
/** Text that talks to whoever processes it. A paper about such texts loses a quotation of them; that is meant. */
const instructions: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\s+(?:\p{L}+\s+){0,4}(?:instructions?|prompts?|directions?|guidelines)\b/iu,
  /\b(?:mark|label|rate|score|judge|report|classify|treat|flag|list)(?:ed|s)?\s+(?:\p{L}+\s+){0,6}as\s+(?:\p{L}+\s+){0,2}(?:verified|supported|true|confirmed|correct)\b/iu,
  /\b(?:you are|act as|pretend to be|as)\s+an?\s+(?:\p{L}+\s+){0,2}(?:AI|assistant|language model|chatbot|LLM)\b/iu,
  /\bsystem prompt\b|<\/?\s*(?:system|assistant|instructions?|prompt)\s*>|^\s*(?:system|assistant|user)\s*:/iu,
  /\b(?:reviewers?|assistants?|models?|LLMs?|AI)\s+(?:must|should|are to|is to|has to)\s+(?:\p{L}+\s+){0,3}(?:accept|verify|approve|score|rate|mark|answer|respond|reply|output)\b/iu,
  /^(?:please\s+)?(?:answer|respond|reply|output|print|return|give)\b.{0,60}\b(?:only|json|positive|highest|10\/10|verified)\b/iu,
];

/**
 * Why a sentence cannot be a claim by its form alone; undefined where nothing speaks against it. Reads at most the
 * first 1,200 characters' worth of work whatever it is given.
 */
export function refusalByShape(sentence: string): string | undefined {
  if (sentence.length > longest) return "too long to be one statement";
  // Invisible characters would hide words from the patterns.
  const text = sentence
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .trim();
  if (instructions.some((pattern) => pattern.test(text))) return "speaks to whoever processes it";
  if (caption.test(text)) return "caption";
  const notice = boilerplate.find(([, pattern]) => pattern.test(text));
  if (notice !== undefined) return notice[0];
  if (bibliography.test(text)) return "bibliography entry";
  return refusalByForm(text);
}

function refusalByForm(text: string): string | undefined {
  if (/[?？؟]["'”’)\]]*$/u.test(text)) return "question";
  if (!terminal.test(text.replace(noteMark, "")) && !unmarkedScripts.test(text))
    return "not a whole sentence";
  if (cutOff.test(text)) return "cut off";
  // p53 and mRNA begin sentences, fragments with a small letter do too.
  if (/^\p{Ll}/u.test(text) && /^[a-z](?![\p{Lu}\d-])/u.test(text)) return "not a whole sentence";
  if (!opener.test(text) || !balanced(text)) return "not a whole sentence";
  if (joined.test(text)) return "several sentences run together";
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const visible = text.match(/\S/gu)?.length ?? 0;
  if (letters < visible * 0.5) return "table row or formula";
  if (/\s\|\s|\t/.test(text)) return "table row or formula";
  const words = text.split(/\s+/u).length;
  const spaced =
    !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(text);
  if (spaced ? words < 4 : letters < 8) return "too short to state anything";
  return words > 110 ? "too long to be one statement" : undefined;
}

/** Brackets and quotation marks close; `a)` of a list and intervals such as `(0, 1]` are let through. */
function balanced(text: string): boolean {
  const bare = text.replace(/(?:^|\s)\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)(?=\s)/giu, " ");
  const opened = bare.match(/[([（［]/gu)?.length ?? 0;
  const closed = bare.match(/[)\]）］]/gu)?.length ?? 0;
  const straight = text.match(/"/gu)?.length ?? 0;
  const curly = (text.match(/“/gu)?.length ?? 0) - (text.match(/”/gu)?.length ?? 0);
  // German closes with the mark that English opens with.
  return opened === closed && straight % 2 === 0 && (curly === 0 || text.includes("„"));
}
