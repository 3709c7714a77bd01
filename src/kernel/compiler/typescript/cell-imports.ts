import ts from "typescript";
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
