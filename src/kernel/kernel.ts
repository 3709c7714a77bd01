import { randomUUID } from "node:crypto";
import { type CellEnd, CellExecution, type Engine } from "./cell-execution.js";
import { CompilerThread } from "./compiler/compiler-thread.js";
import type { CompilerKind } from "./compiler/messages.js";
import { ForeignOutput } from "./foreign-output.js";
import { History } from "./history.js";
import type { HostEvent } from "./host/protocol.js";
import { HostSupervisor } from "./host-supervisor.js";
import { debugRefusal, kernelInfo } from "./info.js";
import { InputRequests } from "./input.js";
import { withFingerprint } from "./output-fingerprint.js";
import { outputLimit } from "./output-limit.js";
import { answer, questions } from "./questions.js";
import type { Channel, KernelSockets } from "./sockets.js";
import { type Message, newHeader } from "./wire.js";

export interface KernelSettings {
  /** Absolute path of the project root: the cells' working directory. */
  project: string;
  /** Absolute path of the notebook's folder. */
  folder: string;
  compiler: CompilerKind;
  env: NodeJS.ProcessEnv;
  version: string;
  languageVersion: string;
  /** How long an interrupted cell may take to end before its process is killed. Milliseconds. */
  interruptGrace: number;
  /** Called when a client asked for the end, the host is gone and the answer is on its way. */
  onShutdown(): void;
}

interface Job {
  channel: Exclude<Channel, "stdin">;
  message: Message;
}

/** How long timers and exit handlers of the cells may take at the end, in milliseconds. */
const SHUTDOWN_GRACE = 1000;

/** Earlier cells whose late output still finds its way. */
const REMEMBERED_CELLS = 1000;

/**
 * The front end of the kernel: speaks the Jupyter messaging protocol and never runs a cell itself, so that it
 * answers whatever a cell does. Cells wait in one queue for the host, questions about code for the compiler, which
 * has a thread of its own; everything else is answered at once.
 */
export class Kernel {
  readonly #sockets: KernelSockets;
  readonly #settings: KernelSettings;
  readonly #session = randomUUID();
  readonly #history = new History();
  readonly #engine: Engine;
  readonly #foreignOutput: ForeignOutput;
  readonly #input: InputRequests;
  readonly #queue: Job[] = [];
  /** By run number. */
  readonly #cells = new Map<number, CellExecution>();
  #running: CellExecution | undefined;
  #latest: CellExecution | undefined;
  #working = false;
  #closing = false;
  #count = 0;
  #runs = 0;

  constructor(sockets: KernelSockets, settings: KernelSettings) {
    const { compiler: kind, interruptGrace } = settings;
    this.#sockets = sockets;
    this.#settings = settings;
    const host = new HostSupervisor(settings, {
      event: (event) => this.#hostEvent(event),
      raw: (name, text) => this.#foreign(name, text),
      lost: () => compiler.reset(),
      lostWhileIdle: (what) => this.#stream(this.#latest, "stderr", `${what}\n`),
    });
    const { project, folder } = settings;
    const compiler = new CompilerThread({ kind, project, folder }, (what) =>
      this.#stream(this.#running ?? this.#latest, "stderr", what),
    );
    this.#engine = { compiler, host, interruptGrace };
    this.#foreignOutput = new ForeignOutput(outputLimit(settings.env));
    this.#input = new InputRequests(sockets, this.#session, host);
  }

  start(): void {
    this.#publish("status", { execution_state: "starting" }, undefined);
    this.#engine.host.start();
    this.#engine.compiler.start();
  }

  /** Resolves when the host is gone and all that its cells still had to say is published. */
  async stop(): Promise<void> {
    this.#closing = true;
    await this.#engine.host.stop(SHUTDOWN_GRACE);
    await this.#engine.compiler.stop();
  }

  /** A client has subscribed to iopub: from now on it misses nothing (protocol 5.4, `iopub_welcome`). */
  welcome(topic: Buffer): void {
    this.#sockets.send("iopub", {
      identities: [topic],
      header: newHeader("iopub_welcome", this.#session, "kernel"),
      parent_header: {},
      metadata: {},
      content: { subscription: topic.toString("utf8") },
      buffers: [],
    });
  }

  receive(channel: Channel, message: Message): void {
    if (this.#closing || typeof message.header?.msg_type !== "string") return;
    if (channel === "stdin") {
      this.#input.receive(message);
      return;
    }
    // Anyone with the key can send any JSON as content.
    if (typeof message.content !== "object" || message.content === null) message.content = {};
    const job = { channel, message };
    const type = message.header.msg_type;
    if (type === "execute_request") {
      this.#queue.push(job);
      void this.#work();
    } else if (type === "shutdown_request") {
      void this.#shutdown(job);
    } else if (questions.includes(type)) {
      void this.#meanwhile(job, async () =>
        this.#reply(job, await answer(this.#engine.compiler, type, message.content)),
      );
    } else {
      void this.#meanwhile(job, () => this.#answerAtOnce(job));
    }
  }

  /** SIGINT of the front end means the same as an interrupt_request. */
  interrupt(): void {
    if (this.#running !== undefined) this.#running.interrupt();
    // A loop in a timer of a cell that has ended keeps the next one from beginning, for which this interrupt is.
    else this.#engine.host.interrupt(this.#runs + 1, false);
  }

  /** Does what a request asks for between busy and idle, whatever runs at the same time. */
  async #meanwhile(job: Job, work: () => void | Promise<void>): Promise<void> {
    this.#publish("status", { execution_state: "busy" }, job.message);
    const pending = work();
    if (pending !== undefined) await pending;
    this.#publish("status", { execution_state: "idle" }, job.message);
    // A client that goes by the last status it saw must not take a busy kernel for an idle one.
    if (this.#running !== undefined)
      this.#publish("status", { execution_state: "busy" }, this.#running.message);
  }

  async #shutdown(job: Job): Promise<void> {
    this.#publish("status", { execution_state: "busy" }, job.message);
    // Who reads the reply has read all that the cells still had to say.
    await this.stop();
    this.#reply(job, { status: "ok", restart: job.message.content.restart === true });
    this.#publish("status", { execution_state: "idle" }, job.message);
    this.#settings.onShutdown();
  }

  #answerAtOnce(job: Job): void {
    const { content } = job.message;
    const { version, languageVersion, compiler } = this.#settings;
    switch (job.message.header.msg_type) {
      case "kernel_info_request":
        this.#reply(job, kernelInfo(version, languageVersion, compiler));
        return;
      case "comm_info_request":
        this.#reply(job, { status: "ok", comms: {} });
        return;
      case "comm_open":
        // No comm target is known: the protocol asks for it to be closed again.
        this.#publish("comm_close", { comm_id: content.comm_id, data: {} }, job.message);
        return;
      case "history_request":
        this.#reply(job, this.#history.reply(content));
        return;
      case "interrupt_request":
        this.interrupt();
        this.#reply(job, { status: "ok" });
        return;
      case "debug_request":
        this.#reply(job, debugRefusal(content));
        return;
      default:
        // Messages for comms that do not exist, and requests of a later protocol version: no answer, as it asks.
        return;
    }
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      this.#publish("status", { execution_state: "busy" }, job.message);
      const aborted = await this.#execute(job);
      this.#publish("status", { execution_state: "idle" }, job.message);
      for (const each of aborted) this.#abort(each);
    }
    this.#working = false;
  }

  /** @returns the requests that had been sent before the client could know of an error, and are not to run */
  async #execute(job: Job): Promise<Job[]> {
    const cell = new CellExecution(++this.#runs, job.message, this.#count, this.#engine);
    this.#count = cell.executionCount;
    this.#remember(cell);
    if (!cell.silent) {
      this.#publish("execute_input", { code: cell.code, execution_count: cell.executionCount }, job.message);
      if (cell.storeHistory) this.#history.add(cell.executionCount, cell.code);
    }
    this.#running = cell;
    const end = await cell.run();
    this.#input.forget();
    if (end.status === "error" && !cell.silent) this.#publish("error", { ...end.error }, job.message);
    this.#running = undefined;
    const stop = end.status === "error" && cell.stopOnError;
    if (stop) await this.#sockets.drainShell();
    const aborted = stop ? this.#queue.splice(0) : [];
    this.#reply(job, replyContent(end, cell.executionCount));
    return aborted;
  }

  #abort(job: Job): void {
    this.#publish("status", { execution_state: "busy" }, job.message);
    this.#reply(job, { status: "aborted", execution_count: this.#count });
    this.#publish("status", { execution_state: "idle" }, job.message);
  }

  #hostEvent(event: HostEvent): void {
    if (event.type === "ready" || event.type === "answer") return;
    const cell = this.#cells.get(event.run) ?? this.#latest;
    if (cell === undefined) return;
    switch (event.type) {
      case "stream":
        this.#stream(cell, event.name, event.text);
        return;
      case "display":
        if (!cell.silent) this.#publish(event.kind, withFingerprint(event.content, cell.code), cell.message);
        return;
      case "result": {
        if (cell.silent) return;
        const { data, metadata } = event;
        const shown = withFingerprint({ data, metadata }, cell.code);
        const content = { execution_count: cell.executionCount, ...shown };
        this.#publish("execute_result", content, cell.message);
        const text = data["text/plain"];
        if (cell.storeHistory && typeof text === "string") this.#history.setOutput(cell.executionCount, text);
        return;
      }
      case "error":
        if (cell.failed(event.error) && !cell.silent)
          this.#publish("error", { ...event.error }, cell.message);
        return;
      case "input":
        this.#input.ask(event, this.#running?.runNumber === event.run ? this.#running : undefined);
        return;
      case "done":
        cell.done(event);
        return;
    }
  }

  #stream(cell: CellExecution | undefined, name: "stdout" | "stderr", text: string): void {
    if (cell?.silent !== true) this.#publish("stream", { name, text }, cell?.message);
  }

  /** From a program that a cell started. */
  #foreign(name: "stdout" | "stderr", text: string): void {
    const cell = this.#running ?? this.#latest;
    const admitted = cell === undefined ? { text } : this.#foreignOutput.admit(cell, text);
    if (admitted.text !== "") this.#stream(cell, name, admitted.text);
    if (admitted.notice !== undefined) this.#stream(cell, "stderr", admitted.notice);
  }

  #remember(cell: CellExecution): void {
    this.#latest = cell;
    this.#cells.set(cell.runNumber, cell);
    if (this.#cells.size > REMEMBERED_CELLS) this.#cells.delete(this.#cells.keys().next().value!);
  }

  #reply(job: Job, content: Record<string, unknown>): void {
    const type = job.message.header.msg_type.replace(/_request$/, "_reply");
    this.#sockets.send(job.channel, {
      identities: job.message.identities,
      header: newHeader(type, this.#session, "kernel"),
      parent_header: job.message.header,
      metadata: {},
      content,
      buffers: [],
    });
  }

  #publish(type: string, content: Record<string, unknown>, parent: Message | undefined): void {
    this.#sockets.send("iopub", {
      identities: [Buffer.from(`kernel.${this.#session}.${type}`)],
      header: newHeader(type, this.#session, "kernel"),
      parent_header: parent?.header ?? {},
      metadata: {},
      content,
      buffers: [],
    });
  }
}

function replyContent(end: CellEnd, execution_count: number): Record<string, unknown> {
  if (end.status === "ok")
    return { status: "ok", execution_count, payload: end.payload, user_expressions: end.userExpressions };
  return { status: "error", execution_count, payload: [], user_expressions: {}, ...end.error };
}
