import { createRequire } from "node:module";
import { languageTag } from "./language-tag.js";

let parents: ReadonlyMap<string, string> | undefined;

/**
 * The branches of the family tree that a language belongs to, from the narrowest to the widest, as ISO 639-5 codes:
 * `en` is in gmw (West Germanic), gem (Germanic) and ine (Indo-European). From CLDR's language groups (npm package
 * `cldr-core`), which know fewer branches than Glottolog and keep some groups that are disputed (tut, Altaic; cau,
 * Caucasian). Empty for isolates.
 */
export function languageBranches(code: string): string[] {
  parents ??= new Map(
    Object.entries(
      (
        createRequire(import.meta.url)("cldr-core/supplemental/languageGroups.json") as {
          supplemental: { languageGroups: Record<string, string> };
        }
      ).supplemental.languageGroups,
    ).flatMap(([group, members]) => members.split(" ").map((member): [string, string] => [member, group])),
  );
  const branches: string[] = [];
  let group = parents.get(languageTag(code).split("-")[0]!);
  // `mul` (multiple languages) is the root of everything.
  while (group !== undefined && group !== "mul" && !branches.includes(group)) {
    branches.push(group);
    group = parents.get(group);
  }
  return branches;
}

/**
 * Distance of two languages in the family tree: 1 less the cosine of their memberships in branches, the measure that
 * lang2vec takes for genetic distance. 0 for members of the same branches, 1 where no branch is common.
 */
export function phylogeneticDistance(a: string, b: string): number {
  const [left, right] = [languageBranches(a), languageBranches(b)];
  if (languageTag(a) === languageTag(b)) return 0;
  if (left.length === 0 || right.length === 0) return 1;
  const common = left.filter((branch) => right.includes(branch)).length;
  return 1 - common / Math.sqrt(left.length * right.length);
}
