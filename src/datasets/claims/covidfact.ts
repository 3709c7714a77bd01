import { badData, parseJson, textField } from "../bad-data.js";
import { readLines } from "../lines.js";
import { normalized } from "../text.js";
import type { ClaimPair } from "./claim-pair.js";
import { joinedBy } from "./groups.js";

const labels = { SUPPORTED: "supported", REFUTED: "contradicted" } as const;

/**
 * Reads COVID-Fact (Saakyan et al. 2021, arXiv 2106.03794): JSON lines with claim, label (SUPPORTED, REFUTED),
 * evidence (sentences) and gold_source. Its refuted claims were made by exchanging words of a supported one; pairs
 * that share a source, a claim or evidence are one group.
 *
 * @throws {ClaimbookError} (could-not-run) naming file, line and field for what is not in this format
 */
export async function readCovidfact(file: string): Promise<ClaimPair[]> {
  const rows: (Omit<ClaimPair, "group"> & { keys: string[] })[] = [];
  for await (const { text, number } of readLines(file)) {
    if (text.trim() === "") continue;
    const json = parseJson(text, file, number);
    const claim = textField(json, "claim", file, number).trim();
    const given = textField(json, "label", file, number);
    const source = textField(json, "gold_source", file, number);
    const { evidence } = json as { evidence?: unknown };
    if (!Array.isArray(evidence) || evidence.some((sentence) => typeof sentence !== "string")) {
      throw badData(file, number, 'the field "evidence" is no list of sentences');
    }
    if (!Object.hasOwn(labels, given)) {
      throw badData(
        file,
        number,
        `the field "label" is "${given}"; known: ${Object.keys(labels).join(", ")}`,
      );
    }
    const sentences = (evidence as string[]).map((sentence) => sentence.trim()).filter((each) => each !== "");
    rows.push({
      dataSet: "covidfact",
      id: String(number),
      claim,
      evidence: sentences,
      label: labels[given as keyof typeof labels],
      keys: [
        `source ${source}`,
        `claim ${normalized(claim)}`,
        ...(sentences.length === 0 ? [] : [`evidence ${normalized(sentences.join(" "))}`]),
      ],
    });
  }
  const groups = joinedBy(rows.map(({ keys }) => keys));
  return rows.map(({ keys: _, ...row }, index) => ({ ...row, group: rows[groups[index]!]!.keys[0]! }));
}
