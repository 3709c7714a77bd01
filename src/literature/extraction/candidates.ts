import type { Document, DocumentSection, DocumentSentence } from "../documents/document.js";
import type { SentencePlace } from "./kinds/kinds.js";
import { refusalByShape } from "./sentence-shape.js";

/** A sentence that may be a claim. */
export interface Candidate {
  sentence: DocumentSentence;
  /** Index of it in the document's sentences. */
  index: number;
  section: DocumentSection | undefined;
  place: SentencePlace;
  /** Where the label of a structured abstract ends in `sentence.text`; 0 without one. */
  from: number;
}

/** A sentence that is none, and why. */
export interface Refusal {
  work: string;
  start: number;
  end: number;
  /** At most 200 characters of it. */
  excerpt: string;
  reason: string;
}

type Role = DocumentSection["role"];
const wanted: ReadonlySet<Role> = new Set<Role>([
  "abstract",
  "results",
  "discussion",
  "conclusion",
  "limitations",
]);
const apart =
  /^(?:\d+(?:\.\d+)*\.?\s*)?(?:acknowledge?ments?|funding|references|bibliography|conflicts? of interest|competing interests|declarations?|author contributions|data availability|keywords?|copyright|licen[sc]e|ethics|supplementary|appendix)\b/iu;
const label =
  /^(?:BACKGROUND|INTRODUCTION|OBJECTIVES?|AIMS?|PURPOSE|CONTEXT|RATIONALE|MATERIALS? AND METHODS|PATIENTS AND METHODS|METHODS?|METHODOLOGY(?:\/PRINCIPAL FINDINGS)?|DESIGN|SETTING|PARTICIPANTS|INTERVENTIONS?|MAIN OUTCOME MEASURES?|RESULTS?|(?:PRINCIPAL |MAIN )?FINDINGS|CONCLUSIONS?(?: AND RELEVANCE)?|CONCLUSIONS?\/SIGNIFICANCE|INTERPRETATION|DISCUSSION|SIGNIFICANCE|LIMITATIONS?)\s*[:.—–-]\s+/iu;
/** An abstract alone is rarely longer. */
const mostOfAnAbstract = 30;

/**
 * The sentences of abstract, results, discussion, conclusion and limitations that have the form of a statement, and
 * the others of these sections with the reason. A document without such sections that is as short as an abstract is
 * taken for one; a longer one is read as a whole.
 */
export function candidatesOf(document: Document): {
  candidates: Candidate[];
  refused: Refusal[];
  notes: string[];
} {
  const roles = rolesOf(document.sections);
  const inBody = (s: DocumentSentence) =>
    s.section === undefined || !apart.test(document.sections[s.section]?.title ?? "");
  const body = document.sentences.flatMap((sentence, index) =>
    inBody(sentence) && roleOf(sentence, roles) !== "title" ? [{ sentence, index }] : [],
  );
  const notes: string[] = [];
  let chosen = body.filter(({ sentence }) => wanted.has(roleOf(sentence, roles) ?? "other"));
  let assumed: Role | undefined;
  if (chosen.length === 0) {
    chosen = body;
    if (body.length <= mostOfAnAbstract) assumed = "abstract";
    else notes.push(`${document.work}: no abstract, results or conclusion was told apart: read as a whole`);
  }
  const elsewhere = new Elsewhere(document);
  const candidates: Candidate[] = [];
  const refused: Refusal[] = [];
  const inSection = new Map<number | undefined, number>();
  for (const { sentence } of chosen)
    inSection.set(sentence.section, (inSection.get(sentence.section) ?? 0) + 1);
  const seen = new Map<number | undefined, number>();
  let lastLabel: { text: string; section: number | undefined } | undefined;
  for (const { sentence, index } of chosen) {
    const nth = seen.get(sentence.section) ?? 0;
    seen.set(sentence.section, nth + 1);
    const { text, start, end } = sentence;
    const found = label.exec(text.slice(0, 80));
    if (found !== null) lastLabel = { text: found[0], section: sentence.section };
    const from = found?.[0].length ?? 0;
    const reason =
      document.text.slice(start, end) !== text
        ? "does not stand in the document as it is given"
        : (refusalByShape(text.slice(from)) ?? elsewhere.refusal(text));
    if (reason !== undefined) {
      refused.push({ work: document.work, start, end, excerpt: text.slice(0, 200), reason });
      continue;
    }
    const last = (inSection.get(sentence.section) ?? 1) - 1;
    const role = assumed ?? roleOf(sentence, roles);
    candidates.push({
      sentence,
      index,
      section: sentence.section === undefined ? undefined : document.sections[sentence.section],
      place: {
        ...(role === undefined ? {} : { role }),
        ...(lastLabel === undefined || lastLabel.section !== sentence.section
          ? {}
          : { label: lastLabel.text }),
        position: last === 0 ? 1 : nth / last,
      },
      from,
    });
  }
  return { candidates, refused, notes };
}

/** A subsection that has no role of its own has that of the section it lies in. */
function rolesOf(sections: readonly DocumentSection[]): Role[] {
  const roles: Role[] = [];
  sections.forEach((section, i) => {
    // "Abstract (extended)" is one too.
    let role = section.role === "other" && /^abstract\b/i.test(section.title) ? "abstract" : section.role;
    if (role === "other") {
      const above = sections.slice(0, i).findLastIndex(({ level }) => level < section.level);
      if (above >= 0 && roles[above] !== "title") role = roles[above]!;
    }
    roles.push(role);
  });
  return roles;
}

function roleOf({ section }: DocumentSentence, roles: readonly Role[]): Role | undefined {
  return section === undefined ? undefined : roles[section];
}

/** What readers may have left in the body: captions and bibliography entries that they also give apart. */
class Elsewhere {
  readonly #captions: ReadonlySet<string>;
  readonly #references: readonly string[];

  constructor({ tables, references }: Document) {
    this.#captions = new Set(tables.map(({ caption }) => squeezed(caption)));
    this.#references = references.map(squeezed);
  }

  refusal(sentence: string): string | undefined {
    const text = squeezed(sentence);
    if (text.length < 12) return undefined;
    if (this.#captions.has(text)) return "caption";
    return this.#references.some((reference) => reference.includes(text)) ? "bibliography entry" : undefined;
  }
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/\s+/gu, " ").trim();
}
