import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type CitationStyle, reportWorks } from "../citations/index.js";
import { ClaimbookError } from "../errors.js";
import { readRunRecord } from "../execution/run-record.js";
import { readNotebook } from "../notebook/read.js";
import { formatNotebook } from "../notebook/write.js";
import { buildReport } from "../report/build.js";
import type { Profile } from "../report/html/page.js";
import type { BrowserOptions } from "../report/pdf/browser.js";
import { lastExecution } from "../report/provenance.js";
import { withReferenceStyle } from "../report/reference-style.js";
import { type Format, formats, renderReport } from "../report/render.js";
import { sha256Of } from "../sha256.js";
import { citationCff } from "./citation-cff.js";
import { safeStem } from "./file-name.js";
import { type Person, projectOf } from "./person.js";
import { previewHtml } from "./preview.js";
import { metadataName, previewName, roCrateMetadata } from "./ro-crate.js";
import type { ArchiveFile, ArchiveSubject, FileRole } from "./subject.js";
import { unexecuted } from "./unexecuted.js";
import { zenodoMetadata } from "./zenodo.js";

export interface ArchiveOptions {
  /** The executed notebook's file, absolute. */
  notebook: string;
  /** How to call it in errors. */
  where: string;
  now: Date;
  /** True when the environment fixes the date (`SOURCE_DATE_EPOCH`). */
  fixedDate?: boolean;
  /** Defaults to those of the nearest package.json, then to the report's byline. */
  people?: readonly Person[];
  /** SPDX identifier; defaults to that of the nearest package.json. */
  licence?: string;
  keywords?: readonly string[];
  /** Formats of the report that go into the archive; defaults to all. */
  formats?: readonly Format[];
  /** Of the report in the archive; defaults to `full`. */
  profile?: Profile;
  /** Instead of the byline in the notebook's front matter. */
  byline?: string;
  /** How the report's references are set; defaults to APA. */
  style?: CitationStyle;
  /** A certificate of `claimbook verify` that goes into the archive, absolute. */
  certificate?: string;
  browser: BrowserOptions;
}

export interface Archive {
  /** All files in the order of the archive, metadata first. */
  files: { path: string; bytes: Buffer }[];
  /** What a reader should know: what is missing from the archive and why. */
  warnings: string[];
  /** sha256 of the executed notebook's file. */
  subject: ArchiveSubject;
}

/**
 * What an archive says of itself, without its files.
 *
 * @throws ClaimbookError as `buildReport` does
 */
export async function archiveSubject(
  options: Omit<ArchiveOptions, "browser" | "formats" | "profile" | "certificate">,
): Promise<{ subject: ArchiveSubject; source: string; executed: Buffer }> {
  const notebook = await readNotebook(options.notebook);
  const built = buildReport(notebook, {
    name: safeStem(path.basename(options.notebook).replace(/\.ipynb$/i, "")),
    where: options.where,
    now: options.now,
    fixedDate: options.fixedDate ?? false,
    ...(options.byline === undefined ? {} : { byline: options.byline }),
  });
  const report = withReferenceStyle(built, options.style);
  const project = projectOf(path.dirname(options.notebook));
  const byline = report.byline === undefined ? [] : [{ name: report.byline }];
  const people = options.people ?? (project.people.length > 0 ? project.people : byline);
  const licence = options.licence ?? project.licence;
  const run = readRunRecord(notebook);
  const executedAt = lastExecution(notebook)?.toISOString();
  const subject: ArchiveSubject = {
    report,
    ...(run === undefined ? {} : { run }),
    ...(executedAt === undefined ? {} : { executedAt }),
    works: reportWorks(report),
    people,
    ...(licence === undefined ? {} : { licence }),
    keywords: options.keywords ?? [],
    date: report.date,
  };
  return {
    subject,
    source: formatNotebook(unexecuted(notebook)),
    executed: await readFile(options.notebook),
  };
}

/**
 * Everything of an executed notebook that another researcher needs, as files: the notebook before and after it ran, its
 * report, the lockfile it ran with, the certificate if given, how to cite it, and the metadata that says how all of it
 * came about. The same notebook, project and date give the same bytes.
 *
 * @throws ClaimbookError (`could-not-run`) when the notebook or the certificate cannot be read or the report not made
 */
export async function collectArchive(options: ArchiveOptions): Promise<Archive> {
  const { subject, source, executed } = await archiveSubject(options);
  const { name } = subject.report.notebook;
  const warnings: string[] = [];
  const files: ArchiveFile[] = [
    file(`${name}.ipynb`, executed, "executed notebook", "The notebook as it was executed, with its outputs"),
    file(
      `source/${name}.ipynb`,
      Buffer.from(source),
      "notebook",
      "The same notebook before it ran, without outputs",
    ),
    ...(await reportFiles(subject, options, warnings)),
  ];
  const lockfile = await recordedLockfile(options.notebook, subject.run?.lockfileSha256, warnings);
  if (lockfile !== undefined) {
    files.push(
      file("package-lock.json", lockfile, "lockfile", "The versions of all packages that the run used"),
    );
  }
  if (options.certificate !== undefined) {
    files.push(
      file(
        `${name}.certificate.json`,
        await readGiven(options.certificate),
        "certificate",
        "What the rerun of the notebook found, claim by claim",
      ),
    );
  }
  if (subject.licence === undefined) {
    warnings.push(
      "no licence is named, so all rights are reserved; name one in package.json or with claimbook archive --license",
    );
  }
  if (subject.people.length === 0)
    warnings.push("no author is named; name some in package.json or with claimbook archive --author");
  files.push(file("CITATION.cff", Buffer.from(citationCff(subject)), "citation", "How to cite this archive"));
  if (subject.licence !== undefined && subject.people.length > 0) {
    const deposit = `${JSON.stringify(zenodoMetadata(subject), null, 2)}\n`;
    files.push(
      file("zenodo.json", Buffer.from(deposit), "deposit", "What a deposit of this archive says of itself"),
    );
  }
  const metadata = `${JSON.stringify(roCrateMetadata(subject, files), null, 2)}\n`;
  return {
    subject,
    warnings,
    files: [
      { path: metadataName, bytes: Buffer.from(metadata) },
      { path: previewName, bytes: Buffer.from(previewHtml(subject, files)) },
      ...files.map(({ path, bytes }) => ({ path, bytes })),
    ],
  };
}

const media: Readonly<Record<string, string>> = {
  md: "text/markdown",
  html: "text/html",
  pdf: "application/pdf",
  json: "application/json",
  ipynb: "application/x-ipynb+json",
  bib: "application/x-bibtex",
  ris: "application/x-research-info-systems",
  tex: "application/x-tex",
  cff: "application/yaml",
  svg: "image/svg+xml",
  png: "image/png",
};

function file(path: string, bytes: Buffer, role: FileRole, description: string): ArchiveFile {
  const ending = path.slice(path.lastIndexOf(".") + 1);
  return { path, bytes, role, mediaType: media[ending] ?? "application/octet-stream", description };
}

const kinds: Readonly<Record<string, [role: FileRole, description: string]>> = {
  md: ["report", "The report in Markdown"],
  html: ["report", "The report as a page for browsers, in one file"],
  pdf: ["report", "The report for reading and printing"],
  json: ["report", "The report for machines (schema claimbook/report/1)"],
  bib: ["references", "The works that the report cites, in BibTeX"],
  ris: ["references", "The works that the report cites, in RIS"],
  "csl.json": ["references", "The works that the report cites, in CSL-JSON"],
  tex: ["tables", "The claims and results as LaTeX tables"],
  svg: ["figure", "A figure of the report"],
  png: ["figure", "A figure of the report"],
};

async function reportFiles(
  { report }: ArchiveSubject,
  options: ArchiveOptions,
  warnings: string[],
): Promise<ArchiveFile[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "claimbook-archive-"));
  try {
    const { problem } = await renderReport(report, {
      profile: options.profile ?? "full",
      formats: options.formats ?? formats,
      outDir: folder,
      browser: options.browser,
    });
    if (problem !== undefined) warnings.push(`figures and PDF are missing: ${problem.message}`);
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = names
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"),
      )
      .sort();
    return await Promise.all(
      paths.map(async (name) => {
        const ending = name.endsWith(".csl.json") ? "csl.json" : name.slice(name.lastIndexOf(".") + 1);
        const [role, description] = kinds[ending] ?? ["report", "A file of the report"];
        return file(`report/${name}`, await readFile(path.join(folder, name)), role, description);
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The package-lock.json, at or above the notebook's folder, that the run recorded by its hash. */
async function recordedLockfile(
  notebook: string,
  wanted: string | undefined,
  warnings: string[],
): Promise<Buffer | undefined> {
  if (wanted === undefined) return undefined;
  for (let folder = path.dirname(notebook); ; folder = path.dirname(folder)) {
    const bytes = await readFile(path.join(folder, "package-lock.json")).catch(() => undefined);
    if (bytes !== undefined && sha256Of(bytes) === wanted) return bytes;
    if (path.dirname(folder) === folder) break;
  }
  warnings.push(
    `the lockfile is missing: none at or above the notebook's folder has the sha256 that the run recorded (${wanted})`,
  );
  return undefined;
}

async function readGiven(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new ClaimbookError(`cannot be read: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: file,
      wayOut: "Make it with claimbook verify --out, or leave --certificate out.",
      cause,
    });
  }
}
