import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import type { FoundKernelSpec } from "../kernel/kernelspec.js";
import { processNamespace } from "../kernel/parent.js";
import type { ConnectionInfo } from "../kernel/wire.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { watchUsage } from "../sandbox/watch.js";
import { sandboxedCommand } from "./sandboxed-command.js";

/** How a kernel's process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Which limit of its sandbox it was ended for. */
  exceeded?: string;
}

/** A kernel's process with its connection file, started from a kernelspec in a process group of its own. */
export class KernelProcess {
  readonly connection: ConnectionInfo;
  /** Settles when the process has ended, however that came about. */
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #folder: string;
  #exit: Exit | undefined;
  #words = "";
  #exceeded: string | undefined;
  #sandboxed = false;
  #endWatch = () => {};
  /** When this process ends without having ended its kernel (a second Ctrl-C), the kernel goes too. */
  readonly #lastResort = () => {
    this.#kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  };

  private constructor(process: ChildProcess, connection: ConnectionInfo, folder: string) {
    this.#process = process;
    this.connection = connection;
    this.#folder = folder;
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#words = (this.#words + text).slice(-4000);
      });
    }
    globalThis.process.once("exit", this.#lastResort);
    this.exited = new Promise((resolve) => {
      process.once("exit", (code, signal) => {
        this.#endWatch();
        this.#exit = { code, signal, ...(this.#exceeded === undefined ? {} : { exceeded: this.#exceeded }) };
        resolve(this.#exit);
      });
    });
  }

  /**
   * @param options cwd: working directory of the kernel; sandbox: what keeps its code from doing harm
   * @throws ClaimbookError (`could-not-run`) when the kernelspec's program cannot be started
   */
  static async start(
    found: FoundKernelSpec,
    options: { cwd: string; env: NodeJS.ProcessEnv; sandbox?: Sandbox },
  ): Promise<KernelProcess> {
    const { sandbox } = options;
    // The key lets anyone run code as this user: a folder and a file that only they can read.
    const folder = await mkdtemp(path.join(tmpdir(), "claimbook-kernel-"));
    const ports = sandbox?.ownNetwork ? [1, 2, 3, 4, 5] : await freePorts(5);
    const connection: ConnectionInfo = {
      ...(sandbox?.ownNetwork
        ? { transport: "ipc", ip: path.join(folder, "kernel") }
        : { transport: "tcp", ip: "127.0.0.1" }),
      shell_port: ports[0]!,
      iopub_port: ports[1]!,
      stdin_port: ports[2]!,
      control_port: ports[3]!,
      hb_port: ports[4]!,
      key: randomBytes(32).toString("hex"),
      signature_scheme: "hmac-sha256",
      kernel_name: found.name,
    };
    const file = path.join(folder, "connection.json");
    await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
    const argv = found.spec.argv.map((part) =>
      part.replaceAll("{connection_file}", file).replaceAll("{resource_dir}", found.dir),
    );
    const plain = {
      argv: [programOf(argv[0]!, found.dir), ...argv.slice(1)],
      env: {
        ...options.env,
        ...found.spec.env,
        JPY_PARENT_PID: String(process.pid),
        CLAIMBOOK_PARENT_NAMESPACE: processNamespace(),
      },
    };
    const command =
      sandbox === undefined
        ? plain
        : await sandboxedCommand(sandbox, { ...plain, cwd: options.cwd }, folder, found.dir);
    const child = spawn(command.argv[0]!, command.argv.slice(1), {
      cwd: options.cwd,
      env: command.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const kernel = new KernelProcess(child, connection, folder);
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (cause) => {
        reject(
          new ClaimbookError(`the kernel's program cannot be started: ${cause.message}`, {
            kind: "could-not-run",
            where: `kernelspec "${found.name}" in ${found.dir}`,
            wayOut: "Check `argv` in its kernel.json, or install the kernel again.",
            cause,
          }),
        );
      });
    }).catch(async (error) => {
      process.off("exit", kernel.#lastResort);
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    if (sandbox !== undefined) {
      kernel.#sandboxed = true;
      kernel.#endWatch = watchUsage(child.pid!, sandbox.limits, (what) => {
        kernel.#exceeded = what;
        kernel.#kill("SIGKILL");
      });
    }
    return kernel;
  }

  /**
   * Removes the connection file, which a kernel that answers has read: nothing is left behind should this process be
   * killed, and nobody else can use the key.
   */
  async forgetConnection(): Promise<void> {
    const inUse = this.#sandboxed && this.#exit === undefined;
    // A sandboxed kernel's sockets, and its own temporary files, lie beside the file.
    await rm(inUse ? path.join(this.#folder, "connection.json") : this.#folder, {
      recursive: true,
      force: true,
    });
  }

  get exit(): Exit | undefined {
    return this.#exit;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The last of what the kernel itself wrote to its terminal (not its cells' output). */
  get lastWords(): string {
    return this.#words.trim();
  }

  /** Signals the kernel and what it started, as Jupyter does: its program may be a launcher. */
  signal(signal: NodeJS.Signals): void {
    if (this.#exit === undefined) this.#kill(signal);
  }

  /** Ends the process and all it started that is still in its process group, and removes the connection file. */
  async destroy(): Promise<void> {
    this.#kill("SIGKILL");
    await this.exited;
    // Whatever left the group and still holds these pipes shall not keep this process waiting.
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
    await this.forgetConnection();
    process.off("exit", this.#lastResort);
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    try {
      if (pid !== undefined && process.platform !== "win32") process.kill(-pid, signal);
      else this.#process.kill(signal);
    } catch {
      // Nobody left in the group.
    }
  }
}

/**
 * A bare `node` means a Node, and this one is known to be there and new enough. A bare `python` means, to Jupyter,
 * the Python that Jupyter runs in: the one of the environment that the kernelspec belongs to (PREFIX/share/jupyter/
 * kernels/NAME).
 */
function programOf(name: string, specDir: string): string {
  if (name === "node") return process.execPath;
  if (!/^python[\d.]*$/.test(name)) return name;
  const own = path.resolve(specDir, "../../../..", "bin", name);
  return specDir.includes(path.join("share", "jupyter", "kernels")) && existsSync(own) ? own : name;
}

export function describeExit({ code, signal, exceeded }: Exit): string {
  if (exceeded !== undefined) return `ended by the sandbox: ${exceeded}`;
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

/** Ports that nothing listens on now; all are held at once so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<net.Server>((resolve, reject) => {
          const server = net.createServer();
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
