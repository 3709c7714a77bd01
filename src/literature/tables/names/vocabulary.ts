import type { CellTable } from "../cells/cells.js";
import { plainLabel } from "../cells/cells.js";
import { aliasesIn, formsOf, methodNouns } from "./aliases.js";
import { classWords, everydayWords, ordinary } from "./everyday-words.js";
import { languageName } from "./languages.js";
import { keysOf, type Token, tokens } from "./tokens.js";

/** Where a text names labels of a dimension. */
export interface Mention {
  dimension: string;
  labels: readonly string[];
  text: string;
  /** Characters of the text, and words of it. */
  start: number;
  end: number;
  first: number;
  last: number;
}

interface Meaning {
  dimension: string;
  labels: string[];
}

export interface VocabularyOptions {
  /** Other names of labels: `{ Hybrid: ["proposed method"] }`. */
  aliases?: Readonly<Record<string, readonly string[]>>;
  /** The document's text: names are taken from where it introduces them. */
  text?: string;
}

const synonyms: readonly [RegExp, string[]][] = [
  [/^acc$/, ["accuracy"]],
  [/^accuracy$/, ["acc"]],
  [/^em$/, ["exact match"]],
  [/^f1$/, ["f1 score", "f score", "f measure"]],
  [/^sbp$/, ["systolic blood pressure"]],
  [/^dbp$/, ["diastolic blood pressure"]],
];

/** The words of tables: every label with what else it may be called, and how a text can mention it. */
export class Vocabulary {
  readonly #forms = new Map<string, Map<string, Set<string>>>();
  /** Metrics of one word by their stem: `Reoffended` is what "reoffending" is measured by. */
  readonly #stems = new Map<string, string>();
  readonly #acronyms = new Map<string, Meaning[]>();
  #longest = 1;

  constructor(tables: readonly CellTable[], { aliases = {}, text }: VocabularyOptions = {}) {
    const prefixes: { keys: string[]; dimension: string; label: string }[] = [];
    const known = new Map<string, Set<string>>();
    for (const { dimensions } of tables) {
      for (const { name, labels } of dimensions) {
        const all = known.get(name) ?? new Set();
        known.set(name, all);
        for (const label of labels) {
          all.add(label.name);
          for (const other of [...label.aliases, ...(aliases[label.name] ?? [])]) {
            for (const form of formsOf(other)) this.#add(form, name, label.name);
          }
          const keys = this.#addLabel(name, label.name);
          for (let n = 1; n < keys.length; n++)
            prefixes.push({ keys: keys.slice(0, n), dimension: name, label: label.name });
        }
      }
    }
    this.#addPrefixes(prefixes, known);
    const texts = [...tables.map((table) => table.caption), ...(text === undefined ? [] : [text])];
    for (const source of texts) this.#addIntroduced(source);
  }

  /** Labels named in a text, the longest first, none overlapping another. Several meanings: several mentions. */
  mentions(text: string): Mention[] {
    const words = tokens(text);
    const found: Mention[] = [];
    for (let first = 0; first < words.length; ) {
      const match = this.#longestAt(words, first);
      if (match === undefined) {
        first++;
        continue;
      }
      const [last, meanings] = match;
      const start = words[first]!.start;
      const end = words[last]!.end;
      for (const { dimension, labels } of meanings) {
        found.push({ dimension, labels, text: text.slice(start, end), start, end, first, last });
      }
      first = last + 1;
    }
    return found;
  }

  #longestAt(words: readonly Token[], first: number): [number, Meaning[]] | undefined {
    for (let n = Math.min(this.#longest, words.length - first); n > 0; n--) {
      const slice = words.slice(first, first + n);
      const form =
        this.#forms.get(slice.map((token) => token.key).join(" ")) ??
        // Initials are kept in capitals, and count only so.
        (n === 1 && /^\p{Lu}{2,6}$/u.test(slice[0]!.text) ? this.#forms.get(slice[0]!.text) : undefined) ??
        (n === 1 ? this.#forms.get(this.#stems.get(stemOf(slice[0]!.key)) ?? "") : undefined);
      const last = first + n - 1;
      if (form !== undefined && allowed(slice, words[first - 1])) {
        return [last, [...form].map(([dimension, labels]) => ({ dimension, labels: [...labels] }))];
      }
      const acronym = n > 1 ? this.#acronyms.get(slice.map((token) => token.key[0]).join("")) : undefined;
      if (acronym !== undefined && slice.every(({ key }) => !everydayWords.has(key) && /^\p{L}/u.test(key))) {
        return [last, acronym];
      }
    }
    return undefined;
  }

  /** All ways to say a label; returns its words. */
  #addLabel(dimension: string, label: string): string[] {
    const plain = plainLabel(label);
    const inBrackets = [...plain.matchAll(/[([]([^()[\]]{1,60})[)\]]/g)].map((match) => match[1]!);
    const bare = plain.replace(/[([][^()[\]]{0,60}[)\]]/g, " ");
    const core = keysOf(bare);
    this.#add(keysOf(plain), dimension, label);
    this.#add(core, dimension, label);
    if (core.length === 1 && dimension.startsWith("metric")) this.#stems.set(stemOf(core[0]!), core[0]!);
    for (const inside of inBrackets) {
      if (/^our(?:s| method| model| approach)?$|^proposed/i.test(inside)) this.#addOurs(dimension, label);
      else if (/^[\p{Lu}][\p{L}\p{N}@+-]{1,15}$/u.test(inside)) this.#add(keysOf(inside), dimension, label);
    }
    if (/\b(?:ours?|proposed)\b/i.test(bare)) this.#addOurs(dimension, label);
    const language = languageName(plain);
    if (language !== undefined && dimension.startsWith("language"))
      this.#add(keysOf(language), dimension, label);
    this.#addAtK(dimension, label, plain);
    for (const [pattern, others] of synonyms) {
      if (core.join(" ").match(pattern))
        for (const other of others) this.#add(keysOf(other), dimension, label);
    }
    this.#addInitials(dimension, label, bare.trim(), core);
    return core;
  }

  #addOurs(dimension: string, label: string): void {
    for (const form of ["our method", "our approach", "our model", "our system", "ours", "proposed"]) {
      this.#add(keysOf(form), dimension, label);
    }
  }

  /** `R@10` is also "recall@10", "recall at 10"; "recall" alone means every cut-off. */
  #addAtK(dimension: string, label: string, plain: string): void {
    const match = /^(\p{L}[\p{L}\p{N}]{0,12})\s?@\s?(\d{1,6})$/u.exec(plain);
    if (match === null) return;
    const [, base = "", k = ""] = match;
    const long: Record<string, string[]> = {
      r: ["r", "recall"],
      recall: ["r", "recall"],
      p: ["p", "precision"],
      h: ["hits"],
      hit: ["hits"],
    };
    for (const name of long[base.toLowerCase()] ?? [base.toLowerCase()]) {
      this.#add([`${name}@${k}`], dimension, label);
      this.#add([...keysOf(name), "at", k], dimension, label);
      if (name.length > 1) this.#add(keysOf(name), dimension, label);
    }
    this.#addAcronym(base, dimension, label);
  }

  #addInitials(dimension: string, label: string, bare: string, core: readonly string[]): void {
    // The label is an acronym: "mean average precision" for `mAP`.
    if (/^\p{L}{2,6}$/u.test(bare) && (bare.match(/\p{Lu}/gu)?.length ?? 0) >= 2)
      this.#addAcronym(bare, dimension, label);
    // The label is in words: `RD` for "Rank distance", in capitals only.
    if (core.length >= 2 && core.length <= 5 && core.every((key) => /^\p{L}/u.test(key))) {
      const initials = core.map((key) => key[0]).join("");
      if (!everydayWords.has(initials)) this.#add([initials.toUpperCase()], dimension, label);
    }
  }

  #addAcronym(letters: string, dimension: string, label: string): void {
    const plain = letters.toLowerCase();
    if (!/^\p{L}{2,6}$/u.test(plain)) return;
    this.#longest = Math.max(this.#longest, plain.length);
    const meanings = this.#acronyms.get(plain) ?? [];
    this.#acronyms.set(plain, meanings);
    const same = meanings.find((meaning) => meaning.dimension === dimension);
    if (same === undefined) meanings.push({ dimension, labels: [label] });
    else if (!same.labels.includes(label)) same.labels.push(label);
  }

  /** The beginning of a label stands for it (`XQuAD` for `XQuAD-R`), unless most of the dimension begins so. */
  #addPrefixes(
    prefixes: readonly { keys: string[]; dimension: string; label: string }[],
    known: ReadonlyMap<string, ReadonlySet<string>>,
  ): void {
    const byForm = new Map<string, { keys: string[]; dimension: string; labels: Set<string> }>();
    for (const { keys, dimension, label } of prefixes) {
      const key = `${dimension}\u0000${keys.join(" ")}`;
      const entry = byForm.get(key) ?? { keys, dimension, labels: new Set() };
      byForm.set(key, entry);
      entry.labels.add(label);
    }
    for (const { keys, dimension, labels } of byForm.values()) {
      const whole = keys.join(" ");
      if (this.#forms.get(whole)?.has(dimension)) continue;
      const plain = keys.every((key) => ordinary.has(key) || everydayWords.has(key) || /^[\d.]+$/.test(key));
      const short = whole.length < 3;
      if (plain || short || (labels.size > 1 && labels.size * 2 > known.get(dimension)!.size)) continue;
      for (const label of labels) this.#add(keys, dimension, label);
    }
  }

  /** Names that a text introduces for what the tables call otherwise. */
  #addIntroduced(text: string): void {
    for (const { alias, of } of aliasesIn(text)) {
      const named = this.mentions(of);
      const [first] = named;
      if (first === undefined) continue;
      // A proposal begins with its name; elsewhere one name alone tells what is meant.
      if (alias !== "proposed" && named.some((mention) => mention.start !== first.start)) continue;
      if (alias === "proposed" && /^(?:metric|dataset|language|setting)/.test(first.dimension)) continue;
      for (const form of alias === "proposed"
        ? [["proposed"], ["our", "method"], ["our", "approach"], ["our", "model"]]
        : formsOf(alias)) {
        // What the tables themselves call something is not renamed.
        const taken =
          this.#forms.has(form.join(" ")) || form.every((key) => everydayWords.has(key) || ordinary.has(key));
        if (!taken) for (const label of first.labels) this.#add(form, first.dimension, label);
      }
    }
  }

  #add(keys: readonly string[], dimension: string, label: string): void {
    if (keys.length === 0 || keys.length > 12) return;
    const form = keys.join(" ");
    this.#longest = Math.max(this.#longest, keys.length);
    const meanings = this.#forms.get(form) ?? new Map<string, Set<string>>();
    this.#forms.set(form, meanings);
    meanings.set(dimension, (meanings.get(dimension) ?? new Set()).add(label));
  }
}

/** Without the endings of verbs and nouns; short words stay as they are. */
function stemOf(key: string): string {
  const bare = key.replace(/(?:ing|ed|es|e|s)$/, "");
  return bare.length >= 5 && /^\p{L}+$/u.test(bare) ? bare : key;
}

/** Short or everyday words are labels only where the text makes them so: "group A", capitals kept. */
function allowed(slice: readonly Token[], before: Token | undefined): boolean {
  if (slice.length > 1) return true;
  const [token] = slice;
  const { key, text } = token!;
  if (everydayWords.has(key) && !(text.length > 1 && text === text.toUpperCase())) return false;
  if (/^\d+(?:\.\d+)?$/.test(key)) return /^(?:1[5-9]|20)\d\d$/.test(key);
  if (key.length === 1) return before !== undefined && classWords.has(before.key);
  return true;
}

/** "monolingual training" names a way of training where `monolingual` alone names a setting. */
export function namesMethod(mention: Mention, words: readonly Token[]): boolean {
  const next = words[mention.last + 1]?.key;
  const after = words[mention.last + 2]?.key;
  const adjective =
    /(?:al|ed|ive|ic|ous|ary|shot|ing)$/.test(mention.text) && mention.text === mention.text.toLowerCase();
  // Other names of a label were given to it with the way of doing things in mind.
  const own = mention.labels.some((label) => keysOf(label).join(" ") === keysOf(mention.text).join(" "));
  if (!adjective || !own || next === undefined) return false;
  if (next === "model" || next === "approach") return false;
  return methodNouns.includes(next) || (next === "batch" && after !== undefined);
}
