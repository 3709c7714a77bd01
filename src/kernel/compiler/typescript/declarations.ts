import ts from "../../../typescript.cjs";

export type DeclarationKind =
  | "const"
  | "let"
  | "var"
  | "function"
  | "class"
  | "enum"
  | "namespace"
  | "import"
  /** `import a = b.c`, `import a = require("b")` */
  | "alias"
  | "type";

/** A name at a cell's top level. */
export interface Declared {
  name: string;
  /** Of the declaration that gives it a value, where there are several (an interface and a class, say). */
  kind: DeclarationKind;
  nodes: ts.Declaration[];
  /** `declare`: somebody else gives the value, which is a global one. */
  ambient: boolean;
  /** The cell itself writes `export` before it. */
  exported: boolean;
}

/**
 * The names that statements at the top level of a file declare for later cells, `var` in nested blocks included.
 * Resources of `using` are not among them: they are gone when the cell has ended.
 */
export function declarationsIn(statements: readonly ts.Statement[]): Map<string, Declared> {
  const found = new Map<string, Declared>();
  const add = (name: ts.Identifier, kind: DeclarationKind, node: ts.Declaration) => {
    const modifiers = ts.getCombinedModifierFlags(node) & ts.ModifierFlags.ExportDefault;
    // As the default it is not exported by its name.
    const exported = modifiers === ts.ModifierFlags.Export;
    const ambient = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0 && kind !== "type";
    const known = found.get(name.text);
    if (known === undefined)
      found.set(name.text, { name: name.text, kind, nodes: [node], ambient, exported });
    else {
      known.nodes.push(node);
      known.exported ||= exported;
      known.ambient &&= ambient;
      if (known.kind === "type" || known.kind === "namespace")
        known.kind = kind === "type" ? known.kind : kind;
    }
  };
  const addBinding = (name: ts.BindingName, kind: DeclarationKind, node: ts.Declaration): void => {
    if (ts.isIdentifier(name)) add(name, kind, node);
    else
      for (const element of name.elements)
        if (ts.isBindingElement(element)) addBinding(element.name, kind, element);
  };
  const addList = (list: ts.VariableDeclarationList, top: boolean) => {
    const kind = listKind(list);
    if (kind === "using" || (kind !== "var" && !top)) return;
    for (const each of list.declarations) addBinding(each.name, kind, each);
  };
  const nested = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node)) addList(node, false);
    ts.forEachChild(node, nested);
  };
  for (const node of statements) {
    if (ts.isVariableStatement(node)) addList(node.declarationList, true);
    else if (ts.isFunctionDeclaration(node)) {
      if (node.name !== undefined) add(node.name, "function", node);
    } else if (ts.isClassDeclaration(node)) {
      if (node.name !== undefined) add(node.name, "class", node);
    } else if (ts.isEnumDeclaration(node)) add(node.name, "enum", node);
    else if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) add(node.name, "type", node);
    else if (ts.isModuleDeclaration(node)) {
      if (ts.isIdentifier(node.name) && (node.flags & ts.NodeFlags.GlobalAugmentation) === 0)
        add(node.name, "namespace", node);
    } else if (ts.isImportEqualsDeclaration(node)) add(node.name, "alias", node);
    else if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      if (clause?.name !== undefined) add(clause.name, "import", clause);
      const bindings = clause?.namedBindings;
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) add(bindings.name, "import", bindings);
      else if (bindings !== undefined) for (const each of bindings.elements) add(each.name, "import", each);
    } else nested(node);
  }
  return found;
}

export function listKind(list: ts.VariableDeclarationList): "var" | "let" | "const" | "using" {
  switch (list.flags & ts.NodeFlags.BlockScoped) {
    case ts.NodeFlags.Const:
      return "const";
    case ts.NodeFlags.Let:
      return "let";
    case ts.NodeFlags.None:
      return "var";
    default:
      return "using";
  }
}

/** Names that `export { ... }` statements of the cell give away, which cannot be exported once more. */
export function exportedNames(statements: readonly ts.Statement[]): Set<string> {
  const names = new Set<string>();
  for (const node of statements)
    if (
      ts.isExportDeclaration(node) &&
      node.exportClause !== undefined &&
      ts.isNamedExports(node.exportClause)
    )
      for (const each of node.exportClause.elements) names.add(each.name.text);
  return names;
}

/** Whether a cell adds to the types of modules or of the global scope. */
export function augments(statements: readonly ts.Statement[]): boolean {
  return statements.some(
    (node) =>
      ts.isModuleDeclaration(node) &&
      (ts.isStringLiteral(node.name) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0),
  );
}
