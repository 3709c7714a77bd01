import { isBuiltin } from "node:module";
import { typescript } from "../lazy-typescript.js";

/** What code names that reaches beyond it. Names that it makes up as it runs are not among them. */
export interface NamedThings {
  /** Packages and Node's modules that it imports, without the paths inside them. */
  packages: string[];
  /** Files and folders: imports with a path, and texts that look like one. */
  files: string[];
  /** Hosts in addresses. */
  hosts: string[];
}

const mimeType = /^(?:application|audio|font|image|model|multipart|text|video)\/[\w.+-]+$/;

/** Of this length and more, a text is data and not a name. */
const longest = 300;

/** Reads TypeScript or JavaScript without running it. @param sources of cells */
export function namedThings(sources: readonly string[]): NamedThings {
  const ts = typescript();
  const packages = new Set<string>();
  const files = new Set<string>();
  const hosts = new Set<string>();
  for (const source of sources) {
    const imports = ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
    for (const name of imports) {
      if (name.startsWith(".") || name.startsWith("/") || name.startsWith("file:")) files.add(name);
      else packages.add(packageOf(name));
    }
    const imported = new Set(imports);
    for (const text of texts(source)) {
      const host = hostOf(text);
      if (host !== undefined) hosts.add(host);
      else if (looksLikeFile(text) && !imported.has(text)) files.add(text);
    }
  }
  return { packages: [...packages].sort(), files: [...files].sort(), hosts: [...hosts].sort() };
}

function packageOf(name: string): string {
  if (isBuiltin(name)) return `node:${name.replace(/^node:/, "").split("/")[0]}`;
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The texts that the code spells out, templates up to their first hole included. */
function* texts(source: string): Generator<string> {
  const ts = typescript();
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, source);
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const isText =
      kind === ts.SyntaxKind.StringLiteral ||
      kind === ts.SyntaxKind.NoSubstitutionTemplateLiteral ||
      kind === ts.SyntaxKind.TemplateHead;
    const text = isText ? scanner.getTokenValue() : "";
    if (text !== "" && text.length < longest) yield text;
  }
}

function hostOf(text: string): string | undefined {
  const match = /^(?:https?|wss?|ftp|tcp):\/\/(?:[^/@\s]*@)?(\[[\da-f:]+\]|[^/:?#\s]+)/i.exec(text);
  return match?.[1]?.toLowerCase();
}

function looksLikeFile(text: string): boolean {
  if (/[\s<>"|*?]/.test(text) || mimeType.test(text)) return false;
  return (
    /^(?:\.{1,2}|~|[A-Za-z]:)?[\\/]./.test(text) ||
    /\w[\\/][\w.-]+$/.test(text) ||
    /^[\w-]+\.[a-z]{2,5}$/.test(text)
  );
}
