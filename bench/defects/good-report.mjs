import { createHash } from "node:crypto";
import { strangers } from "./fields.mjs";

/**
 * A good report of a field: honest documents with tables and bibliographies, and claims that say what a document
 * says, with the sentence quoted. What a planter needs to know of each claim is in `facts`; reviewers never see it.
 *
 * @param random source of chance: `int(n)`, `float()`, `pick(list)`, `shuffle(list)`
 * @returns {{ report: object, documents: object[], facts: Map<string, object> }}
 */
export function goodReport(field, wording, random) {
  const value = (metric) =>
    Number((metric.low + random.float() * (metric.high - metric.low)).toFixed(metric.decimals));
  const [m, m2] = field.metrics;
  const table = tableOf(field, m, value);
  const second = tableOf(field, m2, value);
  const pair = [value(m), value(m)].sort((a, b) => a - b);
  const print = (number, metric) => number.toFixed(metric.decimals);
  const places = random.shuffle([0, 1, 2, 3]);
  const values = places.slice(0, 3).map((i) => second.values[i][0]);
  const own = [value(m), value(m)];
  const mean = values.reduce((sum, each) => sum + each, 0) / 3;
  const slots = {
    A: field.A,
    B: field.B,
    m: m.name,
    u: m.unit,
    m2: m2.name,
    u2: m2.unit,
    bench: field.bench,
    noun: field.benchNoun,
    x: print(own[0], m),
    y: print(own[1], m),
    lo: print(pair[0], m),
    hi: print(pair[1] === pair[0] ? pair[1] + 1 : pair[1], m),
    s1: field.sites[places[0]],
    s2: field.sites[places[1]],
    s3: field.sites[places[2]],
    s4: field.sites[places[3]],
    v1: print(values[0], m2),
    v2: print(values[1], m2),
    v3: print(values[2], m2),
    mean: mean.toFixed(m2.decimals),
    w: print(table.values[places[3]][0], m),
    T: "1",
    n: String(120 + random.int(700)),
    k: "four",
    units: field.units,
    sites: field.siteNoun,
    down: field.down,
    up: field.up,
    p: field.assoc[0],
    q: field.assoc[1],
    limit: field.limit,
  };
  const fill = (template, more = {}) =>
    sentence(template.replace(/\{(\w+)\}/g, (whole, name) => ({ ...slots, ...more })[name] ?? whole));

  // Every statement stands in one of the three works.
  const statements = [
    ...wording.compare.map((each, i) => ({
      kind: "compare",
      wording: each,
      more: i === 0 ? {} : fresh(m, value, print),
    })),
    ...wording.direction.map((each) => ({ kind: "direction", wording: each })),
    ...wording.scope.map((each) => ({ kind: "scope", wording: each })),
    ...wording.cause.map((each) => ({ kind: "cause", wording: each })),
    ...wording.certainty.map((each) => ({ kind: "certainty", wording: each })),
    ...wording.mean.map((each) => ({ kind: "mean", wording: each, work: 0 })),
    ...wording.table.map((each) => ({ kind: "table", wording: each, work: 0 })),
    ...wording.data.map((each) => ({ kind: "data", wording: each })),
  ].map((each, i) => ({
    ...each,
    work: each.work ?? i % 3,
    said: fill(each.wording[0], each.more),
    claim: fill(each.wording[1], each.more),
  }));

  const ids = [0, 1, 2].map((i) => `doi:10.5555/${field.name}.${i + 1}`);
  const documents = field.works.map((title, i) =>
    documentOf({
      work: ids[i],
      title,
      abstract: [`${title.split(" and ")[0]} is examined here.`, fill("We compare {A} with {B}.")],
      methods: [field.method, fill("Values were taken by two observers at {sites}.")],
      results: statements.filter(({ work }) => work === i).map(({ said }) => said),
      limitations: i === 0 ? [field.limit] : [],
      tables: i === 0 ? [table.printed("1"), second.printed("2")] : [],
      references: bibliography(field, i),
    }),
  );
  const others = strangers.map(({ title, sentences }, i) =>
    documentOf({
      work: `doi:10.5555/other.${i + 1}`,
      title,
      abstract: [sentences[0]],
      methods: [],
      results: sentences.slice(1),
      limitations: [],
      tables: [],
      references: [],
    }),
  );

  const chosen = [
    ...random.shuffle(statements.filter(({ kind }) => kind !== "mean" && kind !== "table")).slice(0, 10),
  ];
  for (const kind of ["compare", "direction", "scope", "cause", "certainty", "data"]) {
    if (!chosen.some((each) => each.kind === kind))
      chosen.push(statements.find((each) => each.kind === kind));
  }
  chosen.push(...statements.filter(({ kind }) => kind === "mean" || kind === "table"));
  const facts = new Map();
  const claims = chosen.map((each, i) => {
    const id = `${each.kind}-${i + 1}`;
    facts.set(id, {
      kind: each.kind,
      work: ids[each.work],
      bench: each.claim.includes(field.bench) ? field.bench : undefined,
      slots: { ...slots, ...each.more },
    });
    return {
      claim: claimOf(id, each, documents[each.work], table, places[3], slots),
      cell: { number: i + 3 },
    };
  });
  return {
    report: reportOf({ field, wording, claims, documents, others, ids, fill, second, m2 }),
    documents: [...documents, ...others],
    facts,
  };
}

const fresh = (metric, value, print) => ({
  x: print(value(metric), metric),
  y: print(value(metric), metric),
});
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const sha = (text) => createHash("sha256").update(text).digest("hex");

/** Values of A and B at four places, with a row of means, as a table of one work. */
function tableOf(field, metric, value) {
  const values = field.sites.map(() => [value(metric), value(metric)]);
  const round = (number) => Number(number.toFixed(metric.decimals));
  const means = [0, 1].map((j) => round(values.reduce((sum, row) => sum + row[j], 0) / values.length));
  return {
    values,
    means,
    printed: (number) => ({
      number,
      caption: `${metric.name} (${metric.unit}) by ${field.siteNoun}`,
      cells: [...field.sites.map((site, i) => [site, values[i]]), ["Mean", means]].flatMap(([site, row]) =>
        [field.A, field.B].map((arm, j) => ({
          row: [site],
          column: [arm],
          text: row[j].toFixed(metric.decimals),
          value: row[j],
          bold: false,
        })),
      ),
    }),
  };
}

function documentOf({ work, title, abstract, methods, results, limitations, tables, references }) {
  let text = `${title}\n\n`;
  const sections = [];
  const sentences = [];
  for (const [number, heading, role, content] of [
    [undefined, "Abstract", "abstract", abstract],
    ["2", "Methods", "methods", methods],
    ["3", "Results", "results", results],
    ["4", "Limitations", "limitations", limitations],
  ]) {
    if (content.length === 0) continue;
    const start = text.length;
    for (const each of content) {
      sentences.push({
        text: each,
        start: text.length,
        end: text.length + each.length,
        section: sections.length,
      });
      text += `${each} `;
    }
    text = `${text.trimEnd()}\n\n`;
    sections.push({
      ...(number === undefined ? {} : { number }),
      title: heading,
      level: 1,
      role,
      start,
      end: text.length,
    });
  }
  return {
    work,
    title,
    language: "en",
    sha256: sha(text),
    format: "text",
    text,
    sections,
    sentences,
    tables,
    references,
    problems: [],
  };
}

function bibliography(field, i) {
  const names = [
    ["Okafor", "T. A."],
    ["Lindqvist", "M."],
    ["Sato", "H."],
    ["Moreau", "C. P."],
  ];
  return names.map(([family, initials], k) => {
    const year = 2009 + 2 * k + i;
    const subject = field.works[(i + k) % field.works.length];
    return k % 2 === 0
      ? `${family}, ${initials} and Brandt, L. (${year}). ${subject}. Journal of ${sentence(field.name)}, ${11 + k}(${1 + i}), ${100 + 7 * k}-${112 + 7 * k}. doi:10.5555/ref.${k}`
      : `[${k + 1}] ${initials} ${family}, A. Brandt, “${subject},” in Proceedings of the Conference on ${sentence(field.name)}, ${year}, pp. ${40 + k}–${52 + k}.`;
  });
}

function claimOf(id, { kind, claim, said }, document, table, place, slots) {
  const at = document.sentences.find(({ text }) => text === said);
  const locator = "section 3";
  const reported =
    kind === "table"
      ? {
          verdict: "holds",
          relation: `${slots.m} = ${slots.w}`,
          comparisons: [
            {
              left: {
                work: document.work,
                table: "1",
                row: slots.s4,
                column: slots.A,
                value: table.values[place][0],
              },
              relation: "=",
              right: table.values[place][0],
              tolerance: 0,
              holds: true,
            },
          ],
        }
      : { verdict: "not checked", comparisons: [] };
  return {
    schema: "claimbook/claim/1",
    id,
    text: claim,
    kind: kind === "data" ? "data" : "result",
    source: {
      work: document.work,
      locator,
      quote: { text: said, start: at.start, end: at.end, sha256: document.sha256 },
    },
    grounding: {
      verdict: "supported",
      passages: [
        {
          work: document.work,
          locator,
          text: said,
          start: at.start,
          end: at.end,
          sha256: document.sha256,
          score: 0.93,
        },
      ],
      confidence: 0.91,
    },
    reported,
    measured: { verdict: "not checked", checks: [] },
    verified: true,
    standing: "holds",
  };
}

function reportOf({ field, wording, claims, documents, others, ids, fill, second, m2 }) {
  const topic = field.works[0].toLowerCase();
  const included = documents.map(({ work, title }) => ({ id: work, type: "article", title }));
  const limits = [...wording.limitations, wording.failed].map((each) =>
    fill(each, { topic, works: "three", database: "PubMed" }),
  );
  const cell = (number) => ({ number });
  const n = claims.length;
  const rows = [...field.sites.map((site, i) => [site, second.values[i]]), ["Mean", second.means]];
  return {
    schema: "claimbook/report/1",
    title: field.title,
    date: "2026-05-04",
    notebook: {
      name: field.name,
      sha256: sha(field.name),
      cells: 20,
      codeCells: 12,
      executed: 12,
      failed: 0,
    },
    abstract: fill("{A} are compared with {B}, by {m} and {m2}."),
    question: field.question,
    methodology: {
      retrieved: included.length,
      databases: ["OpenAlex", "PubMed"],
      identified: 6,
      duplicates: 0,
      screened: 6,
      excluded: others.length,
      searches: [
        {
          schema: "claimbook/search/1",
          question: field.question,
          sources: [
            { name: "OpenAlex", query: topic, date: "2026-05-04", hits: 6 },
            { name: "PubMed", query: topic, date: "2026-05-04", hits: 0, error: "no answer within 30 s" },
          ],
          identified: 6,
          duplicates: 0,
          screened: 6,
          excluded: others.map(({ work, title }) => ({ work, title, reason: "off topic" })),
          included,
        },
      ],
    },
    tally: { claims: n, holds: n, qualified: 0, doesNotHold: 0, notChecked: 0, verified: n },
    sections: {
      introduction: [{ kind: "markdown", cell: cell(1), markdown: `This report asks: ${field.question}` }],
      methodology: [],
      results: [
        {
          kind: "table",
          number: 1,
          cell: cell(2),
          table: {
            schema: "claimbook/results/1",
            id: "values",
            title: `${m2.name} (${m2.unit}), as printed by the first work`,
            rowHeading: sentence(field.siteNoun),
            columns: [field.A, field.B].map((label, j) => ({
              key: `c${j}`,
              label,
              better: "higher",
              digits: m2.decimals,
            })),
            rows: rows.map(([label, row]) => ({
              label,
              cells: Object.fromEntries(row.map((each, j) => [`c${j}`, { value: each, n: 40 }])),
            })),
            comparisons: [],
          },
        },
      ],
      limitations: [
        { kind: "markdown", cell: cell(19), markdown: limits.map((each) => `- ${each}`).join("\n") },
      ],
      claims: [],
    },
    claims,
    references: ids.map((id, i) => ({
      id,
      text: `Okafor, T. (${2019 + i}). ${field.works[i]}. ${id}`,
      short: `Okafor (${2019 + i})`,
    })),
    provenance: {
      status: "ok",
      environment: { node: "20.20.2" },
      parameters: {},
      hashes: { "the notebook's code": sha(`${field.name}/code`) },
      datasets: [],
    },
  };
}
