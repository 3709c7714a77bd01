import { readFileSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../../../errors.js";
import { packageRoot } from "../../../paths.js";

/** What a stem that is not in the table counts as: rarer than nearly all that are. */
export const unknownRarity = 9.5;

let table: ReadonlyMap<string, number> | undefined;

/**
 * How rare a stem is in English at large: -ln of the share of passages that have it, 2 (in every eighth passage) to
 * 9.5. Counted over research, encyclopedia and news by `node bench/claims/rarity.mjs`.
 *
 * @throws ClaimbookError (`could-not-run`) where the table cannot be read
 */
export function rarityOf(term: string): number {
  table ??= readRarity(path.join(packageRoot, "data", "entailment", "rarity-1.json"));
  return table.get(term) ?? unknownRarity;
}

function readRarity(file: string): ReadonlyMap<string, number> {
  try {
    const { levels } = JSON.parse(readFileSync(file, "utf8")) as { levels: readonly string[] };
    return new Map(
      levels.flatMap((terms, level) =>
        terms === ""
          ? []
          : terms
              .split(" ")
              .map((term): [string, number] => [term, Math.min(unknownRarity, Math.max(2, level / 2))]),
      ),
    );
  } catch (cause) {
    throw new ClaimbookError("cannot be read as a table of rare stems", {
      kind: "could-not-run",
      where: file,
      wayOut: "Count it again with node bench/claims/rarity.mjs, or install claimbook again.",
      cause,
    });
  }
}
