import { inspect } from "node:util";
import { datasets } from "../datasets/registry.js";
import { ClaimbookError } from "../errors.js";
import { kernelHost } from "../kernel/host-api.js";
import type { Document } from "../literature/documents/document.js";
import { defaultLibrary, type Library } from "../literature/library/library.js";
import { display } from "../notebook/display.js";
import { Mime } from "../notebook/mime.js";
import type { Notebook } from "../notebook/model.js";
import { shownRecords } from "../notebook/shown.js";
import { buildReport } from "../report/build.js";
import type { Report } from "../report/model.js";
import { reviewCard, reviewText } from "./card.js";
import { consistencyNotes } from "./consistency.js";
import type { ReviewRecord } from "./model.js";
import { type ReviewOptions, reviewSubject } from "./review-subject.js";
import { type ReviewMaterial, subjectOf } from "./subject-of.js";
import { consensusText } from "./wording.js";

export interface NotebookReviewOptions extends ReviewOptions, Omit<ReviewMaterial, "withoutNarrative"> {
  /** Full texts of the sources. */
  documents?: readonly Document[];
  /** Works to look claims up in; defaults to the library that comes with claimbook. */
  library?: Library;
}

/**
 * Reviews a report and shows the review as one output of the running cell. Without a report, the claims, searches
 * and tables that this notebook has shown so far are reviewed; its narrative cannot be seen from inside, so its
 * limitations are not judged then.
 *
 * @param fallback receives the plain text outside a kernel
 * @throws ClaimbookError (`usage`) when there is nothing to review; (`could-not-run`) when a language model that
 *   was asked for cannot be used
 */
export async function review(
  report?: Report,
  options: NotebookReviewOptions = {},
  fallback?: (text: string) => void,
): Promise<ReviewRecord> {
  const { gate, models, signal = kernelHost()?.signal(), ...material } = options;
  const reviewed = report ?? sessionReport();
  const subject = subjectOf(reviewed, {
    library: defaultLibrary(),
    consistency: consistencyNotes(material.documents ?? [], reviewed.claims),
    ...material,
    knownBenchmarks: [...datasets.map(({ name }) => name), ...(material.knownBenchmarks ?? [])],
    ...(report === undefined ? { withoutNarrative: true } : {}),
  });
  const record = await reviewSubject(subject, {
    ...(gate === undefined ? {} : { gate }),
    ...(models === undefined ? {} : { models }),
    ...(signal === undefined ? {} : { signal }),
  });
  display(
    { [Mime.review]: record, [Mime.html]: reviewCard(record), [Mime.plain]: reviewText(record) },
    {},
    fallback,
  );
  // Echoed as the value of its cell, the record is one line beside the card.
  Object.defineProperty(record, inspect.custom, {
    value: () => `review: ${consensusText(record)}, the gate ${record.gate.passed ? "passed" : "not passed"}`,
    enumerable: false,
  });
  return record;
}

/** What the session has shown, as the report that it would make now. */
function sessionReport(): Report {
  const cells = shownRecords();
  if (!cells.some(({ bundles }) => bundles.some((bundle) => Mime.claim in bundle))) {
    throw new ClaimbookError("there is nothing to review: no claim was made in this session", {
      kind: "usage",
      where: "review()",
      wayOut: "Make claims with claim() in earlier cells, or give a report: review(report).",
    });
  }
  const notebook: Notebook = {
    cells: cells.map(({ cell, bundles }, i) => ({
      cell_type: "code",
      id: cell ?? `shown-${i + 1}`,
      metadata: {},
      source: "shown in this session",
      execution_count: i + 1,
      outputs: bundles.map((data) => ({ output_type: "display_data", data, metadata: {} })),
    })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  return buildReport(notebook, { name: "this notebook", now: new Date(0) });
}
