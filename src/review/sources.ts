import type { Document, DocumentTable } from "../literature/documents/document.js";
import type { Library } from "../literature/library/library.js";
import { locatedPassages, type Work } from "../literature/library/work.js";
import type { CslItem } from "../literature/search-log.js";
import type { PrintedTable } from "../literature/tables/printed/facts.js";
import { workKey } from "../literature/work-id.js";
import type { ReviewSource } from "./subject.js";

/** A full text as the reviewers read it; `item` is its bibliographic record, where there is one. */
export function sourceOfDocument(document: Document, item?: CslItem): ReviewSource {
  const { sections } = document;
  return {
    work: document.work,
    title: item?.title ?? document.title,
    ...(item?.abstract === undefined ? {} : { abstract: item.abstract }),
    texts: [{ sha256: document.sha256, text: document.text }],
    sentences: document.sentences.map(({ text, section, page }) => {
      const place = section === undefined ? undefined : sections[section];
      const locator =
        place === undefined
          ? page === undefined
            ? undefined
            : `page ${page}`
          : place.number === undefined
            ? place.title
            : `section ${place.number}`;
      return {
        text,
        ...(locator === undefined ? {} : { locator }),
        ...(place?.role === "limitations" ? { limitation: true } : {}),
      };
    }),
    tables: document.tables,
    references: document.references,
    summary: false,
  };
}

/** A work of a library: its texts, and the printed tables that the library knows of it. */
export function sourceOfWork(work: Work, library: Library): ReviewSource {
  const passages = locatedPassages(work);
  return {
    work: work.id,
    title: work.item.title,
    ...(work.item.abstract === undefined ? {} : { abstract: work.item.abstract }),
    texts: work.texts.map(({ sha256, text }) => ({ sha256, text })),
    sentences: passages.map(({ text, locator, heading }) => ({
      text,
      ...(locator === undefined ? {} : { locator }),
      ...(heading !== undefined && /\blimitations?\b/i.test(heading) ? { limitation: true } : {}),
    })),
    tables: (library.tablesOf(work.id)?.tables ?? []).map(tableOf),
    references: [],
    summary: work.texts.some(({ summary }) => summary),
  };
}

/** Only the record is known. */
export function sourceOfRecord(item: CslItem): ReviewSource {
  return {
    work: item.id,
    title: item.title,
    ...(item.abstract === undefined ? {} : { abstract: item.abstract }),
    sentences: [],
    tables: [],
    references: [],
    summary: false,
  };
}

/** One source for each work: the fullest of those given, with what only another knows added. */
export function oneOfEach(sources: readonly ReviewSource[]): ReviewSource[] {
  const byWork = new Map<string, ReviewSource>();
  for (const source of sources) {
    const key = workKey(source.work);
    const known = byWork.get(key);
    if (known === undefined) byWork.set(key, source);
    else {
      const [fuller, other] =
        source.sentences.length > known.sentences.length ? [source, known] : [known, source];
      byWork.set(key, {
        ...fuller,
        texts: [...(fuller.texts ?? []), ...(other.texts ?? [])],
        ...(fuller.abstract === undefined && other.abstract !== undefined
          ? { abstract: other.abstract }
          : {}),
        tables: fuller.tables.length > 0 ? fuller.tables : other.tables,
        references: fuller.references.length > 0 ? fuller.references : other.references,
      });
    }
  }
  return [...byWork.values()];
}

/** A transcribed table as a document's table: the leading fields of a row are its labels. */
function tableOf({ table, caption, unit, dimensions, columns, rows }: PrintedTable): DocumentTable {
  return {
    number: table,
    caption: `${caption} (${unit})`,
    cells: rows.flatMap((row) =>
      columns.map(({ name }, i) => {
        const value = row[dimensions.length + i] as number;
        return {
          row: row.slice(0, dimensions.length).map(String),
          column: [name],
          text: String(value),
          value,
          bold: false,
        };
      }),
    ),
  };
}
