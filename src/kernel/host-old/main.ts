import path from "node:path";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../../paths.js";
import { installKernelHost } from "../host-api.js";
import { currentCell, sendEvent } from "./events.js";
import { StackPositions } from "./positions.js";
import type { HostRequest } from "./protocol.js";
import { CellRunner } from "./runner.js";
import { captureStream } from "./streams.js";
import { TslabCompiler } from "./tslab/compiler.js";

// The process that runs cells, forked by the front end (src/kernel/host-process.ts). Its working directory is
// the project root.

new Worker(new URL("./lifeline.js", import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 16 } });
process.on("disconnect", () => process.exit(0));

const positions = new StackPositions([path.join(packageRoot, "node_modules", "tslab") + path.sep]);
const compiler = new TslabCompiler(process.cwd(), positions);
positions.install();
const runner = new CellRunner(compiler, sendEvent);

for (const name of ["stdout", "stderr"] as const) {
  captureStream(process[name], (text) =>
    sendEvent({ type: "stream", run: runner.owner()?.run ?? 0, name, text }),
  );
}
compiler.onDisplay((content, update) =>
  runner.display(update ? "update_display_data" : "display_data", content),
);
installKernelHost({
  broadcast: (kind, content) => runner.display(kind, content),
  cell: () => {
    const cell = runner.owner();
    return cell && { id: cell.id, executionCount: cell.executionCount, code: cell.code };
  },
  signal: () => runner.signal(),
  lookup: () => undefined,
  project: process.cwd(),
  input: () => Promise.reject(new Error("this kernel cannot ask for input")),
});

// A signal cannot say which cell it means, and may be late for it. Which cell is to stop comes as a message; the
// signal that comes with it only has to break a synchronous loop, where `breakOnSigint` takes it. Anywhere else it
// must neither end the process nor hit the next cell.
process.on("SIGINT", () => {});
process.on("uncaughtException", (error) => runner.stray(error, currentCell.getStore()));
process.on("unhandledRejection", (reason) => runner.stray(reason, currentCell.getStore()));

process.on("message", (request: HostRequest) => {
  switch (request.op) {
    case "execute":
      void runner.execute(request.cell);
      break;
    case "interrupt":
      runner.interrupt(request.run);
      break;
    case "shutdown":
      process.exit(0);
      break;
    default:
      sendEvent({ type: "answer", id: request.id, content: runner.answer(request) });
  }
});
sendEvent({ type: "ready", compiler: compiler.name, languageVersion: compiler.languageVersion });
