import { judgeClaim } from "../../src/claims/claim.js";
import type { SearchLog } from "../../src/literature/search-log.js";
import { Mime } from "../../src/notebook/mime.js";
import type { Notebook } from "../../src/notebook/model.js";
import {
  claimOutput,
  code,
  dotPlot,
  frontMatter,
  notebook,
  sampleNotebook,
  scriptNames,
  text,
} from "./sample.js";

/** Texts that would break out of a table, a page or a layout. */
export const hostileTexts = [
  "<script>document.title='ran'</script><img src=x onerror=alert(1)>",
  "pipes | in | a | claim and `code` with \\ backslashes and `unclosed ticks",
  `${"Donaudampfschifffahrtsgesellschaftskapitänsmütze".repeat(6)} is one word`,
  "مرحبا بالعالم (left) ثم 95 % ثم نهاية",
  "# not a heading - *not* _emphasis_ [not a link](javascript:alert(1)) ![nor](http://evil.invalid/x.png)",
  "&lt;b&gt; stays as written &amp; so does &copy; ~~this~~ and <http://evil.invalid/>",
  "1. not a list\n\n- nor this\n\n> nor a quote",
  "hybrid is \u202esrow\u202c than \u2067left\u2069 and 5 \u200f>\u200f 3, so\u00adft, \u{e0041}\u{e0042}hidden &#x202e;entity &rlm;",
];

/** A log with all that a search of databases tells. */
const databaseSearch: SearchLog = {
  schema: "claimbook/search/1",
  question: "Do mixed batches help retrieval in rare scripts?",
  query: '"mixed batches" AND (retrieval OR scripts)',
  concepts: [{ terms: ["mixed batches"], why: "a phrase of the library" }],
  sources: [
    {
      name: "Example Index",
      id: "openalex",
      query: "search=mixed+batches&filter=a|b",
      limits: "at most 100 records; published 2020 to …",
      date: "2031-05-02",
      at: "2031-05-02T10:00:00.000Z",
      hits: 6,
      total: 2400,
      pages: 1,
      ended: "limit",
      lost: ["NOT survey"],
      retries: [{ reason: "it asks for fewer requests (status 429)", times: 2 }],
      problems: ["W1: has no title"],
      repeated: 1,
      filtered: 3,
    },
    {
      name: "<b>Down</b> Index",
      id: "dblp",
      query: "mixed batches",
      date: "2031-05-02",
      at: "2031-05-02T10:00:00.000Z",
      hits: 0,
      pages: 0,
      ended: "error",
      error: "it is in trouble (status 503) <script>",
    },
  ],
  identified: 6,
  duplicates: 2,
  versions: 1,
  screened: 4,
  screening: "ranked by BM25",
  excluded: [
    {
      work: "doi:10.5555/a",
      title: hostileTexts[0]!,
      reason: "its title names 0 of 2 concepts",
      kind: "off topic",
    },
    {
      work: "doi:10.5555/b",
      title: hostileTexts[1]!,
      reason: "retracted, says Example Index",
      kind: "retracted",
    },
    {
      work: "doi:10.5555/c",
      title: hostileTexts[4]!,
      reason: "published 1999, outside 2020 to …",
      kind: "outside the years",
    },
  ],
  included: [
    {
      id: "doi:10.5555/d",
      type: "article",
      title: hostileTexts[5]!,
      author: [{ literal: hostileTexts[3]! }],
    },
  ],
  reasons: [{ work: "doi:10.5555/d", reason: "score 1.00", warning: "no abstract: judged by its title" }],
  merged: [],
};

/** What each golden tree is made of. */
export const goldenCases: Readonly<Record<string, () => Notebook>> = {
  sample: sampleNotebook,
  scripts: () => {
    const names = Object.entries(scriptNames);
    return notebook([
      text("# Claims in many scripts"),
      code("front()", frontMatter),
      text(`## Results\n\n${names.map(([name, own]) => `- ${name}: ${own}`).join("\n")}`),
      code("plot()", dotPlot(names.map(([, own]) => own))),
      code(
        "claims()",
        ...names.map(([name, own]) =>
          claimOutput(judgeClaim({ id: name.toLowerCase(), text: `${own} (${name}) 😀 ✂` })),
        ),
      ),
    ]);
  },
  hostile: () =>
    notebook([
      text(`# ${hostileTexts[0]}`),
      text(
        `## Results\n\n${hostileTexts.join("\n\n")}\n\n![picture](https://evil.invalid/track.png)\n\n    <b>code</b>\n\n\`<i>\``,
      ),
      code(
        "claims()",
        ...hostileTexts.map((each, i) => claimOutput(judgeClaim({ id: `hostile-${i + 1}`, text: each }))),
      ),
      code("stream()"),
    ]),
  search: () =>
    notebook([
      text("# A search of databases, some of whose titles would break out"),
      code("await searchDatabases()", { [Mime.search]: databaseSearch, [Mime.plain]: "a search" }),
    ]),
  "no-claims": () =>
    notebook([text("# Nothing is claimed here\n\nOnly a lead."), code("1 + 1", { [Mime.plain]: "2" })]),
};
