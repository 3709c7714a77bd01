import { mkdir } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { fontsFor } from "../../report/fonts/embed.js";
import { type BrowserOptions, withBrowser } from "../../report/pdf/browser.js";
import { printPdf } from "../../report/pdf/print.js";
import type { Format, RenderResult } from "../../report/render.js";
import type { Audit } from "../model.js";
import { auditMarkdown } from "./markdown.js";
import { auditPage } from "./page.js";

export interface WriteAuditOptions {
  formats: readonly Format[];
  outDir: string;
  /** File name without ending. */
  name: string;
  browser: BrowserOptions;
}

/**
 * Writes an audit in the formats asked for, each file in one piece. Without a browser the other formats are there, and
 * `problem` says why there is no PDF.
 *
 * @throws ClaimbookError (`could-not-run`) when a file cannot be written
 */
export async function writeAudit(
  audit: Audit,
  { formats, outDir, name, browser }: WriteAuditOptions,
): Promise<RenderResult> {
  try {
    await mkdir(outDir, { recursive: true });
  } catch (cause) {
    throw new ClaimbookError(`the folder cannot be created: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: outDir,
      wayOut: "Choose another place with --out-dir.",
      cause,
    });
  }
  const result: RenderResult = { files: {} };
  const write = async (format: Format, content: string | Buffer) => {
    const file = path.join(outDir, `${name}.${format}`);
    await writeWhole(file, content);
    result.files[format] = file;
  };
  if (formats.includes("json")) await write("json", `${JSON.stringify(audit, null, 2)}\n`);
  if (formats.includes("md")) await write("md", auditMarkdown(audit));
  if (!formats.includes("html") && !formats.includes("pdf")) return result;
  const page = auditPage(audit, fontsFor);
  if (formats.includes("html")) await write("html", page);
  if (!formats.includes("pdf")) return result;
  let started = false;
  try {
    await withBrowser(browser, async (chromium) => {
      started = true;
      const { pdf, requests } = await printPdf(chromium, page, new Date(`${audit.date}T00:00:00Z`));
      result.requests = requests;
      await write("pdf", pdf);
    });
  } catch (error) {
    if (started || !(error instanceof ClaimbookError)) throw error;
    result.problem = error;
  }
  return result;
}
