import { badData } from "../bad-data.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import { chosenCodes } from "./codes.js";
import { ParallelCorpus } from "./parallel-corpus.js";
import { DEFAULT_SHARES, documentSizes, type SplitShares, splitDocuments } from "./splits.js";

const NAME = "ntrex-128";
const SOURCE = "newstest2019-src.eng.txt";

export interface NtrexOptions extends LoadOptions {
  /** Shares of the sentences for validation and test, whole documents each. Defaults to a tenth each. */
  shares?: SplitShares;
  /** Decides which documents. Defaults to 1. */
  seed?: number;
}

/**
 * NTREX-128 (Federmann, Kocmi and Xin 2022): 1,997 sentences of 123 English news documents (WMT 2019) and their
 * translations, line by line. Splits are by document: neighbours are never on two sides.
 *
 * @throws {ClaimbookError} kind `usage` for a language that is not there; kind `could-not-run` when files are missing
 *   or have not as many lines as one another, naming the file
 */
export async function ntrex(options: NtrexOptions = {}): Promise<ParallelCorpus> {
  const { shares = DEFAULT_SHARES, seed = 1 } = options;
  const files = new DatasetFiles(NAME, options);
  const references = files.list("").flatMap((file) => /^newstest2019-ref\.(.+)\.txt$/.exec(file)?.[1] ?? []);
  // The texts are translated from English, whose file has another name.
  const codes = chosenCodes(NAME, files.has(SOURCE) ? ["eng", ...references] : references, options.languages);
  const documents = lines(await files.text("DOCUMENT_IDS.tsv")).map((line) => line.split("\t")[0]!);
  const texts: Map<number, string>[] = [];
  for (const code of codes.values()) {
    const file = code === "eng" ? SOURCE : `newstest2019-ref.${code}.txt`;
    const sentences = lines(await files.text(file));
    if (sentences.length !== documents.length) {
      throw badData(
        files.path(file),
        undefined,
        `${sentences.length} lines for ${documents.length} sentences`,
        `Run \`claimbook data check ${NAME}\`, and pull the file again.`,
      );
    }
    texts.push(new Map(sentences.flatMap((text, s) => (text === "" ? [] : [[s, text] as const]))));
  }
  const splits = splitDocuments(documentSizes(documents), shares, seed);
  const counted = new Map<string, number>();
  return new ParallelCorpus(
    {
      locales: [...codes.keys()],
      sentences: documents.map((document) => {
        const at = counted.get(document) ?? 0;
        counted.set(document, at + 1);
        return { id: `${document}:${at}`, document, split: splits.get(document)! };
      }),
      texts,
    },
    {
      schema: "claimbook/dataset/1",
      name: NAME,
      version: "2022-11",
      origin: "https://github.com/MicrosoftTranslator/NTREX",
      licence: "CC-BY-SA-4.0",
      sha256: files.sha256(),
      options: { languages: [...codes.keys()], shares, seed },
    },
  );
}

/** Lines without their ends (the files have CR LF) and outer spaces; the last end of line begins no new line. */
function lines(text: string): string[] {
  const all = text.split(/\r?\n/).map((line) => line.trim());
  if (all.at(-1) === "") all.pop();
  return all;
}

export const ntrex128: DatasetEntry = {
  name: NAME,
  about: "1,997 sentences of English news in 128 languages, with their documents.",
  kind: "parallel text",
  home: "https://github.com/MicrosoftTranslator/NTREX",
  licence: "CC-BY-SA-4.0",
  citation:
    "Federmann, Kocmi and Xin (2022). NTREX-128: News Test References for MT Evaluation of 128 Languages. SUMEval at AACL 2022.",
  languages: [],
  needsNetwork: false,
  sources: [{ kind: "pinned", manifest: NAME }],
  load: (options) => ntrex(options),
};
