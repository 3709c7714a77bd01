import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type ClaimPair, citint, covidfact, healthver, scifact } from "../../../src/datasets/claims/index.js";

const data = path.resolve(process.env.CLAIMBOOK_DATA ?? "../shared/data");
const options = { env: { CLAIMBOOK_DATA: data }, project: "." };
const count = (pairs: readonly ClaimPair[]) => {
  const counts: Record<string, number> = {};
  for (const { label } of pairs) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
};
const sharedGroups = (a: readonly ClaimPair[], b: readonly ClaimPair[]) => {
  const groups = new Set(a.map(({ group }) => group));
  return b.filter(({ group }) => groups.has(group)).length;
};
const uniqueIds = (pairs: readonly ClaimPair[]) => new Set(pairs.map(({ id }) => id)).size;

describe.skipIf(!existsSync(path.join(data, "citint")))(
  "claim data sets (skipped: no ../shared/data)",
  () => {
    it("reads citint's splits without citation markers", async () => {
      const { train, dev } = await citint(options);
      expect(count(train)).toEqual({ supported: 1366, contradicted: 629, "not found": 143 });
      expect(count(dev)).toEqual({ supported: 191, contradicted: 101, "not found": 24 });
      expect([...train, ...dev].filter(({ claim }) => claim.includes("<|"))).toEqual([]);
      expect(sharedGroups(train, dev)).toBe(0);
      expect(train[1]!.claim).toBe(
        "Recent studies have uncovered long noncoding RNAs as novel targets of p53 tumor suppression.",
      );
    });

    it("holds a fifth of COVID-Fact's groups out, no claim's edit on the other side", async () => {
      const { train, heldOut } = await covidfact(options);
      expect(train.length + heldOut.length).toBe(4086);
      expect(heldOut.length).toBeGreaterThan(650);
      expect(heldOut.length).toBeLessThan(950);
      expect(sharedGroups(train, heldOut)).toBe(0);
      const evidence = new Set(train.map((pair) => pair.evidence.join(" ")));
      expect(heldOut.filter((pair) => evidence.has(pair.evidence.join(" ")))).toEqual([]);
    });

    it("deals HealthVer's pairs into five folds by claim", async () => {
      const { pairs, folds } = await healthver(options);
      expect(count(pairs)).toEqual({ supported: 533, contradicted: 391, "not found": 993 });
      expect(uniqueIds(pairs)).toBe(1917);
      expect(folds.flat()).toHaveLength(1917);
      for (const fold of folds) {
        const rest = folds.filter((each) => each !== fold).flat();
        expect(sharedGroups(fold, rest)).toBe(0);
        expect(fold.length).toBeGreaterThan(280);
      }
    });

    it("says what SciFact lacks", async () => {
      await expect(scifact("dev", options)).rejects.toMatchObject({
        where: expect.stringContaining("corpus.jsonl"),
        wayOut: expect.stringContaining("corpus.jsonl"),
      });
    });
  },
);
