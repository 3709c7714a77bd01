import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Sandbox } from "../sandbox/sandbox.js";
import { backendNoteVariable } from "../tensor/backend-note.js";
import { userCache } from "../user-cache.js";

/**
 * A kernel's command line and environment in a sandbox.
 *
 * @param folder of its connection file, for this kernel alone: the one place that it may always write to
 * @param specDir where its kernelspec lies
 */
export async function sandboxedCommand(
  sandbox: Sandbox,
  { argv, cwd, env }: { argv: readonly string[]; cwd: string; env: NodeJS.ProcessEnv },
  folder: string,
  specDir: string,
): Promise<{ argv: string[]; env: NodeJS.ProcessEnv }> {
  const own = path.join(folder, "tmp");
  await mkdir(own);
  // Without a cache of its own, a run's steps keep theirs as long as the kernel lives.
  const cache = env.CLAIMBOOK_CACHE || path.join(own, "cache");
  await mkdir(cache, { recursive: true });
  const note = env[backendNoteVariable];
  if (note) await writeFile(note, "", { flag: "a" });
  const data = [
    env.CLAIMBOOK_DATA || userCache("data", env),
    env.CLAIMBOOK_MODELS || userCache("models", env),
    ...(env.CLAIMBOOK_NATIVE ? [env.CLAIMBOOK_NATIVE] : []),
  ];
  return sandbox.command({
    argv,
    cwd,
    env: { ...env, CLAIMBOOK_CACHE: cache, TMPDIR: own },
    // PREFIX/bin/python: a Python kernel's environment may lie in the home folder.
    readable: [
      specDir,
      ...(path.isAbsolute(argv[0]!) ? [path.dirname(path.dirname(argv[0]!))] : []),
      ...data,
    ],
    writable: [...(sandbox.ownNetwork ? [folder] : [own]), cache, ...(note ? [note] : [])],
  });
}
