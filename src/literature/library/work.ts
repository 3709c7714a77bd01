import type { CslItem } from "../search-log.js";
import { passagesOf, type TextPassage } from "./passages.js";

/** A text of a work that passages can be quoted from. */
export interface WorkText {
  /** The file's name, or `abstract` for the abstract within the bibliographic record. */
  name: string;
  text: string;
  /** Of the file's bytes (of the UTF-8 bytes, for an abstract), in hex. */
  sha256: string;
  passages: readonly TextPassage[];
  /** The text states in other words what the work says (`wording: summary` in its leading YAML block). */
  summary: boolean;
}

/** A work of the library: its bibliographic record and the texts that speak for it. */
export interface Work {
  id: string;
  item: CslItem;
  texts: readonly WorkText[];
}

/** One statement and where it stands. */
export interface LocatedPassage extends TextPassage {
  work: Work;
  text: string;
  source: WorkText;
  /** `section 4.1`, `Abstract`, …: as cited. */
  locator: string | undefined;
}

export function textOf(name: string, text: string, sha256: string): WorkText {
  const header = /^\uFEFF?---[^\S\n]*\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? "";
  return { name, text, sha256, passages: passagesOf(text), summary: /^wording:\s*summary\s*$/m.test(header) };
}

export function locatedPassages(work: Work): LocatedPassage[] {
  return work.texts.flatMap((source) =>
    source.passages.map((passage) => ({
      ...passage,
      work,
      source,
      locator: source.name === "abstract" ? "abstract" : locatorOf(passage.heading),
    })),
  );
}

/** `4.1 Summary of main results` -> `section 4.1`; `Abstract` -> `abstract`. */
export function locatorOf(heading: string | undefined): string | undefined {
  if (heading === undefined) return undefined;
  const number = sectionNumber(heading);
  if (number !== undefined) return `section ${number}`;
  return /^abstract$/i.test(heading) ? "abstract" : `section "${heading}"`;
}

/** Whether a heading is the section asked for, by number (`4.1`) or by title, without regard to case. */
export function isSection(heading: string | undefined, section: string): boolean {
  if (heading === undefined) return false;
  const wanted = section
    .trim()
    .toLowerCase()
    .replace(/^(?:section|sec\.|§)\s*/, "");
  const title = heading.toLowerCase();
  return wanted === title || wanted === sectionNumber(title) || wanted === title.replace(/^[\d.]+\s+/, "");
}

function sectionNumber(heading: string): string | undefined {
  return /^((?:[A-Za-z]\.)?\d+(?:\.\d+)*)\.?(?:\s|$)/.exec(heading)?.[1];
}
