/** A name in a text that stands where the name of a data set, benchmark, cohort or trial would stand. */
export interface NamedBenchmark {
  name: string;
  start: number;
}

/** Nouns for what something is measured on, in any field. */
const nouns =
  /^(?:data\s?sets?|datasets?|benchmarks?|corpus|corpora|test\s?sets?|testbeds?|test|suites?|collections?|leaderboards?|challenges?|cohorts?|registry|registries|databases?|surveys?|trials?|panels?|inventory|inventories|archives?|treebanks?|splits?|tasks?|samples?|repository|series|catalogues?|catalogs?|biobanks?|evaluation)$/iu;
/** Words of a sentence that tells what was measured on what. */
const evaluating =
  /\b(?:evaluat|test(?:ed|ing|s)?\b|benchmark|experiment|measured|scor(?:e|ed|es|ing)\b|accura|perform|robust|generali[sz]|trained|fine-?tun|validat|retrieval|results?\b|outperform|report(?:ed|s)?\b|enrol|recruit|analys[ei]|assess|applied|replicat|associat|correlat|link|observ|found|show|seen|occur|measure)/iu;
const token = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-_./+][\p{L}\p{N}]+)*/gu;

/**
 * Names of data sets and the like, told by shape (`XQuAD-R`, `XM3600`, `ImageNet`, `MIMIC-IV`) and by what stands
 * beside them (`the … benchmark`, `evaluated on …`, a list whose other end has such a noun). Names of one ordinary
 * capitalised word count only right before such a noun. Latin, Greek and Cyrillic capitals alone have the shape.
 */
export function benchmarkNames(text: string): NamedBenchmark[] {
  const tokens = [...text.matchAll(token)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  const found = new Map<string, NamedBenchmark>();
  const add = (name: string, start: number) => {
    if (!found.has(benchmarkKey(name))) found.set(benchmarkKey(name), { name, start });
  };
  for (const [i, { text: name, start }] of tokens.entries()) {
    if (hasCodeShape(name) && !isMetric(name)) {
      if (nounNear(text, tokens, i) || placed(text, tokens, i)) add(name, start);
    } else if (/^\p{Lu}\p{Ll}{2,}/u.test(name) && i > 0) {
      const last = runEnd(text, tokens, i);
      const noun = tokens[last + 1];
      const first = tokens[i - 1]!;
      if (noun === undefined || !nouns.test(noun.text) || /^\p{Lu}/u.test(noun.text)) continue;
      if (!/^\s+$/.test(text.slice(tokens[last]!.end, noun.start))) continue;
      if (/^\p{Lu}/u.test(first.text) && /^\s+$/.test(text.slice(first.end, start))) continue;
      add(text.slice(start, tokens[last]!.end), start);
    }
  }
  return [...found.values()];
}

/** One form for the ways to write a name: `XQuAD-R`, `xquad r` and `XQUAD-R` are the same. */
export function benchmarkKey(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Two capitals, a capital inside, or capital and digit: what no ordinary word has. */
export function hasCodeShape(name: string): boolean {
  const letters = name.replace(/[^\p{L}]/gu, "");
  if (letters.length < 2 || name.length > 40) return false;
  const capitals = [...letters].filter((letter) => /\p{Lu}/u.test(letter)).length;
  return (
    capitals >= 3 ||
    (capitals >= 2 && (letters.length >= 4 || /\p{N}/u.test(name))) ||
    (capitals >= 1 && /\p{N}/u.test(name) && name.length >= 4)
  );
}

const metrics =
  /^(?:m?AP|MAP|MRR|n?DCG(?:@\d+)?|[RPF]@?\d+|F1|BLEU|ROUGE(?:-\w+)?|METEOR|AUC|AUROC|ROC|RMSE|MAE|MSE|ECE|WER|CER|FID|BMI|SD|SE|CI|OR|HR|RR|GPU|CPU|TPU|RAM|USA|UK|EU|UN|WHO|DNA|RNA|PCR|ANOVA|PRISMA|RCT|LLM|NLP|API|PDF|HTTP)s?$/u;

function isMetric(name: string): boolean {
  return metrics.test(name);
}

interface Token {
  text: string;
  start: number;
  end: number;
}

/** A noun of the kind up to three words after it, or right before it; lists of names share their noun. */
function nounNear(text: string, tokens: readonly Token[], i: number): boolean {
  let after = i + 1;
  // `MIRACL is a multilingual retrieval benchmark`: after a copula a few words may describe.
  let allowed = 2;
  while (after < tokens.length && after - i < 14) {
    const gap = text.slice(tokens[after - 1]!.end, tokens[after]!.start);
    const word = tokens[after]!.text;
    if (/[.;:!?]/.test(gap)) break;
    if (nouns.test(word)) return true;
    const listed =
      hasCodeShape(word) ||
      /^(?:and|or|the|both|development|test|training|retrieval|validation|question|held-out)$/iu.test(word);
    const copula = /^(?:are|is|was|were)$/iu.test(word);
    if (copula) allowed = after - i + 4;
    if (!listed && !copula && after - i > allowed) break;
    after++;
  }
  for (let before = i - 1; before >= 0 && i - before < 14; before--) {
    const gap = text.slice(tokens[before]!.end, tokens[before + 1]!.start);
    const word = tokens[before]!.text;
    if (/[.;!?]/.test(gap)) break;
    if (nouns.test(word)) return true;
    if (
      !hasCodeShape(word) &&
      !/^(?:and|or|the|called|known|titled|dubbed|termed|named|such|as|like|including|namely|of|both|are|is|were|three|two|four|five|six)$/iu.test(
        word,
      )
    )
      break;
  }
  return false;
}

/** After `on`, `in`, `over`, `against` in a sentence that tells of a measurement; or the end of a title. */
function placed(text: string, tokens: readonly Token[], i: number): boolean {
  let before = i - 1;
  while (
    before >= 0 &&
    (hasCodeShape(tokens[before]!.text) || /^(?:and|or|the|both)$/iu.test(tokens[before]!.text))
  )
    before--;
  return (
    before >= 0 &&
    /^(?:on|in|over|against|within|across)$/iu.test(tokens[before]!.text) &&
    evaluating.test(text)
  );
}

/** Last token of a run of capitalised words, small words inside allowed. */
function runEnd(text: string, tokens: readonly Token[], start: number): number {
  let last = start;
  for (let i = start + 1; i < tokens.length && i - start < 5; i++) {
    if (!/^[\s'’]+$/.test(text.slice(tokens[i - 1]!.end, tokens[i]!.start))) break;
    if (/^\p{Lu}/u.test(tokens[i]!.text)) last = i;
    else if (!/^(?:of|for|the|and|on|in)$/u.test(tokens[i]!.text)) break;
  }
  return last;
}

/** Every name-like thing of a text in one form, and pairs of neighbours, to look names up in. */
export function knownNames(texts: Iterable<string>): { any: Set<string>; coded: Set<string> } {
  const any = new Set<string>();
  const coded = new Set<string>();
  for (const text of texts) {
    let earlier: string[] = [];
    for (const [word] of text.matchAll(token)) {
      const key = benchmarkKey(word);
      any.add(key);
      if (hasCodeShape(word)) coded.add(key);
      for (let k = 1; k <= earlier.length; k++) {
        const joined = benchmarkKey(`${earlier.slice(-k).join("")}${word}`);
        any.add(joined);
        if (hasCodeShape(word) || earlier.slice(-k).some(hasCodeShape)) coded.add(joined);
      }
      earlier = [...earlier.slice(-4), word];
    }
  }
  return { any, coded };
}
