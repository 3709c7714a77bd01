import type ts from "typescript";
import { declarationsIn } from "../kernel/compiler/typescript/declarations.js";
import { typescript } from "../lazy-typescript.js";
import type { CodeCell } from "../notebook/model.js";
import { FreeNames } from "../step/free-names.js";

interface CellFacts {
  /** Name -> whether it is imported. */
  declares: Map<string, boolean>;
  /** Names that it uses and does not declare. */
  uses: Set<string>;
  /** Names whose value it changes: assigns to, or to a part of, or calls a method of that is known to change things. */
  changes: Set<string>;
  /** What it does is not bound to any name: it imports a module for its effect, or sets the tensor backend. */
  always: boolean;
}

/** Methods of arrays, maps, sets and typed arrays that change what they are called on (ECMA-262). */
const changing = new Set(
  "push pop shift unshift splice sort reverse fill copyWithin set add delete clear append".split(" "),
);
/** Functions that change their first argument. */
const changers = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf"]);
/** Functions of claimbook that change the session. */
const session = new Set(["useBackend", "resetClaims"]);

/**
 * The cells that some cells need, these among them: those that declare or change a name which a needed cell uses
 * (as the compiler knows names), and those whose effect has no name. What is reached through a function call that
 * changes its argument is not seen: a claim that then differs differs for that reason, and a full rerun shows it.
 *
 * @param cells all code cells, in their order
 * @param wanted ids of the cells that must run
 * @returns ids, in the order of the cells
 */
export function neededCells(cells: readonly CodeCell[], wanted: ReadonlySet<string>): Set<string> {
  const compiler = typescript();
  const facts = cells.map(({ source }) => factsOf(compiler, source));
  const declared = new Set(facts.flatMap(({ declares }) => [...declares.keys()]));
  const last = cells.findLastIndex(({ id }) => wanted.has(id));
  const needed = new Set<number>();
  const queue: number[] = [];
  const need = (at: number) => {
    if (needed.has(at)) return;
    needed.add(at);
    queue.push(at);
  };
  for (const [at, { id, metadata }] of cells.slice(0, last + 1).entries()) {
    const { always, changes } = facts[at]!;
    const global = [...changes].some((name) => !declared.has(name));
    // Without its parameters a notebook cannot be given any.
    const parameters = metadata.tags?.some((tag) => tag === "parameters" || tag === "injected-parameters");
    if (wanted.has(id) || always || global || parameters === true) need(at);
  }
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const { uses, changes } = facts[at]!;
    for (const name of new Set([...uses, ...changes])) {
      const before = facts.slice(0, at).findLastIndex(({ declares }) => declares.has(name));
      if (before !== -1) need(before);
      if (facts[before]?.declares.get(name) === true) continue;
      // A function may be called later than it is declared: then later declarations of what it uses count.
      for (let k = 0; k <= last; k++) {
        if (k !== at && (facts[k]!.declares.has(name) || facts[k]!.changes.has(name))) need(k);
      }
    }
  }
  return new Set(cells.filter((_, at) => needed.has(at)).map(({ id }) => id));
}

function factsOf(compiler: typeof ts, source: string): CellFacts {
  const file = compiler.createSourceFile("cell.ts", source, compiler.ScriptTarget.Latest, true);
  const declares = new Map(
    [...declarationsIn(file.statements)].map(([name, { kind }]) => [name, kind === "import"]),
  );
  const names = new FreeNames(compiler, file);
  const changes = new Set(names.assigned);
  let always = file.statements.some(
    (node) => compiler.isImportDeclaration(node) && node.importClause === undefined,
  );
  const add = (node: ts.Node | undefined) => {
    const root = node === undefined ? undefined : rootOf(compiler, node);
    if (root !== undefined) changes.add(root);
  };
  const types = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (compiler.isTypeReferenceNode(node)) types.add(leftmost(compiler, node.typeName));
    else if (compiler.isTypeQueryNode(node)) types.add(leftmost(compiler, node.exprName));
    if (compiler.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind >= compiler.SyntaxKind.FirstAssignment && kind <= compiler.SyntaxKind.LastAssignment)
        add(node.left);
    } else if (compiler.isPrefixUnaryExpression(node) || compiler.isPostfixUnaryExpression(node)) {
      const { PlusPlusToken, MinusMinusToken } = compiler.SyntaxKind;
      if (node.operator === PlusPlusToken || node.operator === MinusMinusToken) add(node.operand);
    } else if (compiler.isDeleteExpression(node)) add(node.expression);
    else if (compiler.isCallExpression(node)) {
      const { expression } = node;
      if (compiler.isIdentifier(expression)) always ||= session.has(expression.text);
      else if (compiler.isPropertyAccessExpression(expression)) {
        if (changing.has(expression.name.text)) add(expression.expression);
        else if (changers.has(expression.name.text)) add(node.arguments[0]);
      }
    }
    compiler.forEachChild(node, visit);
  };
  visit(file);
  const uses = new Set([...names.free, ...types].filter((name) => !declares.has(name)));
  // What it declares itself it may change as it likes.
  for (const name of declares.keys()) changes.delete(name);
  return { declares, uses, changes, always };
}

/** `A` in the type `A.B`. */
function leftmost(compiler: typeof ts, name: ts.EntityName): string {
  return compiler.isIdentifier(name) ? name.text : leftmost(compiler, name.left);
}

/** `a` in `a.b[c].d`. */
function rootOf(compiler: typeof ts, node: ts.Node): string | undefined {
  let at = node;
  while (
    compiler.isPropertyAccessExpression(at) ||
    compiler.isElementAccessExpression(at) ||
    compiler.isNonNullExpression(at) ||
    compiler.isParenthesizedExpression(at) ||
    compiler.isAsExpression(at)
  )
    at = at.expression;
  return compiler.isIdentifier(at) ? at.text : undefined;
}
