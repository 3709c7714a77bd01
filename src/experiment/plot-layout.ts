import { looks } from "../series-looks.js";
import type { Plot, PlotOptions } from "./plots.js";

export const axis = {
  gridcolor: "#d9dee4",
  linecolor: "#5b6470",
  zerolinecolor: "#5b6470",
  automargin: true,
};

export function lookOf(series: number): (typeof looks)[number] {
  return looks[series % looks.length]!;
}

/** Colour and shape of a series' marks. */
export function markOf(series: number): { color: string; symbol: string } {
  const { color, symbol } = lookOf(series);
  return { color, symbol };
}

/** Values over a number: legend above, values from 0. */
export function xyLayout(
  { id, caption }: PlotOptions,
  { alt, x, y, height }: { alt: string; x: string; y: string; height: number },
): Plot["layout"] {
  return {
    meta: { id, caption, alt },
    height,
    margin: { l: 60, r: 20, t: 30, b: 45 },
    legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
    xaxis: { ...axis, title: { text: x } },
    yaxis: { ...axis, title: { text: y }, rangemode: "tozero" },
  };
}
