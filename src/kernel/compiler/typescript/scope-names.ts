import ts from "../../../typescript.cjs";

/** What the host gives a compiled cell; see `CellHelper` (src/kernel/host/cell-helper.ts). */
export const helperName = "__claimbook__";
/** The scope object, whose properties are the top-level names of all cells. */
export const scopeName = "__cells__";

const { factory } = ts;

/** `__cells__.NAME`, at the place of `node`. */
export function scopeAccess(name: string, node?: ts.Node): ts.PropertyAccessExpression {
  const access = factory.createPropertyAccessExpression(factory.createIdentifier(scopeName), name);
  return node === undefined ? access : ts.setTextRange(ts.setOriginalNode(access, node), node);
}

/** `__cells__.NAME = VALUE;` */
export function scopeAssignment(name: string, value: ts.Expression, node?: ts.Node): ts.Statement {
  const statement = factory.createExpressionStatement(
    factory.createAssignment(scopeAccess(name, node), value),
  );
  return node === undefined ? statement : ts.setTextRange(ts.setOriginalNode(statement, node), node);
}

/**
 * `(0, VALUE)`: called like this, a function has no `this`.
 *
 * @param node what stands there in the cell; an error in the call is one at its beginning
 */
export function withoutThis(value: ts.Expression, node: ts.Node): ts.Expression {
  const whole = factory.createParenthesizedExpression(
    factory.createComma(factory.createNumericLiteral(0), value),
  );
  const start = ts.getParseTreeNode(node)?.getStart();
  if (start === undefined) return whole;
  return ts.setEmitFlags(
    ts.setSourceMapRange(whole, { pos: start, end: start }),
    ts.EmitFlags.NoNestedSourceMaps,
  );
}

export function helperAccess(member: string): ts.Expression {
  return factory.createPropertyAccessExpression(factory.createIdentifier(helperName), member);
}

export function helperCall(member: string, args: readonly ts.Expression[], node: ts.Node): ts.Expression {
  const call = factory.createCallExpression(helperAccess(member), undefined, args);
  return ts.setTextRange(ts.setOriginalNode(call, node), node);
}

/**
 * A function or class without a name gets one from the variable it is assigned to, but not from a property: as a
 * property of a literal it does. `{ f: () => {} }.f`
 */
export function named(name: string, value: ts.Expression): ts.Expression {
  if (!isAnonymous(value) || name === "__proto__") return value;
  return factory.createPropertyAccessExpression(
    factory.createParenthesizedExpression(
      factory.createObjectLiteralExpression([factory.createPropertyAssignment(name, value)]),
    ),
    name,
  );
}

function isAnonymous(value: ts.Expression): boolean {
  let inner = value;
  while (ts.isParenthesizedExpression(inner) || isTypeOnly(inner)) inner = inner.expression;
  if (ts.isArrowFunction(inner)) return true;
  return (ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && inner.name === undefined;
}

/** Says something about an expression's type and leaves its value alone. */
export function isTypeOnly(
  node: ts.Node,
): node is ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.TypeAssertion {
  return (
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}
