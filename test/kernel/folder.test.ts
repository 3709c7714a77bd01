import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contents, KernelClient } from "./client.js";

describe("the notebook's folder", () => {
  let root: string;
  beforeAll(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), "claimbook-folder-")));
    mkdirSync(path.join(root, "papers", "one"), { recursive: true });
    writeFileSync(path.join(root, "package.json"), '{ "name": "papers", "type": "module" }');
    writeFileSync(path.join(root, "where.ts"), "export const where = 'root';");
    writeFileSync(path.join(root, "papers", "one", "where.ts"), "export const where = 'beside';");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test.each([
    ["is that of JPY_SESSION_NAME when that is a path", "papers/one/study.ipynb", "", "beside"],
    ["is where the kernel was started otherwise", undefined, "papers/one", "beside"],
    ["may be the root", undefined, "", "root"],
  ])("%s", async (_, session, started, expected) => {
    const { JPY_SESSION_NAME: __, ...env } = process.env;
    const kernel = await KernelClient.start({
      cwd: path.join(root, started),
      env: session === undefined ? env : { ...env, JPY_SESSION_NAME: path.join(root, session) },
    });
    try {
      const executed = await kernel.execute(
        'import { where } from "./where"; [where, process.cwd()] as const',
      );
      expect(executed.reply.traceback ?? []).toEqual([]);
      expect(contents(executed, "execute_result")[0]!.data).toEqual({
        "text/plain": expect.stringMatching(new RegExp(`'${expected}',\\s+'${root}'`)),
      });
    } finally {
      await kernel.stop();
    }
  });
});
