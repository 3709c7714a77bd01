import { mkdtemp, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../../src/random.js";
import { bundle, remove, type Trained, train } from "./killed.js";

const steps = 20;
/** `node bench/resume.mjs --runs 20` asks for more. */
const runs = Number(process.env.CLAIMBOOK_RESUME_RUNS ?? 2);
let script: string;
let folder: string;
let uninterrupted: Trained;

beforeAll(async () => {
  script = await bundle();
  folder = await mkdtemp(path.join(os.tmpdir(), "claimbook-resume-"));
  uninterrupted = (await train(script, path.join(folder, "whole"), steps))!;
});
afterAll(async () => {
  await remove(script);
  await remove(folder);
});

describe("a training killed at a random moment and taken up again", () => {
  test.each(Array.from({ length: runs }, (_, i) => i + 1))(
    "is that of one that was not, batch by batch and bit by bit (%i)",
    async (number) => {
      const random = new Random(`kill ${number}`);
      const own = path.join(folder, `killed-${number}`);
      let kills = 0;
      let resumed: Trained | undefined;
      while (resumed === undefined) {
        // The first kill comes after the first checkpoint, so that something is taken up; later ones anywhere.
        const kill = { at: kills === 0 ? 5 + random.int(14) : 1 + random.int(steps), after: random.int(40) };
        resumed = await train(script, own, steps, kills < 3 ? kill : undefined);
        if (resumed === undefined) kills++;
      }
      const { resumedAt, ...rest } = resumed;
      expect(rest).toEqual(uninterrupted);
      expect(kills === 0 || resumedAt! >= 4).toBe(true);
      expect((await readdir(own)).filter((name) => name.startsWith("."))).toEqual([]);
      expect((await readdir(own)).filter((name) => name.startsWith("step-"))).toEqual([
        "step-00000016",
        "step-00000020",
      ]);
    },
  );

  test("the training is one worth the name", () => {
    expect(uninterrupted.losses).toHaveLength(steps);
    expect(new Set(uninterrupted.batchLog.map(({ dataset, kind }) => `${dataset} ${kind}`))).toEqual(
      new Set(["first X-X", "first X-Y", "second X-Y"]),
    );
    expect(uninterrupted.losses.at(-1)).toBeLessThan(uninterrupted.losses[0]!);
    expect(uninterrupted.validation.evaluations.map(({ step }) => step)).toEqual([6, 12, 18, 20]);
  });
});
