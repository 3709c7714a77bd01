import ts from "../../../typescript.cjs";
import { isTypeOnly } from "./scope-names.js";

/** Whether an identifier stands for a variable, not for a member, a label or a new name. */
export function isReference(node: ts.Identifier): boolean {
  const parent = node.parent as ts.Node & { name?: ts.Node; propertyName?: ts.Node; label?: ts.Node };
  return parent.name !== node && parent.propertyName !== node && parent.label !== node;
}

/** Whether it is what a call, a tagged template or a decorator calls. */
export function isCalled(node: ts.Node): boolean {
  let child = node;
  let parent = node.parent;
  while (
    ts.isParenthesizedExpression(parent) ||
    isTypeOnly(parent) ||
    (ts.isExpressionWithTypeArguments(parent) && !ts.isHeritageClause(parent.parent))
  ) {
    child = parent;
    parent = parent.parent;
  }
  if (ts.isCallExpression(parent)) return parent.expression === child;
  if (ts.isTaggedTemplateExpression(parent)) return parent.tag === child;
  return ts.isDecorator(parent);
}

/** Whether a declaration knows itself by its own name, within itself. */
export function isSelfContained(node: ts.Declaration): boolean {
  return (
    ts.isClassDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node)
  );
}

export function contains(outer: ts.Node, inner: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end;
}
