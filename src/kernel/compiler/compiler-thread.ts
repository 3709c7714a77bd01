import { Worker } from "node:worker_threads";
import { builtModule } from "../../paths.js";
import type {
  CellCompiler,
  CellProgram,
  CellSource,
  CompileResult,
  Completeness,
  Completion,
  LocalModule,
  TslabProgram,
} from "./cell-compiler.js";
import type { CompilerAnswer, CompilerCall, CompilerMethod, CompilerSettings } from "./messages.js";

/** Why a request got no answer: the compiler threw, or its thread ended. */
export class CompilerFailure extends Error {
  override name = "CompilerFailure";
}

interface Waiting {
  call: CompilerCall;
  /** The cell that is compiled again, where this is no request of a client. */
  replay: Committed | undefined;
  resolve(value: unknown): void;
  reject(error: CompilerFailure): void;
}

/** A cell that ran: enough to let a fresh thread know what it declared. */
interface Committed {
  cell: CellSource;
  assigned: string[];
}

/** How long the check of a cell that nobody waits for any more may go on, in milliseconds. */
const PATIENCE = 10_000;

/**
 * The compiler of a kernel, in a thread of its own, so that the protocol never waits for TypeScript. Requests are
 * answered in order. When the thread ends (out of memory, above all), the request it was at fails, and a fresh thread
 * is taught what the cells before have declared by compiling them again.
 */
export class CompilerThread {
  readonly #settings: CompilerSettings;
  readonly #onLoss: (text: string) => void;
  #worker: Worker | undefined;
  /** In the order of asking. */
  #waiting = new Map<number, Waiting>();
  #ids = 0;
  #compiled: CellSource | undefined;
  #committed: Committed[] = [];
  /** Compiled local files of programs that never reached the host: the compiler believes they did. */
  readonly #unsent = new Map<string, LocalModule>();
  readonly #unsentFiles = new Map<string, TslabProgram["files"][number]>();

  /** @param onLoss told when cells could not be compiled again after the thread had ended */
  constructor(settings: CompilerSettings, onLoss: (text: string) => void) {
    this.#settings = settings;
    this.#onLoss = onLoss;
  }

  /** Begins to load TypeScript, which takes a while; every request does it if need be. */
  start(): void {
    this.#worker ??= this.#launch();
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#waiting.clear();
    await worker?.terminate();
  }

  /** @throws CompilerFailure, as all requests do */
  async compile(cell: CellSource): Promise<CompileResult> {
    this.#compiled = cell;
    return this.#withUnsent(await this.#ask("compile", cell));
  }

  async compileExpression(expression: string): Promise<CompileResult> {
    return this.#withUnsent(await this.#ask("compileExpression", expression));
  }

  /** See CellCompiler; order matters, so it is not waited for. */
  ran(run: number, assigned: string[]): void {
    if (this.#compiled?.run === run) this.#committed.push({ cell: this.#compiled, assigned });
    this.#ask("ran", run, assigned).catch(() => {});
  }

  reset(): void {
    this.#committed = [];
    this.#unsent.clear();
    this.#unsentFiles.clear();
    if (this.#worker !== undefined) this.#ask("reset").catch(() => {});
  }

  complete(code: string, cursor: number): Promise<Completion> {
    return this.#ask("complete", code, cursor);
  }

  inspect(code: string, cursor: number): Promise<string | undefined> {
    return this.#ask("inspect", code, cursor);
  }

  isComplete(code: string): Promise<Completeness> {
    return this.#ask("isComplete", code);
  }

  /** This program will not run; what it would have brought to the host goes with the next one. */
  discard(program: CellProgram): void {
    if (program.format === "scope")
      for (const module of program.modules) this.#unsent.set(module.file, module);
    else for (const file of program.files) this.#unsentFiles.set(file.path, file);
  }

  /** Nobody waits for this result any more. A check that never ends costs its thread. */
  abandon(result: Promise<CompileResult>): void {
    const worker = this.#worker;
    const timer = setTimeout(() => void worker?.terminate(), PATIENCE);
    result.then(
      (late) => {
        clearTimeout(timer);
        if (late.status === "ok") this.discard(late.program);
      },
      () => clearTimeout(timer),
    );
  }

  #withUnsent(result: CompileResult): CompileResult {
    if (result.status !== "ok") return result;
    const { program } = result;
    if (program.format === "scope") {
      for (const { file } of program.modules) this.#unsent.delete(file);
      program.modules = [...this.#unsent.values(), ...program.modules];
      this.#unsent.clear();
    } else {
      for (const file of program.files) this.#unsentFiles.delete(file.path);
      program.files = [...this.#unsentFiles.values(), ...program.files];
      this.#unsentFiles.clear();
    }
    return result;
  }

  #ask<M extends CompilerMethod>(
    method: M,
    ...args: Parameters<CellCompiler[M]>
  ): Promise<ReturnType<CellCompiler[M]>> {
    this.start();
    return this.#send(method, args, undefined);
  }

  #send<M extends CompilerMethod>(
    method: M,
    args: Parameters<CellCompiler[M]>,
    replay: Committed | undefined,
  ): Promise<ReturnType<CellCompiler[M]>> {
    return new Promise((resolve, reject) => {
      const call = { id: ++this.#ids, method, args } as unknown as CompilerCall;
      this.#post({ call, replay, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  #post(waiting: Waiting): void {
    this.#waiting.set(waiting.call.id, waiting);
    this.#worker?.postMessage(waiting.call);
  }

  #launch(): Worker {
    const worker = new Worker(builtModule("kernel/compiler/thread"), {
      workerData: this.#settings,
      // Less than the default room for young objects: 30 MB less to hold, and no slower.
      resourceLimits: {
        maxOldGenerationSizeMb: this.#settings.memory ?? 1024,
        maxYoungGenerationSizeMb: 4,
      },
    });
    let reason = "it ended by itself";
    let loaded = false;
    worker.on("message", (answer: CompilerAnswer) => {
      loaded = true;
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ("error" in answer) waiting?.reject(new CompilerFailure(answer.error));
      else waiting?.resolve(answer.value);
    });
    worker.on("error", (error) => {
      reason = `${error.name}: ${error.message}`;
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#ended(reason, loaded);
    });
    return worker;
  }

  /** The request that the thread was at fails; the others are asked again. */
  #ended(reason: string, loaded: boolean): void {
    this.#worker = undefined;
    const [first, ...rest] = [...this.#waiting.values()];
    this.#waiting = new Map();
    if (first?.replay !== undefined) {
      this.#committed = this.#committed.filter((each) => each !== first.replay);
      this.#lost(first.replay.cell, "the thread that checks cells ended while it compiled it");
    }
    // What the cells declared is taught by the replay.
    const again = rest.filter(
      ({ call, replay }) => replay === undefined && !/^(ran|reset)$/.test(call.method),
    );
    if (again.length > 0 || this.#committed.length > 0) {
      this.#worker = this.#launch();
      for (const each of this.#committed) this.#replay(each);
      for (const waiting of again) this.#post(waiting);
    }
    const what = loaded
      ? `the thread that checks cells ended (${reason}); a fresh one has taken over, and what the cells declared is kept`
      : `the compiler cannot be loaded (${reason}): install claimbook's packages again (npm install)`;
    first?.reject(new CompilerFailure(what));
  }

  #replay(committed: Committed): void {
    const { cell, assigned } = committed;
    this.#send("compile", [cell], committed).then(
      (result) => {
        if (result.status === "ok") this.discard(result.program);
        else this.#lost(cell, "it does not compile any more");
      },
      () => {},
    );
    this.#send("ran", [cell.run, assigned], committed).catch(() => {});
  }

  #lost(cell: CellSource, why: string): void {
    this.#onLoss(
      `The compiler was started afresh and does not know what ${cell.label} declared (${why}): run that cell again.\n`,
    );
  }
}
