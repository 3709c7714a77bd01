import { ClaimbookError } from "../../errors.js";
import { badData } from "../bad-data.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import { chosenCodes } from "./codes.js";
import { type CorpusSplit, ParallelCorpus, type Sentence } from "./parallel-corpus.js";
import { DEFAULT_SHARES, documentSizes, type SplitShares, splitDocuments } from "./splits.js";

const NAME = "sib-200";
const SPLIT_OF: Readonly<Record<string, CorpusSplit>> = {
  train: "training",
  dev: "validation",
  test: "test",
};

/** FLORES-200 has its sentences article by article, some three to five of each; ids of this many are kept together. */
const NEIGHBOURHOOD = 20;

export interface Sib200Options extends LoadOptions {
  /**
   * `official`: train, dev and test as published, which draw sentences of one article into different splits.
   * `neighbourhoods`: runs of 20 sentence numbers stay together, so that only articles at the ends of a run can be on
   * two sides. Defaults to `official`.
   */
  splits?: "official" | "neighbourhoods";
  /** For `neighbourhoods`. Defaults to a tenth each. */
  shares?: SplitShares;
  /** For `neighbourhoods`. Defaults to 1. */
  seed?: number;
}

/**
 * SIB-200 (Adelani et al. 2024): 1,004 sentences of FLORES-200 (from Wikinews, Wikijunior and Wikivoyage) in 205
 * languages, with one of seven topics each.
 *
 * @throws {ClaimbookError} kind `usage` for a language that is not there; kind `could-not-run` for malformed files,
 *   naming file and line
 */
export async function sib200(options: Sib200Options = {}): Promise<ParallelCorpus> {
  const { splits = "official", shares = DEFAULT_SHARES, seed = 1 } = options;
  if (splits !== "official" && splits !== "neighbourhoods") {
    throw new ClaimbookError(`no splits are called ${JSON.stringify(splits)}`, {
      kind: "usage",
      where: NAME,
      wayOut: "Ask for official or neighbourhoods.",
    });
  }
  const files = new DatasetFiles(NAME, options);
  const codes = chosenCodes(
    NAME,
    files.list("").filter((name) => /^[a-z]{3}_[A-Z][a-z]{3}$/.test(name)),
    options.languages,
  );
  const byLocale: Map<number, Row>[] = [];
  for (const code of codes.values()) byLocale.push(await readLanguage(files, code));
  const numbers = [...new Set(byLocale.flatMap((rows) => [...rows.keys()]))].sort((a, b) => a - b);
  const neighbourhood = (number: number) => String(Math.floor(number / NEIGHBOURHOOD));
  const drawn = splitDocuments(documentSizes(numbers.map(neighbourhood)), shares, seed);
  const sentences = numbers.map((number): Sentence => {
    const { topic, split } = byLocale.find((rows) => rows.has(number))!.get(number)!;
    return {
      id: String(number),
      split: splits === "official" ? split : drawn.get(neighbourhood(number))!,
      label: topic,
    };
  });
  return new ParallelCorpus(
    {
      locales: [...codes.keys()],
      sentences,
      texts: byLocale.map(
        (rows) =>
          new Map(
            numbers.flatMap((number, s) => (rows.has(number) ? [[s, rows.get(number)!.text] as const] : [])),
          ),
      ),
    },
    {
      schema: "claimbook/dataset/1",
      name: NAME,
      version: "593cea8",
      origin: "https://github.com/dadelani/sib-200 (sentences of FLORES-200)",
      licence: "Apache-2.0 AND CC-BY-SA-4.0",
      sha256: files.sha256(),
      options: { languages: [...codes.keys()], splits, ...(splits === "official" ? {} : { shares, seed }) },
    },
  );
}

interface Row {
  split: CorpusSplit;
  topic: string;
  text: string;
}

async function readLanguage(files: DatasetFiles, code: string): Promise<Map<number, Row>> {
  const rows = new Map<number, Row>();
  for (const [part, split] of Object.entries(SPLIT_OF)) {
    const file = `${code}/${part}.tsv`;
    const [head, ...lines] = (await files.text(file)).split(/\r?\n/);
    if (head !== "index_id\tcategory\ttext") throw malformed(files, file, 1);
    for (const [i, line] of lines.entries()) {
      if (line === "") continue;
      const [id, topic, text, ...more] = line.split("\t").map(unquoted);
      const number = Number(id);
      if (!Number.isSafeInteger(number) || !topic || !text?.trim() || more.length > 0 || rows.has(number)) {
        throw malformed(files, file, i + 2);
      }
      rows.set(number, { split, topic, text: text.trim() });
    }
  }
  return rows;
}

/** Fields with a quote are quoted as in CSV, with inner quotes doubled. */
function unquoted(field: string): string {
  return /^".*"$/su.test(field) ? field.slice(1, -1).replaceAll('""', '"') : field;
}

function malformed(files: DatasetFiles, file: string, line: number): ClaimbookError {
  return badData(
    files.path(file),
    line,
    "no row of index_id, category and text, or its id was there before",
    `Run \`claimbook data check ${NAME}\`, and pull the file again.`,
  );
}

export const sib200Entry: DatasetEntry = {
  name: NAME,
  about: "1,004 sentences with topics in 205 languages, from FLORES-200.",
  kind: "parallel text",
  home: "https://github.com/dadelani/sib-200",
  licence: "Apache-2.0 AND CC-BY-SA-4.0",
  citation:
    "Adelani, Liu, Shen, Vassilyev, Alabi, Mao, Gao and Lee (2024). SIB-200: A Simple, Inclusive, and Big Evaluation Dataset for Topic Classification in 200+ Languages and Dialects. EACL 2024.",
  languages: [],
  needsNetwork: false,
  sources: [{ kind: "pinned", manifest: NAME }],
  load: (options) => sib200(options),
};
