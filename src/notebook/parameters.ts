import { ClaimbookError } from "../errors.js";
import { typescript } from "../lazy-typescript.js";
import { type Cell, type CodeCell, isCode, type Notebook } from "./model.js";
import {
  assertedType,
  KindReader,
  type ParameterKind,
  type ParameterValue,
  readAs,
  typeOfKind,
} from "./parameter-kind.js";
import { literalOf } from "./parameter-literal.js";

export type { ParameterKind, ParameterValue } from "./parameter-kind.js";

/** A parameter as a notebook's cell tagged `parameters` declares it. */
export interface Parameter {
  name: string;
  kind: ParameterKind;
  /** The type as written, or as its first value says; undefined where only the compiler knows. */
  type: string | undefined;
  /** Whether the type is asserted of the first value (`value as Type`) rather than declared. */
  asserted: boolean;
  keyword: "const" | "let";
  /** The first value, as written. */
  initial: string;
}

/** Tags that papermill made common. */
const PARAMETERS = "parameters";
const INJECTED = "injected-parameters";

/**
 * The parameters that a notebook declares: the variables of its cell tagged `parameters` that have a first value.
 * Their types come from the annotation, else from that value.
 */
export function declaredParameters(notebook: Notebook): Parameter[] {
  const cell = taggedCell(notebook, PARAMETERS);
  if (cell === undefined) return [];
  const ts = typescript();
  const file = ts.createSourceFile("parameters.ts", cell.source, ts.ScriptTarget.Latest, true);
  const reader = new KindReader(ts, file);
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations.flatMap(({ name, type, initializer }): Parameter[] => {
      if (!ts.isIdentifier(name) || initializer === undefined) return [];
      const kind = type === undefined ? reader.ofValue(initializer) : reader.ofType(type);
      const asserted = type === undefined ? assertedType(ts, initializer) : undefined;
      return [
        {
          name: name.text,
          kind,
          type: (type ?? asserted)?.getText(file) ?? typeOfKind(kind),
          asserted: asserted !== undefined,
          initial: initializer.getText(file),
          keyword: (declarationList.flags & ts.NodeFlags.Const) === 0 ? "let" : "const",
        },
      ];
    }),
  );
}

/**
 * A notebook with a cell tagged `injected-parameters` right behind its parameters; one from an earlier run is
 * replaced. Without values the notebook comes back without such a cell.
 *
 * @param values by name; text (as from a command line) is read by the parameter's type
 * @param name how to call the notebook in errors
 * @returns the notebook, and the values as they were understood
 * @throws ClaimbookError (`usage`) for an unknown parameter or a value of the wrong type
 */
export function injectParameters(
  notebook: Notebook,
  values: Readonly<Record<string, ParameterValue>>,
  name: string,
): { notebook: Notebook; parameters: Record<string, ParameterValue> } {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, INJECTED));
  if (Object.keys(values).length === 0) return { notebook: { ...notebook, cells }, parameters: {} };
  const known = declaredParameters(notebook);
  const parameters: Record<string, ParameterValue> = {};
  const lines = Object.entries(values).map(([key, given]) => {
    const parameter = known.find((candidate) => candidate.name === key);
    if (parameter === undefined) throw unknownParameter(key, known, name);
    const value = readValue(parameter, given, name);
    parameters[key] = value;
    return declaration(parameter, value);
  });
  const at = cells.findIndex((cell) => hasTag(cell, PARAMETERS));
  const injected: CodeCell = {
    cell_type: "code",
    id: freeId(cells),
    metadata: { tags: [INJECTED] },
    source: ["// Given from outside; these win over the values above.", ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
  return { notebook: { ...notebook, cells: cells.toSpliced(at + 1, 0, injected) }, parameters };
}

/** Whether a cell was put in by `injectParameters`: it is no part of the notebook's own source. */
export function isInjected(cell: Cell): boolean {
  return hasTag(cell, INJECTED);
}

/** The statement that gives a parameter its value, with the type that the notebook gives it. */
function declaration({ name, keyword, type, asserted, kind }: Parameter, value: ParameterValue): string {
  if (type === undefined) return `${keyword} ${name} = ${literalOf(value, kind)};`;
  if (asserted) return `${keyword} ${name} = ${literalOf(value)} as ${type};`;
  return `${keyword} ${name}: ${type} = ${literalOf(value)};`;
}

function readValue(
  { name, kind, type, initial }: Parameter,
  given: ParameterValue,
  notebook: string,
): ParameterValue {
  const value = readAs(kind, given);
  if (value !== undefined) return value;
  throw new ClaimbookError(`parameter ${name} takes ${type ?? nameOf(kind)}, not ${JSON.stringify(given)}`, {
    kind: "usage",
    where: notebook,
    wayOut: `Its value in the notebook is ${initial}.`,
  });
}

function nameOf(kind: ParameterKind): string {
  return kind.is === "array" ? "a list as JSON" : kind.is === "object" ? "an object as JSON" : "JSON";
}

function unknownParameter(key: string, known: readonly Parameter[], notebook: string): ClaimbookError {
  const list = known
    .map(({ name, type, kind, initial }) => `${name}: ${type ?? nameOf(kind)} (${initial})`)
    .join("; ");
  return new ClaimbookError(`has no parameter "${key}"`, {
    kind: "usage",
    where: notebook,
    wayOut:
      known.length === 0
        ? `Declare it in a code cell tagged "${PARAMETERS}", e.g. const ${key} = 1;`
        : `Its parameters are: ${list}.`,
  });
}

function taggedCell(notebook: Notebook, tag: string): CodeCell | undefined {
  return notebook.cells.filter(isCode).find((cell) => hasTag(cell, tag));
}

function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}

function freeId(cells: readonly Cell[]): string {
  let id = INJECTED;
  while (cells.some((cell) => cell.id === id)) id += "-";
  return id;
}
