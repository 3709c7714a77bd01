import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import { type ConnectionInfo, type Message, newHeader, Wire } from "../kernel/wire.js";

/** One request: settles when the kernel has replied, and when it has said that it is idle again. */
export interface Request {
  id: string;
  reply: Promise<Message>;
  /** The kernel publishes `idle` after everything the request put out. */
  idle: Promise<void>;
}

interface Waiting {
  reply: ((message: Message) => void) | undefined;
  idle: (() => void) | undefined;
}

/**
 * The client's side of the Jupyter protocol: shell, control and iopub of one kernel.
 *
 * There is no heartbeat: a kernel of one thread cannot answer it while a cell computes. That the connection itself
 * breaks says the same sooner, and only when it is true.
 */
export class KernelClient {
  readonly #wire: Wire;
  readonly #session = randomUUID();
  readonly #shell = new Dealer({ linger: 0 });
  readonly #control = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0 });
  readonly #waiting = new Map<string, Waiting>();
  readonly #published: (message: Message) => void;
  /** Settles when the kernel's end of an established connection is gone. */
  readonly disconnected: Promise<void>;
  readonly #iopubGone: Promise<void>;
  #closed = false;

  /** @param published receives every message on iopub, in order */
  constructor(connection: ConnectionInfo, published: (message: Message) => void) {
    this.#wire = new Wire(connection);
    this.#published = published;
    this.disconnected = new Promise((resolve) => {
      this.#control.events.on("disconnect", () => {
        if (!this.#closed) resolve();
      });
    });
    this.#iopubGone = new Promise((resolve) => this.#iopub.events.on("disconnect", () => resolve()));
    const { transport, ip } = connection;
    const address = (port: number) => `${transport}://${ip}${transport === "ipc" ? "-" : ":"}${port}`;
    this.#shell.connect(address(connection.shell_port));
    this.#control.connect(address(connection.control_port));
    this.#iopub.connect(address(connection.iopub_port));
    this.#iopub.subscribe();
    void this.#listen(this.#shell, (message) => this.#replied(message));
    void this.#listen(this.#control, (message) => this.#replied(message));
    void this.#listen(this.#iopub, (message) => this.#publish(message));
  }

  /**
   * Waits until the kernel answers and its iopub messages arrive: a subscription takes a moment to reach the other
   * side, and what is published before that is lost.
   *
   * @returns the content of kernel_info_reply, or undefined when `signal` was aborted first
   */
  async ready(signal: AbortSignal): Promise<Record<string, unknown> | undefined> {
    const aborted = new Promise<"aborted">((resolve) => {
      if (signal.aborted) resolve("aborted");
      signal.addEventListener("abort", () => resolve("aborted"), { once: true });
    });
    while (!signal.aborted) {
      const request = this.request("shell", "kernel_info_request", {});
      const reply = await Promise.race([request.reply, aborted]);
      if (reply === "aborted") return undefined;
      const subscribed = await Promise.race([request.idle.then(() => true), delay(300), aborted]);
      if (subscribed === true) return reply.content;
    }
    return undefined;
  }

  request(
    channel: "shell" | "control",
    type: string,
    content: Record<string, unknown>,
    metadata: Record<string, unknown> = {},
  ): Request {
    const header = newHeader(type, this.#session);
    const waiting: Waiting = { reply: undefined, idle: undefined };
    const reply = new Promise<Message>((resolve) => {
      waiting.reply = resolve;
    });
    const idle = new Promise<void>((resolve) => {
      waiting.idle = resolve;
    });
    this.#waiting.set(header.msg_id, waiting);
    const frames = this.#wire.encode({
      identities: [],
      header,
      parent_header: {},
      metadata,
      content,
      buffers: [],
    });
    const socket = channel === "shell" ? this.#shell : this.#control;
    socket.send(frames).catch(() => {
      // Closed while sending: whoever waits for the reply is told by the process' end.
    });
    return { id: header.msg_id, reply, idle };
  }

  /** Settles when the kernel's end of iopub is gone and everything that had come from it was handed on. */
  async drained(): Promise<void> {
    await this.#iopubGone;
    do {
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    } while (!this.#closed && this.#iopub.readable);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
  }

  async #listen(socket: Dealer | Subscriber, handle: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of socket) {
        let message: Message;
        try {
          message = this.#wire.decode(frames);
        } catch {
          // Not signed by this kernel: whatever it is, it is not for us.
          continue;
        }
        handle(message);
      }
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  #replied(message: Message): void {
    this.#settle(message, (waiting) => {
      waiting.reply?.(message);
      waiting.reply = undefined;
    });
  }

  #publish(message: Message): void {
    this.#published(message);
    if (message.header.msg_type !== "status" || message.content.execution_state !== "idle") return;
    this.#settle(message, (waiting) => {
      waiting.idle?.();
      waiting.idle = undefined;
    });
  }

  /** A request with both its reply and its idle is forgotten. */
  #settle(message: Message, half: (waiting: Waiting) => void): void {
    const id = (message.parent_header as { msg_id?: string }).msg_id ?? "";
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    half(waiting);
    if (waiting.reply === undefined && waiting.idle === undefined) this.#waiting.delete(id);
  }
}

export function delay(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds, undefined).unref();
  });
}
