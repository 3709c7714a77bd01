import type ts from "typescript";

/** The values a parameter takes. `object` and `json` are checked no further here: the kernel checks their types. */
export type ParameterKind =
  | { is: "string" | "number" | "boolean" | "json" }
  /** `fields`: those that a first value was written with, by name. */
  | { is: "object"; fields?: ReadonlyMap<string, ParameterKind> }
  | { is: "literal"; value: string | number | boolean | null }
  | { is: "array"; of: ParameterKind }
  | { is: "union"; of: readonly ParameterKind[] };

export type ParameterValue =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { [key: string]: unknown };

/** Reads kinds from the syntax of one cell; types that the cell itself names by `type X = ...` are followed. */
export class KindReader {
  readonly #ts: typeof ts;
  readonly #aliases = new Map<string, ts.TypeNode>();

  constructor(typescript: typeof ts, file: ts.SourceFile) {
    this.#ts = typescript;
    for (const statement of file.statements) {
      if (typescript.isTypeAliasDeclaration(statement) && statement.typeParameters === undefined)
        this.#aliases.set(statement.name.text, statement.type);
    }
  }

  ofType(type: ts.TypeNode, following: readonly string[] = []): ParameterKind {
    const ts = this.#ts;
    switch (type.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { is: "string" };
      case ts.SyntaxKind.NumberKeyword:
        return { is: "number" };
      case ts.SyntaxKind.BooleanKeyword:
        return { is: "boolean" };
    }
    if (ts.isParenthesizedTypeNode(type)) return this.ofType(type.type, following);
    if (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.ReadonlyKeyword)
      return this.ofType(type.type, following);
    if (ts.isUnionTypeNode(type))
      return { is: "union", of: type.types.map((each) => this.ofType(each, following)) };
    if (ts.isArrayTypeNode(type)) return { is: "array", of: this.ofType(type.elementType, following) };
    if (ts.isTypeLiteralNode(type)) return { is: "object" };
    if (ts.isLiteralTypeNode(type)) {
      const value = this.#literal(type.literal);
      return value === undefined ? { is: "json" } : { is: "literal", value };
    }
    if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return { is: "json" };
    const name = type.typeName.text;
    const element = type.typeArguments?.[0];
    if ((name === "Array" || name === "ReadonlyArray") && element !== undefined)
      return { is: "array", of: this.ofType(element, following) };
    if (name === "Record") return { is: "object" };
    const alias = this.#aliases.get(name);
    if (alias === undefined || following.includes(name)) return { is: "json" };
    return this.ofType(alias, [...following, name]);
  }

  ofValue(value: ts.Expression): ParameterKind {
    const ts = this.#ts;
    const asserted = assertedType(ts, value);
    if (asserted !== undefined) return this.ofType(asserted);
    if (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))
      return this.ofValue(value.expression);
    if (ts.isObjectLiteralExpression(value)) return { is: "object", fields: this.#fields(value) };
    if (ts.isArrayLiteralExpression(value)) {
      const [first, ...others] = value.elements.map((element) => this.ofValue(element));
      const alike = first !== undefined && others.every((other) => other.is === first.is);
      return { is: "array", of: alike ? first : { is: "json" } };
    }
    switch (typeof this.#literal(value)) {
      case "string":
        return { is: "string" };
      case "number":
        return { is: "number" };
      case "boolean":
        return { is: "boolean" };
      default:
        return { is: "json" };
    }
  }

  #fields(value: ts.ObjectLiteralExpression): ReadonlyMap<string, ParameterKind> {
    const ts = this.#ts;
    return new Map(
      value.properties.flatMap((property): [string, ParameterKind][] =>
        ts.isPropertyAssignment(property) &&
        (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
          ? [[property.name.text, this.ofValue(property.initializer)]]
          : [],
      ),
    );
  }

  #literal(node: ts.Node): string | number | boolean | null | undefined {
    const ts = this.#ts;
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
      const value = this.#literal(node.operand);
      return typeof value === "number" ? -value : undefined;
    }
    switch (node.kind) {
      case ts.SyntaxKind.TrueKeyword:
        return true;
      case ts.SyntaxKind.FalseKeyword:
        return false;
      case ts.SyntaxKind.NullKeyword:
        return null;
      default:
        return undefined;
    }
  }
}

/** The type that a value is asserted to have, as in `value as Type`. */
export function assertedType(typescript: typeof ts, value: ts.Expression): ts.TypeNode | undefined {
  if (!typescript.isAsExpression(value) || value.type.getText() === "const") return undefined;
  return value.type;
}

/** How TypeScript writes the kind; undefined where only the compiler knows. */
export function typeOfKind(kind: ParameterKind): string | undefined {
  switch (kind.is) {
    case "string":
    case "number":
    case "boolean":
      return kind.is;
    case "array": {
      const element = kind.of.is === "array" ? undefined : typeOfKind(kind.of);
      return element === undefined ? undefined : `${element}[]`;
    }
    default:
      return undefined;
  }
}

/**
 * A value as its parameter's kind understands it.
 *
 * @param given text is read by the kind: `7` is a number for `number` and a text for `string`; lists and objects
 *   are JSON. Any other value must already be of the kind.
 * @returns undefined when it is not of that kind
 */
export function readAs(kind: ParameterKind, given: ParameterValue): ParameterValue | undefined {
  switch (kind.is) {
    case "string":
      return typeof given === "string" ? given : undefined;
    case "number": {
      const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    }
    case "boolean":
      return [true, false].find((value) => given === value || given === String(value));
    case "literal":
      return given === kind.value || given === String(kind.value) ? kind.value : undefined;
    case "union": {
      // A text can be anything, so what is more particular goes first.
      const order = kind.of.toSorted((a, b) => Number(a.is === "string") - Number(b.is === "string"));
      for (const each of order) {
        const value = readAs(each, given);
        if (value !== undefined) return value;
      }
      return undefined;
    }
    default: {
      const value = typeof given === "string" ? fromJson(given) : given;
      return value !== undefined && isOf(kind, value) ? value : undefined;
    }
  }
}

/** Whether a value that is no text any more is of the kind: inside JSON, `"7"` is not a number. */
function isOf(kind: ParameterKind, value: unknown): boolean {
  switch (kind.is) {
    case "json":
      return true;
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "array":
      return Array.isArray(value) && value.every((element) => isOf(kind.of, element));
    case "union":
      return kind.of.some((each) => isOf(each, value));
    case "literal":
      return value === kind.value;
    default:
      // The three kinds left are named as typeof names them.
      return typeof value === kind.is;
  }
}

function fromJson(text: string): ParameterValue | undefined {
  try {
    return JSON.parse(text) as ParameterValue;
  } catch {
    return undefined;
  }
}
