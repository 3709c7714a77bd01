import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";
import { type CellName, installKernelHost, type KernelHost } from "../../src/kernel/host-api.js";
import { runStep, type StepFunction, type StepInputs, type StepOptions } from "../../src/step/step.js";

/** A project on disk with real files. */
export class Project {
  readonly folder: string;

  constructor(files: Record<string, string>) {
    this.folder = mkdtempSync(path.join(tmpdir(), "claimbook-step-"));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, content: string): void {
    mkdirSync(path.dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let versions = 0;

/**
 * Runs cells as the kernel does, in V8's REPL mode, with the host interface that libraries see. Names that cells
 * import are given as the kernel's compiler would know them.
 */
export class Cells {
  readonly shown: { type: string; plain: string; html: string; id: unknown }[] = [];
  readonly imports = new Map<string, CellName>();
  readonly declared = new Set<string>();
  env: NodeJS.ProcessEnv = {};
  day = "2026-03-01T12:00:00.000Z";
  milliseconds = 0;
  loaded = Number.POSITIVE_INFINITY;
  abort = new AbortController();
  readonly #project: Project;
  readonly #session = new Session();

  constructor(project: Project) {
    this.#project = project;
    this.#session.connect();
    installKernelHost(this.host());
    const place = globalThis as Record<string, unknown>;
    place.step = (
      name: string,
      options: StepOptions | StepFunction<StepInputs, unknown>,
      fn?: StepFunction<StepInputs, unknown>,
    ) =>
      typeof options === "function"
        ? runStep(name, {}, options, this.around())
        : runStep(name, options, fn, this.around());
    this.imports.set("step", { kind: "package", specifier: "claimbook" });
  }

  /** What the kernel does for `import { name } from "./file"`: the export itself, and where it comes from. */
  async import(name: string, file: string, imported = name): Promise<void> {
    const module = await import(`${pathToFileURL(this.#project.path(file)).href}?${++versions}`);
    (globalThis as Record<string, unknown>)[name] = module[imported];
    this.imports.set(name, { kind: "module", file: this.#project.path(file), imported });
  }

  /** The value of a cell's last expression, promises awaited. */
  async run(code: string): Promise<unknown> {
    for (const [, name] of code.matchAll(/^\s*(?:const|let|var|function|class) (\w+)/gm))
      this.declared.add(name!);
    const place = globalThis as Record<string, unknown>;
    const answer = await new Promise<{ exceptionDetails?: object }>((resolve, reject) => {
      this.#session.post(
        "Runtime.evaluate",
        // Values stay on this side: what crosses the inspector is only that the cell is done.
        { expression: code, replMode: true, awaitPromise: true },
        (error, result) => (error === null ? resolve(result as object) : reject(error)),
      );
    });
    const { result, exceptionDetails } = answer as {
      result: { objectId?: string; value?: unknown };
      exceptionDetails?: { exception?: { objectId?: string }; text: string };
    };
    const id = exceptionDetails?.exception?.objectId ?? result.objectId;
    let value = result.value;
    if (id !== undefined) {
      this.#session.post("Runtime.callFunctionOn", {
        objectId: id,
        functionDeclaration: "function () { globalThis.__taken__ = this }",
      });
      value = place.__taken__;
      delete place.__taken__;
    }
    if (exceptionDetails !== undefined) throw value;
    return value;
  }

  /** What the last step showed at its end. */
  get last(): string | undefined {
    return this.shown.at(-1)?.plain;
  }

  close(): void {
    this.#session.disconnect();
    installKernelHost(undefined as unknown as KernelHost);
  }

  around(): Parameters<typeof runStep>[3] {
    return {
      host: this.host(),
      project: this.#project.folder,
      env: this.env,
      clock: () => new Date(this.day),
      loaded: this.loaded,
      elapsed: () => {
        this.milliseconds += 1000;
        return this.milliseconds;
      },
    };
  }

  host(): KernelHost {
    return {
      broadcast: (type, content) => {
        const data = content.data as Record<string, string>;
        const { display_id } = content.transient as { display_id?: string };
        this.shown.push({ type, plain: data["text/plain"]!, html: data["text/html"]!, id: display_id });
      },
      cell: () => undefined,
      signal: () => this.abort.signal,
      lookup: (name) => {
        const imported = this.imports.get(name);
        if (imported !== undefined) return imported;
        if (!this.declared.has(name)) return undefined;
        // A script sees what other scripts declare at their top level.
        return { kind: "value", value: runInThisContext(name) as unknown };
      },
      project: this.#project.folder,
      input: () => Promise.reject(new Error("nobody to ask")),
    };
  }
}
