import type ts from "typescript";
import { ClaimbookError } from "../errors.js";
import { typescript } from "../lazy-typescript.js";
import { sha256Of } from "../sha256.js";
import { FreeNames } from "./free-names.js";

/** What the text of a function says about it. */
export interface FunctionSource {
  /** sha256 over its syntax: comments, white space, quotes and semicolons change nothing. */
  sha256: string;
  /** Names that it uses and does not declare, sorted. */
  free: string[];
  /** Names at the top level of a notebook's cells, where the kernel's compiler marks them as such; sorted. */
  cells: string[];
  /** Those of both that it assigns to, sorted. */
  assigned: string[];
  /** Modules that it imports while it runs, as written. */
  imports: string[];
  /** It imports a module whose name is computed. */
  importsUnknown: boolean;
  /** An arrow function that uses the `this` of its surroundings. */
  outerThis: boolean;
}

const known = new Map<string, FunctionSource>();

/**
 * @param text of a function, method, accessor or class, as `Function.prototype.toString` gives it
 * @throws ClaimbookError (`usage`) for text that is none of them
 */
export function functionSource(text: string): FunctionSource {
  const before = known.get(text);
  if (before !== undefined) return before;
  const root = parse(text);
  const names = new FreeNames(typescript(), root);
  const source: FunctionSource = {
    sha256: sha256Of(shape(root)),
    free: [...names.free].sort(),
    cells: [...names.cells].sort(),
    assigned: [...names.assigned].sort(),
    imports: [...names.imports].sort(),
    importsUnknown: names.importsUnknown,
    outerThis: names.outerThis,
  };
  known.set(text, source);
  return source;
}

/** A method's text stands for itself only within an object or a class. */
const frames = [
  (text: string) => `(${text})`,
  (text: string) => `({${text}})`,
  (text: string) => `(class extends Object{${text}})`,
];

function parse(text: string): ts.Node {
  const ts = typescript();
  for (const frame of frames) {
    const file = ts.createSourceFile("step.js", frame(text), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
    // Not in the public types, but the only account of syntax errors without a whole program.
    const { parseDiagnostics } = file as ts.SourceFile & { parseDiagnostics: readonly unknown[] };
    const [statement, ...more] = file.statements;
    if (parseDiagnostics.length > 0 || statement === undefined || more.length > 0) continue;
    if (ts.isExpressionStatement(statement) && ts.isParenthesizedExpression(statement.expression))
      return statement.expression.expression;
  }
  throw new ClaimbookError("the source of a function is not known (it is native, or made by `bind`)", {
    kind: "usage",
    wayOut: "Write it as an arrow function that calls the other.",
  });
}

/** The tree as text: kinds of nodes and what they say, without where they stand. */
function shape(root: ts.Node): string {
  const ts = typescript();
  const parts: string[] = [];
  const visit = (node: ts.Node): void => {
    const { text, rawText, operator, keywordToken } = node as Partial<{
      text: string;
      rawText: string;
      operator: number;
      keywordToken: number;
    }>;
    const flags = node.flags & (ts.NodeFlags.BlockScoped | ts.NodeFlags.OptionalChain);
    parts.push(`(${node.kind}`);
    if (flags !== 0) parts.push(`f${flags}`);
    if (operator !== undefined) parts.push(`o${operator}`);
    if (keywordToken !== undefined) parts.push(`k${keywordToken}`);
    if (text !== undefined) parts.push(JSON.stringify(text));
    if (rawText !== undefined) parts.push(JSON.stringify(rawText));
    ts.forEachChild(node, visit);
    parts.push(")");
  };
  visit(root);
  return parts.join("");
}
