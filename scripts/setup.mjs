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
  process.exit(2);
}

/** Installs exactly what the lockfile says, unless that was done before for this lockfile. */
function install() {
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  if (!existsSync(stamp) && existsSync(path.join(root, "node_modules", ".package-lock.json"))) {
    // Installed by hand: trust it when it is newer than the lockfile.
    const mtime = (file) => statSync(path.join(root, file)).mtimeMs;
    if (mtime("node_modules/.package-lock.json") >= mtime("package-lock.json")) return;
  }
  console.error("Setting up: npm ci (about a minute, once) ...");
  // Not one of the dependencies needs its install script; running none keeps set-up the same everywhere.
  const status = run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("claimbook: npm ci failed (see above); it needs the npm registry once.");
    process.exit(3);
  }
  writeFileSync(stamp, lock);
}

export function setup() {
  checkNode();
  install();
  const status = run(process.execPath, [path.join(root, "scripts", "build.mjs")]);
  if (status !== 0) process.exit(status);
}
