import path from "node:path";
import type { Command } from "commander";
import { Option } from "commander";
import { now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import type { Entailment } from "../literature/entailment/entailment.js";
import type { SearchLog } from "../literature/search-log.js";
import { defaultFormats } from "../report/render.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";
import { parseFormats } from "./report.js";
import { SearchLine } from "./search-line.js";

interface AuditFlags {
  library?: string[];
  entailment: EntailmentName;
  measured?: string;
  replay?: string;
  live?: true;
  format: string;
  outDir?: string;
  name: string;
  browser?: string;
  json?: true;
  schema?: true;
}

type EntailmentName = "features" | "cross-encoder" | "endpoint";

/** `claimbook audit`: reports that somebody made, judged again claim by claim. */
export function register(program: Command, io: Io): void {
  program
    .command("audit [reports...]")
    .description("judge every claim of existing reports again, and lay their marks beside the evidence")
    .option(
      "--library <folder>",
      "judge by this library; may be repeated, the first one's tables count (default: the one that comes with claimbook)",
      (folder: string, before: string[] = []) => [...before, folder],
    )
    .addOption(
      new Option("--entailment <name>", "what judges")
        .choices(["features", "cross-encoder", "endpoint"])
        .default("features"),
    )
    .option("--measured <notebook>", "an executed notebook whose claims measure the same statements")
    .addOption(
      new Option("--replay <file>", "a recorded search whose records stand beside the library").conflicts(
        "live",
      ),
    )
    .option(
      "--live",
      "search the databases for the examined papers and the questions, and put what is found beside the library",
    )
    .option("--format <list>", "any of md,html,pdf,json", "md,html,pdf,json")
    .option("--out-dir <folder>", "where the files go (default: beside the first report)")
    .option(
      "--name <name>",
      "name of the files, without ending (default: NAME.audit of the first report)",
      "",
    )
    .option("--browser <path>", "browser for the PDF (default: CLAIMBOOK_BROWSER, then what is found)")
    .option("--json", "print the audit as JSON")
    .option("--schema", "print the JSON Schema of an audit and end")
    .addHelpText("after", help)
    .action((reports: string[], flags: AuditFlags) => audit(reports, flags, io));
}

const help = `
REPORT is a claims-and-results report as text, Markdown or PDF. Claims that several reports make are judged once.

Exit status: 0 every tick is borne out, 1 some are not (or it cannot be told), 2 usage, 3 a report cannot be read or judged.`;

async function audit(reports: readonly string[], flags: AuditFlags, io: Io): Promise<void> {
  const { allBorneOut, auditJsonSchema, auditReports, openCorpus, readMeasurements, readReport } =
    await import("../audit/index.js");
  if (flags.schema) {
    io.stdout.write(`${JSON.stringify(auditJsonSchema(), null, 2)}\n`);
    return;
  }
  if (reports.length === 0) {
    throw new ClaimbookError("which reports?", {
      kind: "usage",
      where: "claimbook audit",
      wayOut: "Give one or several: claimbook audit report.pdf other.md",
    });
  }
  const formats = parseFormats(flags.format, defaultFormats);
  const resolved = (file: string) => path.resolve(io.cwd, file);
  const read = [];
  for (const file of reports) read.push(await readReport(resolved(file), file, io.signal));
  const { entailmentNamed } = await import("./entailment.js");
  const entailment: Entailment = await entailmentNamed(flags.entailment, io);
  const notebook =
    flags.measured === undefined
      ? undefined
      : await readMeasurements(resolved(flags.measured), path.basename(flags.measured));
  // The examined paper first: it is what most of a report's claims are to be asked of.
  const questions = [
    ...new Set(read.flatMap(({ document: { examines, question, title } }) => [examines, question ?? title])),
  ].filter((each) => each !== undefined && each.trim() !== "") as string[];
  const search = await searchOf(flags, questions, io);
  const corpus = await openCorpus({
    ...(flags.library === undefined ? {} : { libraries: flags.library.map(resolved) }),
    ...(search === undefined ? {} : { search }),
    signal: io.signal,
  });
  const terminal = io.stderr.isTTY === true;
  const result = await auditReports(read, corpus, {
    entailment,
    now: now(io.env),
    signal: io.signal,
    ...(notebook === undefined ? {} : { notebook }),
    ...(terminal
      ? {
          onProgress: (done, all) =>
            io.stderr.write(`\r\u001b[2K${done < all ? `claim ${done + 1} of ${all}` : ""}`),
        }
      : {}),
  });

  const { writeAudit } = await import("../audit/render/write.js");
  const first = resolved(reports[0]!);
  const { files, problem } = await writeAudit(result, {
    formats,
    outDir: flags.outDir === undefined ? path.dirname(first) : resolved(flags.outDir),
    name: flags.name === "" ? `${path.parse(first).name}.audit` : path.basename(flags.name),
    browser: { path: flags.browser, env: io.env, signal: io.signal },
  });
  if (flags.json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else {
    io.stdout.write(`${result.answer.join("\n")}\n`);
    for (const format of formats) {
      const file = files[format];
      if (file !== undefined)
        io.stdout.write(`${format.padEnd(4)}  ${path.relative(io.cwd, file) || file}\n`);
    }
  }
  if (problem !== undefined && formats.includes("pdf")) throw problem;
  io.exit(allBorneOut(result.tally) ? Exit.ok : Exit.failed);
}

/** A replayed search, or a live one over every question that the reports ask. */
async function searchOf(
  { replay, live, library }: AuditFlags,
  questions: readonly string[],
  io: Io,
): Promise<SearchLog | undefined> {
  if (replay === undefined && !live) return undefined;
  const { searchDatabases } = await import("../literature/search/index.js");
  const line = new SearchLine(io.stderr);
  const options = {
    show: false,
    signal: io.signal,
    access: { env: io.env },
    onProgress: (progress: Parameters<SearchLine["show"]>[0]) => line.show(progress),
  };
  try {
    if (replay !== undefined)
      return (await searchDatabases("", { ...options, replay: path.resolve(io.cwd, replay) })).log;
    const { openLibraryAsync } = await import("../literature/library/library.js");
    const opened =
      library?.[0] === undefined ? undefined : await openLibraryAsync(path.resolve(io.cwd, library[0]));
    const logs: SearchLog[] = [];
    for (const question of questions)
      logs.push(
        (
          await searchDatabases(question, {
            ...options,
            ...(opened === undefined ? {} : { library: opened }),
          })
        ).log,
      );
    return together(logs);
  } finally {
    line.clear();
  }
}

/** Several searches as one: what each asked and found, one after the other. */
function together(logs: readonly SearchLog[]): SearchLog | undefined {
  const [first] = logs;
  if (first === undefined || logs.length === 1) return first;
  const included = new Map(logs.flatMap((log) => log.included).map((item) => [item.id, item]));
  return {
    ...first,
    question: logs.map(({ question }) => question).join(" / "),
    ...(first.query === undefined ? {} : { query: logs.map(({ query }) => query ?? "").join(" / ") }),
    sources: logs.flatMap(({ sources }) => sources),
    identified: logs.reduce((sum, log) => sum + log.identified, 0),
    duplicates: logs.reduce((sum, log) => sum + log.duplicates, 0),
    screened: logs.reduce((sum, log) => sum + log.screened, 0),
    excluded: logs.flatMap(({ excluded }) => excluded),
    included: [...included.values()],
  };
}
