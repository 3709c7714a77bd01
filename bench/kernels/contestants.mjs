// The kernels that are compared: how each is started, interrupted and asked to show something.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as dialects from "./dialects.mjs";
import { deno, denoVersion, python, pythonPackages, root } from "./peers.mjs";

const read = (...parts) => JSON.parse(readFileSync(path.join(root, ...parts), "utf8"));

/** @returns a kernel of this repository as its kernelspec describes it; undefined when there is no such kernelspec */
function own(id) {
  const dir = path.join(root, "kernels", id);
  if (!existsSync(path.join(dir, "kernel.json"))) return undefined;
  const spec = read("kernels", id, "kernel.json");
  return {
    id,
    title: id,
    version: read("package.json").version,
    language: "typescript",
    own: true,
    env: spec.env ?? {},
    interruptMode: spec.interrupt_mode ?? "signal",
    argv: (file) =>
      spec.argv.map((part, i) =>
        i === 0 && part === "node"
          ? process.execPath
          : part.replaceAll("{resource_dir}", dir).replaceAll("{connection_file}", file),
      ),
    dialect: dialects.claimbook,
  };
}

function tslab() {
  return {
    id: "tslab",
    title: "tslab",
    version: read("node_modules", "tslab", "package.json").version,
    language: "typescript",
    env: {},
    interruptMode: "signal",
    argv: (file) => {
      const program = path.join(root, "node_modules", "tslab", "bin", "tslab");
      return [process.execPath, program, "kernel", "--config-path", file];
    },
    dialect: dialects.tslab,
  };
}

function denoKernel() {
  const { program, env } = deno();
  return {
    id: "deno",
    title: "Deno",
    version: denoVersion,
    language: "typescript",
    env,
    // Its own kernelspec names no mode, which means a signal; that ends it. By message it does better.
    interruptMode: "message",
    argv: (file) => [program, "jupyter", "--kernel", "--conn", file],
    dialect: dialects.deno,
  };
}

function ipykernel() {
  const program = python();
  return {
    id: "ipykernel",
    title: "ipykernel",
    version: pythonPackages.find((name) => name.startsWith("ipykernel")).split("==")[1],
    language: "python",
    env: {},
    interruptMode: "signal",
    argv: (file) => [program, "-m", "ipykernel_launcher", "-f", file],
  };
}

const makers = {
  tslab,
  deno: denoKernel,
  claimbook: () => own("claimbook"),
  "claimbook-tslab": () => own("claimbook-tslab"),
  ipykernel,
};

/**
 * @param names those wanted, of `tslab`, `deno`, `claimbook`, `claimbook-tslab`, `ipykernel`
 * @returns the kernels in that order, without those this tree does not have
 * @throws Error for a name that is none of them
 */
export function contestants(names) {
  const unknown = names.filter((name) => !(name in makers));
  if (unknown.length > 0)
    throw new Error(`no kernel ${unknown.join(", ")} here; choose of ${Object.keys(makers).join(", ")}`);
  return names.map((name) => makers[name]()).filter((kernel) => kernel !== undefined);
}
