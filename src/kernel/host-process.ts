import { type ChildProcess, fork } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { permissionFlags } from "../sandbox/node-permission.js";
import { CONTROL_FD, EVENT_FD, type HostEvent, type HostRequest, hostFlags } from "./host/protocol.js";
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

/** Milliseconds that text waits for more of the same stream: a loop of prints is tens of messages, not ten thousands. */
const patience = 10;

type StreamEvent = Extract<HostEvent, { type: "stream" }>;

const main = fileURLToPath(new URL("./host/main.js", import.meta.url));

export interface HostSettings {
  /** Absolute path of the project root: the cells' working directory. */
  project: string;
  /** Absolute path of the notebook's folder. */
  folder: string;
  env: NodeJS.ProcessEnv;
}

/** One life of the process that runs cells, and of the process group that it leads. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #control: Duplex;
  readonly #listener: HostListener;
  readonly #marks = new Map<string, Set<"stdout" | "stderr">>();
  /** Settles when a mark was seen on both streams. */
  readonly #waiting = new Map<string, () => void>();
  #delivery: Promise<void> = Promise.resolve();
  /** Resolves when the process has ended and all that it said was delivered. */
  readonly gone: Promise<void>;
  #text = "";
  #held: StreamEvent | undefined;
  #holding: NodeJS.Timeout | undefined;
  #wasReady = false;
  #outOfMemory = false;

  constructor({ project, folder, env }: HostSettings, listener: HostListener) {
    this.#listener = listener;
    this.#child = fork(main, [folder], {
      cwd: project,
      env,
      execArgv: [...permissionFlags(env), ...hostFlags],
      // What cells start belongs to this group, is interrupted with it and ends with it.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe", "ipc", "pipe", "pipe"],
      serialization: "json",
    });
    for (const name of ["stdout", "stderr"] as const) {
      const stream = new RawStream(
        (text) => {
          if (name === "stderr" && /FATAL ERROR: .*heap out of memory/.test(text)) this.#outOfMemory = true;
          this.#release();
          listener.raw(name, text);
        },
        (mark) => this.#sawMark(name, mark),
      );
      this.#child[name]!.on("data", (chunk: Buffer) => stream.push(chunk)).on("end", () => stream.end());
    }
    const pipes: ChildProcess["stdio"][number][] = [...this.#child.stdio];
    const events = pipes[EVENT_FD] as Readable;
    events.setEncoding("utf8");
    events.on("data", (text: string) => this.#parse(text));
    const ended = new Promise<void>((resolve) => events.on("close", resolve));
    // This pipe breaks when either side ends; that is what it is for.
    this.#control = pipes[CONTROL_FD] as Duplex;
    this.#control.on("error", () => {});
    this.#child.on("error", () => {});
    this.gone = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => {
        this.signal("SIGKILL");
        this.#exited(ended, { code, signal }).then(resolve);
      });
    });
  }

  send(request: HostRequest): void {
    if (this.#child.connected) this.#child.send(request, () => {});
  }

  /** A line for the host's control thread, which reads it whatever the main thread does. */
  control(line: string): void {
    if (this.#control.writable) this.#control.write(`${line}\n`);
  }

  /** To the host and to all it has started. */
  signal(name: "SIGINT" | "SIGKILL"): void {
    const { pid } = this.#child;
    try {
      if (pid !== undefined && process.platform !== "win32") process.kill(-pid, name);
      else this.#child.kill(name);
    } catch {
      // Nobody is left in the group.
    }
  }

  async #exited(ended: Promise<void>, how: { code: number | null; signal: NodeJS.Signals | null }) {
    await ended;
    this.#release();
    // Pipes that grandchildren still hold open never end; what the host itself wrote is read within two turns.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (const arrive of this.#waiting.values()) arrive();
    await this.#delivery;
    this.#listener.exit({ ...how, wasReady: this.#wasReady, outOfMemory: this.#outOfMemory });
  }

  #parse(text: string): void {
    const lines = (this.#text + text).split("\n");
    this.#text = lines.pop()!;
    for (const line of lines) {
      const event = JSON.parse(line) as HostEvent;
      const held = this.#held;
      if (event.type === "stream" && held?.run === event.run && held.name === event.name) {
        held.text += event.text;
        continue;
      }
      this.#release();
      if (event.type !== "stream") {
        this.#deliver(event);
        continue;
      }
      this.#held = event;
      this.#holding = setTimeout(() => this.#release(), patience);
    }
  }

  /** Delivers the text that waits for more of its stream. */
  #release(): void {
    clearTimeout(this.#holding);
    if (this.#held !== undefined) this.#deliver(this.#held);
    this.#held = undefined;
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
