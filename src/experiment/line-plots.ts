import { axis, looks, Plot, type PlotOptions } from "./plots.js";

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
    line: { color: looks[i % looks.length]!.color, width: 1.6, dash: dashes[i % dashes.length] },
    marker: { ...looks[i % looks.length], size: 7 },
  }));
  return new Plot({
    data,
    layout: {
      meta: {
        id: options.id,
        caption: options.caption,
        alt: `${options.y} over ${options.x}: ${series
          .map(
            ({ name, points }) =>
              `${name} ${points.map(({ x, value }) => `${value.toFixed(digits)} at ${x}`).join(", ")}`,
          )
          .join("; ")}.`,
      },
      height: 320,
      margin: { l: 60, r: 20, t: 30, b: 45 },
      legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
      xaxis: { ...axis, title: { text: options.x } },
      yaxis: { ...axis, title: { text: options.y }, rangemode: "tozero" },
    },
  });
}

const dashes = ["solid", "dash", "dot", "dashdot"] as const;

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
    marker: { ...looks[i % looks.length], size: 5, opacity: 0.75 },
  }));
  return new Plot({
    data,
    layout: {
      meta: { id: options.id, caption: options.caption, alt: options.alt },
      height: 340,
      margin: { l: 60, r: 20, t: 30, b: 45 },
      legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
      xaxis: { ...axis, title: { text: options.x } },
      yaxis: { ...axis, title: { text: options.y }, rangemode: "tozero" },
    },
  });
}
