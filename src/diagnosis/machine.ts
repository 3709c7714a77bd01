import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Finding, Surroundings } from "./finding.js";

/** The versions of package.json's `engines`. */
export function node(): Finding {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const detail = `${version} (${process.platform} ${process.arch})`;
  if (major > 20 || (major === 20 && minor >= 19)) return { name: "Node", status: "ok", detail };
  return { name: "Node", status: "fail", detail, wayOut: "Install Node 20.19 or newer." };
}

const gigabyte = 1e9;

/** A run needs room for caches, the executed notebook and a report, and the browser unpacks itself once. */
export async function disk({ cwd }: Surroundings): Promise<Finding> {
  const places = await Promise.all(
    [...new Set([cwd, tmpdir()])].map(async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      return { folder, free: bavail * bsize };
    }),
  );
  const detail = places
    .map(({ folder, free }) => `${(free / gigabyte).toFixed(1)} GB free in ${folder}`)
    .join(", ");
  const least = Math.min(...places.map(({ free }) => free));
  if (least >= gigabyte) return { name: "disk", status: "ok", detail };
  return {
    name: "disk",
    status: least < gigabyte / 10 ? "fail" : "warn",
    detail,
    wayOut: "Free at least 1 GB; TMPDIR and CLAIMBOOK_CACHE move temporary files and the cache elsewhere.",
  };
}
