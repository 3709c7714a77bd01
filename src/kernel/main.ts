import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot, projectRoot } from "../paths.js";
import { Kernel } from "./kernel.js";
import { whenParentEnds } from "./parent.js";
import { KernelSockets } from "./sockets.js";
import type { ConnectionInfo } from "./wire.js";

// The kernel as Jupyter starts it: `node dist/kernel/main.js CONNECTION_FILE`. It prints nothing but the reason
// why it cannot start.

function fatal(what: string): never {
  process.stderr.write(`claimbook kernel: ${what}\n`);
  process.exit(3);
}

const file = process.argv[2] ?? fatal("the connection file is missing (usage: main.js CONNECTION_FILE)");
let info: ConnectionInfo;
let sockets: KernelSockets;
try {
  info = JSON.parse(readFileSync(file, "utf8")) as ConnectionInfo;
  sockets = new KernelSockets(info);
  await sockets.bind(info);
} catch (error) {
  fatal(`cannot listen as ${file} says: ${(error as Error).message}`);
}

/** The front end does not load TypeScript: the version is read from the package that the host will load. */
function languageVersion(): string {
  const own = createRequire(import.meta.url);
  const tslab = createRequire(own.resolve("tslab/package.json"));
  return (tslab("@tslab/typescript-for-tslab/package.json") as { version: string }).version;
}

const { version } = JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")) as {
  version: string;
};
const kernel = new Kernel(sockets, {
  cwd: projectRoot(process.cwd()),
  env: process.env,
  version,
  languageVersion: languageVersion(),
  interruptGrace: 1000,
  onShutdown: () => void end(),
});

async function end(): Promise<void> {
  await kernel.stop();
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
