// A Jupyter client for the benches: starts a kernel as Jupyter does and talks to it over its five sockets.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Dealer, Request, Subscriber } from "zeromq";
import { killTrees, treeOf } from "./process-tree.mjs";
import { decode, encode } from "./wire.mjs";

/** The kernel did not do in time what it was asked for, or has ended. */
export class NoAnswer extends Error {
  name = "NoAnswer";
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The client between the bench and the kernel in the test of orphans: it does nothing but to start the kernel.
const launcher = `
const [command, ...args] = process.argv.slice(1);
const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
require("node:child_process").spawn(command, args, { stdio: "ignore", env });
setInterval(() => {}, 60_000);`;

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export class Client {
  /** Everything received on iopub, in order. */
  seen = [];
  /** Milliseconds from the start of the process to the first reply to kernel_info. */
  firstReply = 0;
  /** What the reply to kernel_info said. */
  info = {};
  /** The kernel's own standard output and error, which no notebook shows. */
  words = "";
  /** Answers to input_request, in order; without one the kernel waits. */
  inputs = [];
  #replies = new Map();
  #idle = new Set();
  #watchers = new Set();
  #session = randomUUID();
  #answered = 0;

  /**
   * @param kernel one of contestants.mjs
   * @param options.cwd where the kernel works
   * @param options.orphan put another process between this one and the kernel, which the probe may kill
   */
  static async start(kernel, { cwd, env = {}, orphan = false, timeout = 30_000 }) {
    const client = new Client();
    client.kernel = kernel;
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
    client.connection = {
      transport: "tcp",
      ip: "127.0.0.1",
      shell_port,
      iopub_port,
      stdin_port,
      control_port,
      hb_port,
      key: randomUUID(),
      signature_scheme: "hmac-sha256",
      kernel_name: kernel.id,
    };
    client.folder = mkdtempSync(path.join(tmpdir(), "claimbook-bench-"));
    const file = path.join(client.folder, "connection.json");
    writeFileSync(file, JSON.stringify(client.connection));
    const argv = kernel.argv(file);
    if (orphan) argv.unshift(process.execPath, "-e", launcher);
    client.started = performance.now();
    client.process = spawn(argv[0], argv.slice(1), {
      cwd,
      env: { ...process.env, ...kernel.env, JPY_PARENT_PID: String(process.pid), ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // Jupyter interrupts a kernel's process group.
      detached: true,
    });
    client.#listenTo(client.process);
    client.#connect();
    try {
      client.info = (await client.request("shell", "kernel_info_request", {}, timeout)).content;
      client.firstReply = performance.now() - client.started;
      // A kernel answers before the subscription to iopub is in force.
      while (client.seen.length === 0) {
        await client.request("shell", "kernel_info_request", {}, timeout);
        await client.until(() => client.seen.length > 0, 100, "").catch(() => {});
        if (performance.now() - client.started > timeout) throw new NoAnswer("says nothing on iopub");
      }
    } catch (error) {
      client.stop();
      throw error;
    }
    return client;
  }

  #listenTo(child) {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        this.words = (this.words + chunk).slice(-4000);
      });
    child.on("error", (error) => {
      this.ended = { code: null, signal: null };
      this.words += error.message;
      this.#wake();
    });
    child.on("exit", (code, signal) => {
      this.ended = { code, signal };
      this.#wake();
    });
  }

  #connect() {
    const { connection } = this;
    const options = { linger: 0, routingId: this.#session, reconnectInterval: 10 };
    this.sockets = { shell: new Dealer(options), control: new Dealer(options), stdin: new Dealer(options) };
    for (const [channel, socket] of Object.entries(this.sockets)) {
      socket.connect(`tcp://127.0.0.1:${connection[`${channel}_port`]}`);
      this.#listen(socket, (message) => {
        if (channel === "stdin") this.#answer(message);
        else this.#replies.set(message.parent, message);
      });
    }
    this.iopub = new Subscriber({ linger: 0, reconnectInterval: 10, receiveHighWaterMark: 0 });
    this.iopub.connect(`tcp://127.0.0.1:${connection.iopub_port}`);
    this.iopub.subscribe("");
    this.#listen(this.iopub, (message) => {
      this.seen.push(message);
      if (message.type === "status" && message.content.execution_state === "idle")
        this.#idle.add(message.parent);
    });
  }

  async #listen(socket, take) {
    for await (const frames of socket) {
      const message = decode(this.connection.key, frames);
      if (message === undefined) continue;
      take(message);
      this.#wake();
    }
  }

  #wake() {
    for (const watcher of this.#watchers) watcher();
  }

  #answer(message) {
    if (message.type !== "input_request" || this.#answered >= this.inputs.length) return;
    const { frames } = encode({
      key: this.connection.key,
      session: this.#session,
      type: "input_reply",
      content: { status: "ok", value: this.inputs[this.#answered++] },
      parent: message.header,
    });
    void this.sockets.stdin.send(frames);
  }

  /** @throws NoAnswer when the condition does not come true in time, or the kernel ends before */
  until(condition, timeout, what) {
    return new Promise((resolve, reject) => {
      const finish = (act) => {
        clearTimeout(timer);
        this.#watchers.delete(check);
        act();
      };
      const fail = (why) => finish(() => reject(new NoAnswer(why)));
      const check = () => {
        if (condition()) finish(resolve);
        else if (this.ended) fail(`the kernel ended (${this.ended.signal ?? `code ${this.ended.code}`})`);
      };
      const timer = setTimeout(() => fail(`${what} within ${timeout / 1000} s`), timeout);
      this.#watchers.add(check);
      check();
    });
  }

  /** @returns the id of the message */
  async send(channel, type, content = {}) {
    const { id, frames } = encode({ key: this.connection.key, session: this.#session, type, content });
    await this.sockets[channel].send(frames);
    return id;
  }

  async reply(id, timeout = 15_000) {
    await this.until(() => this.#replies.has(id), timeout, "no reply");
    return this.#replies.get(id);
  }

  async request(channel, type, content = {}, timeout = 15_000) {
    return this.reply(await this.send(channel, type, content), timeout);
  }

  /** The messages on iopub that name this request as their parent. */
  of(id) {
    return this.seen.filter((message) => message.parent === id);
  }

  sendCell(code, options = {}) {
    const content = { code, silent: false, store_history: true, user_expressions: {}, ...options };
    return this.send("shell", "execute_request", { allow_stdin: false, stop_on_error: true, ...content });
  }

  /** Resolves when both the reply and the idle status are there. */
  async outcome(id, timeout = 15_000) {
    const { content } = await this.reply(id, timeout);
    await this.until(() => this.#idle.has(id), timeout, "no idle status");
    return { id, reply: content };
  }

  async execute(code, options = {}, timeout = 15_000) {
    return this.outcome(await this.sendCell(code, options), timeout);
  }

  /** Interrupts as the kernel's own kernelspec tells Jupyter to. */
  async interrupt() {
    if (this.kernel.interruptMode === "message") await this.send("control", "interrupt_request");
    else process.kill(-this.process.pid, "SIGINT");
  }

  /** @returns whether the heartbeat socket sends back what it got */
  async heartbeat(timeout) {
    const socket = new Request({ linger: 0, receiveTimeout: timeout });
    socket.connect(`tcp://127.0.0.1:${this.connection.hb_port}`);
    try {
      await socket.send("ping");
      return (await socket.receive()).toString() === "ping";
    } catch {
      return false;
    } finally {
      socket.close();
    }
  }

  /** Ends the kernel with everything it started. */
  stop() {
    for (const socket of [...Object.values(this.sockets), this.iopub]) if (!socket.closed) socket.close();
    if (this.process.pid !== undefined) {
      killTrees(treeOf(this.process.pid));
      // What a kernel that has ended left behind is nobody's child any more, but still in its group.
      try {
        process.kill(-this.process.pid, "SIGKILL");
      } catch (error) {
        if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
