import ts from "../../../typescript.cjs";
import { withoutHistory } from "./history.js";

const wordCharacter = /[\p{ID_Continue}$\u200c\u200d]/u;

/**
 * Signature and documentation of the name at the cursor or right before it; within the brackets of a call, of what
 * is called.
 */
export function inspectionAt(
  service: ts.LanguageService,
  file: string,
  code: string,
  cursor: number,
  shift: number,
): string | undefined {
  const onWord = wordCharacter.test(code[cursor] ?? "");
  const behindWord = !onWord && wordCharacter.test(code[cursor - 1] ?? "");
  const info = service.getQuickInfoAtPosition(file, shift + (behindWord ? cursor - 1 : cursor));
  if (info !== undefined && (onWord || behindWord))
    return document(plain(info.displayParts), info.documentation, info.tags);
  const help = service.getSignatureHelpItems(file, shift + cursor, undefined);
  const item = help?.items[help.selectedItemIndex];
  if (item === undefined) return undefined;
  const parameters = item.parameters.map(({ displayParts }) => plain(displayParts));
  const signature =
    plain(item.prefixDisplayParts) +
    parameters.join(plain(item.separatorDisplayParts)) +
    plain(item.suffixDisplayParts);
  return document(signature, item.documentation, item.tags);
}

function plain(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts.displayPartsToString(parts === undefined ? undefined : [...parts]);
}

function document(
  signature: string,
  documentation: readonly ts.SymbolDisplayPart[] | undefined,
  tags: readonly ts.JSDocTagInfo[] | undefined,
): string {
  // How an earlier cell's name came here is nobody's business.
  const cleaned = withoutHistory(signature)
    .replace(/\nimport (\S+) = \1$/, "")
    .replace(/^\(alias\) (?=[\p{ID_Start}$_][\p{ID_Continue}$]*[(<])/u, "function ")
    .replace(/^\(alias\) /, "");
  const lines = (tags ?? []).map(({ name, text }) => `@${name} ${plain(text)}`.trimEnd());
  return [cleaned, plain(documentation), lines.join("\n")].filter((each) => each !== "").join("\n\n");
}
