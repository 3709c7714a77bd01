import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import type { CellProgram, ScopeProgram } from "../../../src/kernel/compiler/cell-compiler.js";
import {
  CONTROL_FD,
  type ErrorContent,
  EVENT_FD,
  type ExpressionReply,
  type HostEvent,
  type HostRequest,
  hostFlags,
} from "../../../src/kernel/host/protocol.js";
import { RawStream } from "../../../src/kernel/raw-stream.js";
import { builtModule } from "../../../src/paths.js";

export interface Ran {
  status: "ok" | "error";
  assigned: string[];
  stdout: string;
  stderr: string;
  /** text/plain of the last expression. */
  result: unknown;
  error: ErrorContent | undefined;
  displays: Extract<HostEvent, { type: "display" }>[];
}

/** Fields of a program in the scope format that differ from those of an empty one. */
export type Given = Partial<Omit<ScopeProgram, "format">>;

/** The built host process, driven over its pipes as the kernel's front end drives it. */
export class Host {
  readonly process: ChildProcess;
  readonly folder: string;
  readonly events: HostEvent[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #marks = { stdout: new Set<string>(), stderr: new Set<string>() };
  /** What was written past the host's own streams. */
  readonly raw = { stdout: "", stderr: "" };
  readonly gone: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  #exited = false;
  #runs = 0;
  #ids = 0;

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.process = fork(builtModule("kernel/host/main"), [folder], {
      cwd: folder,
      env: { ...process.env, ...env },
      execArgv: hostFlags,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc", "pipe", "pipe"],
      serialization: "json",
    });
    let rest = "";
    const events = this.process.stdio[EVENT_FD] as Readable;
    events.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.events.push(JSON.parse(line) as HostEvent);
      this.#changed();
    });
    for (const name of ["stdout", "stderr"] as const) {
      const stream = new RawStream(
        (text) => {
          this.raw[name] += text;
        },
        (mark) => {
          this.#marks[name].add(mark);
          this.#changed();
        },
      );
      this.process[name]!.on("data", (chunk: Buffer) => stream.push(chunk));
    }
    this.#control.on("error", () => {});
    this.gone = new Promise((resolve) =>
      this.process.once("exit", (code, signal) => {
        this.#exited = true;
        this.#changed();
        resolve({ code, signal });
      }),
    );
  }

  get #control(): Writable {
    return (this.process.stdio as unknown[])[CONTROL_FD] as Writable;
  }

  /** @param folder working directory and notebook folder; a new empty one by default */
  static async start(settings: { folder?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Host> {
    const folder = settings.folder ?? mkdtempSync(path.join(os.tmpdir(), "claimbook-host-"));
    const host = new Host(folder, settings.env ?? {});
    await host.until(() => host.events.some((event) => event.type === "ready"));
    return host;
  }

  /** Ends it with everything it started. */
  async stop(): Promise<void> {
    if (!this.#exited) process.kill(-this.process.pid!, "SIGKILL");
    await this.gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** @throws when the host is gone, or after 20 s */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    if (this.#exited) throw new Error(`the host has ended; stderr: ${this.raw.stderr}`);
    await new Promise<void>((resolve, reject) => {
      const end = (action: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
        action();
      };
      const fail = (why: string) =>
        end(() =>
          reject(
            new Error(`${why}; stderr: ${this.raw.stderr}; last: ${JSON.stringify(this.events.at(-1))}`),
          ),
        );
      const timer = setTimeout(() => fail("the host does not go on"), 20_000);
      const watch = () => {
        if (condition()) end(resolve);
        else if (this.#exited) fail("the host has ended");
      };
      this.#watchers.add(watch);
    });
  }

  send(request: HostRequest): void {
    this.process.send(request);
  }

  program(code: string, given: Given = {}): ScopeProgram {
    const run = this.#runs + 1;
    return {
      format: "scope",
      file: `claimbook-cell-${run}`,
      label: `cell ${run}`,
      code: `async (__claimbook__, __cells__) => {"use strict";${code}\n}`,
      map: JSON.stringify({ version: 3, sources: ["cell"], names: [], mappings: "" }),
      declares: [],
      imports: [],
      modules: [],
      ...given,
    };
  }

  /** Starts a cell. @returns its run */
  begin(program: CellProgram | string, given: Given = {}): number {
    const compiled = typeof program === "string" ? this.program(program, given) : program;
    const run = ++this.#runs;
    this.send({
      op: "execute",
      cell: {
        run,
        executionCount: run,
        label: compiled.label,
        cellId: `id-${run}`,
        started: Date.now(),
        source: "source",
        program: compiled,
      },
    });
    return run;
  }

  of(run: number): HostEvent[] {
    return this.events.filter((event) => "run" in event && event.run === run);
  }

  text(run: number, name: "stdout" | "stderr" = "stdout"): string {
    return this.of(run)
      .map((event) => (event.type === "stream" && event.name === name ? event.text : ""))
      .join("");
  }

  async end(run: number): Promise<Ran> {
    const done = () => this.of(run).find((event) => event.type === "done");
    await this.until(() => {
      const { mark } = done() ?? {};
      return done() !== undefined && (mark === undefined || this.#seen(mark));
    });
    const events = this.of(run);
    const { status, assigned } = done()!;
    return {
      status,
      assigned,
      stdout: this.text(run),
      stderr: this.text(run, "stderr"),
      result: events.find((event) => event.type === "result")?.data["text/plain"],
      error: events.find((event) => event.type === "error")?.error,
      displays: events.filter((event) => event.type === "display"),
    };
  }

  #seen(mark: string): boolean {
    return this.#marks.stdout.has(mark) && this.#marks.stderr.has(mark);
  }

  async run(program: CellProgram | string, given: Given = {}): Promise<Ran> {
    return this.end(this.begin(program, given));
  }

  async evaluate(program: CellProgram): Promise<ExpressionReply> {
    const id = ++this.#ids;
    this.send({ op: "evaluate", id, run: this.#runs, program });
    const answer = () => this.events.find((event) => event.type === "answer" && event.id === id);
    await this.until(() => answer() !== undefined);
    return (answer() as Extract<HostEvent, { type: "answer" }>).reply;
  }

  /** As the front end does it: message and control line until the cell has ended, SIGINT to the group once. */
  async interrupt(run: number): Promise<Ran> {
    this.interruptOnce(run);
    process.kill(-this.process.pid!, "SIGINT");
    const timer = setInterval(() => this.interruptOnce(run), 100);
    try {
      return await this.end(run);
    } finally {
      clearInterval(timer);
    }
  }

  /** Message and control line. */
  interruptOnce(run: number): void {
    this.send({ op: "interrupt", run });
    this.#control.write(`interrupt ${run}\n`);
  }

  /** What the host sees when the front end was killed. */
  loseFrontEnd(): void {
    this.#control.destroy();
  }

  /** Starts a cell, waits until it prints `go`, interrupts it. */
  async interrupted(program: CellProgram | string, given: Given = {}): Promise<Ran> {
    const run = this.begin(program, given);
    await this.until(() => this.text(run).includes("go"));
    return this.interrupt(run);
  }
}
