import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { packageRoot } from "../../paths.js";
import type { CellCompiler } from "./cell-compiler.js";
import type { CompilerAnswer, CompilerCall, CompilerSettings } from "./messages.js";

// The compiler's thread in the front end, started by CompilerThread. Calls that arrive while TypeScript is loading
// wait in the port.

async function load({ kind, project, folder }: CompilerSettings): Promise<CellCompiler> {
  if (kind === "tslab") {
    const { TslabCompiler } = await import("./tslab/compiler.js");
    return new TslabCompiler(project);
  }
  const { TypeScriptCompiler } = await import("./typescript/compiler.js");
  return new TypeScriptCompiler({ project, folder, claimbook: packageRoot });
}

/** How long nothing is asked before old programs, which every cell leaves behind, are cleared away; milliseconds. */
const PAUSE = 200;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
let pause: NodeJS.Timeout | undefined;

const port = parentPort!;
const compiler = await load(workerData as CompilerSettings);

port.on("message", ({ id, method, args }: CompilerCall) => {
  clearTimeout(pause);
  let answer: CompilerAnswer;
  try {
    answer = { id, value: (compiler[method] as (...args: unknown[]) => unknown)(...args) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  port.postMessage(answer);
  pause = setTimeout(collect, PAUSE);
});
