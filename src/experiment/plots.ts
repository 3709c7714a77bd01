import { display } from "../notebook/display.js";
import { Mime, type MimeBundle } from "../notebook/mime.js";
import { type Figure, figure } from "./headline.js";
import { axis, lookOf, markOf, xyLayout } from "./plot-layout.js";
import type { QueryFilter, QueryGrouping, Results } from "./results.js";

/** A figure in plotly's JSON, with what a report needs to print it. */
export interface PlotlyFigure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown> & { meta: { id: string; caption: string; alt: string } };
}

/** A figure that shows itself as the value of a cell; `show` shows it from anywhere in a cell. */
export class Plot implements PlotlyFigure {
  readonly data: PlotlyFigure["data"];
  readonly layout: PlotlyFigure["layout"];

  constructor({ data, layout }: PlotlyFigure) {
    this.data = data;
    this.layout = layout;
  }

  bundle(): MimeBundle {
    const { data, layout } = this;
    return { [Mime.plotly]: { data, layout }, [Mime.plain]: `Figure: ${layout.meta.caption}` };
  }

  show(): void {
    display(this.bundle());
  }

  [Symbol.for("Jupyter.display")](): MimeBundle {
    return this.bundle();
  }
}

export interface PlotOptions {
  id: string;
  /** One or two sentences under the figure. */
  caption: string;
}

/**
 * Dots with 95 % intervals: one row for each group of queries, one mark a method. The axis starts at 0.
 *
 * @param options.measure a measure of `parseMeasure` or `rank distance`
 */
export function dots(
  results: Results,
  options: PlotOptions &
    QueryFilter & {
      setting: "monolingual" | "cross-lingual" | "multilingual";
      measure?: string;
      by: QueryGrouping;
      /** Name of a group on the axis; by default its own. */
      label?: (group: string) => string;
    },
): Plot {
  const what: Figure = figure(options.measure ?? "mAP", options.setting);
  const label = options.label ?? ((group: string) => group);
  const byMethod = results.methods.map((method) =>
    results.breakdown(method, options.by, { ...options, measure: what.measure }),
  );
  // Best first by the first method, so that the eye runs down one line.
  const groups = byMethod[0]!.toSorted((a, b) => a.mean - b.mean).map(({ group }) => group);
  const data = byMethod.map((groupsOfMethod, m) => {
    const found = groups.map((group) => groupsOfMethod.find((g) => g.group === group)!);
    return {
      type: "scatter",
      mode: "markers",
      name: results.methods[m],
      x: found.map(({ mean }) => mean),
      y: found.map((_, i) => i + (m - (results.methods.length - 1) / 2) * 0.18),
      error_x: {
        type: "data",
        symmetric: false,
        array: found.map(({ mean, interval }) => interval[1] - mean),
        arrayminus: found.map(({ mean, interval }) => mean - interval[0]),
        thickness: 1.2,
        width: 0,
      },
      marker: { ...markOf(m), size: 6.5 },
      hovertemplate: `%{x:.${what.digits}f}<extra>${results.methods[m]}</extra>`,
    };
  });
  return new Plot({
    data,
    layout: {
      meta: {
        id: options.id,
        caption: options.caption,
        alt: `Dot plot of ${what.label} by ${options.by} for ${results.methods.join(", ")}: ${groups
          .map(
            (group, i) =>
              `${label(group)} ${data.map((d) => `${d.name} ${d.x[i]!.toFixed(what.digits)}`).join(", ")}`,
          )
          .join("; ")}.`,
      },
      height: 90 + groups.length * Math.max(16, results.methods.length * 6),
      margin: { l: 120, r: 20, t: 30, b: 45 },
      legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
      xaxis: { ...axis, title: { text: `${what.label} (${what.better} is better)` }, rangemode: "tozero" },
      yaxis: {
        ...axis,
        tickmode: "array",
        tickvals: groups.map((_, i) => i),
        ticktext: groups.map(label),
        range: [-0.6, groups.length - 0.4],
        zeroline: false,
      },
    },
  });
}

/** Training loss, mean over seeds, for each method; with the share of one-language batches in the legend. */
export function losses(results: Results, options: PlotOptions): Plot {
  const curves = results.methods.map((method) => {
    const runs = results.runs.filter((run) => run.method === method);
    const y = runs[0]!.loss.map((_, i) => runs.reduce((sum, run) => sum + run.loss[i]!, 0) / runs.length);
    return {
      method,
      x: y.map((_, i) => ((i + 1) / y.length) * 100),
      y,
      monolingual: runs.reduce((sum, run) => sum + run.achieved.shares["X-X"], 0) / runs.length,
    };
  });
  return lossPlot(curves, { ...options, axis: "Training done (%)" });
}

export interface LossCurve {
  method: string;
  x: readonly number[];
  y: readonly number[];
  /** Share of the batches that had one language, 0..1. */
  monolingual?: number;
}

/** Loss curves, one a method. @param options.axis title of the x axis */
export function lossPlot(curves: readonly LossCurve[], options: PlotOptions & { axis: string }): Plot {
  const data = curves.map(({ method, x, y, monolingual }, m) => ({
    type: "scatter",
    mode: y.length > 20 ? "lines" : "lines+markers",
    name: monolingual === undefined ? method : `${method}: ${(100 * monolingual).toFixed(0)} % X-X batches`,
    x,
    y,
    line: { color: lookOf(m).color, width: 1.6 },
    marker: { ...markOf(m), size: 7 },
  }));
  return new Plot({
    data,
    layout: xyLayout(options, {
      alt: `Training loss falls from ${data.map((d) => `${d.y[0]!.toFixed(2)} to ${d.y.at(-1)!.toFixed(2)} (${d.name})`).join(", ")}.`,
      x: options.axis,
      y: "InfoNCE loss",
      height: 300,
    }),
  });
}
