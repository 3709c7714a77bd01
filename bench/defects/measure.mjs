import { developmentFields, secondFields, thirdFields } from "./fields.mjs";
import { goodReport } from "./good-report.mjs";
import { plants } from "./plants.mjs";
import {
  developmentWording,
  disguises,
  opposites,
  overstatements,
  secondWording,
  thirdWording,
} from "./wording.mjs";

const setOf = (fields, wording, name) => ({
  fields,
  wording,
  opposites: opposites[name],
  overstatements: overstatements[name],
  disguises: disguises[name],
});

/**
 * Three wordings over different fields. Second and third were held out: docs/review.md has what was found in their
 * first run, before anything learnt from it went into the checks.
 */
export const sets = {
  development: setOf(developmentFields, developmentWording, "development"),
  second: setOf(secondFields, secondWording, "second"),
  third: setOf(thirdFields, thirdWording, "third"),
};

/**
 * Plants every kind of defect once in each good report of a set, and reviews the report before and after.
 *
 * @param set one of `sets`
 * @param review `(report, documents) => ReviewRecord`
 * @param randomOf `(seed) => random source`
 * @param options `reports`: good reports for each field; `own`: a report of the project's own and its review,
 *   planted, too, `ownPlants` times
 */
export function measureDefects(set, review, randomOf, { reports, own, ownPlants = 0 }) {
  const rows = new Map(
    plants.map(([name]) => [name, { planted: 0, found: 0, lower: 0, drops: [], missed: [] }]),
  );
  const untouched = [];
  const plantIn = (good, judge, name, seed) => {
    const before = judge(good.report);
    const known = new Set(before.findings.map(key));
    for (const [kind, plant] of plants) {
      const planted = plant(good, set, randomOf(`${seed}/${kind}`));
      if (planted === undefined) continue;
      const after = judge(planted.report);
      const fresh = after.findings.filter((each) => each.severity !== "note" && !known.has(key(each)));
      const hit = fresh.some(
        (each) =>
          planted.kinds.includes(each.kind) &&
          (planted.claims.length === 0 || each.claims.some((id) => planted.claims.includes(id))),
      );
      const row = rows.get(kind);
      const drop = before.consensus.score - after.consensus.score;
      row.planted++;
      row.drops.push(drop);
      if (hit) row.found++;
      else
        row.missed.push({
          report: name,
          what: planted.what,
          claims: planted.claims,
          found: fresh.map(({ kind: each, text }) => `${each}: ${text}`),
        });
      if (drop > 0) row.lower++;
    }
    return before;
  };
  for (const field of set.fields) {
    for (let k = 0; k < reports; k++) {
      const seed = `${field.name}/${k}`;
      const good = goodReport(field, set.wording, randomOf(seed));
      const before = plantIn(good, (report) => review(report, good.documents), field.name, seed);
      untouched.push({
        name: seed,
        score: before.consensus.score,
        claims: good.report.claims.length,
        findings: before.findings,
      });
    }
  }
  if (own !== undefined) {
    for (let k = 0; k < ownPlants; k++) {
      const before = plantIn({ report: own.report }, own.review, "01-rare-scripts", `own/${k}`);
      if (k === 0)
        untouched.push({
          name: "01-rare-scripts",
          score: before.consensus.score,
          claims: own.report.claims.length,
          findings: before.findings,
        });
    }
  }
  return { rows, untouched };
}

const key = ({ kind, text, claims }) => JSON.stringify([kind, text, claims]);

/** The table as Markdown. */
export function defectTable({ rows, untouched }) {
  const percent = (part, all) => (all === 0 ? "–" : `${((100 * part) / all).toFixed(0)} %`);
  const mean = (values) =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const lines = [...rows].map(
    ([kind, { planted, found, lower, drops }]) =>
      `| ${kind} | ${planted} | ${found} | ${percent(found, planted)} | ${mean(drops).toFixed(2)} | ${Math.min(...drops).toFixed(2)} | ${percent(lower, planted)} |`,
  );
  const all = [...rows.values()];
  const sum = (of) => all.reduce((total, row) => total + of(row), 0);
  const alarms = untouched.flatMap(({ findings }) => findings.filter(({ severity }) => severity !== "note"));
  const claims = untouched.reduce((total, each) => total + each.claims, 0);
  return [
    "| Defect | Planted | Found | Share | Mean drop | Least drop | Score lower |",
    "|---|---:|---:|---:|---:|---:|---:|",
    ...lines,
    `| **all** | ${sum((row) => row.planted)} | ${sum((row) => row.found)} | ${percent(
      sum((row) => row.found),
      sum((row) => row.planted),
    )} | ${mean(all.flatMap(({ drops }) => drops)).toFixed(2)} | ${Math.min(...all.flatMap(({ drops }) => drops)).toFixed(2)} | ${percent(
      sum((row) => row.lower),
      sum((row) => row.planted),
    )} |`,
    "",
    `Untouched: ${untouched.length} reports, ${claims} claims, ${alarms.length} false alarms (${untouched.filter(({ findings }) => findings.some(({ severity }) => severity !== "note")).length} reports with one), mean score ${mean(untouched.map(({ score }) => score)).toFixed(2)}.`,
  ].join("\n");
}
