import type { KeyObject } from "node:crypto";
import { ClaimbookError } from "../errors.js";
import { writeWhole } from "../notebook/write.js";
import { badgeSvg, type Certificate, certificatePage, signed, statementOf } from "../verification/index.js";
import type { Io } from "./io.js";

/**
 * Writes a certificate's files: the statement as JSON, signed in an envelope where a key is given, the badge, the page,
 * and the page printed where a browser is found.
 *
 * @param file of the JSON; the others get its name with other endings
 * @returns all files written
 */
export async function writeCertificate(
  certificate: Certificate,
  file: string,
  key: KeyObject | undefined,
  io: Io,
): Promise<string[]> {
  const stem = file.replace(/\.json$/, "");
  const page = certificatePage(certificate);
  const statement = `${JSON.stringify(statementOf(certificate), null, 2)}\n`;
  const files: string[] = [];
  const write = async (name: string, content: string | Buffer) => {
    await writeWhole(name, content);
    files.push(name);
  };
  await write(file, statement);
  if (key !== undefined)
    await write(`${stem}.dsse.json`, `${JSON.stringify(signed(statement, key), null, 2)}\n`);
  await write(`${stem}.svg`, badgeSvg(certificate));
  await write(`${stem}.html`, page);
  try {
    const { withBrowser } = await import("../report/pdf/browser.js");
    const { printPdf } = await import("../report/pdf/print.js");
    const { pdf } = await withBrowser({ env: io.env, signal: io.signal }, (browser) =>
      printPdf(browser, page, new Date(certificate.date)),
    );
    await write(`${stem}.pdf`, pdf);
  } catch (error) {
    // The finding stands without its print.
    if (!(error instanceof ClaimbookError)) throw error;
    io.stderr.write(`claimbook: the certificate was not printed: ${error.describe()}\n`);
  }
  return files;
}
