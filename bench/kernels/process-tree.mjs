// Which processes run below another one, and how much memory they hold together.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** @returns every running process as pid -> { parent, rss in bytes }; zombies, waiting to be collected, are left out */
function running() {
  return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc() {
  const all = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    let status;
    try {
      status = readFileSync(`/proc/${entry}/status`, "utf8");
    } catch {
      continue; // It ended while the folder was read.
    }
    const field = (name) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1];
    if (/[ZX]/.test(field("State") ?? "Z")) continue;
    all.set(Number(entry), { parent: Number(field("PPid")), rss: 1024 * Number(field("VmRSS") ?? 0) });
  }
  return all;
}

function fromPs() {
  const all = new Map();
  for (const line of execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,stat="], { encoding: "utf8" }).split(
    "\n",
  )) {
    const [pid, parent, rss, state] = line.trim().split(/\s+/);
    if (state !== undefined && !state.startsWith("Z"))
      all.set(Number(pid), { parent: Number(parent), rss: 1024 * Number(rss) });
  }
  return all;
}

/** @returns the numbers of a process and of everything started by it, the process first; empty when it has ended */
export function treeOf(pid, all = running()) {
  if (!all.has(pid)) return [];
  const found = [pid];
  for (let i = 0; i < found.length; i++)
    for (const [child, { parent }] of all) if (parent === found[i]) found.push(child);
  return found;
}

/** Resident memory of a process and of everything below it, in bytes; a page shared by two is counted twice. */
export function residentMemory(pid) {
  const all = running();
  return treeOf(pid, all).reduce((sum, each) => sum + all.get(each).rss, 0);
}

/** @returns those of the processes that still run */
export function stillRunning(pids) {
  const all = running();
  return pids.filter((pid) => all.has(pid));
}

/** Ends these processes and everything below them; those that have ended already are no error. */
export function killTrees(pids) {
  for (const pid of pids.flatMap((each) => treeOf(each))) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}
