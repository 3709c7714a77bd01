import { prismaNumbers, prismaSentence } from "../../literature/search/prisma.js";
import { comparisonsView } from "../comparisons-view.js";
import { whatHappened } from "../happened.js";
import { sentence, show, tablesOf } from "../html/appendix.js";
import { inBrief } from "../in-brief.js";
import { type Report, type SectionId, sectionOrder, sectionTitles } from "../model.js";
import { grouped, longDate, plural } from "../numbers.js";
import { referenceParts } from "../reference-parts.js";
import { sourceNotes } from "../search-notes.js";
import { showControlsInMarkdown } from "../shown-controls.js";
import {
  examinedSentence,
  methodologySentences,
  questionSentence,
  resultsSentences,
  score,
  standingLimitations,
  warnings,
} from "../wording.js";
import { blocksMarkdown, type Pictures } from "./blocks.js";
import { claimsMarkdown } from "./claims.js";
import { autolink, escapeMarkdown, neutralHtml } from "./escape.js";
import { reviewMarkdown } from "./review.js";
import { table } from "./table.js";

/** The full profile as Markdown (CommonMark with GitHub's tables); no HTML in it. */
export function fullMarkdown(report: Report, pictures: Pictures): string {
  const { examines, byline } = report;
  const about = [
    longDate(report.date),
    ...(byline === undefined ? [] : [byline]),
    ...(examines === undefined ? [] : [`examines ${examines.work}`]),
    `notebook ${report.notebook.name}`,
  ];
  const parts = [
    `# ${neutralHtml(report.title.replace(/\s+/g, " "))}`,
    about.map(escapeMarkdown).join(" · "),
    ...warnings(report).map((text) => `> ${escapeMarkdown(text)}`),
    ...(report.answer === undefined ? [] : [neutralHtml(report.answer)]),
    tallyTable(report),
    inBrief(report)
      .map(({ term, sentences }) => `- **${term}.** ${sentences.map(escapeMarkdown).join(" ")}`)
      .join("\n"),
    ...(report.abstract === undefined ? [] : ["## Abstract", neutralHtml(report.abstract)]),
    ...sectionOrder.flatMap((id, i) => [
      `## ${i + 1} ${sectionTitles[id]}`,
      ...section(id, report, pictures),
    ]),
    ...(report.references.length === 0 ? [] : ["## References", references(report)]),
    ...appendix(report),
  ];
  return showControlsInMarkdown(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
}

function tallyTable({ tally, review }: Report): string {
  return table(
    [
      "Claims",
      "Hold in every check made",
      "Hold with exceptions or inconclusive",
      "Do not hold",
      "Not checked",
      "Review",
    ],
    [
      [
        ...[tally.claims, tally.holds, tally.qualified, tally.doesNotHold, tally.notChecked].map(String),
        review === undefined
          ? "not reviewed"
          : `${score(review.score)} / 10${review.spread === undefined ? "" : ` ± ${score(review.spread)}`} (${plural(review.reviewers, "automated reviewer")})`,
      ],
    ],
    ["right", "right", "right", "right", "right", "left"],
  );
}

function section(id: SectionId, report: Report, pictures: Pictures): string[] {
  const blocks = blocksMarkdown(report.sections[id], pictures);
  const said = (sentences: readonly (string | undefined)[]) =>
    escapeMarkdown(sentences.filter((each) => each !== undefined).join(" "));
  switch (id) {
    case "introduction":
      return [
        said([examinedSentence(report), questionSentence(report)]) ||
          (blocks.length === 0 ? "The notebook says nothing here." : ""),
        ...blocks,
      ];
    case "methodology":
      return [said(methodologySentences(report)), search(report), ...blocks];
    case "results":
      return [said(resultsSentences(report)), ...blocks];
    case "limitations": {
      const happened = whatHappened(report).map((text) => `- ${escapeMarkdown(text)}`);
      return [
        ...blocks,
        ...(happened.length === 0 ? [] : ["### What this run leaves open", happened.join("\n")]),
        said(standingLimitations),
      ];
    }
    case "claims":
      return [
        ...blocks,
        ...(report.claims.length === 0 ? ["The notebook states no claims."] : claimsMarkdown(report)),
      ];
  }
}

function search({ methodology }: Report): string {
  if (methodology.searches.length === 0) return "";
  const rows = methodology.searches.flatMap((log) =>
    log.sources.map((source) => {
      const { name, query, date, hits, error, limits } = source;
      const notes = [limits, ...sourceNotes(source)].filter((note) => note !== undefined).join("; ");
      return [name, query, date, error === undefined ? grouped(hits) : `failed: ${error}`, notes].map(
        escapeMarkdown,
      );
    }),
  );
  const rules = methodology.searches.flatMap(({ query, screening }) => [
    ...(query === undefined ? [] : [`Query: ${escapeMarkdown(query)}`]),
    ...(screening === undefined ? [] : [`Screening: ${escapeMarkdown(screening)}`]),
  ]);
  return [
    escapeMarkdown(prismaSentence(prismaNumbers(methodology.searches, methodology.retrieved))),
    ...rules,
    table(["Source", "Query as sent", "Date", "Hits", "Notes"], rows, [
      "left",
      "left",
      "left",
      "right",
      "left",
    ]),
  ].join("\n\n");
}

function references({ references: all }: Report): string {
  return all
    .map((reference) => {
      const parts = referenceParts(reference).map(({ text, link }) =>
        link === undefined ? outside(text ?? "") : autolink(link),
      );
      return `- ${parts.join("").trim()}`;
    })
    .join("\n");
}

/** Words between two addresses keep the blanks at their ends. */
function outside(text: string): string {
  return `${/^\s/.test(text) ? " " : ""}${escapeMarkdown(text)}${/\s$/.test(text) && text.trim() !== "" ? " " : ""}`;
}

function appendix(report: Report): string[] {
  const compared = tablesOf(report).filter(({ table: { comparisons } }) => comparisons.length > 0);
  const excluded = report.methodology.searches.flatMap((log) => log.excluded);
  const parts: [string, string[]][] = [];
  const review = reviewMarkdown(report);
  if (review.length > 0) parts.push(["Review", review]);
  if (compared.length > 0) parts.push(["Comparisons between methods", compared.map(comparisons)]);
  if (excluded.length > 0) {
    const rows = excluded.map(({ work, title, reason }) =>
      [`${title} (${work})`, reason].map(escapeMarkdown),
    );
    parts.push(["Works left out", [table(["Work", "Reason"], rows)]]);
  }
  parts.push(["Reproducibility", reproducibility(report)]);
  return parts.flatMap(([title, content], i) => [`## ${String.fromCharCode(65 + i)} ${title}`, ...content]);
}

function comparisons({ number, table: results }: ReturnType<typeof tablesOf>[number]): string {
  const view = comparisonsView(results);
  const rows = view.rows.map(({ pair, differences }) => [
    escapeMarkdown(pair),
    ...differences.map((each) => {
      if (each === undefined) return "–";
      const shown = each.strong ? `**${each.difference}**` : each.difference;
      const interval = each.interval === undefined ? "" : ` ${escapeMarkdown(each.interval)}`;
      return `${shown}${interval}, p ${escapeMarkdown(each.p)}`;
    }),
  ]);
  const note = results.correction === undefined ? "" : ` ${escapeMarkdown(results.correction)}`;
  const head = ["Difference", ...view.columns.map(escapeMarkdown)];
  const align = ["left" as const, ...view.columns.map(() => "right" as const)];
  return `Differences within Table ${number}.${note} Bold: p below 0.05 after correction.\n\n${table(head, rows, align)}`;
}

function reproducibility({ notebook, provenance }: Report): string[] {
  const { parameters, environment, hashes, datasets } = provenance;
  const rows: [string, string][] = [
    [
      "Notebook",
      `${notebook.name}: ${notebook.cells} cells, ${notebook.executed} of ${notebook.codeCells} code cells executed`,
    ],
    ["sha256 of its cells", notebook.sha256],
    ...Object.entries(parameters).map(([key, value]): [string, string] => [`Parameter ${key}`, show(value)]),
    ...Object.entries(environment).map(([key, value]): [string, string] => [sentence(key), value]),
    ...Object.entries(hashes).map(([key, value]): [string, string] => [`sha256 of ${key}`, value]),
    ...datasets.map(({ name, version, origin, licence, options, sha256 }): [string, string] => [
      `Data: ${name} ${version}`,
      `${origin}, ${licence}; options ${JSON.stringify(options)}; sha256 ${sha256}`,
    ]),
  ];
  return [
    "To run the notebook again in a fresh kernel and compare claim by claim:",
    `\`\`\`sh\nnpx claimbook verify ${notebook.name}.ipynb\n\`\`\``,
    table(
      ["Fact", "Value"],
      rows.map((row) => row.map(escapeMarkdown)),
    ),
  ];
}
