import { Router, XPublisher } from "zeromq";
import type { ConnectionInfo, Message } from "./wire.js";
import { Wire, WireError } from "./wire.js";

export type Channel = "shell" | "control" | "stdin";

type Writable = { send(frames: (string | Buffer)[]): Promise<void> };

/** Sends one message after the other: a ZeroMQ socket refuses a second send while one is under way. */
class Outbox {
  #last: Promise<void> = Promise.resolve();
  readonly #socket: Writable;

  constructor(socket: Writable) {
    this.#socket = socket;
  }

  send(frames: (string | Buffer)[]): void {
    // A peer that is gone is no reason to stop serving the others.
    this.#last = this.#last.then(() => this.#socket.send(frames)).catch(() => {});
  }

  /** Resolves when all that was given so far has left. */
  flushed(): Promise<void> {
    return this.#last;
  }
}

/**
 * A client chooses ports that are free at that moment. Until the kernel binds them, any connection that leaves this
 * machine may be given one of them, mostly for an instant.
 */
async function bindPatiently(
  socket: { bind(address: string): Promise<void> },
  address: string,
): Promise<void> {
  for (let waited = 0; ; waited += 100) {
    try {
      return await socket.bind(address);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || waited >= 2000) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The five sockets of a kernel (messaging protocol, "Introduction"), bound as the connection file says. */
export class KernelSockets {
  readonly #wire: Wire;
  readonly #routers: Record<Channel, Router>;
  readonly #heartbeat: Router;
  readonly #iopub: XPublisher;
  readonly #outboxes: Record<"shell" | "control" | "iopub", Outbox>;
  #questions: Promise<void> = Promise.resolve();

  constructor(info: ConnectionInfo) {
    this.#wire = new Wire(info);
    // Nothing is dropped for a slow reader; on closing, a second for the last replies to leave.
    const options = { linger: 1000, sendHighWaterMark: 0, receiveHighWaterMark: 0 };
    this.#routers = {
      shell: new Router(options),
      control: new Router(options),
      // Sending to a client that is not there fails instead of being dropped in silence.
      stdin: new Router({ ...options, mandatory: true }),
    };
    this.#heartbeat = new Router({ linger: 0 });
    this.#iopub = new XPublisher({ ...options, verbosity: "allSubs" });
    this.#outboxes = {
      shell: new Outbox(this.#routers.shell),
      control: new Outbox(this.#routers.control),
      iopub: new Outbox(this.#iopub),
    };
  }

  /** @throws when an address stays in use for two seconds or cannot be bound */
  async bind(info: ConnectionInfo): Promise<void> {
    const address = (port: number) =>
      info.transport === "ipc" ? `ipc://${info.ip}-${port}` : `tcp://${info.ip}:${port}`;
    await bindPatiently(this.#iopub, address(info.iopub_port));
    await bindPatiently(this.#heartbeat, address(info.hb_port));
    await bindPatiently(this.#routers.stdin, address(info.stdin_port));
    await bindPatiently(this.#routers.control, address(info.control_port));
    await bindPatiently(this.#routers.shell, address(info.shell_port));
  }

  /**
   * Receives until the sockets are closed.
   *
   * @param onMessage called for every message with a right signature
   * @param onSubscribe called with the topic of every new subscription to iopub
   * @param onRefused told why frames were dropped
   */
  listen(
    onMessage: (channel: Channel, message: Message) => void,
    onSubscribe: (topic: Buffer) => void,
    onRefused: (error: WireError) => void,
  ): void {
    for (const channel of ["shell", "control", "stdin"] as const) {
      void this.#receive(this.#routers[channel], (frames) => {
        try {
          onMessage(channel, this.#wire.decode(frames));
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          onRefused(error);
        }
      });
    }
    const echo = new Outbox(this.#heartbeat);
    void this.#receive(this.#heartbeat, (frames) => echo.send(frames));
    void this.#receive(this.#iopub, ([frame]) => {
      if (frame !== undefined && frame[0] === 1) onSubscribe(frame.subarray(1));
    });
  }

  async #receive(socket: AsyncIterable<Buffer[]>, handle: (frames: Buffer[]) => void): Promise<void> {
    for await (const frames of socket) handle(frames);
  }

  send(channel: "shell" | "control" | "iopub", message: Message<unknown>): void {
    this.#outboxes[channel].send(this.#wire.encode(message));
  }

  /**
   * Sends a question on the stdin channel.
   *
   * @throws when the client it is meant for is not connected there
   */
  async ask(message: Message<unknown>): Promise<void> {
    await this.#questions;
    this.#questions = this.#routers.stdin.send(this.#wire.encode(message));
    const sent = this.#questions;
    this.#questions = sent.catch(() => {});
    await sent;
  }

  /** Resolves when every message that had arrived on the shell channel was handed to `onMessage`. */
  async drainShell(): Promise<void> {
    do {
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    } while (this.#routers.shell.readable);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#outboxes).map((outbox) => outbox.flushed()));
    for (const socket of [...Object.values(this.#routers), this.#iopub, this.#heartbeat]) socket.close();
  }
}
