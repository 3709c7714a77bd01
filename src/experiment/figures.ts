/** The figures that a notebook can show: `plot.dots(...)`, `plot.lines(...)`. */

export { cloud, lines } from "./line-plots.js";
export { dots, losses, lossPlot } from "./plots.js";
