// What the bench compares with and the project does not depend on, fetched on first use into ignored folders.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..", "..");
const cache = path.join(root, ".cache", "bench-kernels");

export const denoVersion = "2.9.6";
export const pythonPackages = [
  "ipykernel==7.4.0",
  "nbclient==0.11.0",
  "nbformat==5.11.1",
  "papermill==2.7.0",
];

/** @returns Deno's program. Its npm package holds it in a package per platform, so that no install script is needed. */
export function deno() {
  const folder = path.join(cache, `deno-${denoVersion}`);
  const find = () => {
    const scope = path.join(folder, "node_modules", "@deno");
    if (!existsSync(scope)) return undefined;
    const names = process.platform === "win32" ? ["deno.exe"] : ["deno"];
    const files = readdirSync(scope).flatMap((each) => names.map((name) => path.join(scope, each, name)));
    return files.find((file) => existsSync(file));
  };
  if (find() === undefined) {
    console.error(`fetching deno ${denoVersion} ...`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
    const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `deno@${denoVersion}`];
    execFileSync("npm", install, {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    });
  }
  const program = find();
  if (program === undefined)
    throw new Error(`the npm package deno ${denoVersion} has no program for this platform`);
  return {
    program,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", DENO_DIR: path.join(cache, "deno-dir") },
  };
}

/** @returns the Python of .venv/bench-kernels with its pinned packages; it needs python3 with venv and pip */
export function python() {
  const venv = path.join(root, ".venv", "bench-kernels");
  const program = path.join(
    venv,
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  const stamp = path.join(venv, "packages.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === pythonPackages.join("\n")) return program;
  mkdirSync(path.dirname(venv), { recursive: true });
  console.error("setting up .venv/bench-kernels ...");
  const quiet = ["ignore", "ignore", "inherit"];
  execFileSync("python3", ["-m", "venv", venv], { stdio: quiet });
  execFileSync(program, ["-m", "pip", "install", "--quiet", ...pythonPackages], { stdio: quiet });
  writeFileSync(stamp, pythonPackages.join("\n"));
  return program;
}
