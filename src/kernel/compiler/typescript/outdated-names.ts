import ts from "../../../typescript.cjs";
import type { Diagnostic } from "../cell-compiler.js";
import { firstUse, messageOf, placeIn } from "./diagnostics.js";
import type { History } from "./history.js";
import type { RollingCell } from "./rolling-cell.js";

/** A module or one of its exports is missing. */
const missing = new Set([2305, 2306, 2307, 2459, 2460, 2613, 2614, 2724]);

/**
 * Names of earlier cells that a cell uses and that come from a file which was edited since and has them no more:
 * TypeScript tells of it where they are imported, and takes them for `any` elsewhere.
 */
export function outdatedNames(program: ts.Program, rolling: RollingCell, history: History): Diagnostic[] {
  const code = rolling.text.slice(rolling.start, rolling.end);
  return rolling.mentioned.flatMap(({ name, slot, uses }) => {
    if (uses.size === 0) return [];
    const source = program.getSourceFile(history.file(slot));
    if (source === undefined) return [];
    return program.getSemanticDiagnostics(source).flatMap((found) => {
      const imported = importedNames(source, found.start ?? 0);
      if (!missing.has(found.code) || (imported.length > 0 && !imported.includes(name))) return [];
      const message = `An earlier cell has '${name}' from a file that was edited since: ${messageOf(found)}`;
      return [{ file: undefined, ...placeIn(code, firstUse(name, code) ?? 0), message, code: found.code }];
    });
  });
}

/** The names that the import statement at a place is for, or the one that its part there is for. */
function importedNames(source: ts.SourceFile, offset: number): string[] {
  const statement = source.statements.find((node) => node.getStart() <= offset && offset < node.end);
  if (statement === undefined || !ts.isImportDeclaration(statement)) return [];
  const clause = statement.importClause;
  const bindings = clause?.namedBindings;
  const nodes = [
    clause,
    ...(bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements),
  ];
  const names = nodes.flatMap((node) => (node?.name === undefined ? [] : [{ node, name: node.name.text }]));
  const exact = names.filter(
    ({ node }) => !ts.isImportClause(node) && node.getStart() <= offset && offset < node.end,
  );
  return (exact.length > 0 ? exact : names).map(({ name }) => name);
}
