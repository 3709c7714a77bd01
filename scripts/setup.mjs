// Makes a fresh clone ready: dependencies, then the build. Plain JavaScript, since nothing is installed yet.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const stamp = path.join(root, "node_modules", ".claimbook-lock");

export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) throw error;
  if (signal) process.kill(process.pid, signal);
  return status ?? 1;
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`claimbook needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(3);
}

/**
 * Whether node_modules is what the lockfile says: set up by this script for this very lockfile, or installed by
 * hand after the lockfile last changed. npm writes its own record last, so a broken-off install counts as none.
 */
function installed(lock) {
  const record = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return true;
  return statSync(record).mtimeMs >= statSync(path.join(root, "package-lock.json")).mtimeMs;
}

function install() {
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  if (installed(lock)) return;
  console.error("Setting up: npm ci (about a minute, once) ...");
  // Not one of the dependencies needs its install script; running none keeps set-up the same everywhere.
  const { status, error } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (error || status !== 0) {
    console.error(
      error
        ? `claimbook: npm could not be started (${error.message}); it comes with Node.`
        : "claimbook: npm ci failed (see above). It needs the npm registry once; after that nothing here does.",
    );
    process.exit(3);
  }
  writeFileSync(stamp, lock);
}

export function setup() {
  checkNode();
  install();
  if (run(process.execPath, [path.join(root, "scripts", "build.mjs")]) !== 0) process.exit(3);
}
