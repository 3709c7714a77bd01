import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { builtModule, packageRoot } from "../../../src/paths.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { findWebgpu } from "../../../src/tensor/webgpu.js";
import { hasSwiftshader, swiftshader } from "../../tensor/swiftshader.js";
import { encoders, referenceEncoder, references, temperature, unpack } from "./reference.js";

const present = findWebgpu() !== undefined && hasSwiftshader;
const why = present
  ? ""
  : " (skipped: npm run setup:native -- --webgpu has not run, or there is no SwiftShader)";

/** Slow there: two encoders, one pass each. In a process of its own, since Vulkan's driver is named by environment. */
describe.skipIf(!present)(`against PyTorch on webgpu over SwiftShader${why}`, () => {
  it.each(["XLM-R", "E5"])(
    "%s gives the same vectors to 1e-5 and gradients to 1e-4",
    async (name) => {
      await useBackend();
      const encoder = await referenceEncoder(name);
      const weights = (await encoder.weights()).map((each) => ({ ...each, values: [...each.values] }));
      encoder.dispose();
      const { queries, passages, losses, vectors, gradients } = references[name]!;
      const input = { sizes: encoders[name], weights, batches: [queries, passages], temperature };
      const script = path.join(import.meta.dirname, "on-backend.mjs");
      const dist = path.dirname(path.dirname(builtModule("tensor/backend")));
      const env = { ...process.env, ...(await swiftshader(path.join(packageRoot, ".cache"))) };
      const running = promisify(execFile)(process.execPath, [script, "webgpu", dist], {
        env,
        maxBuffer: 2 ** 26,
        timeout: 170_000,
      });
      running.child.stdin!.end(JSON.stringify(input));
      const found = JSON.parse((await running).stdout);
      expect(found.left).toBe(0);
      expect(Math.abs(found.loss - losses[0]!)).toBeLessThan(1e-5);
      const expected = unpack(vectors);
      expect(Math.max(...expected.map((value, i) => Math.abs(value - found.vectors[i])))).toBeLessThanOrEqual(
        1e-5,
      );
      for (const [weight, values] of Object.entries<number[]>(found.dense)) {
        if (weight.endsWith("key.bias")) continue;
        const theirs = unpack(gradients[weight]!);
        const difference = Math.hypot(...theirs.map((value, i) => value - values[i]!));
        expect(difference / Math.hypot(...theirs), weight).toBeLessThanOrEqual(1e-4);
      }
    },
    180_000,
  );
});
