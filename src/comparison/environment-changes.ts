import type { Report } from "../report/model.js";
import type { EnvironmentDifference } from "./model.js";

/** What results may depend on and is not the same: programs and machine, parameters, code and data by hash. */
export function compareEnvironments(left: Report, right: Report): EnvironmentDifference[] {
  const [before, after] = [surroundings(left), surroundings(right)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((what) => before.get(what) !== after.get(what))
    .map((what) => {
      const [a, b] = [before.get(what), after.get(what)];
      return { what, ...(a === undefined ? {} : { left: a }), ...(b === undefined ? {} : { right: b }) };
    });
}

function surroundings({ provenance, notebook }: Report): Map<string, string> {
  const { status, environment, parameters, hashes, datasets } = provenance;
  return new Map([
    ...Object.entries(environment),
    ...Object.entries(parameters).map(([name, value]): [string, string] => [
      `parameter ${name}`,
      JSON.stringify(value),
    ]),
    ["the notebook's texts and code", notebook.sha256],
    ...Object.entries(hashes),
    ...datasets.map(({ name, version, sha256 }): [string, string] => [
      `data set ${name}`,
      `${version}, sha256 ${sha256}`,
    ]),
    ["code cells executed", `${notebook.executed} of ${notebook.codeCells}`],
    ["code cells failed", String(notebook.failed)],
    ...(status === undefined ? [] : [["end of the run", status] as [string, string]]),
  ]);
}
