import { readlinkSync } from "node:fs";
import { isAlive } from "../process-alive.js";

/**
 * Names the space in which process numbers mean something (pid_namespaces(7)); empty where there is but one. A client
 * that passes it on as `CLAIMBOOK_PARENT_NAMESPACE` lets a kernel know that its parent's number is one of its own.
 */
export function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/**
 * Calls `then` when the process that started the kernel is gone. Jupyter names it in `JPY_PARENT_PID`; a kernel
 * started without that variable is meant to outlive its starter.
 */
export function whenParentEnds(env: NodeJS.ProcessEnv, then: () => void): void {
  const parent = Number(env.JPY_PARENT_PID);
  if (!Number.isInteger(parent) || parent <= 0) return;
  // The direct parent's end shows in ppid even while it is a zombie; another ancestor is asked with signal 0.
  const direct = process.ppid === parent;
  // A number that means nothing here (another process namespace) is no parent to wait for.
  if (!direct && !isAlive(parent)) {
    // One that was here was killed while the kernel loaded.
    if (env.CLAIMBOOK_PARENT_NAMESPACE === processNamespace()) setImmediate(then);
    return;
  }
  const timer = setInterval(() => {
    if (direct ? process.ppid === parent : isAlive(parent)) return;
    clearInterval(timer);
    then();
  }, 1000);
  timer.unref();
}
