import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A folder with these files, which is gone when the test that asked for it has ended. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "claimbook-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** NTREX's files: documents of the given sizes, in English, German and Chinese. */
export function ntrexFiles(sizes: readonly number[]): Record<string, string> {
  const ids = sizes.flatMap((size, d) => Array.from({ length: size }, (_, s) => ({ d, s })));
  const file = (say: (at: { d: number; s: number }) => string) => ids.map((at) => `${say(at)}\r\n`).join("");
  return {
    "DOCUMENT_IDS.tsv": ids.map(({ d }) => `doc.${d}\n`).join(""),
    "newstest2019-src.eng.txt": file(({ d, s }) => `The sentence ${s} is told of document ${d}.`),
    "newstest2019-ref.deu.txt": file(({ d, s }) => `Der Satz ${s} handelt vom Dokument ${d} und mehr.`),
    "newstest2019-ref.zho-CN.txt": file(({ d, s }) => `这是关于第${d}份文件的第${s}句话。`),
  };
}
