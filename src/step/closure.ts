import { existsSync } from "node:fs";
import { Session } from "node:inspector";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The variables that a function can see, and where it was written. */
export interface Closure {
  /** Absolute path; undefined for code that is in no file, such as a notebook's cell. */
  file: string | undefined;
  /** Name of the module of Node itself that it belongs to, e.g. `node:fs`. */
  builtin: string | undefined;
  /** From the innermost outwards, without the global object. */
  scopes: ClosureScope[];
}

export interface ClosureScope {
  /** `local`: of a function or block; `module`: of an ES module; `script`: what scripts and cells declare. */
  kind: "local" | "module" | "script";
  /** False for that of a function without a name, such as the one that Node wraps a CommonJS file in. */
  named: boolean;
  variables: Readonly<Record<string, unknown>>;
}

type AnyFunction = (...args: never[]) => unknown;

const meeting = "claimbook.step.closure";
const here = `globalThis[Symbol.for(${JSON.stringify(meeting)})]`;
/** Where V8's scripts come from, by its ids. */
const urls = new Map<string, string>();

/**
 * Asks V8's inspector, in this process and thread, what a function closes over (`[[Scopes]]` and
 * `[[FunctionLocation]]` of the Chrome DevTools Protocol, Runtime.getProperties). Only variables that some inner
 * function uses are there; V8 keeps no others.
 *
 * @returns undefined where Node was built without an inspector
 */
export function closureOf(fn: AnyFunction): Closure | undefined {
  let session: Session;
  try {
    session = new Session();
    session.connect();
  } catch {
    return undefined;
  }
  const place = globalThis as unknown as Record<symbol, unknown>;
  let found: { description: string; object: Record<string, unknown> }[] = [];
  place[Symbol.for(meeting)] = {
    fn,
    take: (scopes: ArrayLike<(typeof found)[number]>) => {
      found = Array.from(scopes);
    },
  };
  try {
    const { result } = ask<{ result: { objectId: string } }>(session, "Runtime.evaluate", {
      expression: `${here}.fn`,
      silent: true,
    });
    const { internalProperties = [] } = ask<{
      internalProperties?: { name: string; value?: { objectId?: string; value?: unknown } }[];
    }>(session, "Runtime.getProperties", { objectId: result.objectId, ownProperties: true });
    const internal = (name: string) => internalProperties.find((property) => property.name === name)?.value;
    const scopes = internal("[[Scopes]]")?.objectId;
    if (scopes !== undefined) {
      ask(session, "Runtime.callFunctionOn", {
        objectId: scopes,
        functionDeclaration: `function () { ${here}.take(this); }`,
        silent: true,
      });
    }
    const location = internal("[[FunctionLocation]]")?.value as { scriptId: string } | undefined;
    const url = location === undefined ? undefined : urlOf(session, location.scriptId);
    return {
      file: fileOf(url),
      builtin: url?.startsWith("node:") ? url : undefined,
      scopes: found
        .filter(({ description }) => description !== "Global")
        .map(({ description, object }) => ({
          kind: scopeKind(description),
          named: description !== "Closure",
          variables: object,
        })),
    };
  } catch {
    return undefined;
  } finally {
    delete place[Symbol.for(meeting)];
    session.disconnect();
  }
}

function scopeKind(description: string): ClosureScope["kind"] {
  if (description === "Module") return "module";
  return description === "Script" ? "script" : "local";
}

/** A question to the own thread's inspector is answered before `post` returns. */
function ask<T>(session: Session, method: string, params?: object): T {
  let failed: Error | null = null;
  let answer: object | undefined;
  session.post(method, params, (error, result) => {
    failed = error;
    answer = result;
  });
  if (failed !== null) throw failed;
  return answer as T;
}

function urlOf(session: Session, scriptId: string): string | undefined {
  if (!urls.has(scriptId)) {
    // The debugger names every script when it is switched on, and is not needed for longer.
    session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
    ask(session, "Debugger.enable");
    ask(session, "Debugger.disable");
  }
  return urls.get(scriptId);
}

/** A loader may mark the version of an edited file behind a question mark. */
function fileOf(url: string | undefined): string | undefined {
  if (url === undefined || url === "") return undefined;
  try {
    const file = url.startsWith("file:") ? fileURLToPath(new URL(url)) : url;
    if (!path.isAbsolute(file)) return undefined;
    return [file, file.replace(/\?[^?]*$/, "")].find((candidate) => existsSync(candidate));
  } catch {
    return undefined;
  }
}
