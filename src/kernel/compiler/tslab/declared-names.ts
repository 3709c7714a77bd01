import type { BindingName, Statement, TypeScript } from "./typescript.js";

/** Names at the top level of a cell that get a value when it runs, without those it imports. */
export function declaredNames(ts: TypeScript, code: string): string[] {
  const source = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  return [...new Set(source.statements.flatMap((statement) => namesOf(ts, statement)))];
}

function namesOf(ts: TypeScript, statement: Statement): string[] {
  if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList!.declarations.flatMap(({ name }) => bound(name));
  const hasName =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return hasName && statement.name !== undefined ? bound(statement.name) : [];
}

function bound({ text, elements }: BindingName): string[] {
  if (text !== undefined) return [text];
  return (elements ?? []).flatMap(({ name }) => (name === undefined ? [] : bound(name)));
}
