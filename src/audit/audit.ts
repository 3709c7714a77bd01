import path from "node:path";
import { assertSchema } from "../json-schema.js";
import type { Work } from "../literature/library/work.js";
import { referencesOf } from "../report/references.js";
import { namedBenchmarks } from "../review/checks/benchmarks.js";
import { ReviewContext } from "../review/evidence.js";
import { reviewSubject } from "../review/index.js";
import { agreementOf, type Outcome, outcomeOf, overall, whyOf } from "./agreement.js";
import { answerOf, tallyOf } from "./answer.js";
import { completionOf } from "./completion.js";
import type { Corpus } from "./corpus.js";
import { examinedWork } from "./examined.js";
import { type JudgeOptions, judgeClaim } from "./judge.js";
import { Audit, type AuditedClaim, type AuditedReport, type Completion } from "./model.js";
import { unanswered } from "./question.js";
import type { ForeignReport } from "./read-report.js";
import { auditReferences } from "./references.js";
import { remarksOf } from "./remarks.js";
import { subjectOfReport } from "./subject.js";
import { type SaidClaim, type UniqueClaim, uniqueClaims } from "./unique-claims.js";

export interface AuditOptions extends JudgeOptions {
  /** The date that the audit carries. */
  now: Date;
  onProgress?: (done: number, claims: number) => void;
}

/**
 * Judges every claim of the reports again: each statement once, whatever reports make it, by the text and tables of
 * the paper that its reports examine, and by a notebook's measurements; then lays the reports' marks beside it and
 * reviews each report.
 *
 * @throws ClaimbookError as the entailment does; nothing that a report says can make it fail
 */
export async function auditReports(
  reports: readonly ForeignReport[],
  corpus: Corpus,
  options: AuditOptions,
): Promise<Audit> {
  const { entailment, notebook, signal } = options;
  const examined = reports.map(({ document }) => examinedWork(document, corpus.library));
  const unique = uniqueByPaper(reports, examined);
  const claims: AuditedClaim[] = [];
  const outcomes: Outcome[] = [];
  for (const [index, { claim, work }] of unique.entries()) {
    signal?.throwIfAborted();
    options.onProgress?.(index, unique.length);
    const { audited, outcome } = await auditClaim(`claim-${index + 1}`, claim, work, corpus, options);
    claims.push(audited);
    outcomes.push(outcome);
  }
  options.onProgress?.(unique.length, unique.length);

  const audited = await Promise.all(
    reports.map((report, index) => auditReport(report, index, claims, examined[index], corpus, signal)),
  );
  const tally = tallyOf(audited.length, claims);
  const cited = claims.flatMap(({ claim, elsewhere }) => [
    ...(claim.source === undefined ? [] : [claim.source.work]),
    ...claim.grounding.passages.map(({ work }) => work),
    ...elsewhere,
  ]);
  const works = corpus.library.works;
  return assertSchema(
    Audit,
    {
      schema: "claimbook/audit/1",
      date: options.now.toISOString().slice(0, 10),
      answer: answerOf(tally, audited, claims, outcomes),
      tally,
      reports: audited,
      claims,
      remarks: remarksOf(reports, claims),
      material: {
        entailment: entailment.name,
        works: works.length,
        texts: works.filter((work) => work.texts.some(({ name }) => name !== "abstract")).length,
        summaries: works.filter((work) => work.texts.some(({ summary }) => summary)).length,
        ...(corpus.search === undefined ? {} : { search: corpus.search.query ?? corpus.search.question }),
        ...(notebook === undefined ? {} : { notebook: notebook.name }),
        problems: [...corpus.problems, ...failedSources(corpus)],
      },
      references: referencesOf(
        works.filter(({ id }) => cited.includes(id)).map(({ item }) => item),
        cited,
      ),
    } satisfies Audit,
    "the audit",
  );
}

/** What a search could not ask: silence of a source that failed is no evidence. */
function failedSources({ search }: Corpus): string[] {
  return (search?.sources ?? []).flatMap(({ name, error }) =>
    error === undefined
      ? []
      : [`${name} could not be searched: ${error.replace(/\s+/g, " ").replace(/\.?$/, ".")}`],
  );
}

/** Claims on different papers are different claims, even in the same words. */
function uniqueByPaper(
  reports: readonly ForeignReport[],
  examined: readonly (Work | undefined)[],
): { claim: UniqueClaim; work: Work | undefined }[] {
  const byPaper = new Map<string, { work: Work | undefined; rows: SaidClaim[] }>();
  for (const [report, { document }] of reports.entries()) {
    const work = examined[report];
    const paper = work?.id ?? `unknown: ${document.examines?.toLowerCase() ?? report}`;
    const group = byPaper.get(paper) ?? { work, rows: [] };
    group.rows.push(...document.claims.map((claim) => ({ ...claim, report })));
    byPaper.set(paper, group);
  }
  return [...byPaper.values()].flatMap(({ work, rows }) =>
    uniqueClaims(rows).map((claim) => ({ claim, work })),
  );
}

async function auditClaim(
  id: string,
  unique: UniqueClaim,
  work: Work | undefined,
  corpus: Corpus,
  options: JudgeOptions,
): Promise<{ audited: AuditedClaim; outcome: Outcome }> {
  const completion = completed(unique, work, corpus);
  const text = completion?.text ?? unique.text;
  const { claim, elsewhere, measuredBy } = await judgeClaim(id, text, work, corpus, options);
  const outcome = outcomeOf(claim, work !== undefined && corpus.hasFullText(work));
  const said = unique.said.map(({ report, text, cut, verified, confidence }) => ({
    report,
    text,
    cut,
    ...(verified === undefined ? {} : { verified }),
    ...(confidence === undefined ? {} : { confidence }),
    agreement: agreementOf(verified, outcome),
  }));
  const known = {
    claim,
    said,
    ...(completion === undefined ? {} : { completion }),
    ...(unique.cut && completion === undefined ? { incomplete: true as const } : {}),
    elsewhere,
    ...(measuredBy === undefined ? {} : { measuredBy }),
  };
  return {
    audited: {
      ...known,
      agreement: overall(said.map(({ agreement }) => agreement)),
      why: whyOf(known, outcome),
    },
    outcome,
  };
}

/** How a cut claim goes on: by the sentence of a source, else by another report that prints all of it. */
function completed(
  { text, cut, said }: UniqueClaim,
  work: Work | undefined,
  corpus: Corpus,
): Completion | undefined {
  if (!cut) {
    const whole = said.find((each) => !each.cut && each.text === text);
    return whole !== undefined && said.some((each) => each.cut) ? { text, report: whole.report } : undefined;
  }
  const { passages } = corpus.library;
  const own = work === undefined ? [] : passages.filter((passage) => passage.work === work);
  const found = completionOf(text, own) ?? completionOf(text, passages);
  if (found === undefined) return undefined;
  return {
    text: found.text.replace(/\s+/g, " ").trim(),
    work: found.work.id,
    ...(found.locator === undefined ? {} : { locator: found.locator }),
  };
}

async function auditReport(
  report: ForeignReport,
  index: number,
  claims: readonly AuditedClaim[],
  examined: Work | undefined,
  corpus: Corpus,
  signal?: AbortSignal,
): Promise<AuditedReport> {
  const { file, sha256, document } = report;
  const { title, byline, date, question, examines, counts, references } = document;
  const subject = subjectOfReport(report, index, claims, examined, corpus);
  const context = new ReviewContext(subject);
  const own = claims.filter(({ said }) => said.some((each) => each.report === index));
  const rows = document.claims;
  return {
    file: path.basename(file),
    sha256,
    title,
    ...(byline === undefined ? {} : { byline }),
    ...(date === undefined ? {} : { date }),
    ...(question === undefined ? {} : { question }),
    ...(examines === undefined
      ? {}
      : { examines: { title: examines, ...(examined === undefined ? {} : { work: examined.id }) } }),
    claims: rows.length,
    ticked: rows.filter(({ verified }) => verified === true).length,
    crossed: rows.filter(({ verified }) => verified === false).length,
    ...(counts.score === undefined ? {} : { score: counts.score }),
    problems: [
      ...document.problems,
      ...(counts.retrieved !== undefined && counts.retrieved !== references.length
        ? [`It says that ${counts.retrieved} papers were retrieved; it lists ${references.length}.`]
        : []),
    ],
    unknownBenchmarks: context.hasTexts
      ? namedBenchmarks(context)
          .filter(({ known }) => !known)
          .map(({ name }) => name)
      : [],
    unanswered: unanswered(
      question,
      own.map(({ claim }) => claim.text),
      context,
      examines,
    ),
    references: auditReferences(references, examined, own, corpus.library, context),
    review: await reviewSubject(subject, signal ? { signal } : {}),
  };
}
