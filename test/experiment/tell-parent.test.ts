import { fork } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { builtModule } from "../../src/paths.js";

const program = new URL("last-words.mjs", import.meta.url);

// A channel holds a few hundred kilobytes; the outcome of an experiment has megabytes.
test.each([0, 8])("an outcome of %i MB arrives whole, also as the last message", async (megabytes) => {
  const module = pathToFileURL(builtModule("experiment/model/tell-parent")).href;
  const child = fork(program, [module, String(megabytes)], { serialization: "advanced", execArgv: [] });
  const sizes: number[] = [];
  child.on("message", ({ outcome }: { outcome: { batchLog: Uint8Array } }) => {
    sizes.push(outcome.batchLog.length);
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect({ code, sizes }).toEqual({ code: 0, sizes: [megabytes * 2 ** 20] });
});

test("without a parent there is nobody to tell, and nothing to wait for", async () => {
  const module = pathToFileURL(builtModule("experiment/model/tell-parent")).href;
  const child = fork(program, [module, "8"], { serialization: "advanced", execArgv: [] });
  child.disconnect();
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
});
