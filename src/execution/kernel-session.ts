import { ClaimbookError } from "../errors.js";
import type { FoundKernelSpec } from "../kernel/kernelspec.js";
import type { Message } from "../kernel/wire.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { delay, KernelClient, type Request } from "./kernel-client.js";
import { describeExit, KernelProcess } from "./kernel-process.js";

export interface SessionOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds that the kernel has to answer for the first time. */
  startTimeout: number;
  /** What keeps the code from doing harm; none by default. */
  sandbox?: Sandbox;
  signal?: AbortSignal;
}

/** What came of a request: the reply, or why there is none. */
export type Answer =
  | { is: "reply"; content: Record<string, unknown> }
  | { is: "dead"; how: string }
  | { is: "late" };

/** After the reply, `idle` follows at once; a kernel that forgets it shall not hold up the run for ever. */
const idleGrace = 10_000;
/** What a dead kernel published last may still be on its way. */
const lastMessages = 300;
const shutdownGrace = 3_000;
const terminateGrace = 1_000;

/** A running kernel and the connection to it. */
export class KernelSession {
  readonly found: FoundKernelSpec;
  readonly #process: KernelProcess;
  readonly #client: KernelClient;
  /** Settles with how the kernel ended: its process did, or (a launcher stays behind) nobody is on the line. */
  readonly #gone: Promise<string>;

  private constructor(found: FoundKernelSpec, process: KernelProcess, client: KernelClient) {
    this.found = found;
    this.#process = process;
    this.#client = client;
    this.#gone = Promise.race([
      process.exited.then(describeExit),
      // A process that ends breaks its connections first: leave its exit code time to arrive.
      client.disconnected.then(() => delay(lastMessages)).then(() => "its connection broke"),
    ]);
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @param published receives every message on iopub
   * @throws ClaimbookError (`could-not-run`) when it dies or does not answer in time; the signal's reason
   */
  static async start(
    found: FoundKernelSpec,
    options: SessionOptions,
    published: (message: Message) => void,
  ): Promise<KernelSession> {
    const process = await KernelProcess.start(found, options);
    const client = new KernelClient(process.connection, published);
    const session = new KernelSession(found, process, client);
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), options.startTimeout);
    const stop = () => giveUp.abort();
    options.signal?.addEventListener("abort", stop, { once: true });
    void process.exited.then(stop);
    try {
      if (options.signal?.aborted) stop();
      const info = await client.ready(giveUp.signal);
      if (info !== undefined) {
        await process.forgetConnection();
        return session;
      }
      options.signal?.throwIfAborted();
      const what =
        process.exit === undefined
          ? `the kernel did not answer within ${options.startTimeout / 1000} s`
          : `the kernel died while starting (${describeExit(process.exit)})`;
      const words = process.lastWords;
      throw new ClaimbookError(`${what}${words === "" ? "" : `; its last words:\n${words}`}`, {
        kind: "could-not-run",
        where: `kernelspec "${found.name}" in ${found.dir}`,
        wayOut: "`claimbook doctor` checks the kernel.",
      });
    } catch (error) {
      await session.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", stop);
    }
  }

  get lastWords(): string {
    return this.#process.lastWords;
  }

  /** Sends a cell's code. */
  execute(code: string, cellId: string): Request {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    return this.#client.request("shell", "execute_request", content, { cellId });
  }

  /** Waits until a request is answered and all its output is in, the kernel dies, or `until` settles. */
  async answer(request: Request, until: Promise<unknown>): Promise<Answer> {
    const answer = await Promise.race([
      request.reply.then(({ content }): Answer => ({ is: "reply", content })),
      this.#gone.then((how): Answer => ({ is: "dead", how })),
      until.then((): Answer => ({ is: "late" })),
    ]);
    if (answer.is === "reply") {
      await Promise.race([request.idle, delay(idleGrace), this.#gone.then(() => delay(lastMessages))]);
    }
    if (answer.is === "dead") await delay(lastMessages);
    return answer;
  }

  /** Asks the kernel to break off what it does, the way its kernelspec says. */
  interrupt(): void {
    if (this.found.spec.interrupt_mode === "message") {
      this.#client.request("control", "interrupt_request", {});
    } else {
      this.#process.signal("SIGINT");
    }
  }

  /**
   * Asks the kernel to end, then ends it and everything it started; what it published up to its end has come when
   * this returns. Never throws, never leaves an orphan.
   */
  async shutdown(): Promise<void> {
    if (this.#process.exit === undefined) {
      this.#client.request("control", "shutdown_request", { restart: false });
      await Promise.race([this.#process.exited, delay(shutdownGrace)]);
      this.#process.signal("SIGTERM");
      await Promise.race([this.#process.exited, delay(terminateGrace)]);
    }
    await Promise.race([this.#client.drained(), delay(lastMessages)]);
    await this.destroy();
  }

  /** Ends the kernel without asking. */
  async destroy(): Promise<void> {
    await this.#process.destroy();
    this.#client.close();
  }
}
