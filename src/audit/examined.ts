import type { Library } from "../literature/library/library.js";
import { titleKey } from "../literature/library/title-key.js";
import type { Work } from "../literature/library/work.js";
import type { SynthesisDocument } from "../report/synthesis/document.js";

/**
 * The paper that a report examines: the work of the library with the title that the report names, else the only
 * reference that the library has where the report names no title.
 */
export function examinedWork(
  { examines, references }: Pick<SynthesisDocument, "examines" | "references">,
  library: Library,
): Work | undefined {
  const wanted = examines === undefined ? undefined : titleKey(examines);
  const titled =
    wanted === undefined || wanted === ""
      ? undefined
      : library.works.find(({ item }) => titleKey(item.title) === wanted);
  if (titled !== undefined || wanted !== undefined) return titled;
  const known = [...new Set(references.flatMap((text) => referencedWork(text, library) ?? []))];
  return known.length === 1 ? known[0] : undefined;
}

/** The work that a reference is: by its address or identifier, else by a title that stands in it word by word. */
export function referencedWork(text: string, library: Library): Work | undefined {
  for (const id of idsIn(text)) {
    const work = library.work(id);
    if (work !== undefined) return work;
  }
  const said = ` ${titleKey(text)} `;
  const titled = library.works.filter(({ item }) => {
    const title = titleKey(item.title);
    return title.split(" ").length >= 4 && said.includes(` ${title} `);
  });
  return titled.length === 1 ? titled[0] : undefined;
}

function idsIn(text: string): string[] {
  const found = text
    .slice(0, 4000)
    .match(
      /https?:\/\/[^\s<>"]+|\b10\.\d{4,9}\/[^\s<>"]+|\barxiv:\s?[^\s<>"]+|\b\d{4}\.\d{4,5}(?:v\d+)?\b/giu,
    );
  return [text.trim(), ...(found ?? []).map((each) => each.replace(/[.,;)\]]+$/u, ""))];
}
