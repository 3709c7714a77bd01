import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/literature/documents/index.js";
import { expectReport } from "./report.js";
import { seedFolder as folder, seedNames as names } from "./seeds.js";

describe.skipIf(names.length === 0)("the seeds (skipped where ../shared/seeds is absent)", () => {
  test.each(names)("%s is read completely", async (name) => {
    const document = await readDocument(path.join(folder, name));
    expectReport(document);
    // Nothing of the file is lost but marks of headings, lists and tables.
    const bare = (text: string) => text.replace(/[\s#|<>-]+/gu, "");
    const { tables, references, text } = document;
    const cells = tables.flatMap((table) => table.cells);
    const whole = bare(readFileSync(path.join(folder, name), "utf8"));
    const claims = cells.filter((cell) => cell.column[0] === "Verified").map((cell) => cell.row[0] ?? "");
    const rows = claims.map((claim, i) => `${claim}${cells[2 * i]?.text}${cells[2 * i + 1]?.text}`);
    const parts = [text, "References", "ClaimVerifiedConfidence", ...rows, ...references];
    const count = (of: string) => [...of].sort().join("");
    expect(count(bare(parts.join("")))).toBe(count(whole));
    expect(document.problems).toEqual([]);
  });
});
