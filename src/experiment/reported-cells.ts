import { ClaimbookError } from "../errors.js";
import type { ReportedVerdict } from "../evaluation/results-table.js";
import type { ReportedTable } from "../literature/index.js";
import { paper } from "../literature/index.js";
import { type Figure, RANK_DISTANCE } from "./headline.js";
import type { Results } from "./results.js";

/** The paper that this project proves itself on. */
const work = "arXiv:2408.10536";
/** The method that its tables compare the others with: one language a batch. */
const reference = "X-X";
/** Two printed values closer than this are printed alike. */
const printedAlike = { map: 0.0005, rank: 0.5 };

/** A cell of the paper's Table 1 or 2 beside what was measured here. */
export interface ReportedCell {
  /** 1 or 2. */
  table: string;
  /** The model of the paper's row, e.g. `XLM-R`. */
  model: string;
  dataset: string;
  method: string;
  figure: Figure;
  /** As printed. */
  value: number;
  /**
   * Whether what the cell says of the method beside X-X batches (better, worse) came out here as well: `holds` when
   * the difference lies on the same side of zero with its whole interval, `fails` on the other side, `inconclusive`
   * when the interval includes zero. Cells printed alike hold when the interval includes zero. The X-X cells
   * themselves, which the others are compared with, are `not checked`.
   */
  verdict: ReportedVerdict;
  /** Method less X-X, as measured, with the family's simultaneous interval; not there for X-X itself. */
  difference?: { measured: number; interval: readonly [number, number]; pCorrected: number; printed: number };
  /** Whether the printed value lies inside the measured one's 95 % interval: of meaning for the same model only. */
  insideInterval: boolean;
}

/** What the verdict of a cell asks, for the note under a table. */
export const reportedCheck =
  "A mark says whether the printed difference from X-X batches, its direction, came out here with the whole interval.";

/**
 * The paper's cells for the methods and the data set of an experiment, each with a verdict. Methods and figures that
 * the paper does not print have none.
 *
 * @param model a row of the paper's tables: `XLM-R` or `LaBSE`
 * @param dataset `XQuAD-R` or `MLQA-R`
 * @throws ClaimbookError (usage) for a model or data set that the paper's tables do not have
 */
export function reportedCells(
  results: Results,
  { model, dataset, figures }: { model: string; dataset: string; figures: readonly Figure[] },
): ReportedCell[] {
  return figures.flatMap((figure) =>
    results.methods.flatMap((method) => cellOf(results, { model, dataset, figure, method }) ?? []),
  );
}

type Place = Pick<ReportedCell, "model" | "dataset" | "figure" | "method">;

function cellOf(results: Results, place: Place): ReportedCell | undefined {
  const { figure, method, model, dataset } = place;
  const table = tableOf(figure, place);
  if (table === undefined || !table.columns.includes(method)) return undefined;
  const { value } = table.cell(method).cell;
  const measured = results.measure(method, { measure: figure.measure, setting: figure.setting });
  const [low, high] = measured.interval ?? [measured.value, measured.value];
  const cell = {
    table: table.number,
    model,
    dataset,
    method,
    figure,
    value,
    insideInterval: value >= low && value <= high,
  };
  if (method === reference || !results.methods.includes(reference))
    return { ...cell, verdict: "not checked" };
  const row = results
    .comparisons({}, figure)
    [figure.key]?.find(
      ({ left, right }) =>
        (left === method && right === reference) || (left === reference && right === method),
    );
  if (row === undefined) return { ...cell, verdict: "not checked" };
  const straight = row.left === method;
  const interval: [number, number] = straight
    ? [row.interval[0], row.interval[1]]
    : [-row.interval[1], -row.interval[0]];
  const printed = value - table.cell(reference).cell.value;
  const alike = figure.measure === RANK_DISTANCE ? printedAlike.rank : printedAlike.map;
  return {
    ...cell,
    difference: {
      measured: straight ? row.difference : -row.difference,
      interval,
      pCorrected: row.pCorrected,
      printed,
    },
    verdict: verdictOf(Math.abs(printed) < alike ? 0 : Math.sign(printed), interval),
  };
}

/** @param side of zero on which the printed difference lies */
function verdictOf(side: number, [low, high]: readonly [number, number]): ReportedVerdict {
  const measured = low > 0 ? 1 : high < 0 ? -1 : 0;
  if (side === 0) return measured === 0 ? "holds" : "fails";
  if (measured === 0) return "inconclusive";
  return measured === side ? "holds" : "fails";
}

function tableOf({ measure, setting }: Figure, { model, dataset }: Place): ReportedTable | undefined {
  if (measure !== RANK_DISTANCE && measure !== "mAP") return undefined;
  const table = paper(work).table(measure === RANK_DISTANCE ? 2 : 1);
  try {
    return table.where({ model, dataset, setting, metric: measure });
  } catch (cause) {
    throw new ClaimbookError(`the paper has no values of ${model} on ${dataset}`, {
      kind: "usage",
      where: `${work}, Table ${table.number}`,
      wayOut: "Models: XLM-R, LaBSE. Data sets: XQuAD-R, MLQA-R.",
      cause,
    });
  }
}
