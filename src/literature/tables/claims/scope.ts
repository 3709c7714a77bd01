import type { CellTable, Dimension } from "../cells/cells.js";
import { metricAt } from "../cells/select.js";
import type { Scope, Select } from "../expressions/expression.js";
import { keysOf } from "../names/tokens.js";
import type { Mention } from "../names/vocabulary.js";

/** Labels that a text names, by dimension. */
export type Named = ReadonlyMap<string, ReadonlySet<string>>;

export function namedBy(mentions: readonly Mention[]): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  for (const { dimension, labels } of mentions) {
    const all = named.get(dimension) ?? new Set();
    named.set(dimension, all);
    for (const label of labels) all.add(label);
  }
  return named;
}

export function selectOf(named: Named): Select {
  return Object.fromEntries([...named].map(([dimension, labels]) => [dimension, [...labels]]));
}

/** Whether a table has a label of each dimension named: in its headers, or in its caption for all of its cells. */
export function covering(tables: readonly CellTable[], named: Named): CellTable[] {
  return tables.filter((table) =>
    [...named].every(([dimension, labels]) => {
      const own = table.dimensions.find(({ name }) => name === dimension);
      if (own !== undefined) return own.labels.some(({ name }) => labels.has(name));
      return [...labels].some((label) => captionHas(table, label));
    }),
  );
}

function captionHas({ caption, unit = "" }: CellTable, label: string): boolean {
  const words = ` ${keysOf(`${caption} ${unit}`).join(" ")} `;
  return words.includes(` ${keysOf(label).join(" ")} `);
}

/** Dimension of a table where it has labels beside those that sum up. */
export function details({ labels }: Dimension): string[] {
  return labels.filter((label) => label.summary === undefined).map((label) => label.name);
}

/**
 * Which of the summaries or details of each dimension a statement is about that names none of its labels: the
 * means where the tables print them, unless the statement is about every single one.
 */
export function withSummaries(
  tables: readonly CellTable[],
  named: Named,
  single: (dimension: string) => boolean,
  preferred: "mean" | "median",
): { tables: CellTable[]; where: Select } {
  let kept = [...tables];
  const where: Select = selectOf(named);
  for (const name of new Set(
    tables.flatMap((table) => table.dimensions.map((dimension) => dimension.name)),
  )) {
    if (named.has(name)) continue;
    const own = kept.flatMap((table) => table.dimensions.filter((dimension) => dimension.name === name));
    const summaries = own
      .flatMap((dimension) => dimension.labels)
      .filter((label) => label.summary !== undefined);
    if (summaries.length === 0) continue;
    const wanted = summaries.filter((label) => label.summary === preferred);
    // A table with nothing but the mean prints it under the same name as those that have it beside others.
    const sums = new Set(summaries.map((label) => label.name));
    const all = [...new Set(own.flatMap(details))].filter((label) => !sums.has(label));
    if (single(name) || wanted.length === 0) {
      if (all.length > 0) where[name] = all;
      continue;
    }
    where[name] = [...new Set(wanted.map((label) => label.name))];
    kept = kept.filter((table) => {
      const dimension = table.dimensions.find((candidate) => candidate.name === name);
      return dimension === undefined || dimension.labels.some((label) => where[name]!.includes(label.name));
    });
  }
  return { tables: kept, where };
}

/** Labels of the tables' metrics that tell how good a thing is, and tables that measure nothing of the kind left out. */
export function qualityOnly(tables: readonly CellTable[]): {
  tables: CellTable[];
  metrics: string[] | undefined;
} {
  const metrics = new Set<string>();
  let dimensional = false;
  const kept = tables.filter((table) => {
    let any = false;
    for (const cell of table.cells) {
      if (metricAt(table, cell)?.quality !== true) continue;
      any = true;
      const label = cell.at.metric;
      if (label !== undefined) {
        dimensional = true;
        metrics.add(label);
      }
    }
    return any;
  });
  return { tables: kept, metrics: dimensional ? [...metrics] : undefined };
}

export function scopeOf(tables: readonly CellTable[], where: Select): Scope {
  return { tables: tables.map((table) => table.number), where };
}
