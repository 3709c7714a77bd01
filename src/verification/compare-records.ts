import { type Static, Type } from "@sinclair/typebox";
import { Mime } from "../notebook/mime.js";
import { cellPlace, isCode, type Notebook } from "../notebook/model.js";
import { outputName } from "../seal/output-name.js";
import { pointerStep, pointerText } from "../seal/parts.js";
import { type Outcome, outcomes } from "./compare-claims.js";

/** A record other than a claim, as recorded and as the rerun made it. */
export const RecordOutcome = Type.Object(
  {
    /** e.g. `figure "by-script"`. */
    is: Type.String(),
    /** Its cell, e.g. `cell 5 (id "train")`. */
    where: Type.String(),
    outcome: Type.Unsafe<Outcome>({ type: "string", enum: [...outcomes] }),
    /** The first places where the two differ, e.g. `data[0].y[3]: 0.45, then 0.43`. */
    differences: Type.Array(Type.String()),
  },
  { additionalProperties: false },
);
export type RecordOutcome = Static<typeof RecordOutcome>;

/** Differences of one record that are listed. */
const listed = 5;

const compared = [
  Mime.results,
  Mime.search,
  Mime.review,
  Mime.dataset,
  Mime.frontMatter,
  Mime.plotly,
] as const;

interface Found {
  cell: string;
  where: string;
  is: string;
  mime: string;
  value: unknown;
}

/**
 * Puts the records of two runs of a notebook side by side: by cell and name, in their order. The day of a search is not
 * compared.
 *
 * @param tolerance of numbers, relative to the larger of the two; of numbers in a list, to the list's largest
 * @param notRun ids of the cells that the rerun could not run
 */
export function compareRecords(
  recorded: Notebook,
  rerun: Notebook,
  tolerance: number,
  notRun: ReadonlySet<string> = new Set(),
): RecordOutcome[] {
  const left = recordsIn(rerun);
  const found = recordsIn(recorded).map((before): RecordOutcome => {
    const { is, where } = before;
    const at = left.findIndex(
      (each) => each.cell === before.cell && each.is === is && each.mime === before.mime,
    );
    if (at === -1) {
      const outcome = notRun.has(before.cell) ? "could not run" : "missing";
      return { is, where, outcome, differences: [] };
    }
    const [after] = left.splice(at, 1);
    const walk = new Walk(tolerance);
    walk.compare(before.value, after!.value, "", 0);
    const outcome = walk.count > 0 ? "moved" : walk.within ? "within tolerance" : "same";
    return { is, where, outcome, differences: walk.differences };
  });
  return [
    ...found,
    ...left.map(({ is, where }): RecordOutcome => ({ is, where, outcome: "added", differences: [] })),
  ];
}

function recordsIn(notebook: Notebook): Found[] {
  return notebook.cells.filter(isCode).flatMap((cell) =>
    cell.outputs.flatMap((output): Found[] => {
      if (!("data" in output) || Mime.claim in output.data) return [];
      const mime = compared.find((each) => each in output.data);
      if (mime === undefined) return [];
      const value = mime === Mime.search ? withoutDays(output.data[mime]) : output.data[mime];
      return [{ cell: cell.id, where: cellPlace(notebook, cell), is: outputName(output), mime, value }];
    }),
  );
}

/** A search log without the days on which it was made. */
function withoutDays(log: unknown): unknown {
  const { sources, ...rest } = (log ?? {}) as { sources?: unknown };
  if (!Array.isArray(sources)) return log;
  return {
    ...rest,
    sources: sources.map(({ date: _, at: __, ...source }: Record<string, unknown>) => source),
  };
}

/** Walks through two JSON values at once. */
class Walk {
  readonly differences: string[] = [];
  count = 0;
  within = false;
  readonly #tolerance: number;

  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  compare(a: unknown, b: unknown, at: string, scale: number): void {
    if (Object.is(a, b) || (a === 0 && b === 0)) return;
    if (typeof a === "number" && typeof b === "number") {
      const size = Math.max(scale, Math.abs(a), Math.abs(b));
      if (Math.abs(a - b) <= this.#tolerance * size) this.within = true;
      else this.#differ(a, b, at);
    } else if (Array.isArray(a) && Array.isArray(b)) {
      const inner = largest([...a, ...b]);
      for (let i = 0; i < Math.max(a.length, b.length); i++) this.compare(a[i], b[i], `${at}/${i}`, inner);
    } else if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        this.compare(a[key], b[key], `${at}/${pointerStep(key)}`, 0);
      }
    } else this.#differ(a, b, at);
  }

  #differ(a: unknown, b: unknown, at: string): void {
    this.count++;
    if (this.differences.length < listed)
      this.differences.push(`${pointerText(at)}: ${short(a)}, then ${short(b)}`);
  }
}

function largest(values: readonly unknown[]): number {
  return values.reduce<number>(
    (most, each) => (typeof each === "number" ? Math.max(most, Math.abs(each)) : most),
    0,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  const text = value === undefined ? "(none)" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
