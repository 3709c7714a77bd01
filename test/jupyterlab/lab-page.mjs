/** One notebook open in JupyterLab, driven as a person would: by its menus, buttons, keys, and what the page shows. */
export class LabPage {
  constructor(page) {
    this.page = page;
  }

  /** Opens a notebook in a workspace of its own and waits until its kernel is idle. */
  static async open(context, server, notebook) {
    const page = await context.newPage();
    const workspace = notebook.replace(/\W/g, "-");
    await page.goto(`${server.address}/lab/workspaces/${workspace}/tree/${notebook}?token=${server.token}`);
    const lab = new LabPage(page);
    await lab.cells.first().waitFor();
    await lab.idle();
    return lab;
  }

  /** The notebook's code cells. */
  get cells() {
    return this.page.locator(".jp-Notebook .jp-CodeCell");
  }

  /** The code cell whose source contains a text. */
  cellWith(text) {
    return this.cells.filter({ has: this.page.locator(".jp-InputArea", { hasText: text }) }).first();
  }

  get #status() {
    return this.page.locator(".jp-StatusBar-TextItem", { hasText: /claimbook.*\|/ });
  }

  /** Waits until the status bar says that the notebook's kernel is idle. */
  async idle() {
    await this.#status.filter({ hasText: /\| Idle$/ }).waitFor();
  }

  /** Waits until the status bar says that the notebook's kernel is busy. */
  async busy() {
    await this.#status.filter({ hasText: /\| Busy$/ }).waitFor();
  }

  /** Saves the notebook, until its tab no longer marks it as changed. */
  async save() {
    await this.page.locator(".jp-Notebook").click({ position: { x: 5, y: 5 } });
    await this.page.keyboard.press("Control+s");
    await this.page.locator(".lm-DockPanel-tabBar .lm-mod-current:not(.jp-mod-dirty)").waitFor();
  }

  /** Chooses an item of a menu by the command behind it. */
  async choose(menu, command) {
    await this.page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${menu}$`) }).click();
    await this.page.locator(`.lm-Menu-item[data-command="${command}"]`).click();
  }

  /** Run > Run All Cells, until every cell has its number and the kernel is idle. */
  async runAll() {
    const watched = await this.cells.locator(".jp-InputPrompt").all();
    await Promise.all(watched.map(watch));
    await this.choose("Run", "runmenu:run-all");
    await this.page.waitForFunction(
      () =>
        [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].every(
          (prompt) => prompt.dataset.changed !== undefined && /\[\d+\]/.test(prompt.textContent),
        ),
      undefined,
      { timeout: 120_000 },
    );
    await this.idle();
  }

  /** Types into the last cell, which a new one follows if it was used. @returns the cell that was typed into */
  async type(text) {
    const { keyboard } = this.page;
    const last = await this.cells.count();
    if ((await this.source(this.cells.nth(last - 1))) !== "") {
      await this.edit(this.cells.nth(last - 1));
      await keyboard.press("Escape");
      await keyboard.press("b");
      await this.cells.nth(last).waitFor();
    }
    const cell = this.cells.nth((await this.cells.count()) - 1);
    await this.edit(cell);
    // As one piece: the editor would close brackets by itself.
    await keyboard.insertText(text);
    return cell;
  }

  /** A cell's text. */
  async source(cell) {
    return (await cell.locator(".cm-line").allInnerTexts()).join("\n").replaceAll("\n\n", "\n").trim();
  }

  /** Puts the cursor at the end of a cell's text. */
  async edit(cell) {
    await cell.locator(".cm-content").click();
    await this.page.keyboard.press("Control+End");
  }

  /** Runs a cell by the keyboard. @param wait whether for its end, or only for its start */
  async run(cell, { wait = true } = {}) {
    const prompt = cell.locator(".jp-InputPrompt");
    await watch(prompt);
    await this.edit(cell);
    await this.page.keyboard.press("Control+Enter");
    const after = prompt.and(this.page.locator("[data-changed]"));
    await after.filter({ hasText: wait ? /\[\d+\]/ : "[*]" }).waitFor();
  }

  async click(command) {
    await this.page.locator(`.jp-NotebookPanel-toolbar [data-command="${command}"]`).first().click();
  }

  /** Kernel > Restart Kernel, until the new kernel is idle. */
  async restart() {
    await watch(this.#status);
    await this.choose("Kernel", "kernelmenu:restart");
    await this.page.locator(".jp-Dialog .jp-mod-accept").click();
    await this.#status.and(this.page.locator("[data-changed]")).waitFor();
    await this.idle();
  }

  /** What a cell shows below its source, as text; one entry an output. */
  outputs(cell) {
    return cell.locator(".jp-OutputArea-child .jp-OutputArea-output").allInnerTexts();
  }
}

/** Marks an element with `data-changed` as soon as its text changes. */
async function watch(locator) {
  await locator.evaluate((node) => {
    delete node.dataset.changed;
    new MutationObserver((_, observer) => {
      node.dataset.changed = "";
      observer.disconnect();
    }).observe(node, { childList: true, characterData: true, subtree: true });
  });
}
