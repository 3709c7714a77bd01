import { randomUUID } from "node:crypto";
import { type CellEnd, CellExecution } from "./cell-execution.js";
import { History } from "./history.js";
import type { HostEvent } from "./host-old/protocol.js";
import { HostSupervisor } from "./host-supervisor.js";
import { kernelInfo } from "./info.js";
import type { Channel, KernelSockets } from "./sockets.js";
import { type Message, newHeader } from "./wire.js";

export interface KernelSettings {
  /** Working directory of the cells. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  version: string;
  languageVersion: string;
  /** How long an interrupted cell may take to end before its process is killed. Milliseconds. */
  interruptGrace: number;
  /** Called when a client asked for the end and the answer is on its way. */
  onShutdown(): void;
}

interface Job {
  channel: Channel;
  message: Message;
}

/** How long exit handlers of the cells may take, in milliseconds. */
const SHUTDOWN_GRACE = 500;

/** Earlier cells whose late output still finds its way. */
const REMEMBERED_CELLS = 1000;

/**
 * The front end of the kernel: speaks the Jupyter messaging protocol and never runs a cell itself, so that it
 * answers whatever a cell does. Requests that need the host wait in one queue; everything else, and everything on
 * the control channel, is answered at once.
 */
export class Kernel {
  readonly #sockets: KernelSockets;
  readonly #settings: KernelSettings;
  readonly #session = randomUUID();
  readonly #history = new History();
  readonly #host: HostSupervisor;
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
    this.#sockets = sockets;
    this.#settings = settings;
    this.#host = new HostSupervisor(settings, {
      event: (event) => this.#hostEvent(event),
      raw: (name, text) => this.#stream(this.#running ?? this.#latest, name, text),
      lostWhileIdle: (what) => this.#stream(this.#latest, "stderr", `${what}\n`),
    });
  }

  start(): void {
    this.#publish("status", { execution_state: "starting" }, undefined);
    this.#host.start();
  }

  /** Resolves when the host is gone. */
  async stop(): Promise<void> {
    this.#closing = true;
    await this.#host.stop(SHUTDOWN_GRACE);
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
    if (this.#closing || channel === "stdin" || typeof message.header?.msg_type !== "string") return;
    // Anyone with the key can send any JSON as content.
    if (typeof message.content !== "object" || message.content === null) message.content = {};
    const queued = ["execute_request", "complete_request", "inspect_request", "is_complete_request"];
    if (queued.includes(message.header.msg_type)) {
      this.#queue.push({ channel, message });
      void this.#work();
      return;
    }
    const job = { channel, message };
    this.#publish("status", { execution_state: "busy" }, message);
    const after = this.#answerAtOnce(job);
    this.#publish("status", { execution_state: "idle" }, message);
    // A client that goes by the last status it saw must not take a busy kernel for an idle one.
    if (this.#running !== undefined)
      this.#publish("status", { execution_state: "busy" }, this.#running.message);
    after?.();
  }

  /** SIGINT of the front end means the same as an interrupt_request. */
  interrupt(): void {
    const running = this.#running;
    if (running === undefined) return;
    running.interrupt();
  }

  /** @returns what to do when the status is idle again */
  #answerAtOnce(job: Job): (() => void) | undefined {
    const { content } = job.message;
    switch (job.message.header.msg_type) {
      case "kernel_info_request":
        this.#reply(job, kernelInfo(this.#settings.version, this.#settings.languageVersion));
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
      case "shutdown_request":
        this.#closing = true;
        this.#reply(job, { status: "ok", restart: content.restart === true });
        return () => this.#settings.onShutdown();
      default:
        // Requests of a later protocol version get no answer, as the protocol asks.
        return;
    }
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      this.#publish("status", { execution_state: "busy" }, job.message);
      if (job.message.header.msg_type === "execute_request") await this.#execute(job);
      else await this.#ask(job);
      this.#publish("status", { execution_state: "idle" }, job.message);
    }
    this.#working = false;
  }

  async #ask(job: Job): Promise<void> {
    const { code, cursor_pos } = job.message.content as { code?: unknown; cursor_pos?: unknown };
    const text = typeof code === "string" ? code : "";
    const cursor = typeof cursor_pos === "number" ? cursor_pos : [...text].length;
    const type = job.message.header.msg_type;
    const content = await this.#host.ask(
      type === "is_complete_request"
        ? { op: "isComplete", code: text }
        : { op: type === "complete_request" ? "complete" : "inspect", code: text, cursor },
    );
    this.#reply(job, content ?? (type === "is_complete_request" ? { status: "unknown" } : hostless));
  }

  async #execute(job: Job): Promise<void> {
    const cell = new CellExecution(
      ++this.#runs,
      job.message,
      this.#count,
      this.#host,
      this.#settings.interruptGrace,
    );
    this.#count = cell.executionCount;
    this.#remember(cell);
    if (!cell.silent) {
      this.#publish("execute_input", { code: cell.code, execution_count: cell.executionCount }, job.message);
      if (cell.storeHistory) this.#history.add(cell.executionCount, cell.code);
    }
    this.#running = cell;
    const end = await cell.run((error) => {
      if (!cell.silent) this.#publish("error", { ...error }, job.message);
    });
    this.#running = undefined;
    if (end.status === "error" && cell.stopOnError) await this.#abortQueue();
    this.#reply(job, replyContent(end, cell.executionCount));
  }

  /** Aborts the execute requests that had been sent before the client could know of the error. */
  async #abortQueue(): Promise<void> {
    await this.#sockets.drainShell();
    const aborted = this.#queue.filter((job) => job.message.header.msg_type === "execute_request");
    const rest = this.#queue.filter((job) => job.message.header.msg_type !== "execute_request");
    this.#queue.splice(0, this.#queue.length, ...rest);
    for (const job of aborted) {
      this.#publish("status", { execution_state: "busy" }, job.message);
      this.#reply(job, { status: "aborted", execution_count: this.#count });
      this.#publish("status", { execution_state: "idle" }, job.message);
    }
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
        if (!cell.silent) this.#publish(event.kind, event.content, cell.message);
        return;
      case "result": {
        if (cell.silent) return;
        const content = { execution_count: cell.executionCount, data: event.data, metadata: {} };
        this.#publish("execute_result", content, cell.message);
        const text = event.data["text/plain"];
        if (cell.storeHistory && typeof text === "string") this.#history.setOutput(cell.executionCount, text);
        return;
      }
      case "error":
        cell.failed(event.error);
        return;
      case "done":
        cell.done(event);
        return;
    }
  }

  #stream(cell: CellExecution | undefined, name: "stdout" | "stderr", text: string): void {
    if (cell?.silent !== true) this.#publish("stream", { name, text }, cell?.message);
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

const hostless = {
  status: "error",
  ename: "KernelHostExited",
  evalue: "the process that runs cells is not there",
  traceback: [],
};

function replyContent(end: CellEnd, executionCount: number): Record<string, unknown> {
  const common = { execution_count: executionCount, payload: [], user_expressions: end.userExpressions };
  return end.status === "ok" ? { status: "ok", ...common } : { status: "error", ...common, ...end.error };
}
