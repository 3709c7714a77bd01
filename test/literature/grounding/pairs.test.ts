import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { featureEntailment, judgeExactly } from "../../../src/literature/entailment/feature-model/index.js";
import { verdictOf } from "../../../src/literature/grounding/exactness.js";
import { decidingStatement, jointly, jointVerdict } from "../../../src/literature/grounding/jointly.js";
import { judgePairs } from "../../../src/literature/grounding/pairs.js";
import { statementsOf } from "../../../src/literature/grounding/statements.js";
import { packageRoot } from "../../../src/paths.js";

const entailment = featureEntailment();

describe("pairs of claim and evidence", () => {
  test("claims of one statement are judged to the bit as before", async () => {
    const pairs = ["fields.jsonl", "fields-held-out.jsonl"].flatMap((name) =>
      readFileSync(path.join(packageRoot, "bench/claims", name), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { claim: string; evidence: string[] }),
    );
    expect(pairs.length).toBeGreaterThan(200);
    expect(pairs.filter(({ claim }) => statementsOf(claim).length > 1)).toEqual([]);
    const before = await judgeExactly(entailment, pairs);
    expect(await judgePairs(entailment, pairs)).toEqual(
      before.map((probabilities) => ({ verdict: verdictOf(probabilities, entailment), probabilities })),
    );
  });

  test("supported when all statements are, contradicted when one is, and it is said which", async () => {
    const evidence = [
      "Steel beams weaken in salt water.",
      "Aluminium is lighter than steel.",
      "The bridge was closed in 1987 for repairs.",
    ];
    const [both, turned, unknown, single] = await judgePairs(
      entailment,
      [
        "Steel beams weaken in salt water; aluminium is lighter than steel.",
        "Steel beams weaken in salt water; aluminium is heavier than steel.",
        "Steel beams weaken in salt water; museum visitors prefer guided tours.",
        "Aluminium is lighter than steel.",
      ].map((claim) => ({ claim, evidence })),
    );
    expect(both).toMatchObject({ verdict: "supported" });
    expect(both!.statements!.map(({ verdict }) => verdict)).toEqual(["supported", "supported"]);
    expect(turned).toMatchObject({
      verdict: "contradicted",
      decidedBy: 1,
      statements: [{ verdict: "supported" }, { text: "aluminium is heavier than steel." }],
    });
    expect(turned!.probabilities.contradicted).toBe(turned!.statements![1]!.probabilities.contradicted);
    expect(unknown).toMatchObject({ verdict: "not found", decidedBy: 1 });
    expect(single).not.toHaveProperty("statements");
  });

  test("evidence that makes the whole claim in so many words is not taken apart", async () => {
    const claim = "Steel beams weaken in salt water; aluminium is lighter than steel.";
    const [judged] = await judgePairs(entailment, [{ claim, evidence: [`As known, ${claim}`] }]);
    expect(judged).toMatchObject({ verdict: "supported" });
    expect(judged).not.toHaveProperty("statements");
  });
});

describe("statements together", () => {
  const share = fc
    .tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))
    .filter((three) => three.some((n) => n > 0));
  const entailed = share.map(([a, b, c]) => {
    const sum = a + b + c;
    return { supported: a / sum, contradicted: b / sum, notFound: c / sum };
  });

  test("have probabilities that add up to one, none more supported than the least supported", () => {
    fc.assert(
      fc.property(fc.array(entailed, { minLength: 1, maxLength: 8 }), (each) => {
        const joint = jointly(each);
        expect(joint.supported + joint.contradicted + joint.notFound).toBeCloseTo(1, 9);
        for (const one of each) {
          expect(joint.supported).toBeLessThanOrEqual(one.supported);
          expect(joint.contradicted).toBeGreaterThanOrEqual(one.contradicted);
        }
        expect(jointly([...each].reverse())).toEqual(joint);
      }),
    );
  });

  test("are decided by one of them, whose own verdict fits the whole", () => {
    const verdict = fc.constantFrom("supported" as const, "contradicted" as const, "not found" as const);
    const parts = fc.array(fc.record({ verdict, supported: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(parts, (each) => {
        const joint = jointVerdict(each.map((part) => part.verdict));
        const decider = each[decidingStatement(each)]!;
        expect(decider.verdict).toBe(joint);
        for (const part of each) {
          if (part.verdict === joint) expect(decider.supported).toBeLessThanOrEqual(part.supported);
        }
      }),
    );
  });
});
