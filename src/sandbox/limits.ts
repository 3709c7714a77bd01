/** What a sandboxed kernel and all that it starts may use together. */
export interface SandboxLimits {
  /** Bytes of memory that belong to these processes alone (`RssAnon` and `RssShmem` of proc_pid_status(5)). */
  memory: number;
  /** Seconds of processor time, summed over processes and threads. */
  cpu: number;
  /** Processes at a time. A notebook's own kernel needs two, and its sandbox three more. */
  processes: number;
}

/** Enough for every notebook of this project at its default scale. */
export const defaultLimits: Readonly<SandboxLimits> = { memory: 4e9, cpu: 3600, processes: 64 };

/** For people: `4 GB of memory, 60 min of processor time, 64 processes`. */
export function describeLimits({ memory, cpu, processes }: SandboxLimits): string {
  const time = cpu >= 120 ? `${+(cpu / 60).toFixed(1)} min` : `${cpu} s`;
  return `${size(memory)} of memory, ${time} of processor time, ${processes} processes`;
}

/** @param bytes shown in GB, below that in MB (powers of ten) */
export function size(bytes: number): string {
  return bytes >= 1e9 ? `${+(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/**
 * A command under the limits that the operating system keeps for each process by itself (getrlimit(2)): a second line
 * behind the watcher, which sums over processes but looks only a few times a second. `RLIMIT_DATA` and not `RLIMIT_AS`:
 * V8 and WebAssembly reserve far more address space than they use.
 */
export function limited(argv: readonly string[], { memory, cpu, processes }: SandboxLimits): string[] {
  const script =
    'ulimit -c 0; ulimit -t "$1"; ulimit -d "$2"; ulimit -f "$3"; ' +
    // bash counts processes with -u, dash with -p; threads count too.
    '{ ulimit -u "$4" || ulimit -p "$4"; } 2>/dev/null; shift 4; exec "$@"';
  const kibibytes = Math.ceil((memory * 1.5) / 1024);
  const blocks = 4 * 2 ** 21; // of 512 bytes: files of 4 GiB
  const limits = [Math.ceil(cpu) + 5, kibibytes, blocks, processes * 32].map(String);
  return ["/bin/sh", "-c", script, "sh", ...limits, ...argv];
}
