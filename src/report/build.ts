import { type CellWithOutputs, readClaims } from "../claims/read.js";
import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import type { CslItem, SearchLog } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { type Block, type CellPlace, Report, type SectionId, sectionOrder, type Tally } from "./model.js";
import { lastExecution, notebookFacts, provenanceOf } from "./provenance.js";
import { placeOfCell, Reading, type UnnumberedBlock } from "./reading.js";
import { referencesOf, urlOf } from "./references.js";

export interface BuildOptions {
  /** The notebook's name without folder and ending: titles and file names come from it. */
  name: string;
  /** How to call the notebook in errors, usually its path. Defaults to the name. */
  where?: string;
  /** Instead of the byline of the notebook's front matter. */
  byline?: string;
  /** The report's date when the notebook does not record when it ran, or always with `fixedDate`. */
  now: Date;
  /** True when the environment fixes the date (`SOURCE_DATE_EPOCH`). */
  fixedDate?: boolean;
}

/**
 * The report of an executed notebook: a pure function of the notebook, and of the date where it records none.
 *
 * @throws ClaimbookError (`could-not-run`) when no cell was ever executed or a record does not fit its schema;
 *   (`failed`) for an id that two claims use
 */
export function buildReport(notebook: Notebook, options: BuildOptions): Report {
  const where = options.where ?? options.name;
  const facts = notebookFacts(notebook, options.name);
  assertExecuted(notebook, facts, where);
  const reading = new Reading(where);
  for (const [index, cell] of notebook.cells.entries()) reading.cell(cell, index + 1);

  const recorded = readClaims(withData(notebook), where);
  const claims = recorded.map(({ claim, cell }) => ({ claim, cell: placeAt(notebook, cell.number) }));
  const { front, searches } = reading;
  const included = uniqueItems(searches);
  const examined = front?.examines;
  const record = included.find((item) => examined !== undefined && workKey(item.id) === workKey(examined));
  const cited = [
    ...(examined === undefined ? [] : [examined]),
    ...claims.flatMap(({ claim }) => (claim.source === undefined ? [] : [claim.source.work])),
    ...claims.flatMap(({ claim }) => claim.grounding.passages.map((passage) => passage.work)),
  ];
  const examinedTitle = front?.examinesTitle ?? record?.title;
  const examinedUrl = examined === undefined ? undefined : urlOf(record ?? { id: examined });
  const byline = options.byline ?? front?.byline;
  const sum = (of: (log: SearchLog) => number) => searches.reduce((total, log) => total + of(log), 0);
  const date = options.fixedDate ? options.now : (lastExecution(notebook) ?? options.now);
  const answer = front?.answer ?? reading.text("answer");
  const abstract = front?.abstract ?? reading.text("abstract");

  return assertSchema(
    Report,
    {
      schema: "claimbook/report/1",
      title: front?.title ?? reading.title ?? options.name,
      ...(byline === undefined ? {} : { byline }),
      date: date.toISOString().slice(0, 10),
      notebook: facts,
      ...(abstract === undefined ? {} : { abstract }),
      ...(front === undefined ? {} : { question: front.question }),
      ...(examined === undefined
        ? {}
        : {
            examines: {
              work: examined,
              ...(examinedTitle === undefined ? {} : { title: examinedTitle }),
              ...(examinedUrl === undefined ? {} : { url: examinedUrl }),
            },
          }),
      ...(answer === undefined ? {} : { answer }),
      ...(front?.standIns === undefined ? {} : { standIns: front.standIns }),
      methodology: {
        retrieved: included.length,
        databases: [...new Set(searches.flatMap((log) => log.sources.map((source) => source.name)))],
        identified: sum((log) => log.identified),
        duplicates: sum((log) => log.duplicates),
        screened: sum((log) => log.screened),
        excluded: sum((log) => log.excluded.length),
        searches,
      },
      tally: tallyOf(claims.map(({ claim }) => claim)),
      ...(reading.review === undefined ? {} : { review: reading.review }),
      sections: numbered(reading.sections),
      claims,
      references: referencesOf(included, cited),
      provenance: { ...provenanceOf(notebook), datasets: reading.datasets },
    } satisfies Report,
    "the report",
    where,
  );
}

/** Cells with the MIME bundles of their outputs; streams and tracebacks have none. */
function withData(notebook: Notebook): CellWithOutputs[] {
  return notebook.cells.map((cell) => ({
    id: cell.id,
    outputs: isCode(cell)
      ? cell.outputs.map((output) => ("data" in output ? { data: output.data } : {}))
      : [],
  }));
}

function assertExecuted(
  notebook: Notebook,
  { codeCells, executed }: Report["notebook"],
  where: string,
): void {
  if (executed > 0) return;
  if (codeCells > 0) {
    const first = notebook.cells.findIndex((cell) => isCode(cell) && cell.source.trim() !== "") + 1;
    throw new ClaimbookError(
      `was never executed: none of its ${codeCells} code cells has run (first: cell ${first})`,
      {
        kind: "could-not-run",
        where,
        wayOut: `Run it first: claimbook run "${where}" --out executed.ipynb`,
      },
    );
  }
  throw new ClaimbookError("has no code cells, so there is nothing to report", {
    kind: "could-not-run",
    where,
    wayOut: "Give an executed notebook.",
  });
}

export function tallyOf(claims: readonly Report["claims"][number]["claim"][]): Tally {
  const count = (standing: string) => claims.filter((claim) => claim.standing === standing).length;
  return {
    claims: claims.length,
    holds: count("holds"),
    qualified: count("qualified"),
    doesNotHold: count("does not hold"),
    notChecked: count("not checked"),
    verified: claims.filter((claim) => claim.verified).length,
  };
}

function uniqueItems(searches: readonly SearchLog[]): CslItem[] {
  const byKey = new Map<string, CslItem>();
  for (const item of searches.flatMap((log) => log.included)) {
    if (!byKey.has(workKey(item.id))) byKey.set(workKey(item.id), item);
  }
  return [...byKey.values()];
}

function placeAt(notebook: Notebook, number: number): CellPlace {
  return placeOfCell(notebook.cells[number - 1]!, number);
}

/** Tables and figures are numbered in the order in which a reader meets them. */
function numbered(sections: Record<SectionId, UnnumberedBlock[]>): Report["sections"] {
  const next = { table: 0, figure: 0 };
  const number = (block: UnnumberedBlock): Block => {
    if (block.kind === "table") return { ...block, number: ++next.table };
    if (block.kind === "figure") return { ...block, number: ++next.figure };
    return block;
  };
  return Object.fromEntries(sectionOrder.map((id) => [id, sections[id].map(number)])) as Report["sections"];
}
