import { cellPlace, isCode, type Notebook, type Output } from "../notebook/model.js";
import type { Finding } from "./finding.js";
import { changesSince, type Fingerprint, fingerprintOf, isRecord, sourceSha256 } from "./fingerprint.js";
import { outputName } from "./output-name.js";
import { pointerText } from "./parts.js";

/** Parts of one output that a finding names. */
const named = 4;

/** What the fingerprints on outputs show, and whether there are any. */
export function fingerprintFindings(notebook: Notebook): {
  any: boolean;
  intact: boolean;
  findings: Finding[];
} {
  const cells = notebook.cells.filter(isCode);
  const sources = new Set(cells.map(({ source }) => sourceSha256(source)));
  const shown = cells.flatMap((cell) =>
    cell.outputs.flatMap((output) => {
      if (!("data" in output) || !isRecord(output.data)) return [];
      const print = fingerprintOf(output.metadata);
      return [{ where: cellPlace(notebook, cell), cell, output, print }];
    }),
  );
  const any = shown.some(({ print }) => print !== undefined);
  if (!any) return { any, intact: true, findings: [] };
  const edited = new Set<string>();
  const findings = shown.flatMap(({ where, cell, output, print }): Finding[] => {
    const found: Finding[] = [];
    const add = (kind: Finding["kind"], what: string) => found.push({ kind, where, what, weight: "altered" });
    const is = outputName(output);
    if (print === undefined) {
      add(
        "output put in",
        `${is} has no fingerprint, and others have: it was put in, or made by an old version`,
      );
      return found;
    }
    if (changesSince(print, output.data).length > 0) add("output altered", outputChange(is, output));
    if (print.cell !== undefined && !sources.has(print.cell) && !edited.has(cell.id)) {
      edited.add(cell.id);
      add("cell source", `the source is not the one that made ${is}`);
    }
    return found;
  });
  return { any, intact: findings.length === 0, findings };
}

/**
 * What became of an output that is not what it was, as far as its fingerprint tells.
 *
 * @param is what it was called then
 * @param now what it is called, where that is something else
 */
export function outputChange(is: string, output: Output, now = is): string {
  const print: Fingerprint | undefined = "data" in output ? fingerprintOf(output.metadata) : undefined;
  const head = now === is ? `${is} was altered` : `${is} was altered, and is ${now} now`;
  if (print === undefined || !("data" in output)) return head;
  const parts = changesSince(print, output.data).map((part) =>
    part.startsWith("/") ? pointerText(part) : part,
  );
  const places = parts.filter((part) => part !== "");
  if (places.length === 0) return parts.length > 0 ? head : `${head}, and its fingerprint with it`;
  const more = places.length > named ? ` and ${places.length - named} more places` : "";
  return `${head}: ${places.slice(0, named).join(", ")}${more}`;
}
