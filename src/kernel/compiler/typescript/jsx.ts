import ts from "../../../typescript.cjs";
import { helperAccess, scopeAccess, withoutThis } from "./scope-names.js";

const { factory } = ts;

/** Names that JSX stands for without writing them: the factory's and the fragment's first ones. */
export function jsxNames({
  jsx,
  jsxFactory,
  jsxFragmentFactory,
  reactNamespace,
}: ts.CompilerOptions): string[] {
  if (jsx !== ts.JsxEmit.React) return [];
  const names = [jsxFactory ?? reactNamespace ?? "React", jsxFragmentFactory ?? reactNamespace ?? "React"];
  return [...new Set(names.map((name) => name.split(".")[0]!))];
}

/**
 * After TypeScript's own transformers: no module syntax is left (imports of a cell are the host's business), and what
 * these have made of JSX finds what it needs.
 *
 * @param scoped names for JSX that are names of cells
 */
export function afterTransformer(scoped: ReadonlySet<string>): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const inScope = (node: ts.Expression): ts.Expression => {
      if (ts.isIdentifier(node)) return node.pos < 0 && scoped.has(node.text) ? scopeAccess(node.text) : node;
      if (!ts.isPropertyAccessExpression(node)) return node;
      return factory.updatePropertyAccessExpression(node, inScope(node.expression), node.name);
    };
    const visit = (node: ts.Node): ts.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (!ts.isCallExpression(visited)) return visited;
      const { expression, arguments: args } = visited;
      const callee = inScope(expression);
      const first = args[0] === undefined ? [] : [inScope(args[0])];
      return factory.updateCallExpression(
        visited,
        callee !== expression && ts.isIdentifier(expression)
          ? withoutThis(callee, ts.getOriginalNode(node))
          : callee,
        undefined,
        [...first, ...args.slice(1)],
      );
    };
    const statements = file.statements.flatMap((node) => {
      if (ts.isExportDeclaration(node)) return [];
      if (ts.isImportDeclaration(node)) return [importedHere(node)];
      return [scoped.size === 0 ? node : (ts.visitNode(node, visit) as ts.Statement)];
    });
    return factory.updateSourceFile(
      file,
      ts.setTextRange(factory.createNodeArray(statements), file.statements),
    );
  };
}

/** `import { jsx as _jsx } from "react/jsx-runtime"`, which TypeScript has added. */
function importedHere({ importClause, moduleSpecifier }: ts.ImportDeclaration): ts.Statement {
  const bindings = importClause?.namedBindings;
  const elements = bindings === undefined || ts.isNamespaceImport(bindings) ? [] : bindings.elements;
  const pattern = factory.createObjectBindingPattern(
    elements.map(({ propertyName, name }) =>
      factory.createBindingElement(undefined, propertyName as ts.Identifier | undefined, name),
    ),
  );
  const module = factory.createAwaitExpression(
    factory.createCallExpression(helperAccess("import"), undefined, [moduleSpecifier]),
  );
  const declaration = factory.createVariableDeclaration(pattern, undefined, undefined, module);
  return factory.createVariableStatement(
    undefined,
    factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const),
  );
}
