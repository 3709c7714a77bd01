// Renders one notebook with claimbook: worker.mjs DIST TASK NOTEBOOK FOLDER MODE [KEPT]
//   cold      once, with all that is found in KEPT (an empty folder: as the first time)
//   warm      again and again with the browser open; prints the median of the later times
//   pictures  the figures as SVG into the notebook NOTEBOOK.pictures.ipynb, for those that cannot draw
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [dist, task, file, folder, mode, kept] = process.argv.slice(2);
const load = (module) => import(pathToFileURL(path.join(dist, `${module}.js`)).href);
const { readNotebook } = await load("notebook/read");
const { buildReport, renderReport } = await load("report/index");

const name = path.basename(file, ".ipynb");
const outDir = path.join(folder, "claimbook");
const formats = { html: ["html"], pdf: ["pdf"], memory: ["html", "pdf"] }[task];
const env = process.env;
const read = async () =>
  buildReport(await readNotebook(file), { name, now: new Date("2031-05-04T00:00:00Z"), fixedDate: true });
const size = (made) => `${(statSync(made).size / 2 ** 20).toFixed(2)} MB`;

if (mode === "cold") {
  const { files, problem } = await renderReport(await read(), {
    profile: "full",
    formats,
    outDir,
    browser: { env },
    kept:
      kept === undefined
        ? undefined
        : { drawings: path.join(kept, "drawings"), fonts: path.join(kept, "fonts") },
  });
  if (problem !== undefined) throw problem;
  const made = formats.map((format) => `${format} ${size(files[format])}`);
  if (files.pdf !== undefined) made.push(`${await pagesOf(files.pdf)} pages`);
  console.log(JSON.stringify({ made: made.join(", ") }));
} else {
  const { withBrowser } = await load("report/pdf/browser");
  const { drawFigures, planDrawings } = await load("report/figures/draw");
  const { figuresOf } = await load("report/model");
  const { renderHtml } = await load("report/html/page");
  const { fontsFor } = await load("report/fonts/embed");
  const { withSmallFonts } = await load("report/fonts/small");
  const { printPdf } = await load("report/pdf/print");
  await withBrowser({ env }, async (browser) => {
    if (mode === "pictures") {
      const drawings = await drawFigures(browser, planDrawings(figuresOf(await read())));
      writeFileSync(`${file}.pictures.ipynb`, JSON.stringify(withPictures(drawings)));
      return;
    }
    const once = async () => {
      const report = await read();
      const drawings = await drawFigures(browser, planDrawings(figuresOf(report)));
      const still = task === "pdf";
      const page = { profile: "full", drawings, still };
      const html = still
        ? renderHtml(report, { ...page, fonts: fontsFor })
        : await withSmallFonts((fonts) => renderHtml(report, { ...page, fonts }));
      const made = still ? (await printPdf(browser, html, new Date(0))).pdf : html;
      writeFileSync(path.join(folder, `warm.${task}`), made);
    };
    await once();
    const runs = [];
    for (let i = 0; i < 3; i++) {
      const cpu = processorTime(browser);
      const start = performance.now();
      await once();
      runs.push({ wall: (performance.now() - start) / 1000, cpu: processorTime(browser) - cpu });
    }
    const middle = (key) => runs.map((each) => each[key]).sort((a, b) => a - b)[1];
    console.log(JSON.stringify({ warm: { wall: middle("wall"), cpu: middle("cpu") } }));
  });
}

/** The notebook with every plotly figure as a picture beside it, as nbconvert and pandoc show pictures. */
function withPictures(drawings) {
  const notebook = JSON.parse(readFileSync(file, "utf8"));
  const svgs = [...drawings.values()];
  for (const { outputs = [] } of notebook.cells) {
    for (const { data } of outputs) {
      if (data?.["application/vnd.plotly.v1+json"] !== undefined) data["image/svg+xml"] = svgs.shift();
    }
  }
  return notebook;
}

/** Processor seconds of this process and of the browser with all that it started. */
function processorTime(browser) {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + treeTime(browser.process().pid);
}

function treeTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    const own = [11, 12, 13, 14].reduce((sum, i) => sum + Number(stat[i]), 0) / 100;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return own + children.filter(Boolean).reduce((sum, child) => sum + treeTime(Number(child)), 0);
  } catch {
    return 0; // It has ended, or this is not Linux.
  }
}

async function pagesOf(pdf) {
  const { PDFDocument } = await import("@cantoo/pdf-lib");
  return (await PDFDocument.load(readFileSync(pdf), { updateMetadata: false })).getPageCount();
}
