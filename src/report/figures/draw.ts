import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser } from "puppeteer";
import { ClaimbookError } from "../../errors.js";
import { fontsFor } from "../fonts/embed.js";
import type { FigureBlock } from "../model.js";
import { isolate } from "../pdf/isolate.js";
import { type DrawOptions, drawInPage } from "./page.js";

const address = "http://figures.invalid/";
/** Width of a drawing in CSS pixels: the text column of a printed page, so that 12 px stay readable there. */
const width = 680;

/** What is to be drawn and with what, known before a browser is there. */
export interface DrawingPlan {
  /** The page that draws, with the fonts of all figures. */
  shell: string;
  /** File of the plotly bundle. */
  plotly: string;
  drawings: {
    figure: FigureBlock;
    options: DrawOptions;
    /** SHA-256 of everything that the drawing is made of, the browser aside. */
    sha256: string;
  }[];
}

/** The plotly figures among `figures`, and what draws them; all of them in one page. */
export function planDrawings(figures: readonly FigureBlock[]): DrawingPlan | undefined {
  const wanted = figures.filter((figure) => figure.plotly !== undefined);
  if (wanted.length === 0) return undefined;
  const require = createRequire(import.meta.url);
  const bundle = bundleFor(wanted);
  const { version } = require(`${path.dirname(bundle)}/package.json`) as { version: string };
  const fonts = fontsFor(`${JSON.stringify(wanted.map((figure) => figure.plotly))}0123456789−.,%`);
  const families = ["Inter", ...fonts.families, "sans-serif"].map((f) => (f === "sans-serif" ? f : `"${f}"`));
  const page = shell(fonts.css);
  const common = createHash("sha256").update([drawInPage.toString(), bundle, version, page].join("\0"));
  const drawings = wanted.map((figure) => {
    const options = {
      prefix: `f${figure.number}-`,
      width,
      font: families.join(", "),
      background: "#ffffff",
    };
    const what = JSON.stringify([options, figure.plotly]);
    return { figure, options, sha256: common.copy().update(`\0${what}`).digest("hex") };
  });
  return { shell: page, plotly: require.resolve(bundle), drawings };
}

/**
 * Draws plotly figures as SVG, in a page of its own that is fed only their JSON and cannot reach anything.
 *
 * Each figure is drawn from the same seed, and its ids carry its number, so the same figure gives the same bytes
 * and two figures in one page do not share ids. What could act (scripts, event handlers, links, pictures from
 * elsewhere) is taken out.
 *
 * @param known drawings that need not be made again, by figure number
 * @returns figure number to `<svg>` element
 * @throws ClaimbookError (`could-not-run`) naming the figure that plotly could not draw
 */
export async function drawFigures(
  browser: Browser,
  plan: DrawingPlan | undefined,
  signal?: AbortSignal,
  known: ReadonlyMap<number, string> = new Map(),
): Promise<Map<number, string>> {
  const drawings = new Map(known);
  const open = plan?.drawings.filter(({ figure }) => !known.has(figure.number)) ?? [];
  if (plan === undefined || open.length === 0) return drawings;
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  try {
    await isolate(
      page,
      new Map([
        [address, { type: "text/html; charset=utf-8", body: plan.shell }],
        [`${address}plotly.js`, { type: "text/javascript; charset=utf-8", body: readFileSync(plan.plotly) }],
      ]),
    );
    await page.goto(address, { waitUntil: "load" });
    for (const { figure, options } of open) {
      signal?.throwIfAborted();
      const { svg, error } = await page.evaluate(drawInPage, figure.plotly as never, options);
      if (svg === undefined) {
        throw new ClaimbookError(`figure "${figure.id}" could not be drawn: ${error}`, {
          kind: "could-not-run",
          where: `cell ${figure.cell.number}`,
          wayOut: "Look at its `data` and `layout` in the notebook.",
        });
      }
      drawings.set(figure.number, svg);
    }
  } finally {
    await page.close().catch(() => undefined);
  }
  return drawings;
}

const basicTraces = new Set(["scatter", "bar", "pie"]);

/**
 * The smallest of plotly's bundles that knows all traces: the basic one loads in a quarter of the time. One bundle
 * for all figures of a report, so that they look alike.
 */
function bundleFor(figures: readonly FigureBlock[]): string {
  const basic = figures.every(({ plotly }) =>
    plotly!.data.every(({ type }) => basicTraces.has(String(type ?? "scatter"))),
  );
  return basic ? "plotly.js-basic-dist-min/plotly-basic.min.js" : "plotly.js-dist-min/plotly.min.js";
}

function shell(fonts: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>${fonts}</style><script src="plotly.js"></script></head><body></body></html>`;
}
