import { homedir } from "node:os";
import path from "node:path";

/**
 * Where claimbook keeps what it has fetched or drawn for all projects of a user, as the operating system places caches.
 *
 * @param env XDG_CACHE_HOME, LOCALAPPDATA and HOME are read
 */
export function userCache(kind: "data" | "models" | "drawings" | "fonts", env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir();
  const caches =
    process.platform === "win32"
      ? env.LOCALAPPDATA || path.join(home, "AppData", "Local")
      : env.XDG_CACHE_HOME ||
        (process.platform === "darwin" ? path.join(home, "Library", "Caches") : path.join(home, ".cache"));
  return path.join(caches, "claimbook", kind);
}
