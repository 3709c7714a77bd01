import type { Measured } from "../claims/model.js";
import { compared } from "../literature/extraction/index.js";
import type { Work } from "../literature/library/work.js";
import { readNotebook } from "../notebook/read.js";
import { buildReport } from "../report/build.js";
import type { Report } from "../report/model.js";
import type { AuditedClaim } from "./model.js";
import { core, degreeOf, statesTheSame } from "./unique-claims.js";

/** An executed notebook whose measurements may stand behind claims. */
export interface MeasuringNotebook {
  name: string;
  claims: Report["claims"];
  /** Data sets that it used. */
  data: readonly { name: string; version: string }[];
}

/** A measurement that the notebook made of a claim. */
export interface Measurement {
  measured: Measured;
  by: NonNullable<AuditedClaim["measuredBy"]>;
}

/** @throws ClaimbookError (`could-not-run`) when it is no executed notebook */
export async function readMeasurements(file: string, name: string): Promise<MeasuringNotebook> {
  const report = buildReport(await readNotebook(file), { name, where: name, now: new Date(0) });
  return {
    name,
    claims: report.claims,
    data: report.provenance.datasets.map(({ name, version }) => ({ name, version })),
  };
}

/** What the notebook measured of the statement: only of a claim of its own that says the same, to the same degree. */
export function measurementOf(
  text: string,
  notebook: MeasuringNotebook,
  work: Work | undefined,
): Measurement | undefined {
  const wanted = compared(core(text));
  const same = notebook.claims.find(
    ({ claim }) =>
      claim.measured.checks.length > 0 &&
      degreeOf(claim.text) === degreeOf(text) &&
      statesTheSame(wanted, compared(core(claim.text))),
  );
  if (same === undefined) return undefined;
  const said = (work?.texts.map((each) => each.text).join("\n") ?? "").toLowerCase();
  const foreign = work !== undefined && !notebook.data.some(({ name }) => said.includes(name.toLowerCase()));
  return {
    measured: same.claim.measured,
    by: {
      notebook: notebook.name,
      claim: same.claim.id,
      text: same.claim.text,
      cell: same.cell,
      data: notebook.data.map(({ name, version }) => `${name} ${version}`),
      ...(foreign ? { foreign: true as const } : {}),
    },
  };
}
