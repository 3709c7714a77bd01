import { isLanguage } from "../names/languages.js";
import { looksLikeMetric } from "../names/metrics.js";
import type { CellTable, Dimension, TableCell } from "./cells.js";

/** Dimensions of several tables that are one, because they share a label. */
interface Group {
  members: { table: number; name: string }[];
  labels: Set<string>;
}

/**
 * Gives dimensions that were only told apart by their place (`row`, `column 2`) names by what their labels are,
 * the same name in every table where they share a label.
 */
export function nameDimensions(tables: readonly CellTable[]): CellTable[] {
  const groups: Group[] = [];
  for (const [index, table] of tables.entries()) {
    for (const dimension of table.dimensions) join(groups, index, dimension);
  }
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const group of groups) {
    const name = free(nameOf([...group.labels], group.members[0]!.name), taken);
    taken.add(name);
    for (const { table, name: old } of group.members) names.set(`${table}\u0000${old}`, name);
  }
  return tables.map((table, index) => renamed(table, (old) => names.get(`${index}\u0000${old}`)!));
}

/** The group that shares the most labels and has no other dimension of the same table; else a new one. */
function join(groups: Group[], table: number, { name, labels }: Dimension): void {
  const keys = labels.filter((label) => label.summary === undefined).map((label) => label.name.toLowerCase());
  let best: Group | undefined;
  let most = 0;
  for (const group of groups) {
    if (group.members.some((member) => member.table === table)) continue;
    const shared = keys.filter((key) => group.labels.has(key)).length;
    if (shared > most) {
      most = shared;
      best = group;
    }
  }
  if (best === undefined) {
    best = { members: [], labels: new Set() };
    groups.push(best);
  }
  best.members.push({ table, name });
  for (const key of keys) best.labels.add(key);
}

function nameOf(labels: readonly string[], place: string): string {
  const share = (test: (label: string) => boolean) =>
    labels.length === 0 ? 0 : labels.filter(test).length / labels.length;
  if (share(looksLikeMetric) >= 0.5) return "metric";
  if (labels.length >= 3 && share(isLanguage) >= 0.7) return "language";
  if (share((label) => /^(?:1[5-9]|20)\d\d(?:[-–/]\d{2,4})?$/.test(label)) >= 0.7) return "year";
  if (
    share((label) => /\b(?:monolingual|multilingual|cross.?lingual|zero.?shot|few.?shot)\b/.test(label)) >=
    0.5
  ) {
    return "setting";
  }
  return place;
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) if (!taken.has(`${name} (${n})`)) return `${name} (${n})`;
}

function renamed(table: CellTable, name: (old: string) => string): CellTable {
  const cells = table.cells.map(
    (cell): TableCell => ({
      ...cell,
      at: Object.fromEntries(Object.entries(cell.at).map(([old, label]) => [name(old), label])),
    }),
  );
  return { ...table, dimensions: table.dimensions.map((d) => ({ ...d, name: name(d.name) })), cells };
}
