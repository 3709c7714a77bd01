import fc from "fast-check";
import type { CslItem } from "../../src/literature/search-log.js";

/** Works as searches bring them, and as nobody should: every script, markup, TeX, fields of wrong types. */
export const works = [
  {
    id: "arXiv:2408.10536v1",
    type: "article",
    title: "Synergistic Approach for Simultaneous Optimization of Monolingual Retrieval with mBERT",
    author: [
      { family: "Elmahdy", given: "Adel" },
      { family: "Lin", given: "Sheng-Chieh" },
    ],
    issued: { "date-parts": [[2024, 8, 20]] },
    URL: "https://arxiv.org/abs/2408.10536v1",
    publisher: "arXiv",
  },
  {
    id: "doi:10.18653/v1/2020.acl-main.747",
    type: "paper-conference",
    title: "Unsupervised Cross-lingual Representation Learning at Scale",
    author: [
      { family: "Conneau", given: "Alexis" },
      { family: "Guzmán", given: "Francisco" },
    ],
    issued: { "date-parts": [[2020]] },
    "container-title": "Proceedings of ACL 2020",
    page: "8440-8451",
  },
  {
    id: "yamada",
    type: "article-journal",
    title: "希少文字の検索 & 評価",
    author: [{ family: "山田", given: "太郎" }],
    issued: { "date-parts": [[2020, 3]] },
    "container-title": "情報処理",
    volume: "3",
    issue: "4",
    page: "1-9",
  },
  {
    id: "who",
    type: "report",
    title: "ሪፖርት: መረጃ ፍለጋ በብርቅዬ ጽሑፎች",
    author: [{ literal: "World Health Organization, and Friends" }],
    publisher: "WHO",
    issued: { "date-parts": [[2019]] },
  },
] as CslItem[];

export const hostile: CslItem[] = [
  {
    id: "__proto__",
    type: "no such type",
    title:
      '<script>alert(1)</script> <img src=x onerror="alert(2)"> <b>100 % of $x_1$</b>\u202e} @article{evil,\r\nER  - ',
    author: [{ family: "O'Neil, Jr. and \\input{/etc/passwd}", given: "A.{}" }, {}],
    issued: { "date-parts": [[]] },
    URL: "javascript:alert(3)",
    DOI: 'x" onmouseover="alert(4)',
  },
  {
    id: "constructor",
    type: "webpage",
    title: "\u0000\ud800 {{{ %%% ~~~ ^^^ \\\\ <i>In vitro</i> &lt;script&gt;",
    "container-title": 17,
    author: "nobody",
    issued: "yesterday",
    URL: "https://example.org/{a}?b=1&c=%20#d\\e",
  } as unknown as CslItem,
];

/** Texts of one line with what BibTeX, RIS, TeX and HTML give a meaning to, in several scripts. */
export const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(..."\\{}%$&#_~^<>|\"'`-@,;:=()[]*!?".split("")),
      fc.constantFrom(
        "TY  - ",
        "ER  - ",
        " and ",
        "\\textit{x}",
        "</i>",
        "--",
        "''",
        "A",
        "b",
        "É",
        "ß",
        "ł",
        "Ω",
      ),
      fc.constantFrom("日本", "ქართული", "አማርኛ", "עברית", "हिन्दी", "😀", "1", "mBERT"),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => `x${parts.join("")}x`);
