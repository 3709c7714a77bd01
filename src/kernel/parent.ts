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
  if (!direct && !exists(parent)) return;
  const timer = setInterval(() => {
    if (direct ? process.ppid === parent : exists(parent)) return;
    clearInterval(timer);
    then();
  }, 1000);
  timer.unref();
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
