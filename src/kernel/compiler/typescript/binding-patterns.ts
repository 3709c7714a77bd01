import ts from "../../../typescript.cjs";
import { named, scopeAccess } from "./scope-names.js";

const { factory } = ts;

/** Visits an expression that stands in a pattern: a default value or a computed key. */
type VisitExpression = (node: ts.Expression) => ts.Expression;

/** What an assignment writes to instead of the variables of a declaration: `{ a, b: [c = 1] }` with scope names. */
export function assignmentTarget(name: ts.BindingName, visit: VisitExpression): ts.Expression {
  if (ts.isIdentifier(name)) return scopeAccess(name.text, name);
  const target = ts.isObjectBindingPattern(name) ? objectTarget(name, visit) : arrayTarget(name, visit);
  return ts.setTextRange(ts.setOriginalNode(target, name), name);
}

function objectTarget(pattern: ts.ObjectBindingPattern, visit: VisitExpression): ts.Expression {
  return factory.createObjectLiteralExpression(
    pattern.elements.map((element) => {
      if (element.dotDotDotToken !== undefined)
        return factory.createSpreadAssignment(assignmentTarget(element.name, visit));
      return factory.createPropertyAssignment(keyOf(element, visit), elementTarget(element, visit));
    }),
  );
}

function arrayTarget(pattern: ts.ArrayBindingPattern, visit: VisitExpression): ts.Expression {
  return factory.createArrayLiteralExpression(
    pattern.elements.map((element) => {
      if (ts.isOmittedExpression(element)) return element;
      if (element.dotDotDotToken !== undefined)
        return factory.createSpreadElement(assignmentTarget(element.name, visit));
      return elementTarget(element, visit);
    }),
  );
}

function elementTarget(element: ts.BindingElement, visit: VisitExpression): ts.Expression {
  const target = assignmentTarget(element.name, visit);
  if (element.initializer === undefined) return target;
  const value = visit(element.initializer);
  return factory.createAssignment(
    target,
    ts.isIdentifier(element.name) ? named(element.name.text, value) : value,
  );
}

function keyOf(element: ts.BindingElement, visit: VisitExpression): ts.PropertyName {
  const key = element.propertyName;
  if (key === undefined) return factory.createIdentifier((element.name as ts.Identifier).text);
  if (ts.isComputedPropertyName(key)) return factory.createComputedPropertyName(visit(key.expression));
  return key;
}
