import dgram from "node:dgram";
import dns from "node:dns";
import { createRequire, syncBuiltinESMExports } from "node:module";
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

/** Call it once in each thread, before any other code. */
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

/**
 * Threads start with claimbook's own modules or those of its pool of threads, under the permissions of this process and
 * with their own doors closed: they take over its flags, which a thread's own would replace.
 */
function closeThreads(): void {
  const pool = path.dirname(createRequire(import.meta.url).resolve("piscina"));
  const places = [path.join(packageRoot, "dist"), pool].map((place) => place + path.sep);
  const { Worker } = workers;
  class OwnWorker extends Worker {
    constructor(file: string | URL, options: workers.WorkerOptions = {}) {
      const at = file instanceof URL ? fileURLToPath(file) : String(file);
      const inside = places.some((place) => path.resolve(at).startsWith(place));
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
