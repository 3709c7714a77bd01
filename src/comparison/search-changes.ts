import type { SearchLog } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";
import type { Report } from "../report/model.js";
import type { SearchComparison } from "./model.js";

type Difference = SearchComparison["differences"][number];

/** What the searches of two reports included, asked and got. */
export function compareSearches(left: Report, right: Report): SearchComparison {
  const [before, after] = [works(left), works(right)];
  const only = (side: typeof before, other: typeof before) =>
    [...side].filter(([key]) => !other.has(key)).map(([, work]) => work);
  const [had, has] = [facts(left), facts(right)];
  const names = [...new Set([...had.keys(), ...has.keys()])];
  return {
    new: only(after, before),
    gone: only(before, after),
    both: [...before.keys()].filter((key) => after.has(key)).length,
    differences: names
      .filter((name) => had.get(name) !== has.get(name))
      .map((what): Difference => {
        const [a, b] = [had.get(what), has.get(what)];
        return { what, ...(a === undefined ? {} : { left: a }), ...(b === undefined ? {} : { right: b }) };
      }),
  };
}

function works(report: Report): Map<string, { id: string; title: string }> {
  const included = report.methodology.searches.flatMap((log) => log.included);
  return new Map(included.map(({ id, title }) => [workKey(id), { id, title }]));
}

/** What a search asked and got, by a name for each fact; one of several searches is named by its question. */
function facts(report: Report): Map<string, string | number> {
  const found = new Map<string, string | number>();
  const { searches } = report.methodology;
  for (const log of searches) {
    const lead = searches.length > 1 ? `“${log.question}”, ` : "";
    for (const [name, value] of factsOf(log)) found.set(`${lead}${name}`, value);
  }
  return found;
}

function factsOf(log: SearchLog): [name: string, value: string | number][] {
  return [
    ["question", log.question],
    ...(log.query === undefined ? [] : [["query", log.query] as [string, string]]),
    ["records identified", log.identified],
    ["duplicates", log.duplicates],
    ["screened", log.screened],
    ["excluded", log.excluded.length],
    ...log.sources.flatMap((source): [string, string | number][] => [
      [`${source.name}: date`, source.date],
      [`${source.name}: query`, source.query],
      [`${source.name}: hits`, source.hits],
      ...(source.error === undefined ? [] : [[`${source.name}: error`, source.error] as [string, string]]),
    ]),
  ];
}
