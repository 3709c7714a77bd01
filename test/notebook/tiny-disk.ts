import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * A file system of 64 KB, to be full and read-only in earnest.
 *
 * @returns its folder; undefined where this user may not mount one
 */
export function mountTiny(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), "claimbook-tiny-"));
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  if (mount.status === 0) return folder;
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

export function unmount(folder: string | undefined): void {
  if (folder === undefined) return;
  spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
}
