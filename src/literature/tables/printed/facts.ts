import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { ClaimbookError } from "../../../errors.js";
import { assertSchema } from "../../../json-schema.js";
import { workKey } from "../../work-id.js";

const closed = { additionalProperties: false };

const PrintedTable = Type.Object(
  {
    /** As the source numbers it. */
    table: Type.String(),
    /** What it shows, in our own words. */
    caption: Type.String(),
    /** Unit of the values, and which way is better. */
    unit: Type.String(),
    /** Names of the leading fields of a row, which together name a case. */
    dimensions: Type.Array(Type.String(), { minItems: 1 }),
    /** What the columns are, e.g. `language`; `method` where it is not said. */
    columnDimension: Type.Optional(Type.String()),
    columns: Type.Array(
      Type.Object({ name: Type.String(), aliases: Type.Optional(Type.Array(Type.String())) }, closed),
      { minItems: 1 },
    ),
    /** One row a case: the dimensions' values, then one number for each column. */
    rows: Type.Array(Type.Array(Type.Union([Type.String(), Type.Number()]))),
  },
  closed,
);

/** Cells of the tables that one work printed, with where they come from (`claimbook/tables/1`). */
const TableFacts = Type.Object(
  {
    schema: Type.Literal("claimbook/tables/1"),
    work: Type.String(),
    source: Type.String(),
    transcribed: Type.String(),
    tables: Type.Array(PrintedTable),
  },
  closed,
);

export type PrintedTable = Static<typeof PrintedTable>;
export type TableFacts = Static<typeof TableFacts>;

/**
 * Reads every `*.json` of a folder of printed tables, by work. A folder that does not exist holds none.
 *
 * @throws ClaimbookError (`could-not-run`) naming file, table and row of what does not fit
 */
export function readTableFacts(folder: string): Map<string, TableFacts> {
  const byWork = new Map<string, TableFacts>();
  for (const name of jsonFiles(folder)) {
    const file = path.join(folder, name);
    const facts = assertSchema(TableFacts, parse(file), "file of printed tables", file);
    for (const table of facts.tables) checkRows(table, file);
    const key = workKey(facts.work);
    if (byWork.has(key)) throw malformed(file, `a second file for the tables of ${facts.work}`);
    byWork.set(key, facts);
  }
  return byWork;
}

function jsonFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new ClaimbookError("cannot be read", { kind: "could-not-run", where: folder, cause });
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw malformed(file, `is not JSON (${(cause as Error).message})`, cause);
  }
}

function checkRows({ table, dimensions, columns, rows }: PrintedTable, file: string): void {
  const cases = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const where = `${file}, table ${table}, row ${index + 1}`;
    const labels = row.slice(0, dimensions.length);
    const values = row.slice(dimensions.length);
    if (row.length !== dimensions.length + columns.length) {
      throw malformed(where, `has ${row.length} fields, not ${dimensions.length + columns.length}`);
    }
    if (!labels.every((label) => typeof label === "string"))
      throw malformed(where, "names its case by a number");
    if (!values.every((value) => typeof value === "number"))
      throw malformed(where, "has a value that is no number");
    const name = labels.join("\u0000");
    if (cases.has(name)) throw malformed(where, `repeats the case ${labels.join(" · ")}`);
    cases.add(name);
  }
}

function malformed(where: string, what: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(what, { kind: "could-not-run", where, cause });
}
