import { judgeClaim } from "../../src/claims/claim.js";
import { Measurement } from "../../src/claims/measurement.js";
import type { Claim, Grounding, Reported } from "../../src/claims/model.js";
import type { DatasetRecord } from "../../src/datasets/record.js";
import type { ResultsTable } from "../../src/evaluation/results-table.js";
import type { SearchLog } from "../../src/literature/search-log.js";
import { Mime, type MimeBundle } from "../../src/notebook/mime.js";
import type { Cell, Notebook } from "../../src/notebook/model.js";
import { buildReport } from "../../src/report/build.js";
import { reviewCard, reviewText } from "../../src/review/card.js";
import { reviewNow } from "../../src/review/review-subject.js";
import { subjectOf } from "../../src/review/subject-of.js";

/**
 * An executed notebook for tests. Every value in it is made up: works by "Beispiel" and "Muster", measurements
 * that nobody made.
 */
export function notebook(cells: readonly Cell[], metadata: Record<string, unknown> = {}): Notebook {
  return {
    cells: cells.map((cell, i) => {
      const id = `${cell.cell_type}-${i + 1}`;
      return cell.cell_type === "code" ? { ...cell, id, execution_count: i + 1 } : { ...cell, id };
    }),
    metadata: {
      kernelspec: { name: "claimbook", display_name: "TypeScript (claimbook)", language: "typescript" },
      ...metadata,
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

export function text(source: string): Cell {
  return { cell_type: "markdown", id: "numbered-later", metadata: {}, source };
}

export function code(source: string, ...outputs: MimeBundle[]): Cell {
  return {
    cell_type: "code",
    id: "numbered-later",
    metadata: { execution: { "shell.execute_reply": "2031-05-04T10:20:30.000Z" } },
    source,
    execution_count: 1,
    outputs: outputs.map((data) => ({ output_type: "display_data", data, metadata: {} })),
  };
}

export function grounded(
  work: string,
  locator: string,
  quote: string,
  confidence: number,
  verdict: Grounding["verdict"] = "supported",
) {
  const sha256 = "5".repeat(64);
  const passage = {
    work,
    locator,
    text: quote,
    start: 120,
    end: 120 + quote.length,
    sha256,
    score: confidence,
  };
  return {
    toSource: () => ({ work, locator }),
    ground: (): Grounding => ({
      verdict,
      passages: verdict === "not found" ? [] : [passage],
      confidence,
      ...(verdict === "not found" ? { note: "closest match 0.11" } : {}),
    }),
  };
}

export function printed(
  relation: string,
  cells: readonly [row: string, left: number, right: number][],
): Reported {
  const comparisons = cells.map(([row, left, right]) => {
    const cell = (column: string, value: number) => ({
      work: "arXiv:2999.00001v1",
      table: "2",
      row,
      column,
      value,
    });
    return {
      left: cell("Mixed", left),
      relation: ">" as const,
      right: cell("Single", right),
      holds: left > right,
    };
  });
  const held = comparisons.filter((each) => each.holds).length;
  const verdict = held === comparisons.length ? "holds" : held === 0 ? "fails" : "holds with exceptions";
  return { verdict, relation, comparisons };
}

export function measured(
  name: string,
  value: number,
  half: number,
  versus?: [difference: number, half: number, p: number],
) {
  return new Measurement({
    name,
    value,
    interval: [value - half, value + half],
    n: 1200,
    unit: "queries",
    compare: () =>
      versus && {
        difference: versus[0],
        interval: [versus[0] - versus[1], versus[0] + versus[1]],
        level: 0.95,
        correction: "Bonferroni over 6 comparisons",
        p: versus[2],
      },
  });
}

export const claimOutput = (claim: Claim): MimeBundle => ({ [Mime.claim]: claim, [Mime.plain]: claim.text });

const paper = "arXiv:2999.00001v1";

export function sampleClaims(): Claim[] {
  const cell = { id: "claims", executionCount: 9, code: "" };
  const single = measured("rank distance (single)", 61.4, 2.1);
  return [
    judgeClaim(
      {
        id: "less-bias",
        text: "Mixed batches reduce language bias compared with single-language batches.",
        source: grounded(
          paper,
          "section 4.1",
          "Across models and data sets, mixed batches lower the rank distance against single-language batches.",
          0.97,
        ),
        reported: printed("mixed above single in every row", [
          ["Small · Fables-R", 0.41, 0.38],
          ["Large · Fables-R", 0.52, 0.47],
          ["Small · Tales-R", 0.33, 0.3],
          ["Large · Tales-R", 0.44, 0.4],
          ["Base · Fables-R", 0.48, 0.41],
          ["Base · Tales-R", 0.39, 0.35],
        ]),
        measured: measured("rank distance (mixed)", 29.8, 1.2, [-31.6, 2.6, 0.0006]).isBelow(single),
      },
      cell,
    ),
    judgeClaim(
      {
        id: "best-multilingual",
        text: "Mixed batches give the best multilingual retrieval.",
        source: grounded(
          paper,
          "abstract",
          "Mixed batches are the best choice when all languages share one pool.",
          0.94,
        ),
        reported: printed("mixed above single in every row", [
          ["Small · Fables-R", 0.41, 0.38],
          ["Large · Tales-R", 0.4, 0.425],
        ]),
        measured: measured("multilingual mAP (mixed)", 0.241, 0.006, [0.004, 0.007, 0.31]).isAbove(
          measured("multilingual mAP (cross)", 0.237, 0.006),
        ),
      },
      cell,
    ),
    judgeClaim(
      {
        id: "single-only-mono",
        text: "Single-language batches do well only when query and pool share a language, which is said here at some length so that the claim needs more than one line in the table and shows that no claim is ever cut off in the middle of a word or a sentence.",
        source: grounded(
          paper,
          "section 5",
          "Single-language training does well in the monolingual setting only.",
          0.9,
        ),
        measured: measured("monolingual mAP (single)", 0.402, 0.006, [-0.051, 0.009, 0.0002]).isAbove(
          measured("monolingual mAP (mixed)", 0.453, 0.007),
        ),
      },
      cell,
    ),
    judgeClaim(
      {
        id: "seventy-languages",
        text: "The approach was tested on seventy languages of the Nowhere benchmark.",
        source: grounded(paper, "section 2", "", 0.02, "not found"),
      },
      cell,
    ),
    judgeClaim({ id: "future-work", text: "Larger models would narrow the gap." }, cell),
  ];
}

export const searchLog: SearchLog = {
  schema: "claimbook/search/1",
  question: "Do mixed batches help retrieval in rare scripts?",
  sources: [
    {
      name: "local library",
      query: "mixed OR batches OR rare OR scripts",
      limits: "at most 10 works",
      date: "2031-05-02",
      hits: 6,
    },
    { name: "Example Index", query: "mixed batches AND retrieval", date: "2031-05-02", hits: 4 },
  ],
  identified: 10,
  duplicates: 2,
  screened: 8,
  excluded: [
    {
      work: "doi:10.5555/x",
      title: "A survey of surveys",
      reason: "has 1 of the question's 7 terms, below the 3 required",
    },
  ],
  included: [
    {
      id: paper,
      type: "article",
      title: "Mixed batches for retrieval across languages",
      author: [
        { family: "Beispiel", given: "Anna-Lena" },
        { family: "Muster", given: "Max" },
        { family: "Li", given: "Wei" },
      ],
      issued: { "date-parts": [[2029, 1]] },
      URL: "https://arxiv.org/abs/2999.00001v1",
    },
    {
      id: "doi:10.5555/rare",
      type: "paper-conference",
      title: "Who can read what: retrieval in rare scripts",
      author: [{ family: "Ångström", given: "Åsa" }, { literal: "The Fable Consortium" }],
      issued: { "date-parts": [[2027]] },
      "container-title": "Proceedings of Nowhere 2027",
    },
  ],
};

export const dataset: DatasetRecord = {
  schema: "claimbook/dataset/1",
  name: "fable-captions",
  version: "1.2.0",
  origin: "made up for tests",
  licence: "CC0-1.0",
  sha256: "ab".repeat(32),
  counts: { pictures: 1514, locales: 36, scripts: 19, unseenQueries: 12043 },
  options: { seed: 7, split: "unseen queries" },
  example: {
    query: { text: "moon <sleep>", lang: "en", label: "English" },
    subject: "🌙",
    answers: [
      { text: "crescent | night", lang: "en", label: "English" },
      { text: "ጨረቃ", lang: "am", label: "Amharic" },
      { text: "قمر", lang: "ar", label: "Arabic" },
    ],
  },
};

export const results: ResultsTable = {
  schema: "claimbook/results/1",
  id: "headline",
  title: "Retrieval by composition of the batches",
  rowHeading: "Batches",
  columns: [
    { key: "mono", label: "Monolingual mAP", better: "higher", digits: 3 },
    { key: "cross", label: "Cross-lingual mAP", better: "higher", digits: 3 },
    { key: "distance", label: "Rank distance", better: "lower", digits: 1 },
  ],
  rows: ["Rare scripts", "Common scripts"].flatMap((group, g) =>
    ["Single", "Cross", "Mixed"].map((label, i) => ({
      label,
      group,
      cells: Object.fromEntries(
        (
          [
            ["mono", 0.402 + 0.03 * i - 0.05 * g, 0.006],
            ["cross", 0.1 + 0.11 * i, 0.004],
            ["distance", 61.4 - 15.8 * i, 2.1],
          ] as const
        ).map(([key, value, half]) => [
          key,
          {
            value,
            interval: [value - half, value + (i === 1 ? 2 : 1) * half] as [number, number],
            n: 1200,
            // What a source printed in this place, each verdict once.
            ...(key === "cross" && g === 0
              ? {
                  reported: {
                    value: 0.3 + 0.02 * i,
                    verdict: (["not checked", "fails", "holds"] as const)[i]!,
                  },
                }
              : {}),
          },
        ]),
      ),
    })),
  ),
  reported: { source: "arXiv:2408.10536, Table 1", check: "A mark says whether the direction came out." },
  comparisons: [
    {
      column: "cross",
      left: "Mixed (Rare scripts)",
      right: "Single (Rare scripts)",
      difference: 0.22,
      interval: [0.21, 0.23],
      p: 0.0001,
      pCorrected: 0.0006,
    },
    {
      column: "distance",
      left: "Mixed (Rare scripts)",
      right: "Cross (Rare scripts)",
      difference: -15.8,
      interval: [-19, -12.6],
      p: 0.04,
      pCorrected: 0.12,
    },
  ],
  correction:
    "Intervals of differences: simultaneous 95 % over 6 comparisons (Bonferroni). p: paired randomisation test, Holm-corrected.",
};

/** Names of scripts in the scripts themselves, as tick labels of a figure. */
export const scriptNames = {
  Amharic: "አማርኛ",
  Arabic: "العربية",
  Armenian: "Հայերեն",
  Bengali: "বাংলা",
  Burmese: "မြန်မာ",
  Cherokee: "ᏣᎳᎩ",
  Chinese: "中文",
  Georgian: "ქართული",
  Greek: "Ελληνικά",
  Gujarati: "ગુજરાતી",
  Hebrew: "עברית",
  Hindi: "हिन्दी",
  Japanese: "日本語かな",
  Kannada: "ಕನ್ನಡ",
  Khmer: "ខ្មែរ",
  Korean: "한국어",
  Lao: "ລາວ",
  Malayalam: "മലയാളം",
  Odia: "ଓଡ଼ିଆ",
  Punjabi: "ਪੰਜਾਬੀ",
  Russian: "Русский",
  Sinhala: "සිංහල",
  Tamil: "தமிழ்",
  Telugu: "తెలుగు",
  Thai: "ไทย",
} as const;

export function dotPlot(names: readonly string[]): MimeBundle {
  const looks = [
    { color: "#1f4e79", symbol: "circle" },
    { color: "#b35900", symbol: "square-open" },
  ];
  const data = ["Mixed", "Single"].map((name, m) => ({
    type: "scatter",
    mode: "markers",
    name,
    x: names.map((_, i) => 0.4 - 0.01 * i - 0.12 * m),
    y: names.map((_, i) => i + (m - 0.5) * 0.16),
    error_x: {
      type: "data",
      symmetric: false,
      array: names.map(() => 0.02),
      arrayminus: names.map(() => 0.02),
      thickness: 1.2,
      width: 0,
    },
    marker: { ...looks[m], size: 8 },
  }));
  const axis = { gridcolor: "#d9dee4", linecolor: "#5b6470", zerolinecolor: "#5b6470", automargin: true };
  return {
    [Mime.plotly]: {
      data,
      layout: {
        meta: {
          id: "by-script",
          caption: "Multilingual mAP by script of the query, with 95 % intervals.",
          alt: "Dot plot: mixed batches lie above single-language batches in every script.",
        },
        height: 90 + names.length * 24,
        margin: { l: 120, r: 20, t: 30, b: 45 },
        legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
        xaxis: { ...axis, title: { text: "Multilingual mAP (higher is better)" }, rangemode: "tozero" },
        yaxis: {
          ...axis,
          tickmode: "array",
          tickvals: names.map((_, i) => i),
          ticktext: [...names],
          range: [-0.6, names.length - 0.4],
          zeroline: false,
        },
      },
    },
    [Mime.plain]: "Figure",
  };
}

export const frontMatter: MimeBundle = {
  [Mime.frontMatter]: {
    schema: "claimbook/front-matter/1",
    title: "Do mixed batches make retrieval robust for rare scripts?",
    question:
      "To what extent do mixed batches improve retrieval for rare scripts over single-language batches?",
    examines: paper,
    byline: "Fable Research",
    abstract:
      "A *made-up* study for tests. Four compositions of batches are compared on pictures and captions in 36 languages; every number in this document is invented.",
    answer:
      "**In short.** Mixed batches lower the rank distance to 29.8 (95 % interval 28.6 to 31.0, n = 1200 queries) against 61.4 for single-language batches. They are *not* clearly better in multilingual mAP: the difference of 0.004 lies inside the noise. For rare scripts the order is the same.",
  },
};

/** The whole sample: every kind of output, a short paper round it. */
export function sampleNotebook(): Notebook {
  const claims = sampleClaims();
  const unreviewed = sampleCells(claims);
  const report = buildReport(notebook(unreviewed), { name: "sample", now: new Date(0) });
  const record = reviewNow(subjectOf(report));
  const review = { [Mime.review]: record, [Mime.html]: reviewCard(record), [Mime.plain]: reviewText(record) };
  return notebook([...unreviewed, code("await review(report)", review)], metadata);
}

function sampleCells(claims: readonly Claim[]): Cell[] {
  return [
    text("# A title that the front matter replaces\n\nA lead."),
    code("frontMatter(...)", frontMatter),
    text(
      "## Introduction\n\nReaders of rare scripts are served badly by retrieval. We ask whether the *composition of batches* matters.[^1]",
    ),
    text(
      "## Methods\n\nThe model is a shared encoder over hashed character n-grams.\n\n1. Train with each composition.\n2. Rank captions for each query.",
    ),
    code("search(...)", { [Mime.search]: searchLog }),
    code("captions(...)", { [Mime.dataset]: dataset, [Mime.plain]: "dataset" }),
    text("## Results\n\nMixed batches win where languages meet."),
    code("results.table()", { [Mime.results]: results, [Mime.html]: "<table></table>" }),
    code("plot.dots(...)", dotPlot(["Amharic", "Khmer", "Lao", "Cherokee", "Latin", "Cyrillic"])),
    text(
      "## By script\n\nThe gap is widest for scripts that one language uses alone.\n\n### Cherokee\n\nThe smallest group.",
    ),
    text("## Limitations\n\nOne model, trained from nothing, on short texts."),
    code("claim(...)", ...claims.map(claimOutput)),
  ];
}

const metadata = {
  claimbook: {
    run: {
      schema: "claimbook/run/1",
      status: "ok",
      claimbook: "0.1.0",
      claimbookSha256: "e".repeat(64),
      node: "20.19.0",
      platform: "linux",
      arch: "x64",
      kernel: "claimbook",
      parameters: { budget: "quick", seeds: 3 },
      sourceSha256: "c".repeat(64),
      lockfileSha256: "d".repeat(64),
    },
  },
};
