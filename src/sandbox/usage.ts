import { readdirSync, readFileSync } from "node:fs";

/** What a process and all that descend from it use at a moment. */
export interface Usage {
  processes: number;
  /** Bytes; see `SandboxLimits.memory`. */
  memory: number;
  /** Seconds, with those of children that have ended and were waited for. */
  cpu: number;
}

/** Clock ticks a second in /proc: USER_HZ, 100 on every Linux that Node runs on. */
const ticks = 100;

/** Whether this system tells what processes use (proc(5)). */
export function usageIsKnown(): boolean {
  return read(`/proc/${process.pid}/stat`) !== undefined;
}

/** @param most stops counting when more processes than this were found */
export function usageOf(root: number, most: number): Usage {
  const usage = { processes: 0, memory: 0, cpu: 0 };
  const waiting = [root];
  while (waiting.length > 0 && usage.processes <= most) {
    const pid = waiting.pop()!;
    const stat = read(`/proc/${pid}/stat`);
    // It has ended since its parent named it.
    if (stat === undefined) continue;
    usage.processes += 1;
    // The second field, a name in parentheses, may hold anything; those behind it are numbers (utime is the 14th).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    for (const field of fields.slice(11, 15)) usage.cpu += Number(field) / ticks;
    const status = read(`/proc/${pid}/status`) ?? "";
    for (const [, kibibytes] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm))
      usage.memory += Number(kibibytes) * 1024;
    waiting.push(...childrenOf(pid));
  }
  return usage;
}

function childrenOf(pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  return threads.flatMap((thread) =>
    (read(`/proc/${pid}/task/${thread}/children`) ?? "").split(" ").filter(Boolean).map(Number),
  );
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return undefined;
  }
}
