import ts from "../../../typescript.cjs";
import { declarationsIn, exportedNames } from "./declarations.js";
import { type History, historyName, type VisibleName } from "./history.js";

/** The text of a cell between what makes earlier cells' names known and what makes its own known to later ones. */
export interface RollingCell {
  text: string;
  /** Where the cell's own text begins and ends. */
  start: number;
  end: number;
  /** Names of earlier cells that it may mean. */
  mentioned: VisibleName[];
}

/** What makes a cell a module of its own, whatever it holds. */
export function parseAlone(name: string, code: string): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ES2024,
    setExternalModuleIndicator: (file) => {
      (file as { externalModuleIndicator?: unknown }).externalModuleIndicator = true;
    },
  };
  return ts.createSourceFile(name, code, options, true);
}

/**
 * @param own names that the cell declares: they mean nothing from earlier cells
 * @param words only names among these are made known; all by default
 */
export function preludeFor(
  history: History,
  own: ReadonlySet<string> | ReadonlyMap<string, unknown>,
  words?: ReadonlySet<string>,
): { text: string; mentioned: VisibleName[] } {
  const mentioned: VisibleName[] = [];
  let text = history.head;
  for (const name of words ?? history.names.keys()) {
    const known = history.names.get(name);
    if (known === undefined || own.has(name)) continue;
    mentioned.push(known);
    const place = `${historyName}.h${known.slot}.${name}`;
    text +=
      known.kind === "let" || known.kind === "var"
        ? `declare let ${name}:typeof ${place};`
        : `import ${name}=${place};`;
  }
  // One line, so that the cell's lines are counted from the next.
  return { text: `${text}\n`, mentioned };
}

/** @param unwritten names that the cell may mean without writing them */
export function rollingCell(
  history: History,
  code: string,
  parsed: ts.SourceFile,
  unwritten: readonly string[] = [],
): RollingCell {
  const own = declarationsIn(parsed.statements);
  const { text: prelude, mentioned } = preludeFor(history, own, wordsIn(code, unwritten));
  const gone = exportedNames(parsed.statements);
  const names = [...own.values()].filter(({ exported, name }) => !exported && !gone.has(name));
  const tail = `\nexport{${names.map(({ name }) => name).join(",")}};`;
  return { text: prelude + code + tail, start: prelude.length, end: prelude.length + code.length, mentioned };
}

/** Code that somebody is writing, with all names of earlier cells. */
export function unfinishedCell(
  history: History,
  code: string,
  parsed: ts.SourceFile,
): { text: string; start: number } {
  const { text } = preludeFor(history, declarationsIn(parsed.statements));
  return { text: text + code, start: text.length };
}

export function rollingExpression(
  history: History,
  expression: string,
  unwritten: readonly string[] = [],
): RollingCell {
  const { text: prelude, mentioned } = preludeFor(history, new Set(), wordsIn(expression, unwritten));
  // On the prelude's line, so that the expression's lines are counted from the next.
  const head = `${prelude.trimEnd()}(\n`;
  return {
    text: `${head}${expression}\n);`,
    start: head.length,
    end: head.length + expression.length,
    mentioned,
  };
}

/** The statements that stand in the cell's own text. */
export function ownStatements(file: ts.SourceFile, { start, end }: RollingCell): ts.Statement[] {
  return file.statements.filter((node) => node.getStart(file) >= start && node.end <= end);
}

/** Everything in the text that may be a name. */
function wordsIn(code: string, more: readonly string[]): Set<string> {
  return new Set([...(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu) ?? []), ...more]);
}
