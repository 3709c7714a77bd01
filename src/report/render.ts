import { mkdir } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { writeWhole } from "../notebook/write.js";
import { exportEndings, exportFormats, exportReport } from "./exports/index.js";
import { inReportLook } from "./figure-look.js";
import { drawFigures, planDrawings } from "./figures/draw.js";
import { KeptDrawings } from "./figures/kept-drawings.js";
import { fontsFor } from "./fonts/embed.js";
import { withSmallFonts } from "./fonts/small.js";
import { type Profile, renderHtml } from "./html/page.js";
import { KeptFiles } from "./kept-files.js";
import { fullMarkdown } from "./markdown/full.js";
import { synthesisMarkdown } from "./markdown/synthesis.js";
import { type FigureBlock, figuresOf, type Report } from "./model.js";
import { type BrowserOptions, withBrowser } from "./pdf/browser.js";
import { printPdf } from "./pdf/print.js";

/** What is written unless other formats are asked for. */
export const defaultFormats = ["md", "html", "pdf", "json"] as const;
export const formats = [...defaultFormats, ...exportFormats] as const;
export type Format = (typeof formats)[number];

export interface RenderOptions {
  profile: Profile;
  formats: readonly Format[];
  /** Folder for the files; created when it is not there. */
  outDir: string;
  browser: BrowserOptions;
  /** Folders in which drawings and fonts are kept by what they are made of, for the next time. Defaults to none. */
  kept?: { drawings: string; fonts: string };
}

export interface RenderResult {
  files: Partial<Record<Format, string>>;
  /** Requests that the page made while it was printed: one for itself, none for anything else. */
  requests?: { served: number; refused: string[] };
  /** Why there is no PDF, or why figures are not drawn; the other files are there. */
  problem?: ClaimbookError;
}

/**
 * Writes a report in the formats asked for, each file in one piece: `NAME.md` and so on, `NAME.synthesis.md` in
 * the synthesis profile. Markdown shows figures from `NAME.figures/figure-1.svg` beside it.
 *
 * Figures and the PDF share one browser. Without a browser the other formats are written all the same, with the
 * numbers of small figures as tables, and `problem` says what is missing.
 *
 * @throws ClaimbookError (`could-not-run`) when a file cannot be written or a figure cannot be drawn
 */
export async function renderReport(report: Report, options: RenderOptions): Promise<RenderResult> {
  const wanted = new Set(options.formats);
  const figures = options.profile === "full" ? figuresOf(report) : [];
  const shown = wanted.has("md") || wanted.has("html") || wanted.has("pdf");
  const result: RenderResult = { files: {} };
  await createFolder(options.outDir);
  const stem = path.join(
    options.outDir,
    `${report.notebook.name}${options.profile === "full" ? "" : ".synthesis"}`,
  );
  if (wanted.has("json")) {
    result.files.json = `${stem}.json`;
    await writeWhole(result.files.json, `${JSON.stringify(report, null, 2)}\n`);
  }

  for (const format of exportFormats) {
    if (!wanted.has(format)) continue;
    result.files[format] = `${stem}.${exportEndings[format]}`;
    await writeWhole(result.files[format], exportReport(report, format));
  }

  const writeText = async (drawings: ReadonlyMap<number, string>) => {
    if (wanted.has("md"))
      result.files.md = await writeMarkdown(report, options.profile, stem, figures, drawings);
    if (!wanted.has("html") && !wanted.has("pdf")) return "";
    const page = { profile: options.profile, drawings };
    if (wanted.has("html")) {
      result.files.html = `${stem}.html`;
      const fonts = options.kept === undefined ? undefined : new KeptFiles(options.kept.fonts);
      const html = await withSmallFonts((fonts) => renderHtml(report, { ...page, fonts }), fonts);
      await writeWhole(result.files.html, html);
      await fonts?.tidy();
    }
    // Printing leaves out what a page does not need by itself.
    return wanted.has("pdf") ? renderHtml(report, { ...page, fonts: fontsFor, still: true }) : "";
  };

  const plan = shown ? planDrawings(figures.map(styled)) : undefined;
  const kept = new KeptDrawings(options);
  const known = plan === undefined ? new Map<number, string>() : await kept.of(plan);
  if (!wanted.has("pdf") && known.size === (plan?.drawings.length ?? 0)) {
    await writeText(known);
    return result;
  }
  let started = false;
  try {
    await withBrowser(options.browser, async (browser) => {
      started = true;
      const drawings = await drawFigures(browser, plan, options.browser.signal, known);
      const html = await writeText(drawings);
      if (plan !== undefined) await kept.keep(plan, known, drawings);
      if (!wanted.has("pdf")) return;
      const { pdf, requests } = await printPdf(browser, html, new Date(`${report.date}T00:00:00Z`));
      result.requests = requests;
      await writeWhole(`${stem}.pdf`, pdf);
      result.files.pdf = `${stem}.pdf`;
    });
  } catch (error) {
    if (started || !(error instanceof ClaimbookError)) throw error;
    await writeText(known);
    result.problem = error;
  }
  return result;
}

function styled(figure: FigureBlock): FigureBlock {
  return figure.plotly === undefined ? figure : { ...figure, plotly: inReportLook(figure.plotly) };
}

async function writeMarkdown(
  report: Report,
  profile: Profile,
  stem: string,
  figures: readonly FigureBlock[],
  drawings: ReadonlyMap<number, string>,
): Promise<string> {
  const folder = `${stem}.figures`;
  const pictures = new Map<number, string>();
  for (const { number, image } of figures) {
    const picture = pictureOf(drawings.get(number), image);
    if (picture === undefined) continue;
    const name = `figure-${number}.${picture.ending}`;
    await createFolder(folder);
    await writeWhole(path.join(folder, name), picture.bytes);
    pictures.set(number, `${linkPath(path.basename(folder))}/${name}`);
  }
  const text = profile === "full" ? fullMarkdown(report, pictures) : synthesisMarkdown(report);
  await writeWhole(`${stem}.md`, text);
  return `${stem}.md`;
}

function pictureOf(
  drawing: string | undefined,
  image: string | undefined,
): { ending: "svg" | "png"; bytes: string | Buffer } | undefined {
  if (drawing !== undefined) return { ending: "svg", bytes: `${drawing}\n` };
  if (image === undefined) return undefined;
  return {
    ending: image.startsWith("data:image/svg") ? "svg" : "png",
    bytes: Buffer.from(image.slice(image.indexOf(",") + 1), "base64"),
  };
}

async function createFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new ClaimbookError(`the folder cannot be created: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: folder,
      wayOut: "Choose another place with --out-dir.",
      cause,
    });
  }
}

/** A file name within a Markdown link, where brackets and spaces would end it. */
function linkPath(name: string): string {
  return encodeURIComponent(name).replaceAll("(", "%28").replaceAll(")", "%29");
}
