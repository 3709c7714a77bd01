import type { CellTable } from "../cells/cells.js";
import { keyOf, keysOf } from "../names/tokens.js";
import type { Mention } from "../names/vocabulary.js";
import type { ParseOptions } from "./parse.js";
import { covering, namedBy } from "./scope.js";
import { covers, measuresIn, type Sentence, uncovered } from "./sentence.js";
import type { Unclear } from "./sides.js";

/** The tables that have all that the claim names, in headers or caption; those that it names, if it names any. */
export function chooseTables(
  sentence: Sentence,
  tables: readonly CellTable[],
  { about = "" }: ParseOptions,
): CellTable[] | Unclear {
  let candidates = [...tables];
  if (sentence.tables.length > 0) {
    candidates = tables.filter((table) => sentence.tables.includes(table.number));
    if (candidates.length === 0)
      return { why: `the source has no Table ${sentence.tables.join(", ")} that could be read` };
  }
  const ambiguous = sentence.mentions.find((mention) =>
    sentence.mentions.some(
      (other) => other !== mention && other.start === mention.start && tied(candidates, mention, other),
    ),
  );
  if (ambiguous !== undefined) return { why: `"${ambiguous.text}" names several things in the tables` };
  const named = namedBy(unambiguous(sentence.mentions, candidates));
  const fitting = covering(candidates, named);
  if (fitting.length === 0) {
    const what = [...named.values()].map((labels) => [...labels].slice(0, 3).join(" or ")).join(", ");
    const where =
      sentence.tables.length > 0 ? `Table ${sentence.tables.join(", ")} does not have` : "no table has";
    return {
      why: `${where} ${what === "" ? "what it names" : `${what}${named.size > 1 ? " together" : ""}`}`,
    };
  }
  // Words beyond the tables' labels narrow the choice where a caption has them.
  const missing = uncovered(sentence, covers(about));
  const withAll = fitting.filter((table) => {
    const known = covers(wordsOfTable(table));
    return missing.every((word) => known(keyOf(word)));
  });
  if (missing.length > 0 && withAll.length === 0) {
    return { why: `no table says anything of "${[...new Set(missing)].slice(0, 4).join('", "')}"` };
  }
  return ofMeasures(sentence, missing.length > 0 ? withAll : fitting);
}

/** Only the tables that have a measure named, where some do: a table of sample sizes says nothing of accuracy. */
function ofMeasures({ text }: Sentence, tables: readonly CellTable[]): CellTable[] {
  let kept = [...tables];
  for (const measure of measuresIn(text)) {
    const having = kept.filter((table) => keysOf(measure).every(covers(wordsOfTable(table))));
    if (having.length > 0) kept = having;
  }
  return kept;
}

/** All words that a table prints beside its numbers. */
export function wordsOfTable(table: CellTable): string {
  const labels = table.dimensions.flatMap(({ name, labels: own }) => [
    name,
    ...own.map((label) => label.name),
  ]);
  return [table.caption, table.unit ?? "", ...labels].join(" ");
}

/** Two meanings of the same words are both possible where tables have both. */
function tied(tables: readonly CellTable[], a: Mention, b: Mention): boolean {
  const has = (mention: Mention) =>
    tables.some((table) =>
      table.dimensions.some(
        ({ name, labels }) =>
          name === mention.dimension && labels.some((label) => mention.labels.includes(label.name)),
      ),
    );
  return a.dimension !== b.dimension && has(a) && has(b);
}

function unambiguous(mentions: readonly Mention[], tables: readonly CellTable[]): Mention[] {
  return mentions.filter((mention) =>
    mentions.every(
      (other) => other.start !== mention.start || other === mention || !tied(tables, other, mention),
    ),
  );
}
