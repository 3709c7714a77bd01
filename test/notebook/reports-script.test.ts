import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/paths.js";

function reports(...args: string[]) {
  return spawnSync(process.execPath, [path.join(packageRoot, "scripts", "reports.mjs"), ...args], {
    encoding: "utf8",
    cwd: packageRoot,
  });
}

test("npm run reports explains itself", () => {
  const { status, stdout } = reports("--help");
  expect(status).toBe(0);
  for (const option of ["--only", "-p name=value", "--verify", "--force", "--out-dir", "--format"])
    expect(stdout).toContain(option);
});

test("an unknown option or notebook is a usage error that names what there is, before anything is built or run", () => {
  expect(reports("--nothing")).toMatchObject({ status: 2, stderr: expect.stringContaining("--nothing") });
  const { status, stderr } = reports("--only", "99");
  expect(status).toBe(2);
  expect(stderr).toContain("05-contrastive-fine-tuning");
});
