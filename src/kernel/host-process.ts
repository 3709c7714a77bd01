import { type ChildProcess, fork } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { EVENT_FD, type HostEvent, type HostRequest } from "./host-old/protocol.js";
import { RawStream } from "./raw-stream.js";

export interface HostListener {
  /** In the order they happened; `done` comes after all that child processes of the cell had written. */
  event(event: HostEvent): void;
  /** What was written past the host's own streams (child processes, native code, V8's last words). */
  raw(name: "stdout" | "stderr", text: string): void;
  /** Once, after the last event. */
  exit(how: HostExit): void;
}

export interface HostExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Whether it had ever become ready to run cells. */
  wasReady: boolean;
  /** Whether V8 said that the heap was full. */
  outOfMemory: boolean;
}

const main = fileURLToPath(new URL("./host-old/main.js", import.meta.url));

/** One life of the process that runs cells. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #listener: HostListener;
  readonly #marks = new Map<string, Set<"stdout" | "stderr">>();
  /** Settles when a mark was seen on both streams. */
  readonly #waiting = new Map<string, () => void>();
  #delivery: Promise<void> = Promise.resolve();
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  #text = "";
  #wasReady = false;
  #outOfMemory = false;

  constructor(cwd: string, env: NodeJS.ProcessEnv, listener: HostListener) {
    this.#listener = listener;
    this.#child = fork(main, [], {
      cwd,
      env,
      // require() of an ES module is what every import in a cell becomes; Node 20 warns about each.
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "pipe", "pipe", "ipc", "pipe", "pipe"],
      serialization: "json",
    });
    for (const name of ["stdout", "stderr"] as const) {
      const stream = new RawStream(
        (text) => {
          if (name === "stderr" && /FATAL ERROR: .*heap out of memory/.test(text)) this.#outOfMemory = true;
          listener.raw(name, text);
        },
        (mark) => this.#sawMark(name, mark),
      );
      this.#child[name]!.on("data", (chunk: Buffer) => stream.push(chunk)).on("end", () => stream.end());
    }
    const events = this.#child.stdio[EVENT_FD] as Readable;
    events.setEncoding("utf8");
    events.on("data", (text: string) => this.#parse(text));
    const ended = new Promise<void>((resolve) => events.on("close", resolve));
    // The lifeline breaks when either side ends; that is what it is for.
    (this.#child.stdio[EVENT_FD + 1] as Readable | null)?.on("error", () => {});
    this.#child.on("error", () => {});
    this.gone = new Promise((resolve) => this.#child.once("exit", () => resolve()));
    this.#child.once("exit", (code, signal) => void this.#exited(ended, { code, signal }));
  }

  send(request: HostRequest): void {
    if (this.#child.connected) this.#child.send(request, () => {});
  }

  signal(name: "SIGINT" | "SIGKILL"): void {
    this.#child.kill(name);
  }

  async #exited(ended: Promise<void>, how: { code: number | null; signal: NodeJS.Signals | null }) {
    await ended;
    // Pipes that grandchildren still hold open never end; what the host itself wrote is read within two turns.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (const arrive of this.#waiting.values()) arrive();
    await this.#delivery;
    this.#listener.exit({ ...how, wasReady: this.#wasReady, outOfMemory: this.#outOfMemory });
  }

  #parse(text: string): void {
    const lines = (this.#text + text).split("\n");
    this.#text = lines.pop()!;
    let last: Extract<HostEvent, { type: "stream" }> | undefined;
    for (const line of lines) {
      const event = JSON.parse(line) as HostEvent;
      if (event.type === "stream" && last?.run === event.run && last.name === event.name) {
        // Many small writes arrive together: one message instead of hundreds.
        last.text += event.text;
        continue;
      }
      if (last !== undefined) this.#deliver(last);
      last = undefined;
      if (event.type === "stream") last = event;
      else this.#deliver(event);
    }
    if (last !== undefined) this.#deliver(last);
  }

  #deliver(event: HostEvent): void {
    if (event.type === "ready") this.#wasReady = true;
    this.#delivery = this.#delivery.then(async () => {
      if (event.type === "done" && event.mark !== undefined) await this.#seen(event.mark);
      this.#listener.event(event);
    });
  }

  #sawMark(name: "stdout" | "stderr", mark: string): void {
    const seen = this.#marks.get(mark) ?? new Set();
    this.#marks.set(mark, seen.add(name));
    if (seen.size === 2) this.#waiting.get(mark)?.();
  }

  async #seen(mark: string): Promise<void> {
    if (this.#marks.get(mark)?.size !== 2) {
      await new Promise<void>((resolve) => this.#waiting.set(mark, resolve));
      this.#waiting.delete(mark);
    }
    this.#marks.delete(mark);
  }
}
