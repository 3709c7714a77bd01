// The processes that belong to one run, found by a mark in their environment (Linux: /proc).
import { readdirSync, readFileSync } from "node:fs";

/** Name of the environment variable that marks a run and all that it starts. */
export const markName = "CLAIMBOOK_FAULT_RUN";

/** @returns [{ pid, parent, command }] of the processes that live and carry the mark */
export function marked(mark) {
  const found = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(`${markName}=${mark}`))
        continue;
      const status = readFileSync(`/proc/${name}/stat`, "latin1");
      const [state, parent] = status.slice(status.lastIndexOf(")") + 2).split(" ");
      if (state === "Z" || state === "X") continue;
      const command = readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0").join(" ").trim();
      found.push({ pid: Number(name), parent: Number(parent), command });
    } catch {
      // It has ended in the meantime, or is not ours to look at.
    }
  }
  return found;
}

/**
 * The processes of a run by their place in the tree, whatever their programs are called.
 *
 * @param top number of the executor's process
 */
export function byRole(mark, top) {
  const all = marked(mark);
  const childOf = (parent) => all.find((each) => each.parent === parent)?.pid;
  const frontEnd = childOf(top);
  return {
    executor: top,
    "front end": frontEnd,
    host: frontEnd === undefined ? undefined : childOf(frontEnd),
  };
}

/** @returns what still lives when nothing of the mark should, after waiting for it to end */
export async function survivors(mark, milliseconds) {
  const until = performance.now() + milliseconds;
  for (;;) {
    const left = marked(mark);
    if (left.length === 0 || performance.now() > until) return left;
    await new Promise((done) => setTimeout(done, 50));
  }
}
