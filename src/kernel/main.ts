import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { ownManifest } from "../manifest.js";
import { projectRoot } from "../paths.js";
import { type CompilerKind, compilerKinds } from "./compiler/messages.js";
import { Kernel } from "./kernel.js";
import { whenParentEnds } from "./parent.js";
import { KernelSockets } from "./sockets.js";
import type { ConnectionInfo } from "./wire.js";

// The kernel as Jupyter starts it: `node dist/kernel/main.js [--compiler claimbook|tslab] CONNECTION_FILE`. It prints
// nothing but the reason why it cannot start. Little is loaded here: the first reply waits for it.

function fatal(what: string): never {
  process.stderr.write(`claimbook kernel: ${what}\n`);
  process.exit(3);
}

const usage = `usage: main.js [--compiler ${compilerKinds.join("|")}] CONNECTION_FILE`;

function options(): { file: string; compiler: CompilerKind } {
  try {
    const { values, positionals } = parseArgs({
      options: { compiler: { type: "string", default: "claimbook" } },
      allowPositionals: true,
    });
    const compiler = compilerKinds.find((kind) => kind === values.compiler);
    if (compiler === undefined) fatal(`there is no compiler ${values.compiler} (${usage})`);
    return { file: positionals[0] ?? fatal(`the connection file is missing (${usage})`), compiler };
  } catch (error) {
    return fatal(`${(error as Error).message} (${usage})`);
  }
}

const { file, compiler } = options();
let info: ConnectionInfo;
let sockets: KernelSockets;
try {
  info = JSON.parse(readFileSync(file, "utf8")) as ConnectionInfo;
  sockets = new KernelSockets(info);
  await sockets.bind(info);
} catch (error) {
  fatal(`cannot listen as ${file} says: ${(error as Error).message}`);
}

/** The front end does not load TypeScript: the version is read from the package that the compiler will load. */
function languageVersion(): string {
  const own = createRequire(import.meta.url);
  if (compiler === "claimbook") return (own("typescript/package.json") as { version: string }).version;
  const tslab = createRequire(own.resolve("tslab/package.json"));
  return (tslab("@tslab/typescript-for-tslab/package.json") as { version: string }).version;
}

// Jupyter Server and claimbook's executor name the notebook; any other client starts the kernel in its folder.
const notebook = process.env.JPY_SESSION_NAME ?? "";
const folder = path.isAbsolute(notebook) ? path.dirname(notebook) : process.cwd();
const project = projectRoot(process.cwd());
// tslab's converter asks the process for it.
process.chdir(project);

const { version } = ownManifest();
const kernel = new Kernel(sockets, {
  project,
  folder,
  compiler,
  env: process.env,
  version,
  languageVersion: languageVersion(),
  interruptGrace: 1000,
  onShutdown: () => void leave(),
});

async function end(): Promise<void> {
  await kernel.stop();
  await leave();
}

async function leave(): Promise<void> {
  await sockets.close();
  process.exit(0);
}

sockets.listen(
  (channel, message) => kernel.receive(channel, message),
  (topic) => kernel.welcome(topic),
  // Frames that are no message of this session are nobody's business here: dropped, as the protocol asks.
  () => {},
);
process.on("SIGINT", () => kernel.interrupt());
process.on("SIGTERM", () => void end());
whenParentEnds(process.env, () => void end());
kernel.start();
