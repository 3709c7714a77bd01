import path from "node:path";
import { useFonts } from "./browser.mjs";
import { expect } from "./expect.mjs";
import { LabPage } from "./lab-page.mjs";

const person = `interface Person { name: string; born: number }
const ada: Person = { name: "Ada", born: 1815 };`;

/** What an analyst does all day: write, complete, inspect, err, interrupt, restart. */
export async function editing({ check, context, server, pictures }) {
  let lab;
  const opened = await check("an empty notebook opens", undefined, async () => {
    lab = await LabPage.open(context, server, "editing.ipynb");
    await useFonts(lab.page, server);
  });
  if (!opened) return;
  const { page } = lab;
  const { keyboard } = page;

  await check("a cell typed by hand runs, and its keywords look like TypeScript's", page, async () => {
    const cell = await lab.type(person);
    await lab.run(cell);
    expect("outputs", await lab.outputs(cell), []);
    const look = (word) =>
      cell
        .locator(".cm-line span", { hasText: new RegExp(`^${word}$`) })
        .first()
        .evaluate((node) => getComputedStyle(node).color + getComputedStyle(node).fontWeight);
    // Of the two, JavaScript knows only `const`.
    expect("the look of `interface`", await look("interface"), await look("const"));
  });

  await check("a type error is reported under the cell that has it, and later cells run", page, async () => {
    const wrong = await lab.type('const n: number = "x";');
    await lab.run(wrong);
    const report = (await lab.outputs(wrong)).join("\n");
    if (!/Type 'string' is not assignable to type 'number'/.test(report))
      throw new Error(`shown is: ${report}`);
    const right = await lab.type("ada.born + 1");
    await lab.run(right);
    expect("value of the next cell", await lab.outputs(right), ["1816"]);
    await page.screenshot({ path: path.join(pictures, "type-error.png") });
  });

  await check("Tab completes the members of an object", page, async () => {
    const cell = await lab.type("ada.");
    await page.locator(".jp-mod-completer-enabled").first().waitFor();
    await keyboard.press("Tab");
    const items = page.locator(".jp-Completer:not(.lm-mod-hidden) .jp-Completer-item");
    await items.filter({ hasText: "born" }).waitFor();
    const names = await items.locator(".jp-Completer-match").allInnerTexts();
    expect("offered members", names.map((name) => name.trim()).sort(), ["born", "name"]);
    await page.screenshot({ path: path.join(pictures, "completion.png") });
    await items.filter({ hasText: "name" }).click();
    expect("the cell", await lab.source(cell), "ada.name");
    await lab.run(cell);
    const value = (await lab.outputs(cell)).join();
    if (!/^['"]?Ada['"]?$/.test(value)) throw new Error(`its value is ${value}`);
  });

  await check("Tab completes a word that has been begun", page, async () => {
    const cell = await lab.type("ada.bo");
    await page.locator(".jp-mod-completer-enabled").first().waitFor();
    await keyboard.press("Tab");
    const items = page.locator(".jp-Completer:not(.lm-mod-hidden) .jp-Completer-item");
    await items.filter({ hasText: "born" }).waitFor();
    expect("offered members", await items.count(), 1);
    await keyboard.press("Enter");
    await cell.locator(".cm-line", { hasText: /^ada\.born$/ }).waitFor();
  });

  await check("Shift+Tab shows the type of a name", page, async () => {
    await lab.type("ada");
    await keyboard.press("Shift+Tab");
    const tooltip = page.locator(".jp-Tooltip");
    await tooltip.filter({ hasText: /ada: Person/ }).waitFor();
    await page.screenshot({ path: path.join(pictures, "inspection.png") });
    await keyboard.press("Escape");
    await tooltip.waitFor({ state: "detached" });
  });

  await check("the toolbar's button interrupts an endless loop, and the state is kept", page, async () => {
    const loop = await lab.type("while (true) {}");
    await lab.run(loop, { wait: false });
    await lab.busy();
    await lab.click("notebook:interrupt-kernel");
    await loop.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ }).waitFor();
    await lab.idle();
    if ((await lab.outputs(loop)).join("").trim() === "")
      throw new Error("the cell does not say that it was stopped");
    const next = await lab.type("ada.born + 2");
    await lab.run(next);
    expect("value of the next cell", await lab.outputs(next), ["1817"]);
    await page.screenshot({ path: path.join(pictures, "interrupt.png") });
  });

  await check("Kernel > Restart Kernel forgets the state, and cells run again", page, async () => {
    await lab.restart();
    const gone = await lab.type("ada.born + 3");
    await lab.run(gone);
    const report = (await lab.outputs(gone)).join("\n");
    if (!/Cannot find name 'ada'/.test(report)) throw new Error(`shown is: ${report}`);
    await lab.run(lab.cells.first());
    await lab.run(gone);
    expect("value after declaring it again", await lab.outputs(gone), ["1818"]);
    await page.screenshot({ path: path.join(pictures, "restart.png") });
  });
  await page.close();
}
