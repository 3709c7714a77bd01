/** Ends this process and all that it started, at once. A host that leads no group of its own ends alone. */
export function endProcessGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}

/** What Ctrl-C in a terminal does. This process ignores it. */
export function signalProcessGroup(): void {
  try {
    process.kill(-process.pid, "SIGINT");
  } catch {
    // It leads no group, or nobody else is in it.
  }
}
