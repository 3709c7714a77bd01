import { formatNumber } from "../../claims/wording.js";

type Json = Record<string, unknown>;

/** A figure's numbers as a table, where it is small enough to be read. */
export interface FigureTable {
  head: string[];
  rows: string[][];
}

const mostRows = 60;

/**
 * The points of a plotly figure with x and y, one row each; undefined for other kinds of traces or more than 60
 * points. Positions on an axis with named ticks are shown by the nearest name.
 */
export function figureTable({
  data,
  layout,
}: {
  data: readonly Json[];
  layout: Json;
}): FigureTable | undefined {
  const rows: string[][] = [];
  for (const [index, trace] of data.entries()) {
    const { x, y } = trace;
    if (!Array.isArray(x) || !Array.isArray(y) || x.length !== y.length) return undefined;
    const name = typeof trace.name === "string" ? trace.name : `series ${index + 1}`;
    for (const i of x.keys()) {
      rows.push([name, coordinate(x[i], layout.xaxis), coordinate(y[i], layout.yaxis)]);
    }
  }
  if (rows.length === 0 || rows.length > mostRows) return undefined;
  return { head: ["Series", axisTitle(layout.xaxis) ?? "x", axisTitle(layout.yaxis) ?? "y"], rows };
}

function coordinate(value: unknown, axis: unknown): string {
  if (typeof value !== "number") return String(value ?? "");
  const { tickvals, ticktext } = (axis ?? {}) as Json;
  if (Array.isArray(tickvals) && Array.isArray(ticktext)) {
    const distance = (i: number) => Math.abs(Number(tickvals[i]) - value);
    const nearest = [...tickvals.keys()].sort((a, b) => distance(a) - distance(b))[0];
    if (nearest !== undefined && distance(nearest) < 0.5) return String(ticktext[nearest]);
  }
  return formatNumber(value);
}

function axisTitle(axis: unknown): string | undefined {
  const title = ((axis ?? {}) as Json).title;
  const text = typeof title === "object" && title !== null ? (title as Json).text : title;
  return typeof text === "string" && text !== "" ? text : undefined;
}
