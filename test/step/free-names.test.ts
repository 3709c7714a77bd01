import { readdirSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/paths.js";
import { FreeNames } from "../../src/step/free-names.js";

/** Names that are no uses: of properties, labels and the like. */
function isNoUse(name: ts.Identifier, root: ts.Node): boolean {
  const { parent } = name;
  if (parent === root && (root as ts.FunctionLikeDeclaration).name === name) return true;
  if (ts.isBindingElement(parent)) return parent.propertyName === name;
  if (ts.isBreakOrContinueStatement(parent) || ts.isLabeledStatement(parent) || ts.isMetaProperty(parent))
    return true;
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) &&
    parent.name === name
  );
}

/** The names that a function uses and that TypeScript's own binder finds no declaration of within it. */
function accordingToTypeScript(root: ts.Node, checker: ts.TypeChecker): string[] {
  const free = new Set<string>();
  const within = (node: ts.Node) =>
    node.getSourceFile() === root.getSourceFile() && node.pos >= root.pos && node.end <= root.end;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isNoUse(node, root)) {
      const symbol =
        ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
          ? checker.getShorthandAssignmentValueSymbol(node.parent)
          : checker.getSymbolAtLocation(node);
      const declarations = symbol?.declarations ?? [];
      if (declarations.length === 0 || !declarations.every(within)) free.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return [...free].sort();
}

test("agrees with TypeScript's binder about every function and class of claimbook's compiled code", () => {
  const folder = path.join(packageRoot, "dist");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => path.join(folder, name));
  const program = ts.createProgram(files, {
    allowJs: true,
    noResolve: true,
    noLib: true,
    target: ts.ScriptTarget.Latest,
    module: ts.ModuleKind.ESNext,
  });
  const checker = program.getTypeChecker();
  // Values that the language itself provides, and which the binder knows as such or not at all.
  const special = new Set(["arguments", "undefined"]);
  const differences: unknown[] = [];
  let functions = 0;
  const visit = (node: ts.Node): void => {
    const hasCode =
      ts.isClassLike(node) || (ts.isFunctionLike(node) && "body" in node && node.body !== undefined);
    if (hasCode) {
      functions++;
      const own = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
      const same = (names: Iterable<string>) =>
        [...names].filter((name) => !special.has(name) && name !== own).sort();
      const found = same(new FreeNames(ts, node).free);
      const expected = same(accordingToTypeScript(node, checker));
      if (found.join() !== expected.join())
        differences.push({ file: node.getSourceFile().fileName, at: node.pos, found, expected });
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(program.getSourceFile(file)!);
  expect(functions).toBeGreaterThan(1000);
  expect(differences).toEqual([]);
});
