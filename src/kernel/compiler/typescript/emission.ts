import ts from "../../../typescript.cjs";
import type { CellImport } from "../cell-compiler.js";
import { cellImports, plainNamespaces } from "./cell-imports.js";
import { augments, type Declared, declarationsIn } from "./declarations.js";
import { type History, type HistoryName, historyName } from "./history.js";
import { afterTransformer, jsxNames } from "./jsx.js";
import { javascriptOnly, type LocalModules } from "./local-modules.js";
import { ownStatements, type RollingCell } from "./rolling-cell.js";
import { helperName, scopeName } from "./scope-names.js";
import { scopeTransformer } from "./scope-transformer.js";
import { withoutMapComment } from "./source-map.js";

export interface CellToEmit {
  program: ts.Program;
  /** The rolling file in it. */
  source: ts.SourceFile;
  rolling: RollingCell;
  isExpression: boolean;
  history: History;
  modules: LocalModules;
  options: ts.CompilerOptions;
}

export interface EmittedCell {
  code: string;
  /** Of the code below its first line, from the rolling file. */
  map: string;
  imports: CellImport[];
  names: HistoryName[];
  /** What later cells import. */
  declarations: string;
  /** Whether that says something beyond its names. */
  lasting: boolean;
  namespaces: ReadonlyMap<string, string>;
}

/** A cell without errors as the host runs it, and as later cells see it. */
export function emitCell({
  program,
  source,
  rolling,
  isExpression,
  history,
  modules,
  options,
}: CellToEmit): EmittedCell {
  const checker = program.getTypeChecker();
  const statements = isExpression ? source.statements.slice(-1) : ownStatements(source, rolling);
  const own = isExpression ? new Map<string, Declared>() : declarationsIn(statements);
  const names = new Map(own);
  for (const [name, declared] of declarationsIn(
    source.statements.filter((node) => node.end <= rolling.start),
  ))
    if (name !== historyName && !own.has(name))
      names.set(name, { ...declared, ambient: history.names.get(name)?.ambient === true });
  const isValue = (node: ts.Declaration) => standsForValue(checker, node);
  const jsx = jsxNames(options);
  const lasting = augments(statements);
  let code = "";
  let map = "";
  let declarations: string | undefined;
  const result = program.emit(
    source,
    (name, text) => {
      if (name.endsWith(".map")) map = text;
      else if (name.endsWith(".d.ts")) declarations = text;
      else code = text;
    },
    undefined,
    own.size === 0 && !lasting ? javascriptOnly : undefined,
    {
      before: [scopeTransformer({ checker, statements, names, isValue })],
      after: [afterTransformer(new Set(jsx.filter((name) => names.get(name)?.ambient === false)))],
    },
  );
  // Declarations of a `var` that stands in a loop or block are left out by TypeScript.
  const broken =
    result.diagnostics.length > 0 || declarations === undefined || [...own.values()].some(hasNestedVar);
  return {
    code: wrap(code),
    map,
    lasting,
    namespaces: plainNamespaces(checker, statements),
    imports: cellImports(statements, isValue, (literal) => modules.target(literal, source)),
    names: [...own.values()].map((each) => historyNameOf(each, checker, isValue)),
    // What cannot be written as a declaration is what it is in the cell's own text.
    declarations: withoutHead(broken ? rolling.text : declarations!),
  };
}

/** Whether an alias leads to a value that is there at run time. */
function standsForValue(checker: ts.TypeChecker, node: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(node);
  const symbol = name === undefined ? undefined : checker.getSymbolAtLocation(name);
  if (symbol === undefined || ts.isTypeOnlyImportDeclaration(node)) return false;
  if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return (symbol.flags & ts.SymbolFlags.Value) !== 0;
  const target = checker.getAliasedSymbol(symbol);
  const { getTypeOnlyAliasDeclaration: typeOnly } = checker as ts.TypeChecker & {
    getTypeOnlyAliasDeclaration?(symbol: ts.Symbol): ts.Node | undefined;
  };
  return (target.flags & ts.SymbolFlags.Value) !== 0 && typeOnly?.(symbol) === undefined;
}

function historyNameOf(
  { name, kind, ambient, nodes }: Declared,
  checker: ts.TypeChecker,
  isValue: (node: ts.Declaration) => boolean,
): HistoryName {
  if (kind === "type") return { name, kind, ambient: false, hasValue: false };
  if (kind === "import" || kind === "alias") return { name, kind, ambient, hasValue: nodes.some(isValue) };
  const identifier = ts.getNameOfDeclaration(nodes[0]);
  const symbol = identifier === undefined ? undefined : checker.getSymbolAtLocation(identifier);
  const hasValue = kind !== "namespace" || ((symbol?.flags ?? 0) & ts.SymbolFlags.ValueModule) !== 0;
  return { name, kind, ambient, hasValue: hasValue && !ambient };
}

function hasNestedVar({ kind, nodes }: Declared): boolean {
  if (kind !== "var") return false;
  return nodes.some((node) => {
    const list = ts.findAncestor(node, ts.isVariableDeclarationList);
    return list === undefined || !ts.isSourceFile(list.parent.parent);
  });
}

function wrap(code: string): string {
  return `async (${helperName}, ${scopeName}) => {"use strict";\n${withoutMapComment(code)}}`;
}

function withoutHead(text: string): string {
  return text.replace(/^import ?\{ ?__history__ ?\} ?from ?"\.\/__claimbook_history__";/m, "");
}
