import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, "../..");

function succeed(what, command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", ...options });
  if (done.status === 0) return done.stdout;
  throw new Error(
    `${what}: ${done.error?.message ?? `exit status ${done.status ?? done.signal}`}\n${done.stderr ?? ""}`,
  );
}

/** A Python environment with the pinned JupyterLab, made once and again when the pins change. @returns its folder */
export function environment(folder) {
  const python = path.join(folder, "bin", "python");
  const pins = path.join(here, "requirements.txt");
  const stamp = path.join(folder, "requirements.installed.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === readFileSync(pins, "utf8")) return folder;
  succeed("python3 -m venv", "python3", ["-m", "venv", folder]);
  succeed("pip install", python, ["-m", "pip", "install", "--quiet", "--requirement", pins]);
  cpSync(pins, stamp);
  return folder;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .on("error", reject)
      .listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });
}

/**
 * A started `jupyter lab` over a temporary folder with copies of the project's notebooks. It reads no configuration
 * of the user's and leaves nothing behind.
 */
export class LabServer {
  #child;
  #work;
  #log = "";
  #venv;
  /** Extensions of JupyterLab; the server looks there for every page that it hands out. */
  #extensions;

  /** @param venv folder of the Python environment @param notebooks file name -> notebook, beside the project's own */
  static async start(venv, notebooks) {
    const server = new LabServer();
    try {
      await server.#start(venv, notebooks);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async #start(venv, notebooks) {
    this.#work = mkdtempSync(path.join(tmpdir(), "claimbook-jupyterlab-"));
    const own = (name) => {
      const folder = path.join(this.#work, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    };
    // The kernelspec of this build alone: not one that the user has installed.
    const prefix = own("prefix");
    succeed("claimbook kernel install", process.execPath, [
      path.join(root, "dist/cli/main.js"),
      ...["kernel", "install", "--prefix", prefix],
    ]);
    this.folder = own("notebooks");
    cpSync(path.join(root, "notebooks"), this.folder, { recursive: true });
    for (const [name, notebook] of Object.entries(notebooks))
      writeFileSync(path.join(this.folder, name), JSON.stringify(notebook));
    const settings = own("config/lab/user-settings/@jupyterlab/apputils-extension");
    // Without it JupyterLab asks whether it may look for news, and looks for updates.
    writeFileSync(
      path.join(settings, "notification.jupyterlab-settings"),
      JSON.stringify({ fetchNews: "false", checkForUpdates: false }),
    );

    this.#venv = venv;
    this.#extensions = own("labextensions");
    this.plotly(true);
    const found = [this.#extensions, path.join(prefix, "share/jupyter/labextensions")];

    const port = await freePort();
    this.token = randomUUID();
    this.address = `http://127.0.0.1:${port}`;
    const bin = path.join(venv, "bin");
    this.#child = spawn(
      path.join(bin, "python"),
      [
        ...["-m", "jupyterlab", "--no-browser", `--ServerApp.ip=127.0.0.1`, `--ServerApp.port=${port}`],
        ...["--ServerApp.port_retries=0", `--IdentityProvider.token=${this.token}`, "--allow-root"],
        ...[`--ServerApp.root_dir=${this.folder}`, "--LabApp.extension_manager=readonly"],
        ...found.map((folder) => `--LabApp.labextensions_path=${folder}`),
      ],
      {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          PATH: `${bin}${path.delimiter}${process.env.PATH}`,
          JUPYTER_CONFIG_DIR: own("config"),
          JUPYTER_DATA_DIR: path.join(prefix, "share/jupyter"),
          JUPYTER_RUNTIME_DIR: own("runtime"),
          JUPYTER_PLATFORM_DIRS: "0",
          JUPYTERLAB_SETTINGS_DIR: path.join(this.#work, "config/lab/user-settings"),
          JUPYTERLAB_WORKSPACES_DIR: own("workspaces"),
          IPYTHONDIR: own("ipython"),
        },
      },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on("data", (chunk) => {
        this.#log += chunk;
      });
    await this.#answering();
  }

  /** What the server and its kernels printed. */
  get log() {
    return this.#log;
  }

  /** Whether pages opened from now on have plotly's extension, as after `pip install plotly` or before it. */
  plotly(installed) {
    rmSync(path.join(this.#extensions, "jupyterlab-plotly"), { force: true });
    if (installed)
      symlinkSync(
        path.join(this.#venv, "share/jupyter/labextensions/jupyterlab-plotly"),
        path.join(this.#extensions, "jupyterlab-plotly"),
      );
  }

  async #answering() {
    const deadline = Date.now() + 60_000;
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`jupyter lab ended at once:\n${this.#log}`);
      if (Date.now() > deadline) throw new Error(`jupyter lab does not answer:\n${this.#log}`);
      if ((await this.api("status").catch(() => undefined)) !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** An answer of the server's REST interface. @param method "GET" by default */
  async api(resource, method = "GET") {
    const response = await fetch(`${this.address}/api/${resource}`, {
      method,
      headers: { Authorization: `token ${this.token}` },
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok) throw new Error(`${method} ${resource}: ${response.status} ${response.statusText}`);
    return response.status === 204 ? null : response.json();
  }

  /** Shuts down its kernels and the server, and removes their folder. */
  async stop() {
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      for (const { id } of await this.api("kernels").catch(() => []))
        await this.api(`kernels/${id}`, "DELETE").catch(() => undefined);
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(late);
    }
    if (this.#work !== undefined) rmSync(this.#work, { recursive: true, force: true, maxRetries: 5 });
  }
}
