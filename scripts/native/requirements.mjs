// What building the binding needs of a machine, all of it looked for before anything is downloaded.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { answer, Missing } from "./process.mjs";

const probe = `
import json, sys
try:
    import pip
    version = pip.__version__
except ImportError:
    version = None
print(json.dumps({"version": sys.version.split()[0], "executable": sys.executable, "pip": version}))`;

function findPython() {
  for (const command of process.env.PYTHON ? [process.env.PYTHON] : ["python3", "python"]) {
    const text = answer(command, ["-c", probe]);
    if (text === undefined) continue;
    const { version, executable, pip } = JSON.parse(text);
    const [major, minor] = version.split(".").map(Number);
    if (major !== 3 || minor < 9) continue;
    const [pipMajor, pipMinor] = (pip ?? "0.0").split(".").map(Number);
    const resumes = pipMajor > 25 || (pipMajor === 25 && pipMinor >= 1);
    return { command, version, executable, pip, resumes };
  }
  return undefined;
}

/** The folder with `include/node` of this very Node, if its headers lie beside it, as they do in Node's own archives. */
function headersBeside() {
  const prefix = path.resolve(path.dirname(process.execPath), "..");
  const file = path.join(prefix, "include", "node", "node_version.h");
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  const part = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
  const version = ["MAJOR", "MINOR", "PATCH"].map(part).join(".");
  return version === process.versions.node ? prefix : undefined;
}

/**
 * @param asked the folder that the user named for the headers, if any.
 * @returns the Python to use and the folder of Node's headers (undefined: node-gyp downloads them).
 * @throws {Missing} naming everything that is not there, not only the first.
 */
export function requirements(asked) {
  const missing = [];
  const python = findPython();
  if (python === undefined) {
    const named = process.env.PYTHON ? ` (PYTHON names ${process.env.PYTHON})` : "";
    missing.push(`Python 3.9 or newer${named}: node-gyp and the unpacking of the wheel run on it`);
  } else if (python.pip === null)
    missing.push(`pip in ${python.executable}: python3 -m ensurepip, or your system's python3-pip`);
  const compiler = process.env.CXX ? [process.env.CXX] : ["g++", "c++", "clang++"];
  if (!compiler.some((command) => answer(command.split(" ")[0], ["--version"]) !== undefined))
    missing.push(`a C++ compiler (${compiler.join(", ")}): e.g. apt install g++`);
  if (answer(process.env.MAKE ?? "make", ["--version"]) === undefined)
    missing.push("make: e.g. apt install make");
  const nodedir = asked === undefined ? headersBeside() : path.resolve(asked);
  if (nodedir !== undefined && !existsSync(path.join(nodedir, "include", "node", "node_api.h")))
    missing.push(`Node's headers: ${nodedir} has no include/node/node_api.h`);
  if (missing.length > 0) {
    throw new Missing(
      `missing here:\n${missing.map((each) => `  - ${each}`).join("\n")}`,
      "Install these and run it again.",
    );
  }
  const headers =
    nodedir === undefined
      ? "Node's headers to be downloaded by node-gyp"
      : `Node's headers in ${nodedir}/include/node`;
  return { python, nodedir, headers };
}
