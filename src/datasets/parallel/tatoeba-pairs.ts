import { ClaimbookError } from "../../errors.js";
import type { DatasetFiles } from "../dataset-files.js";
import { chosenCodes } from "./codes.js";

export const TATOEBA = "tatoeba-laser";

/** Sentences of a language and their English translations, line by line. */
export interface TatoebaPairs {
  /** BCP 47 tag. */
  language: string;
  sentences: readonly string[];
  english: readonly string[];
}

/**
 * The pair files of LASER's Tatoeba test set, of the languages asked for (English is there with each).
 *
 * @throws {ClaimbookError} kind `usage` for a language that is not there; kind `could-not-run` when the two sides
 *   have not the same number of lines, naming the file
 */
export async function tatoebaPairs(
  files: DatasetFiles,
  languages: readonly string[] | undefined,
): Promise<TatoebaPairs[]> {
  const codes = chosenCodes(
    TATOEBA,
    files.list("").flatMap((file) => /^tatoeba\.([a-z]{3})-eng\.eng$/.exec(file)?.[1] ?? []),
    languages,
  );
  const pairs: TatoebaPairs[] = [];
  for (const [language, code] of codes) {
    const sentences = lines(await files.text(`tatoeba.${code}-eng.${code}`));
    const english = lines(await files.text(`tatoeba.${code}-eng.eng`));
    const empty = [sentences, english].find((side) => side.includes(""));
    if (sentences.length !== english.length || empty !== undefined) {
      throw new ClaimbookError(
        empty === undefined
          ? `${sentences.length} lines against ${english.length} English ones`
          : `line ${empty.indexOf("") + 1} is empty`,
        {
          kind: "could-not-run",
          where: files.path(`tatoeba.${code}-eng.${empty === english ? "eng" : code}`),
          wayOut: `Run \`claimbook data check ${TATOEBA}\`, and pull the file again.`,
        },
      );
    }
    pairs.push({ language, sentences, english });
  }
  return pairs;
}

function lines(text: string): string[] {
  const all = text.split(/\r?\n/).map((line) => line.trim());
  if (all.at(-1) === "") all.pop();
  return all;
}
