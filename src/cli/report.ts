import path from "node:path";
import type { Command } from "commander";
import type { ArchiveOptions } from "../archive/index.js";
import { now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { readNotebook } from "../notebook/read.js";
import type { Profile } from "../report/html/page.js";
import type { Tally } from "../report/model.js";
import { defaultFormats, formats, type RenderResult } from "../report/render.js";
import { userCache } from "../user-cache.js";
import type { Io } from "./io.js";

const all = [...formats, "ro-crate"] as const;

interface Flags {
  format: string;
  profile: string;
  outDir?: string;
  crate?: string;
  byline?: string;
  csl?: string;
  browser?: string;
  json?: boolean;
  schema?: boolean;
}

/** `claimbook report`: an executed notebook as Markdown, HTML, PDF, JSON, references, LaTeX tables and RO-Crate. */
export function register(program: Command, io: Io): void {
  program
    .command("report")
    .description("render an executed notebook as a claims-and-results report")
    .argument("[notebook]", "an executed notebook (.ipynb)")
    .option("--format <list>", `any of ${all.join(",")}`, defaultFormats.join(","))
    .option("--profile <name>", "full or synthesis", "full")
    .option("--out-dir <folder>", "where the files go (default: beside the notebook)")
    .option(
      "--crate <place>",
      "where the RO-Crate goes: a folder, or a file that ends in .zip (default: NAME.ro-crate.zip beside the others)",
    )
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
  const asked = parseFormats(flags.format, all);
  const wanted = asked.filter((format) => format !== "ro-crate");
  if (flags.crate !== undefined && !asked.includes("ro-crate")) {
    throw new ClaimbookError("the RO-Crate has a place but is not asked for", {
      kind: "usage",
      where: "--crate",
      wayOut: `Name it among the formats: --format ${[...asked, "ro-crate"].join(",")}`,
    });
  }
  const profile = parseProfile(flags.profile);
  const file = path.resolve(io.cwd, notebook);
  const outDir = flags.outDir === undefined ? path.dirname(file) : path.resolve(io.cwd, flags.outDir);
  // Before the notebook is read: a style that is not there is a slip of the command line.
  const style = flags.csl === undefined ? undefined : loadStyle(flags.csl, io.cwd);
  const name = path.basename(file).replace(/\.ipynb$/i, "");
  const dates = { now: now(io.env), fixedDate: (io.env.SOURCE_DATE_EPOCH ?? "") !== "" };
  const byline = flags.byline === undefined ? {} : { byline: flags.byline };
  const styled = style === undefined ? {} : { style };
  const browser = { path: flags.browser, env: io.env, signal: io.signal };
  const built = buildReport(await readNotebook(file), { name, where: notebook, ...dates, ...byline });
  const model = withReferenceStyle(built, style);
  // Before the rest: what refuses the place of the crate leaves nothing half done.
  const crate = asked.includes("ro-crate")
    ? await writeCrate(
        { notebook: file, where: notebook, profile, browser, ...dates, ...byline, ...styled },
        flags.crate === undefined
          ? path.join(outDir, `${name}.ro-crate.zip`)
          : path.resolve(io.cwd, flags.crate),
        io.signal,
      )
    : undefined;
  const { files, problem }: RenderResult =
    wanted.length === 0
      ? { files: {} }
      : await renderReport(model, {
          profile,
          formats: wanted,
          outDir,
          browser,
          kept: { drawings: userCache("drawings", io.env), fonts: userCache("fonts", io.env) },
        });

  const places: (readonly [format: string, place: string])[] = wanted.flatMap((format) =>
    files[format] === undefined ? [] : [[format, files[format]] as const],
  );
  if (crate !== undefined) places.push(["ro-crate", crate.place]);
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
  for (const warning of crate?.warnings ?? []) io.stderr.write(`claimbook: ${warning}\n`);
  if (problem === undefined) return;
  if (wanted.includes("pdf")) throw problem;
  io.stderr.write(`claimbook: figures are not drawn: ${problem.describe()}\n`);
}

/** Writes the RO-Crate that `claimbook archive` makes of this notebook; the report in it is in all formats. */
async function writeCrate(options: ArchiveOptions, place: string, signal: AbortSignal) {
  const { collectArchive, writeArchive } = await import("../archive/index.js");
  const archive = await collectArchive(options);
  signal.throwIfAborted();
  await writeArchive(archive, place);
  return { place, warnings: archive.warnings };
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

/** The formats of a list such as `md,pdf`, in the order of those that there are; throws for any other. */
export function parseFormats<F extends string>(list: string, known: readonly F[]): F[] {
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
