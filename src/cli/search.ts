import path from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { openLibraryAsync } from "../literature/library/library.js";
import { type DatabaseSearch, type SearchChanges, searchDatabases } from "../literature/search/index.js";
import { type SourceName, sourceNames } from "../literature/sources/index.js";
import { writeWhole } from "../notebook/whole-file.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";
import { SearchLine } from "./search-line.js";
import { changesText, searchTable, textsText } from "./search-table.js";

interface SearchFlags {
  source?: SourceName[];
  since?: number;
  until?: number;
  limit?: number;
  include?: number;
  query?: string;
  record?: string;
  replay?: string;
  live?: boolean;
  json?: boolean;
  library?: string;
  out?: string;
  fullText?: string;
  retracted?: "exclude" | "flag";
}

/** `claimbook search`. */
export function register(program: Command, io: Io): void {
  program
    .command("search [question]")
    .description("search the databases of the literature and the local library systematically")
    .addOption(
      new Option(
        "-s, --source <name>",
        `${sourceNames.join(", ")}; may be repeated (default: all)`,
      ).argParser(sourceName),
    )
    .option("--since <year>", "first year of publication", wholeNumber)
    .option("--until <year>", "last year of publication", wholeNumber)
    .option("--limit <number>", "most records asked of each source (default: 100)", wholeNumber)
    .option("--include <number>", "most works included (default: 50)", wholeNumber)
    .option(
      "--query <boolean>",
      'a query of your own: retrieval AND ("language bias" OR title:multilingual) NOT author:smith',
    )
    .addOption(
      new Option("--retracted <what>", "what becomes of retracted works (default: exclude)").choices([
        "exclude",
        "flag",
      ]),
    )
    .option("--record <file>", "keep all that was asked and answered")
    .addOption(
      new Option("--replay <file>", "the recorded search again, without network").conflicts([
        "query",
        "source",
        "limit",
        "include",
        "since",
        "until",
        "retracted",
      ]),
    )
    .option("--live", "with --replay: search again and tell what changed")
    .option("--library <folder>", "what local-library searches (default: claimbook's own)")
    .option(
      "--full-text <folder>",
      "make or extend a library folder of the included works with the full texts that can be had",
    )
    .option("--json", "print the search log (with --live or --full-text: log, changes, texts) as JSON")
    .option("--out <file>", "write the search log into a file")
    .addHelpText("after", help)
    .action(async (question: string | undefined, flags: SearchFlags) => {
      const line = new SearchLine(io.stderr);
      let found: DatabaseSearch;
      try {
        found = await searchDatabases(question ?? "", {
          ...(await optionsOf(flags, io)),
          show: false,
          signal: io.signal,
          onProgress: (progress) => line.show(progress),
        });
      } finally {
        line.clear();
      }
      const { log, changes, texts } = found;
      if (flags.out !== undefined)
        await writeWhole(path.resolve(io.cwd, flags.out), `${JSON.stringify(log, null, 2)}\n`);
      if (found.differsFromRecorded) {
        io.stderr.write(
          "claimbook: the log is not the one that was recorded: this version groups or screens otherwise\n",
        );
      }
      if (flags.json)
        io.stdout.write(
          `${JSON.stringify(changes === undefined && texts === undefined ? log : { log, changes, texts }, null, 2)}\n`,
        );
      else
        io.stdout.write(
          `${searchTable(log)}${changes === undefined ? "" : changesText(changes as SearchChanges)}${texts === undefined ? "" : textsText(texts)}`,
        );
      const allFailed = log.sources.every(({ error }) => error !== undefined);
      io.exit(allFailed ? Exit.couldNotRun : Exit.ok);
    });
}

const help = `
The query is planned from the question and shown; sources that fail are told in the log and the others are kept.
CLAIMBOOK_MAILTO names you to the databases; keys: OPENALEX_API_KEY, SEMANTIC_SCHOLAR_API_KEY, NCBI_API_KEY.

With --full-text, texts are asked for at the links that the sources gave; those that cannot be had are told, and the folder
is a library for \`claimbook ground --library FOLDER\`.

Exit status: 0 searched (also where some sources failed), 2 usage, 3 no source could be searched or a file cannot be read or written.`;

async function optionsOf(flags: SearchFlags, io: Io) {
  const { source, since, until, limit, include, query, record, replay, live, library, retracted, fullText } =
    flags;
  const file = (name: string) => path.resolve(io.cwd, name);
  return {
    access: { env: io.env },
    ...(source !== undefined && { sources: source }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(limit !== undefined && { limit }),
    ...(include !== undefined && { include }),
    ...(query !== undefined && { query }),
    ...(retracted !== undefined && { retracted }),
    ...(record !== undefined && { record: file(record) }),
    ...(replay !== undefined && { replay: file(replay) }),
    ...(live !== undefined && { live }),
    ...(fullText !== undefined && { fullText: file(fullText) }),
    ...(library !== undefined && { library: await openLibraryAsync(file(library), { signal: io.signal }) }),
  };
}

function sourceName(name: string, before: SourceName[] = []): SourceName[] {
  if ((sourceNames as readonly string[]).includes(name)) return [...before, name as SourceName];
  throw new InvalidArgumentError(`Sources are ${sourceNames.join(", ")}.`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
