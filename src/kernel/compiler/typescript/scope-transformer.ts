import ts from "../../../typescript.cjs";
import { assignmentTarget } from "./binding-patterns.js";
import { type Declared, listKind } from "./declarations.js";
import { contains, isCalled, isReference, isSelfContained } from "./references.js";
import { helperAccess, helperCall, named, scopeAccess, scopeAssignment, withoutThis } from "./scope-names.js";

const { factory } = ts;

export interface ScopeTransformation {
  checker: ts.TypeChecker;
  /** The cell's own statements. */
  statements: readonly ts.Statement[];
  /** Top-level names, of this cell and of earlier ones, with all their declarations in the rolling file. */
  names: ReadonlyMap<string, Declared>;
  /** Whether an alias (`import a = b.c`, an imported name) stands for a value. */
  isValue(node: ts.Declaration): boolean;
}

/**
 * Makes top-level names properties of the scope object, waiting interruptible, and the last expression the cell's
 * result. Works on TypeScript, before its own transformers, and goes by symbols: what only has the same name as
 * something at the top level stays as it is.
 */
export function scopeTransformer(given: ScopeTransformation): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => new ScopeTransformer(given, context).file(file);
}

class ScopeTransformer {
  readonly #given: ScopeTransformation;
  readonly #context: ts.TransformationContext;

  constructor(given: ScopeTransformation, context: ts.TransformationContext) {
    this.#given = given;
    this.#context = context;
  }

  file(file: ts.SourceFile): ts.SourceFile {
    const hoisted: ts.Statement[] = [];
    for (const { name, kind, ambient, nodes } of this.#given.names.values()) {
      if (ambient || !nodes.some((node) => this.#isOwn(node))) continue;
      if (kind === "var") hoisted.push(scopeAssignment(name, factory.createVoidZero()));
      if (kind === "function") hoisted.push(scopeAssignment(name, factory.createIdentifier(name)));
    }
    const own = this.#given.statements;
    const last = own.findLast((node) => !ts.isEmptyStatement(node));
    const statements = own.flatMap((node) => this.#topLevel(node, node === last));
    return factory.updateSourceFile(
      file,
      ts.setTextRange(factory.createNodeArray([...hoisted, ...statements]), file.statements),
    );
  }

  #isOwn(node: ts.Node): boolean {
    const { statements } = this.#given;
    const first = statements[0];
    const last = statements.at(-1);
    return first !== undefined && node.pos >= first.pos && node.end <= last!.end;
  }

  #topLevel(node: ts.Statement, last: boolean): ts.Statement[] {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return [];
    if (ts.isExportAssignment(node)) return [this.#result(node.expression, node, last)];
    if (ts.isExpressionStatement(node)) {
      if (!last && ts.isStringLiteral(node.expression)) return [];
      return [this.#result(node.expression, node, last)];
    }
    if (ts.isImportEqualsDeclaration(node)) return this.#importEquals(node);
    if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
      if (node.name === undefined) return [this.#anonymous(node, last)];
      const local = this.#withoutExport(node);
      return ts.isClassDeclaration(node) ? this.#published(node, node.name, local) : [local];
    }
    if (ts.isEnumDeclaration(node)) return this.#published(node, node.name, this.#withoutExport(node));
    if (ts.isModuleDeclaration(node)) {
      const local = this.#withoutExport(node);
      if (!ts.isIdentifier(node.name) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0) return [local];
      const symbol = this.#given.checker.getSymbolAtLocation(node.name);
      const hasValue = symbol !== undefined && (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;
      return hasValue ? this.#published(node, node.name, local) : [local];
    }
    const visited = this.#visit(node);
    if (visited === undefined) return [];
    return (Array.isArray(visited) ? visited : [visited]) as ts.Statement[];
  }

  /** The expression; as the cell's last statement it is the result. */
  #result(expression: ts.Expression, node: ts.Statement, last: boolean): ts.Statement {
    const value = this.#expression(expression);
    const statement = last
      ? factory.createReturnStatement(
          factory.createObjectLiteralExpression([factory.createPropertyAssignment("value", value)]),
        )
      : factory.createExpressionStatement(value);
    return ts.setTextRange(ts.setOriginalNode(statement, node), node);
  }

  /** `export default function () {}` */
  #anonymous(node: ts.FunctionDeclaration | ts.ClassDeclaration, last: boolean): ts.Statement {
    const modifiers = withoutExport(node.modifiers) as ts.Modifier[];
    const expression = ts.isClassDeclaration(node)
      ? factory.createClassExpression(
          modifiers,
          undefined,
          node.typeParameters,
          node.heritageClauses,
          node.members,
        )
      : factory.createFunctionExpression(
          modifiers,
          node.asteriskToken,
          undefined,
          node.typeParameters,
          node.parameters,
          node.type,
          node.body!,
        );
    return this.#result(ts.setOriginalNode(expression, node), node, last);
  }

  /** The declaration as it is, and its value in the scope object. */
  #published(node: ts.Declaration, name: ts.Identifier, local: ts.Statement): ts.Statement[] {
    if ((ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0) return [local];
    return [local, scopeAssignment(name.text, factory.createIdentifier(name.text))];
  }

  #withoutExport(node: ts.Statement): ts.Statement {
    const visited = ts.visitEachChild(node, this.#visit, this.#context) as ts.Statement;
    const all = (visited as ts.Statement & { modifiers?: ts.NodeArray<ts.ModifierLike> }).modifiers;
    const modifiers = withoutExport(all);
    if (modifiers?.length === all?.length) return visited;
    if (ts.isFunctionDeclaration(visited))
      return factory.updateFunctionDeclaration(
        visited,
        modifiers,
        visited.asteriskToken,
        visited.name,
        visited.typeParameters,
        visited.parameters,
        visited.type,
        visited.body,
      );
    if (ts.isClassDeclaration(visited))
      return factory.updateClassDeclaration(
        visited,
        modifiers,
        visited.name,
        visited.typeParameters,
        visited.heritageClauses,
        visited.members,
      );
    if (ts.isEnumDeclaration(visited))
      return factory.updateEnumDeclaration(
        visited,
        modifiers as ts.Modifier[],
        visited.name,
        visited.members,
      );
    if (ts.isModuleDeclaration(visited))
      return factory.updateModuleDeclaration(visited, modifiers as ts.Modifier[], visited.name, visited.body);
    return visited;
  }

  #importEquals(node: ts.ImportEqualsDeclaration): ts.Statement[] {
    if (node.isTypeOnly || !this.#given.isValue(node)) return [];
    const { moduleReference: reference } = node;
    if (ts.isExternalModuleReference(reference)) {
      const call = factory.createCallExpression(factory.createIdentifier("require"), undefined, [
        reference.expression,
      ]);
      return [scopeAssignment(node.name.text, call, node)];
    }
    return [scopeAssignment(node.name.text, this.#entity(reference), node)];
  }

  #entity(name: ts.EntityName): ts.Expression {
    if (ts.isIdentifier(name)) return this.#isScopeName(name) ? scopeAccess(name.text, name) : name;
    return factory.createPropertyAccessExpression(this.#entity(name.left), name.right);
  }

  readonly #visit = (node: ts.Node): ts.VisitResult<ts.Node | undefined> => {
    if (ts.isIdentifier(node)) return this.#identifier(node);
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    switch (node.kind) {
      case ts.SyntaxKind.InterfaceDeclaration:
      case ts.SyntaxKind.TypeAliasDeclaration:
        return node;
      case ts.SyntaxKind.HeritageClause:
        return (node as ts.HeritageClause).token === ts.SyntaxKind.ImplementsKeyword
          ? node
          : this.#children(node);
      case ts.SyntaxKind.ShorthandPropertyAssignment:
        return this.#shorthand(node as ts.ShorthandPropertyAssignment);
      case ts.SyntaxKind.AwaitExpression: {
        const waiting = node as ts.AwaitExpression;
        return factory.updateAwaitExpression(
          waiting,
          helperCall("wait", [this.#expression(waiting.expression)], waiting.expression),
        );
      }
      case ts.SyntaxKind.MetaProperty:
        if ((node as ts.MetaProperty).keywordToken !== ts.SyntaxKind.ImportKeyword) return node;
        return ts.setTextRange(ts.setOriginalNode(helperAccess("meta"), node), node);
      case ts.SyntaxKind.CallExpression: {
        const call = node as ts.CallExpression;
        if (call.expression.kind !== ts.SyntaxKind.ImportKeyword) return this.#children(node);
        return helperCall(
          "import",
          call.arguments.map((each) => this.#expression(each)),
          call,
        );
      }
      case ts.SyntaxKind.BinaryExpression:
        return this.#binary(node as ts.BinaryExpression);
      case ts.SyntaxKind.VariableStatement: {
        const { declarationList } = node as ts.VariableStatement;
        if (!this.#belongsToScope(declarationList)) return this.#children(node);
        if ((ts.getCombinedModifierFlags(declarationList.declarations[0]!) & ts.ModifierFlags.Ambient) !== 0)
          return factory.createEmptyStatement();
        return this.#assignments(declarationList);
      }
      case ts.SyntaxKind.ForStatement:
        return this.#for(node as ts.ForStatement);
      case ts.SyntaxKind.ForInStatement:
      case ts.SyntaxKind.ForOfStatement:
        return this.#forEach(node as ts.ForInOrOfStatement);
      default:
        return this.#children(node);
    }
  };

  #children(node: ts.Node): ts.Node {
    return ts.visitEachChild(node, this.#visit, this.#context);
  }

  readonly #expression = (node: ts.Expression): ts.Expression =>
    ts.visitNode(node, this.#visit, ts.isExpression) as ts.Expression;

  #identifier(node: ts.Identifier): ts.Expression {
    if (!isReference(node) || !this.#isScopeName(node)) return node;
    const access = scopeAccess(node.text, node);
    return isCalled(node) ? withoutThis(access, node) : access;
  }

  #isScopeName(node: ts.Identifier): boolean {
    const { names, checker } = this.#given;
    const known = names.get(node.text);
    if (known === undefined || known.ambient) return false;
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    if (symbol?.declarations?.some((each) => known.nodes.includes(each)) !== true) return false;
    // Classes, functions, enums and namespaces know themselves.
    return !known.nodes.some((each) => isSelfContained(each) && contains(each, node));
  }

  /** `{ x }`, as a value or as what is assigned to. */
  #shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const { name, objectAssignmentInitializer: initial } = node;
    if (!this.#isScopeName(name)) return this.#children(node);
    const access = scopeAccess(name.text, name);
    const value =
      initial === undefined
        ? access
        : factory.createAssignment(access, named(name.text, this.#expression(initial)));
    return ts.setTextRange(
      ts.setOriginalNode(factory.createPropertyAssignment(factory.createIdentifier(name.text), value), node),
      node,
    );
  }

  #binary(node: ts.BinaryExpression): ts.Node {
    const { left, operatorToken, right } = node;
    if (!ts.isIdentifier(left) || !namingOperators.has(operatorToken.kind) || !this.#isScopeName(left))
      return this.#children(node);
    return factory.updateBinaryExpression(
      node,
      scopeAccess(left.text, left),
      operatorToken,
      named(left.text, this.#expression(right)),
    );
  }

  #belongsToScope(list: ts.VariableDeclarationList): boolean {
    if (listKind(list) === "using") return false;
    const declared = (name: ts.BindingName): boolean =>
      ts.isIdentifier(name)
        ? this.#given.names.get(name.text)?.nodes.includes(name.parent as ts.Declaration) === true
        : name.elements.some((each) => ts.isBindingElement(each) && declared(each.name));
    // A pattern without names is told by its place alone.
    const { parent } = list;
    const empty = ts.isVariableStatement(parent) && ts.isSourceFile(parent.parent);
    return list.declarations.some((each) => declared(each.name) || (empty && isEmptyPattern(each.name)));
  }

  #assignment(node: ts.VariableDeclaration, list: ts.VariableDeclarationList): ts.Expression | undefined {
    const target = assignmentTarget(node.name, this.#expression);
    if (node.initializer === undefined) {
      if (listKind(list) === "var") return undefined;
      return ts.setTextRange(factory.createAssignment(target, factory.createVoidZero()), node);
    }
    const value = this.#expression(node.initializer);
    const assignment = factory.createAssignment(
      target,
      ts.isIdentifier(node.name) ? named(node.name.text, value) : value,
    );
    return ts.setTextRange(ts.setOriginalNode(assignment, node), node);
  }

  #assignments(list: ts.VariableDeclarationList): ts.Statement | ts.Statement[] {
    const statements = list.declarations.flatMap((node) => {
      const assignment = this.#assignment(node, list);
      return assignment === undefined
        ? []
        : [ts.setTextRange(factory.createExpressionStatement(assignment), node)];
    });
    return statements.length === 0 ? factory.createEmptyStatement() : statements;
  }

  #for(node: ts.ForStatement): ts.Node {
    const list = node.initializer;
    if (list === undefined || !ts.isVariableDeclarationList(list) || !this.#belongsToScope(list))
      return this.#children(node);
    const parts = list.declarations.flatMap((each) => this.#assignment(each, list) ?? []);
    const body = ts.visitNode(node.statement, this.#visit, ts.isStatement, asOneStatement)!;
    return factory.updateForStatement(
      node,
      parts.length === 0 ? undefined : parts.reduce((all, each) => factory.createComma(all, each)),
      node.condition && this.#expression(node.condition),
      node.incrementor && this.#expression(node.incrementor),
      body,
    );
  }

  #forEach(node: ts.ForInOrOfStatement): ts.Node {
    const list = node.initializer;
    const scoped = ts.isVariableDeclarationList(list) && this.#belongsToScope(list);
    const initializer = scoped
      ? assignmentTarget(list.declarations[0]!.name, this.#expression)
      : (ts.visitNode(list, this.#visit, ts.isForInitializer) as ts.ForInitializer);
    const body = ts.visitNode(node.statement, this.#visit, ts.isStatement, asOneStatement)!;
    const over = this.#expression(node.expression);
    if (ts.isForInStatement(node)) return factory.updateForInStatement(node, initializer, over, body);
    const values = node.awaitModifier === undefined ? over : helperCall("iterate", [over], node.expression);
    return factory.updateForOfStatement(node, node.awaitModifier, initializer, values, body);
  }
}

/** What stands where there is room for one statement. */
function asOneStatement(nodes: readonly ts.Node[]): ts.Statement {
  return nodes.length === 1 ? (nodes[0] as ts.Statement) : factory.createBlock(nodes as ts.Statement[]);
}

/** Assignments that name an anonymous function. */
const namingOperators = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

function withoutExport(modifiers: readonly ts.ModifierLike[] | undefined): ts.ModifierLike[] | undefined {
  return modifiers?.filter(
    ({ kind }) => kind !== ts.SyntaxKind.ExportKeyword && kind !== ts.SyntaxKind.DefaultKeyword,
  );
}

function isEmptyPattern(name: ts.BindingName): boolean {
  return (
    !ts.isIdentifier(name) &&
    name.elements.every((each) => !ts.isBindingElement(each) || isEmptyPattern(each.name))
  );
}
