import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import workers from "node:worker_threads";
import { packageRoot } from "../paths.js";

// Node's permission model knows files, programs and native code; before version 25 it knows no network, and a thread
// may be started outside of it. Those doors are closed here, by replacing the functions that lead through them. Code
// that is as clever as this file finds another way: it is what can be done where bubblewrap is not.

/** As Node's permission model says it. */
function refused(what: string): () => never {
  return () => {
    throw Object.assign(new Error(`${what} is not allowed in this sandbox (claimbook --sandbox=node)`), {
      code: "ERR_ACCESS_DENIED",
      permission: what,
    });
  };
}

/** Call it once, after the process has opened what it needs itself. */
export function closeDoors(): void {
  const network = refused("the network");
  for (const prototype of [net.Socket.prototype, net.Server.prototype, dgram.Socket.prototype]) {
    for (const name of ["connect", "listen", "bind", "send"]) replace(prototype, name, network);
  }
  for (const object of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const [name, value] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      if (typeof value.value === "function" && /^(lookup|resolve|reverse)/.test(name))
        replace(object, name, network);
    }
  }
  closeThreads();
  const own = new Set([process.pid, -process.pid, 0]);
  const kill = process.kill.bind(process);
  replace(process, "kill", (pid: number, signal?: string | number) =>
    own.has(Number(pid)) ? kill(pid, signal) : refused("a signal to another process")(),
  );
  syncBuiltinESMExports();
}

/** Threads run claimbook's own modules and nothing else, under the permissions of this process. */
function closeThreads(): void {
  const { Worker } = workers;
  class OwnWorker extends Worker {
    constructor(file: string | URL, options: workers.WorkerOptions = {}) {
      const at = file instanceof URL ? fileURLToPath(file) : String(file);
      const inside = path.resolve(at).startsWith(path.join(packageRoot, "dist") + path.sep);
      if (!inside || options.eval) refused("a thread of other code than claimbook's")();
      const { execArgv: _, ...rest } = options;
      super(file, rest);
    }
  }
  replace(Worker.prototype, "constructor", OwnWorker);
  replace(workers, "Worker", OwnWorker);
}

function replace(object: object, name: string, value: unknown): void {
  if (!(name in object)) return;
  Object.defineProperty(object, name, { value, writable: false, configurable: false });
}
