import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { badData, parseJson } from "../bad-data.js";
import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import { type Line, readLines } from "../lines.js";
import type { ParallelText, ParallelTraining } from "../retrieval-data.js";

export interface TripletOptions extends LoadOptions {
  /** A .jsonl, .tsv, .jsonl.gz or .tsv.gz file, or several. Relative to `project`. */
  files?: string | readonly string[];
  /** BCP 47 tag of lines that name no locale. */
  locale?: string;
  /** What the record calls the data. Defaults to the first file's name. */
  name?: string;
  licence?: string;
}

/** One line: a query, a passage that answers it and passages that do not. */
interface Triplet {
  query: string;
  positive: string;
  negatives: string[];
  locale: string;
  /** The same for parallel lines of several languages; undefined: the positive passage itself is the group. */
  group: string | undefined;
}

/**
 * Reads training triplets (query, positive, hard negative), the form of arXiv 2408.10536 and of most collections of
 * hard negatives:
 *
 * - JSON lines: `query`, `positive`, and `negative` (a text) or `negatives` (a list); optional `locale`, `group`.
 * - TSV: query, positive and one or more negatives; no column names.
 *
 * Lines of one positive passage in one language become one text with all their queries and negatives; lines of one
 * `group` are the same thing in several languages.
 *
 * @throws {ClaimbookError} (usage) for no file or no locale; (could-not-run) naming file and line for what is no
 *   triplet, a negative that is the positive, or two positives of one group in one language
 */
export async function triplets(options: TripletOptions = {}): Promise<ParallelTraining> {
  const names = typeof options.files === "string" ? [options.files] : (options.files ?? []);
  if (names.length === 0) throw usage("no file is given", "files", "Give a .jsonl or .tsv file of triplets.");
  const files = new DatasetFiles("triplets", { ...options, folder: "." });
  const texts = new Map<
    string,
    { group: number; locale: string; queries: Set<string>; passage: string; negatives: Set<string> }
  >();
  const groups = new Map<string, number>();
  let lines = 0;
  for (const name of names) {
    const file = files.path(name);
    await files.noteFile(name);
    for await (const line of readLines(file)) {
      if (line.text.trim() === "") continue;
      const { query, positive, negatives, locale, group } = tripletOf(file, line, options.locale);
      if (negatives.includes(positive)) throw badData(file, line.number, "a negative is the positive itself");
      const key = group === undefined ? `passage ${locale} ${positive}` : `group ${group}`;
      const number = groups.get(key) ?? groups.size;
      groups.set(key, number);
      const place = `${number} ${locale}`;
      const known = texts.get(place) ?? {
        group: number,
        locale,
        queries: new Set(),
        passage: positive,
        negatives: new Set(),
      };
      if (known.passage !== positive)
        throw badData(
          file,
          line.number,
          `the group ${JSON.stringify(group)} has another positive in "${locale}" already`,
        );
      known.queries.add(query);
      for (const negative of negatives) known.negatives.add(negative);
      texts.set(place, known);
      lines++;
    }
  }
  if (lines === 0) throw badData(names.join(", "), undefined, "no triplet is in it");
  const list: ParallelText[] = [...texts.values()].map(({ queries, negatives, ...text }) => ({
    ...text,
    queries: [...queries],
    ...(negatives.size === 0 ? {} : { negatives: [...negatives] }),
  }));
  const locales = [...new Set(list.map(({ locale }) => locale))];
  return {
    record: {
      schema: "claimbook/dataset/1",
      name: options.name ?? path.basename(names[0]!),
      version: "1",
      origin: names.join(", "),
      licence: options.licence ?? "the file's own",
      sha256: files.sha256(),
      counts: {
        languages: locales.length,
        triplets: lines,
        groups: groups.size,
        queries: list.reduce((sum, { queries }) => sum + queries.length, 0),
        "hard negatives": list.reduce((sum, { negatives = [] }) => sum + negatives.length, 0),
      },
      options: { files: [...names], ...(options.locale === undefined ? {} : { locale: options.locale }) },
    },
    locales,
    texts: list,
  };
}

function tripletOf(file: string, { text, number }: Line, locale: string | undefined): Triplet {
  return /\.tsv(\.gz)?$/.test(file)
    ? fromColumns(file, text, number, locale)
    : fromJson(file, text, number, locale);
}

function fromColumns(file: string, text: string, line: number, locale: string | undefined): Triplet {
  const [query, positive, ...negatives] = text.split("\t").map((column) => column.trim());
  if (!query || !positive || negatives.includes("")) {
    throw badData(
      file,
      line,
      query && positive ? "a negative is empty" : "it lacks a query or a positive passage",
      "Each line must be: query, positive and negatives between tabs.",
    );
  }
  return { query, positive, negatives, locale: locale ?? noLocale(), group: undefined };
}

function fromJson(file: string, text: string, line: number, locale: string | undefined): Triplet {
  const row = (parseJson(text, file, line) ?? {}) as Record<string, unknown>;
  const { query, positive, negative, group } = row;
  const negatives = row.negatives ?? (negative === undefined ? [] : [negative]);
  const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
  if (!isText(query) || !isText(positive) || !Array.isArray(negatives) || !negatives.every(isText)) {
    throw badData(
      file,
      line,
      "no triplet: query, positive and every negative must be texts that are not empty",
      'Each line must be like {"query": "...", "positive": "...", "negatives": ["..."]}.',
    );
  }
  return {
    query,
    positive,
    negatives,
    locale: isText(row.locale) ? row.locale : (locale ?? noLocale()),
    group: group === undefined || group === null ? undefined : String(group),
  };
}

function noLocale(): never {
  throw usage("the triplets name no language", "locale", 'Give one, such as { locale: "de" }.');
}

function usage(what: string, where: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where, wayOut });
}

export const tripletsEntry: DatasetEntry = {
  name: "triplets",
  about: "Training triplets of your own: query, positive and hard negatives, as JSON lines or TSV.",
  kind: "training",
  home: "https://arxiv.org/abs/2408.10536",
  licence: "the file's own",
  citation: "Your own data.",
  languages: [],
  needsNetwork: false,
  sources: [{ kind: "own" }],
  load: (options) => triplets(options as TripletOptions | undefined),
};
