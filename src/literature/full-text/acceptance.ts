import type { Document, DocumentSection } from "../documents/index.js";

const bodyRoles: ReadonlySet<DocumentSection["role"]> = new Set([
  "introduction",
  "related work",
  "methods",
  "results",
  "discussion",
  "conclusion",
  "limitations",
]);
/** Sentences outside title and abstract that the shortest paper has. */
const fewestSentences = 5;
/** Characters of running text from which on a page is more than a note about a work. */
const longPage = 15_000;

/**
 * Why a document is not the full text of a work of this title, or undefined when it is. A page about a work (its
 * abstract, a login, a search for robots) is none, nor is a text without the words of the title at its beginning.
 */
export function refusalAsFullText(document: Document, title: string): string | undefined {
  const { format, sections, sentences } = document;
  if (format === "text" || format === "markdown")
    return "plain text came, which is a message more often than a paper";
  const body = sentences.filter(({ section, part, text }) => {
    const role = section === undefined ? undefined : sections[section]?.role;
    return part === undefined && role !== "title" && role !== "abstract" && text.length >= 15;
  });
  if (body.length < fewestSentences) return "there is no more than an abstract in it";
  if (format === "arxiv-html") {
    const count = new Map<string, number>();
    for (const { section } of body) {
      const role = section === undefined ? undefined : sections[section]?.role;
      if (role !== undefined && bodyRoles.has(role)) count.set(role, (count.get(role) ?? 0) + 1);
    }
    const parts = [...count.values()].filter((sentencesOf) => sentencesOf >= 2).length;
    const length = body.reduce((sum, sentence) => sum + sentence.text.length, 0);
    if (parts < 2 && length < longPage) return "it is a page about the work, not its text";
  }
  if (!hasTitle(document, title)) return `it has another title: “${document.title.slice(0, 120)}”`;
  return undefined;
}

/** Half of the words in the text's own title; nearly all at its beginning, where its title was not recognised. */
function hasTitle(document: Document, title: string): boolean {
  const words = title
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word.length >= 3)
    .map(bare);
  const shareIn = (text: string) => {
    const start = bare(text);
    return words.filter((word) => start.includes(word)).length / words.length;
  };
  return (
    words.length === 0 || shareIn(document.title) >= 0.5 || shareIn(document.text.slice(0, 2_000)) >= 0.9
  );
}

/** Letters and digits only: neither hyphens at line ends nor white space matter. */
function bare(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
