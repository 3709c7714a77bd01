import path from "node:path";
import type { Command } from "commander";
import { now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { readNotebook } from "../notebook/read.js";
import type { Profile } from "../report/html/page.js";
import type { Tally } from "../report/model.js";
import { defaultFormats, type Format, formats } from "../report/render.js";
import type { Io } from "./io.js";

interface Flags {
  format: string;
  profile: string;
  outDir?: string;
  byline?: string;
  csl?: string;
  browser?: string;
  json?: boolean;
  schema?: boolean;
}

/** `claimbook report`: an executed notebook as Markdown, HTML, PDF, JSON, references and LaTeX tables. */
export function register(program: Command, io: Io): void {
  program
    .command("report")
    .description("render an executed notebook as a claims-and-results report")
    .argument("[notebook]", "an executed notebook (.ipynb)")
    .option("--format <list>", `any of ${formats.join(",")}`, defaultFormats.join(","))
    .option("--profile <name>", "full or synthesis", "full")
    .option("--out-dir <folder>", "where the files go (default: beside the notebook)")
    .option("--byline <text>", "instead of the byline in the notebook's front matter")
    .option("--csl <style>", "citation style of the references: a name, or a .csl file (default: apa)")
    .option(
      "--browser <path>",
      "browser for figures and PDF (default: CLAIMBOOK_BROWSER, then what is found)",
    )
    .option("--json", "print the result as JSON")
    .option("--schema", "print the JSON Schema of the JSON report and end")
    .action((notebook: string | undefined, flags: Flags) => report(notebook, flags, io));
}

async function report(notebook: string | undefined, flags: Flags, io: Io): Promise<void> {
  // The renderer brings a browser driver along; other commands need not wait for it.
  const { buildReport, renderReport, reportJsonSchema, withReferenceStyle } = await import(
    "../report/index.js"
  );
  const { loadStyle } = await import("../citations/index.js");
  if (flags.schema) {
    io.stdout.write(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
    return;
  }
  if (notebook === undefined) {
    throw new ClaimbookError("which notebook?", {
      kind: "usage",
      where: "claimbook report",
      wayOut: "Give an executed notebook: claimbook report executed.ipynb",
    });
  }
  const wanted = parseFormats(flags.format);
  const profile = parseProfile(flags.profile);
  const file = path.resolve(io.cwd, notebook);
  const outDir = flags.outDir === undefined ? path.dirname(file) : path.resolve(io.cwd, flags.outDir);
  // Before the notebook is read: a style that is not there is a slip of the command line.
  const style = flags.csl === undefined ? undefined : loadStyle(flags.csl, io.cwd);
  const built = buildReport(await readNotebook(file), {
    name: path.basename(file).replace(/\.ipynb$/i, ""),
    where: notebook,
    now: now(io.env),
    fixedDate: (io.env.SOURCE_DATE_EPOCH ?? "") !== "",
    ...(flags.byline === undefined ? {} : { byline: flags.byline }),
  });
  const model = withReferenceStyle(built, style);
  const { files, problem } = await renderReport(model, {
    profile,
    formats: wanted,
    outDir,
    browser: { path: flags.browser, env: io.env, signal: io.signal },
  });

  const places = wanted.flatMap((format) =>
    files[format] === undefined ? [] : [[format, files[format]] as const],
  );
  if (flags.json) {
    const result = { files: Object.fromEntries(places), ...model.tally, date: model.date, profile };
    io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    const width = Math.max(...places.map(([format]) => format.length), 4);
    for (const [format, place] of places) {
      io.stdout.write(`${format.padEnd(width)}  ${path.relative(io.cwd, place) || place}\n`);
    }
    io.stdout.write(`${summary(model.tally).join("\n")}\n`);
  }
  if (problem === undefined) return;
  if (wanted.includes("pdf")) throw problem;
  io.stderr.write(`claimbook: figures are not drawn: ${problem.describe()}\n`);
}

/** Five lines: how many claims there are and how they stand. */
export function summary({ claims, holds, qualified, doesNotHold, notChecked }: Tally): string[] {
  const width = String(claims).length;
  const line = (count: number, text: string) => `${String(count).padStart(width)}  ${text}`;
  return [
    line(claims, claims === 1 ? "claim" : "claims"),
    line(holds, "hold in every check made"),
    line(qualified, "hold with exceptions, or inconclusive"),
    line(doesNotHold, "do not hold"),
    line(notChecked, "not checked"),
  ];
}

/** The formats of a list such as `md,pdf`, among those that there are. */
export function parseFormats<F extends Format = Format>(
  list: string,
  known: readonly F[] = formats as readonly Format[] as readonly F[],
): F[] {
  const asked = list
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const unknown = asked.filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0 || asked.length === 0) {
    throw new ClaimbookError(
      unknown.length > 0 ? `there is no format "${unknown.join('", "')}"` : "no format is named",
      { kind: "usage", where: "--format", wayOut: `The formats are ${known.join(", ")}.` },
    );
  }
  return known.filter((format) => asked.includes(format));
}

function parseProfile(name: string): Profile {
  if (name === "full" || name === "synthesis") return name;
  throw new ClaimbookError(`there is no profile "${name}"`, {
    kind: "usage",
    where: "--profile",
    wayOut: "The profiles are full and synthesis.",
  });
}
