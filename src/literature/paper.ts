import type { GroundingSource } from "../claims/claim.js";
import type { ClaimSource, Grounding } from "../claims/model.js";
import { ClaimbookError } from "../errors.js";
import { defaultLibrary, type Library } from "./library/library.js";
import { isSection, type LocatedPassage, locatedPassages, locatorOf, type Work } from "./library/work.js";
import { ReportedTable } from "./tables/printed/reported-table.js";

type Quote = NonNullable<ClaimSource["quote"]>;

/** A work as the source of claims; `section` and `quote` give narrower ones and leave this one as it is. */
export class Paper implements GroundingSource {
  readonly #id: string;
  readonly #library: () => Library;
  readonly #section: string | undefined;
  readonly #locator: string | undefined;
  readonly #quote: Quote | undefined;

  constructor(
    id: string,
    library: () => Library,
    narrowed: { section?: string | undefined; locator?: string | undefined; quote?: Quote } = {},
  ) {
    if (id.trim() === "") {
      throw new ClaimbookError("names no work", {
        kind: "usage",
        where: "paper()",
        wayOut: "Give an id such as arXiv:2408.10536.",
      });
    }
    this.#id = id.trim();
    this.#library = library;
    this.#section = narrowed.section;
    this.#locator = narrowed.locator;
    this.#quote = narrowed.quote;
  }

  /** The id as the library records it, with its version; else as given. */
  get id(): string {
    return this.#work?.id ?? this.#id;
  }

  /**
   * The section that a claim comes from, by number or title. Grounding prefers it.
   *
   * @throws ClaimbookError (`usage`) when the library has the work's text and it has no such section
   */
  section(section: string): Paper {
    const headings = new Set(this.#passages().map((passage) => passage.heading));
    const heading = [...headings].find((title) => isSection(title, section));
    if (heading === undefined && headings.size > 0) {
      throw new ClaimbookError(`has no section "${section}"`, {
        kind: "usage",
        where: this.id,
        wayOut: `The library's text has: ${[...headings].filter((title) => title !== undefined).join("; ")}.`,
      });
    }
    const locator = heading === undefined ? `section ${section}` : locatorOf(heading);
    return new Paper(this.#id, this.#library, { section, locator });
  }

  /**
   * Cites words that the library's text of the work contains, letter by letter up to white space.
   *
   * @throws ClaimbookError (`usage`) when no text contains them, or the library only sums the work up
   */
  quote(words: string): Paper {
    const pattern = words.trim().split(/\s+/).map(escapePattern).join("\\s+");
    const passages = this.#passages();
    for (const source of pattern === "" ? [] : (this.#work?.texts ?? [])) {
      if (source.summary) continue;
      for (const match of source.text.matchAll(new RegExp(pattern, "gu"))) {
        const start = match.index;
        const end = start + match[0].length;
        const passage = passages.find((p) => p.source === source && p.start < end && start < p.end);
        if (this.#section !== undefined && !isSection(passage?.heading, this.#section)) continue;
        const locator = this.#locator ?? passage?.locator;
        const quote = { text: match[0], start, end, sha256: source.sha256 };
        return new Paper(this.#id, this.#library, { section: this.#section, locator, quote });
      }
    }
    const texts = this.#work?.texts ?? [];
    if (texts.length > 0 && texts.every((text) => text.summary)) {
      throw new ClaimbookError("cannot be quoted: the library only has statements about it in other words", {
        kind: "usage",
        where: this.id,
        wayOut: "Cite it by section() instead, or add the work's own text to the library.",
      });
    }
    const [closest] = this.ground(words).passages;
    throw new ClaimbookError(`the library's text does not contain "${words.trim()}"`, {
      kind: "usage",
      where: [this.id, this.#locator].filter((part) => part !== undefined).join(", "),
      wayOut:
        closest === undefined
          ? "Add the work's text to the library first."
          : `The closest statement is: "${closest.text}"`,
    });
  }

  /**
   * A table that the work printed, by its number.
   *
   * @throws ClaimbookError (`usage`) when its cells are not known, listing those that are
   */
  table(number: number | string): ReportedTable {
    const facts = this.#library().tablesOf(this.#id);
    const table = facts?.tables.find((candidate) => candidate.table === String(number));
    if (facts === undefined || table === undefined) {
      throw new ClaimbookError(`the cells of Table ${number} are not known`, {
        kind: "usage",
        where: this.id,
        wayOut:
          facts === undefined
            ? "Add a file with the work's tables to the library's folder of tables."
            : `Known are: ${facts.tables.map((known) => `Table ${known.table}`).join(", ")}.`,
      });
    }
    return new ReportedTable(this.id, table);
  }

  toSource(): ClaimSource {
    return {
      work: this.id,
      ...(this.#locator === undefined ? {} : { locator: this.#locator }),
      ...(this.#quote === undefined ? {} : { quote: this.#quote }),
    };
  }

  /**
   * Looks in this work for statements that say what a claim says, in the section first if one is named. Words that
   * `quote` cites are marked as the claim's origin.
   */
  ground(claim: string): Grounding {
    return this.#library().ground(claim, {
      work: this.#id,
      ...(this.#section === undefined ? {} : { section: this.#section }),
      ...(this.#quote === undefined
        ? {}
        : { origin: { work: this.id, start: this.#quote.start, end: this.#quote.end } }),
    });
  }

  get #work(): Work | undefined {
    return this.#library().work(this.#id);
  }

  #passages(): LocatedPassage[] {
    return this.#work === undefined ? [] : locatedPassages(this.#work);
  }
}

/**
 * A work as the source of claims, from the library that comes with claimbook or from `library`.
 *
 * @param id e.g. `arXiv:2408.10536` (any version), a DOI, or a link to either
 */
export function paper(id: string, options: { library?: Library } = {}): Paper {
  return new Paper(id, () => options.library ?? defaultLibrary());
}

function escapePattern(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
