import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { builtModule, packageRoot } from "../../src/paths.js";
import { findNative } from "../../src/tensor/tfjs-node.js";
import { findWebgpu } from "../../src/tensor/webgpu.js";
import { hasSwiftshader, swiftshader } from "./swiftshader.js";

interface Step {
  backend: string;
  loss: number;
  gradients: Record<string, number[]>;
  /** Tensors that one step leaves behind. */
  left: number;
  slope?: { measured: number; expected: number };
}

const script = path.join(packageRoot, "test/tensor/small-network.mjs");

async function stepOn(backend: string, env: Record<string, string> = {}): Promise<Step> {
  const args = [script, backend, builtModule("tensor/backend")];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: packageRoot,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
    timeout: 90_000,
  });
  return JSON.parse(stdout) as Step;
}

const norm = (values: number[]) => Math.hypot(...values);

/** ||a - b|| / ||a|| of every weight's gradient, and |a - b| / |a| of the loss. */
function differences(reference: Step, other: Step): Record<string, number> {
  expect(Object.keys(other.gradients).sort()).toEqual(Object.keys(reference.gradients).sort());
  const byWeight = Object.entries(reference.gradients).map(([name, values]) => {
    const theirs = other.gradients[name]!;
    expect(theirs).toHaveLength(values.length);
    return [name, norm(values.map((value, index) => value - theirs[index]!)) / norm(values)] as const;
  });
  return { ...Object.fromEntries(byWeight), loss: Math.abs(reference.loss - other.loss) / reference.loss };
}

const largest = (values: Record<string, number>) => Math.max(...Object.values(values));

describe("loss and gradients of one step", () => {
  let reference: Step;
  beforeAll(async () => {
    reference = await stepOn("cpu");
  }, 100_000);

  test("on cpu: a step along the gradient changes the loss by the gradient's length", () => {
    expect(reference.backend).toBe("cpu");
    for (const values of Object.values(reference.gradients)) expect(norm(values)).toBeGreaterThan(1e-3);
    const { measured, expected } = reference.slope!;
    expect(Math.abs(measured - expected) / expected).toBeLessThan(1e-3);
  });

  async function agree(backend: string, env: Record<string, string> = {}) {
    const step = await stepOn(backend, env);
    expect(step.backend).toBe(backend);
    expect(largest(differences(reference, step))).toBeLessThan(1e-5);
    expect(step.left).toBe(0);
  }

  test("on wasm are those on cpu within 1e-5", () => agree("wasm"), 100_000);

  describe.skipIf(findNative("node") === undefined)(
    "(node: skipped where npm run setup:native was not run)",
    () => {
      test("on node are those on cpu within 1e-5", () => agree("node"), 100_000);
    },
  );

  describe.skipIf(findWebgpu() === undefined || !hasSwiftshader)(
    "(webgpu: skipped where npm run setup:native -- --webgpu was not run, or this is not Linux on x64)",
    () => {
      test("on webgpu, over SwiftShader, are those on cpu within 1e-5", async () => {
        await agree("webgpu", await swiftshader(path.join(packageRoot, ".cache")));
      }, 100_000);
    },
  );
});
