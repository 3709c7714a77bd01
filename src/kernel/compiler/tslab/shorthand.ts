/** As much of TypeScript's syntax tree as is needed here. */
interface Node {
  parent?: Node;
  name?: Node;
}
interface Checker {
  getSymbolAtLocation(node: Node): unknown;
  getShorthandAssignmentValueSymbol(node: Node): unknown;
}
export interface ShorthandTypeScript {
  isShorthandPropertyAssignment(node: Node): boolean;
  visitEachChild(node: Node, visitor: (node: Node) => Node, ...rest: unknown[]): Node;
  createWatchProgram(host: ProgramHost, ...rest: unknown[]): unknown;
  factory: { createPropertyAssignment(name: Node, value: Node): Node };
}
interface ProgramHost {
  afterProgramCreate?: (program: { getProgram(): { getTypeChecker(): Checker } }) => void;
}

/**
 * Lets `{ seed }` in a cell mean a variable of an earlier cell. tslab turns such names into `exports.seed`, but
 * not in this short form: there it asks the checker for the name and gets the new property, not the variable, and
 * TypeScript's visitor could not put anything but a name in its place.
 */
export function fixShorthandProperties(ts: ShorthandTypeScript, patched: ShorthandTypeScript): void {
  const isShorthandName = (node: Node) =>
    node.parent !== undefined && ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
  const known = new WeakSet<Checker>();

  patched.createWatchProgram = (host, ...rest) => {
    const created = host.afterProgramCreate;
    host.afterProgramCreate = (program) => {
      const checker = program.getProgram().getTypeChecker();
      if (!known.has(checker)) {
        known.add(checker);
        const symbolAt = checker.getSymbolAtLocation.bind(checker);
        checker.getSymbolAtLocation = (node) =>
          isShorthandName(node) ? checker.getShorthandAssignmentValueSymbol(node.parent!) : symbolAt(node);
      }
      created?.(program);
    };
    return ts.createWatchProgram(host, ...rest);
  };
  patched.visitEachChild = (node, visitor, ...rest) => {
    if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visitor, ...rest);
    const value = visitor(node.name!);
    return value === node.name ? node : ts.factory.createPropertyAssignment(node.name!, value);
  };
}
