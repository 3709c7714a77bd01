import ts from "../../../typescript.cjs";
import type { CellImport, ImportTarget } from "../cell-compiler.js";

/** @param specifier as in the code; the one that the host is given may be another */
export type FindTarget = (specifier: ts.StringLiteralLike) => { specifier: string; target: ImportTarget };

/**
 * What the import statements of a cell ask for. Types are left out; an import that was written for types alone is
 * none at all, and one without any names is for what the module does.
 */
export function cellImports(
  statements: readonly ts.Statement[],
  isValue: (node: ts.Declaration) => boolean,
  find: FindTarget,
): CellImport[] {
  return statements.flatMap((node) => {
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && !node.isTypeOnly)
      return [{ ...find(node.moduleSpecifier as ts.StringLiteral), names: [], attributes: {} }];
    if (!ts.isImportDeclaration(node)) return [];
    const clause = node.importClause;
    const written = clause === undefined ? [] : namesIn(clause);
    const names = written.filter(({ node: each }) => isValue(each));
    if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || (written.length > 0 && names.length === 0))
      return [];
    const found = find(node.moduleSpecifier as ts.StringLiteral);
    return [
      {
        ...found,
        names: names.map(({ local, imported }) => ({ local, imported })),
        attributes: attributesOf(node.attributes),
      },
    ];
  });
}

/**
 * `import * as NAME` of modules that are just what they export, by name, with the specifier as it is written. Later
 * cells can take these from the module itself: for an import of all, TypeScript looks at every export, each time.
 */
export function plainNamespaces(
  checker: ts.TypeChecker,
  statements: readonly ts.Statement[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const node of statements) {
    if (!ts.isImportDeclaration(node) || node.attributes !== undefined) continue;
    const { importClause: clause, moduleSpecifier } = node;
    const bindings = clause?.namedBindings;
    if (clause?.phaseModifier !== undefined || bindings === undefined || !ts.isNamespaceImport(bindings))
      continue;
    const alias = checker.getSymbolAtLocation(bindings.name);
    const module = checker.getSymbolAtLocation(moduleSpecifier);
    // For modules that are more (`export =`), TypeScript makes up another symbol.
    if (alias !== undefined && module !== undefined && checker.getAliasedSymbol(alias) === module)
      found.set(bindings.name.text, moduleSpecifier.getText());
  }
  return found;
}

function namesIn(clause: ts.ImportClause): { local: string; imported: string; node: ts.Declaration }[] {
  const names: { local: string; imported: string; node: ts.Declaration }[] = [];
  if (clause.name !== undefined) names.push({ local: clause.name.text, imported: "default", node: clause });
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings))
    names.push({ local: bindings.name.text, imported: "*", node: bindings });
  else
    for (const node of bindings.elements)
      names.push({ local: node.name.text, imported: (node.propertyName ?? node.name).text, node });
  return names;
}

function attributesOf(attributes: ts.ImportAttributes | undefined): Record<string, string> {
  return Object.fromEntries(
    (attributes?.elements ?? []).map(({ name, value }) => [name.text, (value as ts.StringLiteral).text]),
  );
}
