import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { inspect } from "node:util";
import { escapeHtml } from "../claims/escape.js";
import { ClaimbookError } from "../errors.js";
import { Mime, type MimeBundle } from "../notebook/mime.js";
import { packageRoot } from "../paths.js";

/** What a cell of a frame can hold; a missing number is NaN, as in danfojs itself. */
export type CellValue = string | number | boolean;

/** One column of a frame. The part of danfojs' Series that claimbook vouches for. */
export interface Series {
  readonly values: CellValue[];
  readonly shape: [rows: number, columns: number];
  readonly index: (string | number)[];
  /** Row by row comparison with a value, for `DataFrame.query`. */
  eq(value: CellValue): Series;
  ne(value: CellValue): Series;
  gt(value: number): Series;
  ge(value: number): Series;
  lt(value: number): Series;
  le(value: number): Series;
  /** Both conditions hold. */
  and(other: Series): Series;
  /** At least one condition holds. */
  or(other: Series): Series;
  unique(): Series;
  toString(): string;
}

/**
 * A table with named columns (danfojs 1.2.0, which follows pandas). Only the part that claimbook vouches for is
 * declared: danfojs' `groupby().mean()` gives 0 for a group without values and its `describe()` throws on
 * missing ones, and a claim must not rest on either.
 */
export interface DataFrame {
  readonly columns: string[];
  readonly shape: [rows: number, columns: number];
  readonly index: (string | number)[];
  /** One of `string`, `int32`, `float32`, `boolean` for each column; values are doubles all the same. */
  readonly dtypes: string[];
  /** Row by row. */
  readonly values: CellValue[][];
  /** The first rows. Defaults to 5. */
  head(rows?: number): DataFrame;
  /** The last rows. Defaults to 5. */
  tail(rows?: number): DataFrame;
  column(name: string): Series;
  /** Rows and columns by name. */
  loc(part: { rows?: (string | number)[]; columns?: string[] }): DataFrame;
  /** Rows and columns by position. */
  iloc(part: { rows?: (string | number)[]; columns?: (string | number)[] }): DataFrame;
  /** The rows for which the condition is true: `frame.query(frame.column("map").gt(0.4))`. */
  query(condition: Series): DataFrame;
  /** Ascending unless told otherwise. */
  sortValues(by: string, options?: { ascending?: boolean }): DataFrame;
  addColumn(name: string, values: CellValue[] | Series): DataFrame;
  drop(part: { columns: string[] }): DataFrame;
  /** A plain text table of the first rows. */
  toString(): string;
}

export interface Danfojs {
  DataFrame: new (
    rows: readonly (readonly CellValue[])[],
    options: { columns: readonly string[]; dtypes?: readonly string[] },
  ) => DataFrame;
}

const displayMethod = Symbol.for("Jupyter.display");
const require = createRequire(import.meta.url);
let loaded: Danfojs | undefined;

/** The bundle that the build makes of danfojs-node (docs/decisions/danfojs-bundle.md). */
export const bundleFile = path.join(packageRoot, "dist", "vendor", "danfojs.cjs");

/**
 * danfojs, loaded at the first call (about 0.2 s); it computes with the TensorFlow.js engine of claimbook. Its
 * frames show themselves as a table when they are the value of a cell.
 *
 * @throws ClaimbookError (`could-not-run`) when the bundle was never built
 */
export function danfojs(): Danfojs {
  if (loaded !== undefined) return loaded;
  if (!existsSync(bundleFile)) {
    throw new ClaimbookError("danfojs' bundle is missing", {
      kind: "could-not-run",
      where: bundleFile,
      wayOut: "Run `npm run build` in a clone of the repository, or install claimbook again.",
    });
  }
  loaded = require(bundleFile) as Danfojs;
  // danfojs-node's class adds only file formats to the base class, and derived frames are of the base class.
  showsItself(Object.getPrototypeOf(loaded.DataFrame.prototype) as DataFrame);
  return loaded;
}

function showsItself(prototype: DataFrame): void {
  Object.defineProperty(prototype, displayMethod, {
    value(this: DataFrame): MimeBundle {
      return { [Mime.html]: frameHtml(this), [Mime.plain]: this.toString() };
    },
  });
  Object.defineProperty(prototype, inspect.custom, {
    value(this: DataFrame): string {
      return this.toString();
    },
  });
}

/** As many rows as a notebook shows without scrolling; a note says how many there are. */
const shownRows = 60;

function frameHtml(frame: DataFrame): string {
  const [rows] = frame.shape;
  const head = frame.columns.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const body = frame.values
    .slice(0, shownRows)
    .map((row, at) => {
      const cells = row.map((value) => `<td>${escapeHtml(cellText(value))}</td>`).join("");
      return `<tr><th>${escapeHtml(String(frame.index[at]))}</th>${cells}</tr>`;
    })
    .join("");
  const note = rows > shownRows ? `<p>${shownRows} of ${rows} rows</p>` : "";
  return `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body}</tbody></table>${note}`;
}

function cellText(value: CellValue | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
}
