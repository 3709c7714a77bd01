import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Dealer, Request, Subscriber } from "zeromq";
import { type CompilerKind, compilerKinds } from "../../src/kernel/compiler/messages.js";
import { type ConnectionInfo, type Message, newHeader, Wire } from "../../src/kernel/wire.js";
import { builtModule, packageRoot } from "../../src/paths.js";

/** What every test of a feature that both have runs against; each is a kernelspec. */
export const compilers = compilerKinds;

type Content = Record<string, unknown>;
type AnyMessage = Message<Content>;

export interface Executed {
  reply: Content;
  /** Everything on iopub with this request as its parent, from busy to idle. */
  iopub: { type: string; content: Content }[];
}

/** The messages of one type. */
export function contents(executed: Executed, type: string): Content[] {
  return executed.iopub.filter((message) => message.type === type).map((message) => message.content);
}

/** Text of a standard stream, all messages together. */
export function text(executed: Executed, name = "stdout"): string {
  return contents(executed, "stream")
    .filter((content) => content.name === name)
    .map((content) => content.text)
    .join("");
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A started kernel process and a Jupyter client that talks to it over its five ZeroMQ sockets. */
export class KernelClient {
  readonly info: ConnectionInfo;
  readonly process: ChildProcess;
  readonly #folder: string;
  readonly #wire: Wire;
  readonly #session = randomUUID();
  readonly #sockets: { shell: Dealer; control: Dealer; stdin: Dealer };
  readonly #iopub = new Subscriber();
  /** Everything received on iopub, in order. */
  readonly seen: AnyMessage[] = [];
  /** Everything received on stdin, in order. */
  readonly asked: AnyMessage[] = [];
  readonly #replies = new Map<string, AnyMessage>();
  /** What came on iopub, by its parent: every message of a long output asks whether its cell is done. */
  readonly #ofParent = new Map<string, { type: string; content: Content }[]>();
  readonly #idle = new Set<string>();
  readonly #watchers = new Set<() => void>();
  /** What the kernel itself printed. */
  printed = "";

  private constructor(info: ConnectionInfo, folder: string, child: ChildProcess) {
    this.info = info;
    this.#folder = folder;
    this.process = child;
    this.#wire = new Wire(info);
    // A kernel asks on stdin the client that sent the cell on shell: both carry the same identity.
    const options = { linger: 0, routingId: this.#session };
    this.#sockets = { shell: new Dealer(options), control: new Dealer(options), stdin: new Dealer(options) };
    child.stdout?.on("data", (chunk) => {
      this.printed += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      this.printed += chunk;
    });
  }

  /** Resolves when the subscription to iopub is in force. */
  static async start(
    options: {
      compiler?: CompilerKind;
      cwd?: string;
      env?: NodeJS.ProcessEnv;
      transport?: "tcp" | "ipc";
    } = {},
  ): Promise<KernelClient> {
    const folder = mkdtempSync(path.join(tmpdir(), "claimbook-kernel-"));
    const ipc = options.transport === "ipc";
    const ports = ipc ? [1, 2, 3, 4, 5] : await freePorts(5);
    const info: ConnectionInfo = {
      transport: ipc ? "ipc" : "tcp",
      ip: ipc ? path.join(folder, "socket") : "127.0.0.1",
      shell_port: ports[0]!,
      iopub_port: ports[1]!,
      stdin_port: ports[2]!,
      control_port: ports[3]!,
      hb_port: ports[4]!,
      key: randomUUID(),
      signature_scheme: "hmac-sha256",
    };
    const file = path.join(folder, "connection.json");
    writeFileSync(file, JSON.stringify(info));
    const choice = options.compiler === undefined ? [] : ["--compiler", options.compiler];
    const child = spawn(process.execPath, [builtModule("kernel/main"), ...choice, file], {
      cwd: options.cwd ?? packageRoot,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const client = new KernelClient(info, folder, child);
    client.#connect();
    const ended = new Promise<never>((_, reject) => {
      child.once("exit", () => reject(new Error(`the kernel ended as it started: ${client.printed}`)));
    });
    // Nobody may be waiting any more.
    ended.catch(() => {});
    const welcomed = client.until(() =>
      client.seen.some((message) => message.header.msg_type === "iopub_welcome"),
    );
    await Promise.race([welcomed, ended]);
    return client;
  }

  address(port: number): string {
    return this.info.transport === "ipc" ? `ipc://${this.info.ip}-${port}` : `tcp://${this.info.ip}:${port}`;
  }

  #connect(): void {
    this.#iopub.connect(this.address(this.info.iopub_port));
    this.#iopub.subscribe("");
    this.#sockets.shell.connect(this.address(this.info.shell_port));
    this.#sockets.control.connect(this.address(this.info.control_port));
    this.#sockets.stdin.connect(this.address(this.info.stdin_port));
    void this.#listen(this.#sockets.stdin, (message) => this.asked.push(message));
    void this.#listen(this.#iopub, (message) => this.#takeOutput(message));
    for (const socket of [this.#sockets.shell, this.#sockets.control]) {
      void this.#listen(socket, (message) =>
        this.#replies.set((message.parent_header as { msg_id: string }).msg_id, message),
      );
    }
  }

  #takeOutput(message: AnyMessage): void {
    this.seen.push(message);
    const { msg_id: id } = message.parent_header as { msg_id?: string };
    if (id === undefined) return;
    const { content } = message;
    const type = message.header.msg_type;
    const known = this.#ofParent.get(id);
    if (known === undefined) this.#ofParent.set(id, [{ type, content }]);
    else known.push({ type, content });
    if (type === "status" && content.execution_state === "idle") this.#idle.add(id);
  }

  async #listen(socket: AsyncIterable<Buffer[]>, take: (message: AnyMessage) => void): Promise<void> {
    for await (const frames of socket) {
      take(this.#wire.decode(frames));
      for (const watcher of this.#watchers) watcher();
    }
  }

  /** Waits for a message that makes the condition true; the test's own time limit ends a vain wait. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.#watchers.delete(check);
        resolve();
      };
      this.#watchers.add(check);
      check();
    });
  }

  /** @returns the id of the message */
  async send(
    channel: "shell" | "control",
    type: string,
    content: Content = {},
    metadata: Content = {},
  ): Promise<string> {
    const header = newHeader(type, this.#session);
    const message = { identities: [], header, parent_header: {}, metadata, content, buffers: [] };
    await this.#sockets[channel].send(this.#wire.encode(message));
    return header.msg_id;
  }

  /** Waits for question number `count` on the stdin channel (from 1) of this cell. */
  async question(id: string, count = 1): Promise<AnyMessage> {
    const own = () =>
      this.asked.filter((message) => (message.parent_header as { msg_id?: string }).msg_id === id);
    await this.until(() => own().length >= count);
    return own()[count - 1]!;
  }

  /** @param parent the question, or `{}` as jupyter_client sends it */
  async answer(value: string, parent: AnyMessage["parent_header"]): Promise<void> {
    const header = newHeader("input_reply", this.#session);
    const content = { status: "ok", value };
    const message = { identities: [], header, parent_header: parent, metadata: {}, content, buffers: [] };
    await this.#sockets.stdin.send(this.#wire.encode(message));
  }

  /** Frames as they are, for messages that no honest client would send. */
  async sendFrames(frames: (string | Buffer)[]): Promise<void> {
    await this.#sockets.shell.send(frames);
  }

  async reply(id: string): Promise<AnyMessage> {
    await this.until(() => this.#replies.has(id));
    return this.#replies.get(id)!;
  }

  async request(channel: "shell" | "control", type: string, content: Content = {}): Promise<AnyMessage> {
    return this.reply(await this.send(channel, type, content));
  }

  /** The messages on iopub that name this request as their parent. */
  of(id: string): { type: string; content: Content }[] {
    return [...(this.#ofParent.get(id) ?? [])];
  }

  /** Reply and iopub messages of a request, complete once its status is idle. */
  async outcome(id: string): Promise<Executed> {
    await this.until(() => this.#idle.has(id) && this.#replies.has(id));
    return { reply: this.#replies.get(id)!.content, iopub: this.of(id) };
  }

  sendExecute(code: string, options: Content = {}, metadata: Content = {}): Promise<string> {
    const content = { code, silent: false, store_history: true, user_expressions: {}, ...options };
    return this.send(
      "shell",
      "execute_request",
      { allow_stdin: false, stop_on_error: true, ...content },
      metadata,
    );
  }

  async execute(code: string, options: Content = {}, metadata: Content = {}): Promise<Executed> {
    return this.outcome(await this.sendExecute(code, options, metadata));
  }

  /** What the heartbeat socket sends back. */
  async heartbeat(ping: string): Promise<string> {
    const socket = new Request({ linger: 0 });
    socket.connect(this.address(this.info.hb_port));
    await socket.send(ping);
    const [pong] = await socket.receive();
    socket.close();
    return pong!.toString();
  }

  /** Resolves with the exit code and signal of the front end. */
  exited(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null)
      return Promise.resolve({ code: exitCode, signal: signalCode });
    return new Promise((resolve) => this.process.once("exit", (code, signal) => resolve({ code, signal })));
  }

  async stop(): Promise<void> {
    for (const socket of [...Object.values(this.#sockets), this.#iopub]) if (!socket.closed) socket.close();
    this.process.kill("SIGKILL");
    await this.exited();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether a process with this number runs (a zombie, waiting to be collected, does not). */
export async function runs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const { readFile } = await import("node:fs/promises");
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) [ZX] /.test(stat);
}
