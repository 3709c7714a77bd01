import { readFile } from "node:fs/promises";
import { ClaimbookError } from "../../errors.js";
import { badData } from "../bad-data.js";
import { normalized } from "../text.js";
import type { ClaimLabel, ClaimPair } from "./claim-pair.js";
import { csvRecords } from "./csv.js";

const labels: Readonly<Record<string, ClaimLabel>> = {
  Supports: "supported",
  Refutes: "contradicted",
  Neutral: "not found",
};

/**
 * Reads HealthVer (Sarrouti et al. 2021, Findings of EMNLP): a CSV file with the columns id, evidence, claim, label
 * (Supports, Refutes, Neutral), topic_ip and question. Pairs of one claim, but for case and spaces, are one group.
 *
 * @throws {ClaimbookError} (could-not-run) naming file, line and field for what is not in this format
 */
export async function readHealthver(file: string): Promise<ClaimPair[]> {
  const [head, ...rows] = csvRecords(await textOf(file), file);
  const column = (name: string): number => {
    const at = head?.fields.indexOf(name) ?? -1;
    if (at < 0) throw badData(file, 1, `there is no column "${name}"`);
    return at;
  };
  const at = {
    id: column("id"),
    evidence: column("evidence"),
    claim: column("claim"),
    label: column("label"),
  };
  const seen = new Map<string, number>();
  return rows.map(({ fields, line }) => {
    const field = (name: keyof typeof at): string => {
      const value = fields[at[name]]?.trim() ?? "";
      if (value === "") throw badData(file, line, `the field "${name}" is empty`);
      return value;
    };
    const label = labels[field("label")];
    if (label === undefined) {
      throw badData(
        file,
        line,
        `the field "label" is "${field("label")}"; known: ${Object.keys(labels).join(", ")}`,
      );
    }
    // The file numbers evidence, not pairs.
    const again = seen.get(field("id")) ?? 0;
    seen.set(field("id"), again + 1);
    const claim = field("claim");
    return {
      dataSet: "healthver",
      id: again === 0 ? field("id") : `${field("id")}/${again + 1}`,
      group: normalized(claim),
      claim,
      evidence: [field("evidence")],
      label,
    };
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    if (cause instanceof ClaimbookError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw badData(
      file,
      undefined,
      missing ? "there is no such file" : `cannot be read: ${(cause as Error).message}`,
    );
  }
}
