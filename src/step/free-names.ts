import type ts from "typescript";

/** The kernel's own object in compiled cells; no name of the user's. */
const kernelName = "__claimbook__";

/**
 * Objects whose properties are the names at the top level of the cells: of claimbook's own compiler, and of tslab's
 * (where `exports` means what a file's CommonJS means by it in a file).
 */
export const cellScopes: ReadonlySet<string> = new Set(["__cells__", "exports"]);

interface Scope {
  names: Set<string>;
  outer: Scope | undefined;
}

/**
 * The names in a piece of JavaScript that it uses without declaring them (ECMA-262, 8.1 to 8.3: bound and var-scoped
 * names), and the modules it imports while it runs.
 */
export class FreeNames {
  readonly free = new Set<string>();
  /** Names at the top level of the cells, where the compiler says so (`__cells__.NAME`). */
  readonly cells = new Set<string>();
  /** Those of both that are assigned to. */
  readonly assigned = new Set<string>();
  readonly imports = new Set<string>();
  importsUnknown = false;
  outerThis = false;
  readonly #ts: typeof ts;
  /** Functions around the present place that have a `this` and `arguments` of their own. */
  #withThis = 0;

  constructor(typescript: typeof ts, root: ts.Node) {
    this.#ts = typescript;
    this.#visit(root, { names: new Set(), outer: undefined });
  }

  #visit(node: ts.Node | undefined, scope: Scope): void {
    if (node === undefined) return;
    const ts = this.#ts;
    if (ts.isIdentifier(node)) this.#use(node.text, scope);
    else if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword)
      this.outerThis ||= this.#withThis === 0;
    else if (ts.isFunctionLike(node)) this.#function(node, scope);
    else if (ts.isClassLike(node)) this.#class(node, scope);
    else if (ts.isPropertyAccessExpression(node)) {
      const name = this.#cellName(node, scope);
      if (name === undefined) this.#visit(node.expression, scope);
      else this.cells.add(name);
    } else if (ts.isPropertyAssignment(node)) {
      this.#propertyName(node.name, scope);
      this.#visit(node.initializer, scope);
    } else if (ts.isShorthandPropertyAssignment(node)) {
      this.#use(node.name.text, scope);
      this.#visit(node.objectAssignmentInitializer, scope);
    } else if (ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isParameter(node)) {
      if (ts.isBindingElement(node)) this.#propertyName(node.propertyName, scope);
      if (!ts.isIdentifier(node.name)) this.#visit(node.name, scope);
      this.#visit(node.initializer, scope);
    } else if (ts.isLabeledStatement(node)) this.#visit(node.statement, scope);
    else if (ts.isBreakOrContinueStatement(node) || ts.isMetaProperty(node)) return;
    else if (ts.isCatchClause(node)) {
      const inner = this.#scope(scope);
      if (node.variableDeclaration !== undefined) {
        this.#bind(node.variableDeclaration.name, inner.names);
        this.#visit(node.variableDeclaration, inner);
      }
      this.#visit(node.block, inner);
    } else {
      if (ts.isCallExpression(node)) this.#call(node);
      this.#assignment(node, scope);
      const inner = this.#lexical(node, scope);
      ts.forEachChild(node, (child) => this.#visit(child, inner));
    }
  }

  /** NAME in `__cells__.NAME`. */
  #cellName(node: ts.PropertyAccessExpression, scope: Scope): string | undefined {
    const { expression, name } = node;
    if (!this.#ts.isIdentifier(expression) || !cellScopes.has(expression.text)) return undefined;
    return this.#declared(expression.text, scope) ? undefined : name.text;
  }

  #use(name: string, scope: Scope): void {
    if (this.#declared(name, scope) || name === kernelName) return;
    if (name === "arguments" && this.#withThis > 0) return;
    this.free.add(name);
  }

  #declared(name: string, scope: Scope): boolean {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.outer)
      if (at.names.has(name)) return true;
    return false;
  }

  #function(node: ts.SignatureDeclaration, scope: Scope): void {
    const ts = this.#ts;
    this.#propertyName(ts.isFunctionExpression(node) ? undefined : node.name, scope);
    const inner = this.#scope(scope);
    // Within a function declaration its name means the declaration in the scope around it.
    if (ts.isFunctionExpression(node) && node.name !== undefined) inner.names.add(node.name.text);
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) inner.names.add(node.name.text);
    for (const { name } of node.parameters) this.#bind(name, inner.names);
    const body = "body" in node ? (node.body as ts.Node | undefined) : undefined;
    if (body !== undefined && ts.isBlock(body)) {
      this.#hoist(body, inner.names);
      this.#lexicalNames(body.statements, inner.names);
    }
    const own = ts.isArrowFunction(node) ? 0 : 1;
    this.#withThis += own;
    for (const parameter of node.parameters) this.#visit(parameter, inner);
    this.#visit(body, inner);
    this.#withThis -= own;
  }

  #class(node: ts.ClassLikeDeclaration, scope: Scope): void {
    const inner = this.#scope(scope);
    if (node.name !== undefined) inner.names.add(node.name.text);
    for (const clause of node.heritageClauses ?? []) this.#visit(clause, inner);
    for (const member of node.members) {
      if (this.#ts.isPropertyDeclaration(member)) this.#propertyName(member.name, inner);
      this.#withThis++;
      if (this.#ts.isPropertyDeclaration(member)) this.#visit(member.initializer, inner);
      else if (this.#ts.isClassStaticBlockDeclaration(member)) {
        const block = this.#scope(inner);
        this.#hoist(member.body, block.names);
        this.#visit(member.body, block);
      } else this.#visit(member, inner);
      this.#withThis--;
    }
  }

  /** Only a computed name uses anything. */
  #propertyName(name: ts.Node | undefined, scope: Scope): void {
    if (name !== undefined && this.#ts.isComputedPropertyName(name)) this.#visit(name.expression, scope);
  }

  #call(node: ts.CallExpression): void {
    const ts = this.#ts;
    const { expression: callee, arguments: given } = node;
    const real = callee.kind === ts.SyntaxKind.ImportKeyword;
    const imports =
      real ||
      (ts.isIdentifier(callee) && callee.text === "require") ||
      (ts.isPropertyAccessExpression(callee) &&
        ts.isIdentifier(callee.expression) &&
        callee.expression.text === kernelName &&
        /import/i.test(callee.name.text));
    if (!imports) return;
    const [specifier] = given;
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) this.imports.add(specifier.text);
    else this.importsUnknown = true;
  }

  #assignment(node: ts.Node, scope: Scope): void {
    const ts = this.#ts;
    const targets: ts.Node[] = [];
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment)
        targets.push(node.left);
    } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const { operator } = node;
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken)
        targets.push(node.operand);
    } else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
      if (!ts.isVariableDeclarationList(node.initializer)) targets.push(node.initializer);
    }
    // The names in a pattern are those of its leaves, which stand alone or left of a default.
    while (targets.length > 0) {
      const target = targets.pop()!;
      if (ts.isIdentifier(target)) {
        if (!this.#declared(target.text, scope)) this.assigned.add(target.text);
      } else if (ts.isPropertyAccessExpression(target)) {
        const name = this.#cellName(target, scope);
        if (name !== undefined) this.assigned.add(name);
      } else if (ts.isArrayLiteralExpression(target)) targets.push(...target.elements);
      else if (ts.isSpreadElement(target) || ts.isParenthesizedExpression(target))
        targets.push(target.expression);
      else if (ts.isBinaryExpression(target)) targets.push(target.left);
      else if (ts.isObjectLiteralExpression(target)) {
        for (const property of target.properties) {
          if (ts.isPropertyAssignment(property)) targets.push(property.initializer);
          else if (ts.isShorthandPropertyAssignment(property)) targets.push(property.name);
          else if (ts.isSpreadAssignment(property)) targets.push(property.expression);
        }
      }
    }
  }

  #scope(outer: Scope): Scope {
    return { names: new Set(), outer };
  }

  /** The scope for the children of a node: its own when it is a block or a loop. */
  #lexical(node: ts.Node, scope: Scope): Scope {
    const ts = this.#ts;
    const inner = this.#scope(scope);
    if (ts.isBlock(node)) this.#lexicalNames(node.statements, inner.names);
    else if (ts.isCaseBlock(node)) {
      for (const clause of node.clauses) this.#lexicalNames(clause.statements, inner.names);
    } else if (ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node)) {
      if (node.initializer !== undefined && ts.isVariableDeclarationList(node.initializer))
        for (const { name } of node.initializer.declarations) this.#bind(name, inner.names);
    } else return scope;
    return inner;
  }

  #lexicalNames(statements: readonly ts.Statement[], names: Set<string>): void {
    const ts = this.#ts;
    for (const statement of statements) {
      const bare = ts.isLabeledStatement(statement) ? statement.statement : statement;
      if (ts.isVariableStatement(bare))
        for (const { name } of bare.declarationList.declarations) this.#bind(name, names);
      else if ((ts.isFunctionDeclaration(bare) || ts.isClassDeclaration(bare)) && bare.name !== undefined)
        names.add(bare.name.text);
    }
  }

  /** `var` belongs to the function, however deep it stands. */
  #hoist(node: ts.Node, names: Set<string>): void {
    const ts = this.#ts;
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0)
      for (const { name } of node.declarations) this.#bind(name, names);
    ts.forEachChild(node, (child) => this.#hoist(child, names));
  }

  #bind(name: ts.BindingName, names: Set<string>): void {
    if (this.#ts.isIdentifier(name)) {
      names.add(name.text);
      return;
    }
    for (const element of name.elements)
      if (!this.#ts.isOmittedExpression(element)) this.#bind(element.name, names);
  }
}
