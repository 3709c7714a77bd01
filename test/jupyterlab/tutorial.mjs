import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { useFonts } from "./browser.mjs";
import { expect } from "./expect.mjs";
import { LabPage } from "./lab-page.mjs";

/** A notebook of claimbook's with one empty cell. */
export const emptyNotebook = {
  cells: [{ cell_type: "code", id: "first", metadata: {}, execution_count: null, outputs: [], source: "" }],
  metadata: {
    kernelspec: { name: "claimbook", display_name: "claimbook (TypeScript)", language: "typescript" },
  },
  nbformat: 4,
  nbformat_minor: 5,
};

/** The tutorial as a reader meets it: opened, run as a whole, saved, and opened again. */
export async function tutorial({ check, context, server, pictures, docs }) {
  let lab;
  const opened = await check("the tutorial opens in JupyterLab and finds its kernel", undefined, async () => {
    lab = await LabPage.open(context, server, "00-tutorial.ipynb");
    await useFonts(lab.page, server);
  });
  if (!opened) return;
  const { page } = lab;
  await check("cells are highlighted as TypeScript", page, async () => {
    const content = lab.cells.first().locator(".cm-content");
    expect("the editor's language", await content.getAttribute("data-language"), "typescript");
  });

  const training = lab.cellWith("await replicate(");
  const seen = await watchProgress(training);
  await check("Run > Run All Cells runs every cell", page, async () => {
    await lab.runAll();
    const errors = await page
      .locator("[data-mime-type$='.error'], [data-mime-type$='.stderr']")
      .allInnerTexts();
    expect("errors", errors, []);
  });
  await check("a progress bar is updated in place", page, async () => {
    const states = await seen.evaluate((list) => list);
    expect("most outputs of the cell at a time", Math.max(...states.map((s) => s.outputs)), 1);
    const values = states.map((s) => s.done);
    if (new Set(values).size < 3) throw new Error(`only these states were seen: ${values.join(", ")}`);
    expect(
      "the bar's states in order",
      values,
      [...values].sort((a, b) => a - b),
    );
    const bars = await training.locator("progress").evaluateAll((all) => all.map((bar) => bar.value));
    expect(
      "bars that are full in the end",
      [bars.length > 0, bars.every((value) => value === 1)],
      [true, true],
    );
  });
  const claim = lab.cellWith('id: "less-language-bias"');
  await check("a claim card shows the claim, its standing and its evidence", page, () => claimCard(claim));
  const figure = lab.cellWith("plot.dots(");
  await check(
    "a plotly figure is drawn, with its marks, where plotly's extension is installed",
    page,
    async () => {
      const points = figure.locator(".jp-OutputArea-output.js-plotly-plot .scatterlayer .point");
      await points.first().waitFor();
      // Two ways to compose a batch, four scripts.
      expect("marks", await points.count(), 8);
    },
  );

  await figure.locator(".jp-OutputArea").scrollIntoViewIfNeeded();
  await claim.locator(".jp-OutputArea").scrollIntoViewIfNeeded();
  await page.screenshot({ path: path.join(pictures, "tutorial.png") });
  await training.scrollIntoViewIfNeeded();
  await page.screenshot({ path: path.join(pictures, "training.png") });
  if (docs !== undefined) await showcase(lab, figure, docs);

  const saved = path.join(server.folder, "00-tutorial.ipynb");
  await check("the notebook is saved with its outputs, the bar as one of them", page, async () => {
    await lab.save();
    const notebook = JSON.parse(readFileSync(saved, "utf8"));
    const outputs = (text) =>
      notebook.cells.find((cell) => [cell.source].flat().join("").includes(text)).outputs;
    expect("outputs of the training", outputs("await replicate(").length, 1);
    expect(
      "kept claim",
      outputs('id: "less-language-bias"')[0].data["application/vnd.claimbook.claim+json"].id,
      "less-language-bias",
    );
    expect("language", notebook.metadata.language_info.file_extension, ".ts");
  });

  // JupyterLab strips the HTML of a notebook that this user did not run.
  const foreign = JSON.parse(readFileSync(saved, "utf8"));
  for (const cell of foreign.cells) if (cell.metadata !== undefined) delete cell.metadata.trusted;
  foreign.cells[0].source = "# Somebody else's notebook";
  writeFileSync(path.join(server.folder, "foreign.ipynb"), JSON.stringify(foreign));
  await page.close();
  server.plotly(false);
  await check("the card of a notebook by somebody else still reads well", undefined, async () => {
    lab = await LabPage.open(context, server, "foreign.ipynb");
    await useFonts(lab.page, server);
    const card = lab.cellWith('id: "less-language-bias"');
    expect("trusted outputs", await card.locator(".jp-RenderedHTML.jp-mod-trusted").count(), 0);
    await claimCard(card);
    await card.scrollIntoViewIfNeeded();
    await lab.page.screenshot({ path: path.join(pictures, "untrusted.png") });
  });
  // The saved notebook has a PNG that plotly's extension added: what the kernel itself sends shows in a new run.
  await check("without plotly's extension claimbook's own draws the figure", lab.page, async () => {
    await lab.runAll();
    const output = lab.cellWith("plot.dots(").locator(".jp-OutputArea-output").first();
    await output.scrollIntoViewIfNeeded();
    const points = output.locator(".scatterlayer .point");
    await points.first().waitFor();
    expect("marks", await points.count(), 8);
    expect("drawn by plotly's extension", await lab.page.locator(".jp-RenderedPlotly").count(), 0);
    await lab.page.screenshot({ path: path.join(pictures, "without-plotly.png") });
  });
  server.plotly(true);
  await lab.page.close();
}

async function claimCard(cell) {
  const card = cell.locator(".jp-RenderedHTML").first();
  const text = await card.innerText();
  for (const part of [
    "Hybrid batch training reduces language bias",
    "less-language-bias",
    "arXiv:2408.10536v1",
  ])
    if (!text.includes(part)) throw new Error(`the card lacks "${part}": ${text}`);
  if (!/(holds|fails|inconclusive|mixed)/.test(text)) throw new Error(`the card has no verdict: ${text}`);
  const measured = card.locator("details", { hasText: "Measured here?" });
  await measured.locator("summary").click();
  await measured.getByText("Rank distance").first().waitFor();
  expect("height of the evidence", (await measured.boundingBox()).height > 40, true);
  await measured.locator("summary").click();
}

/** From now on, notes what a cell's output area shows whenever that changes. */
function watchProgress(cell) {
  return cell.evaluateHandle((node) => {
    const states = [];
    new MutationObserver(() => {
      const outputs = node.querySelectorAll(".jp-OutputArea-child").length;
      const bars = [...node.querySelectorAll(".jp-OutputArea-child progress")];
      if (bars.length === 0) return;
      const done = bars.reduce((sum, bar) => sum + bar.value, 0);
      if (states.at(-1)?.done !== done || states.at(-1).outputs !== outputs) states.push({ outputs, done });
    }).observe(node, { childList: true, subtree: true, attributes: true });
    return states;
  });
}

/** The picture for the README: the figure and the claim card in one window, without the file browser. */
async function showcase(lab, figure, file) {
  const { page } = lab;
  await page.locator('.jp-SideBar .lm-TabBar-tab[data-id="filebrowser"]').click();
  await page.setViewportSize({ width: 1440, height: 930 });
  await lab.cells.first().locator(".jp-InputPrompt").click();
  await figure.locator(".jp-Cell-inputWrapper").evaluate((node) => node.scrollIntoView({ block: "start" }));
  await page.mouse.move(700, 5);
  // The figure is drawn anew for the wider page.
  await figure.locator(".js-plotly-plot .scatterlayer .point").first().waitFor();
  await page.screenshot({ path: file });
}
