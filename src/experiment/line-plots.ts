import { lookOf, markOf, xyLayout } from "./plot-layout.js";
import { Plot, type PlotOptions } from "./plots.js";

/** Values with intervals over a number that was varied. */
export interface Line {
  name: string;
  points: readonly { x: number; value: number; interval?: readonly [number, number] | undefined }[];
}

/** Lines with 95 % intervals, e.g. mAP over the share of monolingual batches; one mark a line. */
export function lines(
  series: readonly Line[],
  options: PlotOptions & { x: string; y: string; digits?: number },
): Plot {
  const { digits = 3 } = options;
  const data = series.map(({ name, points }, i) => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: points.map(({ x }) => x),
    y: points.map(({ value }) => value),
    error_y: {
      type: "data",
      symmetric: false,
      array: points.map(({ value, interval }) => (interval?.[1] ?? value) - value),
      arrayminus: points.map(({ value, interval }) => value - (interval?.[0] ?? value)),
      thickness: 1.2,
      width: 3,
    },
    line: { color: lookOf(i).color, width: 1.6, dash: lookOf(i).dash },
    marker: { ...markOf(i), size: 7 },
  }));
  return new Plot({
    data,
    layout: xyLayout(options, {
      alt: `${options.y} over ${options.x}: ${series
        .map(
          ({ name, points }) =>
            `${name} ${points.map(({ x, value }) => `${value.toFixed(digits)} at ${x}`).join(", ")}`,
        )
        .join("; ")}.`,
      x: options.x,
      y: options.y,
      height: 320,
    }),
  });
}

/** One point. */
export interface Point {
  x: number;
  y: number;
  /** Shown when it is pointed at. */
  label: string;
}

/** Clouds of points, e.g. mAP of pairs of languages over their distance; one mark a cloud. */
export function cloud(
  clouds: readonly { name: string; points: readonly Point[] }[],
  options: PlotOptions & { x: string; y: string; alt: string },
): Plot {
  const data = clouds.map(({ name, points }, i) => ({
    type: "scatter",
    mode: "markers",
    name,
    // Equal distances are many; the clouds stand side by side, so that none hides another.
    x: points.map(({ x }) => x + (i - (clouds.length - 1) / 2) * 0.012),
    y: points.map(({ y }) => y),
    text: points.map(({ label }) => label),
    hovertemplate: "%{text}: %{y:.3f}<extra></extra>",
    marker: { ...markOf(i), size: 5, opacity: 0.75 },
  }));
  return new Plot({
    data,
    layout: xyLayout(options, { ...options, height: 340 }),
  });
}
