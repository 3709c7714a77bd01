import ts from "typescript";
import { ClaimbookError } from "../errors.js";
import { type Cell, type CodeCell, isCode, type Notebook } from "./model.js";

/** A parameter as a notebook's cell tagged `parameters` declares it. */
export interface Parameter {
  name: string;
  kind: ParameterKind;
  /** The type as written, or as its first value says. */
  type: string;
  /** The first value, as written. */
  initial: string;
}

export type ParameterKind =
  | { is: "string" | "number" | "boolean" | "json" }
  | { is: "choice"; values: readonly (string | number | boolean)[] };

export type ParameterValue =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { [key: string]: unknown };

const PARAMETERS = "parameters";
const INJECTED = "injected-parameters";

/**
 * The parameters that a notebook declares: the variables of its cell tagged `parameters` that have a first value.
 * Their types come from the annotation, else from that value.
 */
export function declaredParameters(notebook: Notebook): Parameter[] {
  const cell = taggedCell(notebook, PARAMETERS);
  if (cell === undefined) return [];
  const file = ts.createSourceFile("parameters.ts", cell.source, ts.ScriptTarget.Latest, true);
  return file.statements.filter(ts.isVariableStatement).flatMap((statement) =>
    statement.declarationList.declarations.flatMap((declaration): Parameter[] => {
      const { name, type, initializer } = declaration;
      if (!ts.isIdentifier(name) || initializer === undefined) return [];
      const kind = type === undefined ? kindOfValue(initializer) : kindOfType(type);
      return [
        {
          name: name.text,
          kind,
          type: type?.getText(file) ?? nameOfKind(kind),
          initial: initializer.getText(file),
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
    return `const ${key}: ${parameter.type} = ${JSON.stringify(value)};`;
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

function readValue(parameter: Parameter, given: ParameterValue, notebook: string): ParameterValue {
  const { kind } = parameter;
  const wrong = (): never => {
    throw new ClaimbookError(
      `parameter ${parameter.name} takes ${parameter.type}, not ${typeof given === "string" ? JSON.stringify(given) : `${typeof given} ${JSON.stringify(given)}`}`,
      { kind: "usage", where: notebook, wayOut: `Its value in the notebook is ${parameter.initial}.` },
    );
  };
  switch (kind.is) {
    case "string":
      return typeof given === "string" ? given : wrong();
    case "number": {
      const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
      return typeof value === "number" && Number.isFinite(value) ? value : wrong();
    }
    case "boolean":
      if (given === true || given === "true") return true;
      return given === false || given === "false" ? false : wrong();
    case "choice":
      return kind.values.find((value) => value === given || String(value) === given) ?? wrong();
    case "json":
      if (typeof given !== "string") return given;
      try {
        return JSON.parse(given) as ParameterValue;
      } catch {
        return wrong();
      }
  }
}

function unknownParameter(key: string, known: readonly Parameter[], notebook: string): ClaimbookError {
  const list = known.map(({ name, type, initial }) => `${name}: ${type} (${initial})`).join("; ");
  return new ClaimbookError(`has no parameter "${key}"`, {
    kind: "usage",
    where: notebook,
    wayOut:
      known.length === 0
        ? `Declare it in a code cell tagged "${PARAMETERS}", e.g. const ${key} = 1;`
        : `Its parameters are: ${list}.`,
  });
}

function kindOfType(type: ts.TypeNode): ParameterKind {
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { is: "string" };
    case ts.SyntaxKind.NumberKeyword:
      return { is: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { is: "boolean" };
  }
  const members = ts.isUnionTypeNode(type) ? type.types : [type];
  const values = members.map((member) =>
    ts.isLiteralTypeNode(member) ? literal(member.literal) : undefined,
  );
  const known = values.filter((value) => value !== undefined);
  return known.length === members.length ? { is: "choice", values: known } : { is: "json" };
}

function kindOfValue(value: ts.Expression): ParameterKind {
  switch (typeof literal(value)) {
    case "string":
      return { is: "string" };
    case "number":
      return { is: "number" };
    case "boolean":
      return { is: "boolean" };
    default:
      return { is: "json" };
  }
}

function literal(node: ts.Node): string | number | boolean | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = literal(node.operand);
    return typeof value === "number" ? -value : undefined;
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  return node.kind === ts.SyntaxKind.FalseKeyword ? false : undefined;
}

function nameOfKind(kind: ParameterKind): string {
  return kind.is === "json" ? "any" : kind.is === "choice" ? kind.values.join(" | ") : kind.is;
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
