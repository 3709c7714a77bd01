import { createRequire } from "node:module";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../../paths.js";
import { installKernelHost } from "../host-api.js";
import { outputLimit } from "../output-limit.js";
import { EventPipe } from "./events.js";
import { Inputs } from "./input.js";
import { InterruptState } from "./interrupt-state.js";
import { LocalModules } from "./local-modules.js";
import { CellOutput } from "./output.js";
import { currentOwner, forgetOwner, ownerOf, trackOwnership } from "./ownership.js";
import { Packages } from "./packages.js";
import { addMissingLibrary } from "./polyfills.js";
import { StackPositions } from "./positions.js";
import { endProcessGroup } from "./process-group.js";
import type { ProgramRunner } from "./program-runner.js";
import type { DisplayKind, HostRequest } from "./protocol.js";
import { CellRunner } from "./runner.js";
import { ScopeRunner } from "./scope-runner.js";
import { shutDown } from "./shutdown.js";
import { captureStream } from "./streams.js";
import { TslabRunner } from "./tslab-runner.js";
import { showsItself, toMimeBundle } from "./values.js";

// The process that runs cells, started by the front end as src/kernel/host/protocol.ts says.

const state = new InterruptState();
const control = new Worker(new URL("./control.js", import.meta.url), {
  workerData: state.memory,
  resourceLimits: { maxOldGenerationSizeMb: 16 },
});
// Without it only loops cannot be ended any more; no cell is to blame.
control.on("error", () => {}).unref();
process.on("disconnect", endProcessGroup);
// Notebooks show text, not a terminal's colours.
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = "1";

const projectRoot = process.cwd();
const notebookFolder = path.resolve(process.argv[2] ?? projectRoot);
// Libraries that look at the process are to see an ordinary program without arguments.
process.argv.splice(2);
delete process.send;
const pipe = new EventPipe(state);
const positions = new StackPositions([path.join(packageRoot, "node_modules", "tslab") + path.sep]);
positions.install();
const output = new CellOutput(pipe, outputLimit(process.env));
const inputs = new Inputs((event) => pipe.send(event));

const packages = new Packages();
const scopeRunner: ScopeRunner = new ScopeRunner({
  packages,
  modules: new LocalModules(packages, positions, projectRoot),
  positions,
  notebookFolder,
  projectRoot,
  wait: (value) => runner.wait(value),
  warn: (text, error) => console.error(`${text}:`, error),
});
const tslabRunner: TslabRunner = new TslabRunner(projectRoot, positions, (content, update) =>
  show(update ? "update_display_data" : "display_data", content),
);
const runner: CellRunner = new CellRunner({
  runner: ({ format }) => (format === "scope" ? scopeRunner : tslabRunner) as ProgramRunner,
  state,
  pipe,
  output,
  inputs,
  positions,
});

for (const name of ["stdout", "stderr"] as const)
  captureStream(process[name], (text) => output.stream(runner.owner(), name, text));

/** The data may also be an object that knows how it is shown. */
function show(kind: DisplayKind, content: Record<string, unknown>): void {
  const cell = runner.owner();
  if (showsItself(content.data))
    void toMimeBundle(content.data).then((data) => output.display(cell, kind, { ...content, data }));
  else output.display(cell, kind, content);
}

const ask = (prompt = "", options: { password?: boolean } = {}) =>
  inputs.ask(runner.owner(), String(prompt), options.password === true);
installKernelHost({
  broadcast: show,
  cell: () => {
    const cell = runner.owner();
    if (cell === undefined) return undefined;
    return { id: cell.id, executionCount: cell.executionCount, code: cell.source, started: cell.started };
  },
  signal: () => runner.signal(),
  lookup: (name) => runner.lookup(name),
  project: projectRoot,
  input: ask,
});
for (const [name, value] of Object.entries({
  input: ask,
  require: createRequire(path.join(notebookFolder, "notebook.js")),
}))
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

await addMissingLibrary();
trackOwnership();

process.on("SIGINT", () => runner.signalled());
process.on("uncaughtException", (error) => {
  const owner = currentOwner();
  forgetOwner();
  runner.stray(error, owner);
});
process.on("unhandledRejection", (reason, promise) => runner.stray(reason, ownerOf(promise)));

process.on("message", (request: HostRequest) => {
  forgetOwner();
  if (request.op === "interrupt") state.answer();
  state.critical(() => handle(request));
});

function handle(request: HostRequest): void {
  switch (request.op) {
    case "execute":
      runner.execute(request.cell);
      return;
    case "evaluate":
      runner.evaluate(request);
      return;
    case "interrupt":
      runner.interrupt(request.run);
      return;
    case "input":
      inputs.answer(request);
      return;
    case "shutdown":
      void shutDown();
      return;
  }
}

pipe.send({ type: "ready" });
