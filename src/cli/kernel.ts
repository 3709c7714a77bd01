import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type Command, Option } from "commander";
import { ClaimbookError } from "../errors.js";
import { type CompilerKind, compilerKinds } from "../kernel/compiler/messages.js";
import { environmentPrefix, listKernelSpecs, userDataDir } from "../kernel/kernelspec.js";
import { installKernelSpec } from "../kernel/kernelspec-install.js";
import { installLabExtension } from "../kernel/lab-extension.js";
import type { Io } from "./io.js";

interface InstallFlags {
  user?: boolean;
  prefix?: string;
  sysPrefix?: boolean;
  name: string;
  compiler?: CompilerKind;
  json?: boolean;
}

/** `claimbook kernel install` and `claimbook kernel list`. */
export function register(program: Command, io: Io): void {
  const kernel = program.command("kernel").description("register claimbook's kernels with Jupyter");
  kernel
    .command("install")
    .description("write the kernelspecs, and what draws figures in JupyterLab, into Jupyter's data folder")
    .option("--user", "for the current user (default)")
    .option("--prefix <folder>", "into FOLDER/share/jupyter")
    .option("--sys-prefix", "into the active Python environment")
    .option("--name <name>", "what notebooks call the kernel (the one on tslab: NAME-tslab)", "claimbook")
    .addOption(
      new Option("--compiler <compiler>", "only the kernel with this compiler, called NAME").choices(
        compilerKinds,
      ),
    )
    .option("--json", "print the result as JSON")
    .action(async (flags: InstallFlags) => {
      const dataDir = await targetDir(flags, io);
      const installed: { name: string; dir: string }[] = [];
      for (const compiler of flags.compiler === undefined ? compilerKinds : [flags.compiler]) {
        const suffix = flags.compiler === undefined && compiler !== "claimbook" ? `-${compiler}` : "";
        const name = `${flags.name}${suffix}`;
        const dir = await installKernelSpec({ dataDir, name, node: process.execPath, compiler });
        installed.push({ name: path.basename(dir), dir });
      }
      const figures = await installLabExtension(dataDir);
      if (flags.json) {
        io.stdout.write(`${JSON.stringify({ kernels: installed, labExtension: figures })}\n`);
        return;
      }
      for (const { name, dir } of installed) io.stdout.write(`Installed kernel ${name} in ${dir}\n`);
      io.stdout.write(`Installed figures for JupyterLab in ${figures}\n`);
    });
  kernel
    .command("list")
    .description("list the kernels that notebooks can be run with")
    .option("--json", "print the result as JSON")
    .action((flags: { json?: boolean }) => {
      const found = listKernelSpecs({ env: io.env, cwd: io.cwd });
      if (flags.json) {
        io.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
        return;
      }
      const width = Math.max(...found.map((each) => each.name.length));
      for (const { name, spec, dir } of found)
        io.stdout.write(`${name.padEnd(width)}  ${spec.display_name} (${spec.language})  ${dir}\n`);
    });
}

async function targetDir(flags: InstallFlags, io: Io): Promise<string> {
  if ([flags.user, flags.prefix !== undefined, flags.sysPrefix].filter(Boolean).length > 1)
    throw new ClaimbookError("--user, --prefix and --sys-prefix exclude each other", {
      kind: "usage",
      wayOut: "Give one of them, or none for the current user.",
    });
  if (flags.prefix !== undefined) return path.resolve(io.cwd, flags.prefix, "share", "jupyter");
  if (flags.sysPrefix) return path.join(await pythonPrefix(io), "share", "jupyter");
  return path.resolve(io.cwd, userDataDir({ env: io.env, cwd: io.cwd }));
}

/** `sys.prefix` of the active environment, or of the python3 on the PATH. */
async function pythonPrefix(io: Io): Promise<string> {
  const active = environmentPrefix(io.env);
  if (active !== undefined) return active;
  try {
    const { stdout } = await promisify(execFile)("python3", ["-c", "import sys; print(sys.prefix)"], {
      env: io.env,
      cwd: io.cwd,
    });
    return stdout.trim();
  } catch (cause) {
    throw new ClaimbookError("no Python environment found for --sys-prefix", {
      kind: "could-not-run",
      wayOut: "Activate one, or use --user or --prefix FOLDER.",
      cause,
    });
  }
}
