import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { formats as all } from "../report/render.js";
import type { Io } from "./io.js";

interface ArchiveFlags {
  out?: string;
  author: string[];
  license?: string;
  keyword: string[];
  format: string;
  certificate?: string;
  zenodoJson?: boolean;
  citationCff?: boolean;
  browser?: string;
  json?: boolean;
}

interface UploadFlags {
  to: string;
  tokenEnv: string;
  metadata?: string;
  publish?: boolean;
  json?: boolean;
}

const collect = (value: string, before: string[]) => [...before, value];

/** `claimbook archive`: an executed notebook with all that goes with it as an RO-Crate, and its deposit. */
export function register(program: Command, io: Io): void {
  const archive = program
    .command("archive")
    .description("pack an executed notebook, its report and its provenance as an RO-Crate 1.2")
    .argument("[notebook]", "an executed notebook (.ipynb)")
    .option("--out <place>", "a folder, or a file that ends in .zip")
    .option("--author <person>", '"Family, Given; ORCID; Affiliation", once for each', collect, [])
    .option("--license <id>", "SPDX identifier, e.g. CC-BY-4.0 (default: that of the nearest package.json)")
    .option("--keyword <word>", "once for each", collect, [])
    .option("--format <list>", "formats of the report that go into it", all.join(","))
    .option("--certificate <file>", "a certificate of claimbook verify that goes into it")
    .option("--zenodo-json", "print the metadata of a deposit at Zenodo; writes an archive only with --out")
    .option("--citation-cff", "print CITATION.cff; writes an archive only with --out")
    .option(
      "--browser <path>",
      "browser for figures and PDF (default: CLAIMBOOK_BROWSER, then what is found)",
    )
    .option("--json", "print the result as JSON")
    .action((notebook: string | undefined, flags: ArchiveFlags) => pack(notebook, flags, io));

  archive
    .command("upload")
    .description("deposit an archive at Zenodo or a repository like it, as a draft")
    .argument("<archive>", "a .zip of claimbook archive")
    .requiredOption("--to <url>", "the repository, e.g. https://sandbox.zenodo.org")
    .requiredOption("--token-env <name>", "environment variable that holds the access token")
    .option("--metadata <file>", "instead of the archive's zenodo.json")
    .option("--publish", "publish it at once, which cannot be undone")
    .option("--json", "print the result as JSON")
    .action((file: string, _: unknown, command: Command) => upload(file, command.optsWithGlobals(), io));
}

async function pack(notebook: string | undefined, flags: ArchiveFlags, io: Io): Promise<void> {
  if (notebook === undefined) {
    throw new ClaimbookError("which notebook?", {
      kind: "usage",
      where: "claimbook archive",
      wayOut: "Give an executed notebook: claimbook archive executed.ipynb --out archive.zip",
    });
  }
  const prints = [flags.zenodoJson, flags.citationCff, flags.json].filter((flag) => flag === true).length;
  if (prints > 1) {
    throw new ClaimbookError("only one of --zenodo-json, --citation-cff and --json can be printed", {
      kind: "usage",
      where: "claimbook archive",
      wayOut: "The archive itself holds the first two as files.",
    });
  }
  if (flags.out === undefined && flags.zenodoJson !== true && flags.citationCff !== true) {
    throw new ClaimbookError("where to?", {
      kind: "usage",
      where: "--out",
      wayOut: "Give a folder or a .zip file: --out archive.zip",
    });
  }
  const { parseFormats } = await import("./report.js");
  const formats = parseFormats(flags.format, all);
  const { archiveSubject, citationCff, collectArchive, writeArchive, zenodoMetadata } = await import(
    "../archive/index.js"
  );
  const options = {
    notebook: path.resolve(io.cwd, notebook),
    where: notebook,
    now: now(io.env),
    fixedDate: (io.env.SOURCE_DATE_EPOCH ?? "") !== "",
    keywords: flags.keyword,
    ...(await whoAndHow(flags)),
  };
  if (flags.zenodoJson === true || flags.citationCff === true) {
    const { subject } = await archiveSubject(options);
    io.stdout.write(
      flags.zenodoJson ? `${JSON.stringify(zenodoMetadata(subject), null, 2)}\n` : citationCff(subject),
    );
  }
  if (flags.out === undefined) return;

  const out = path.resolve(io.cwd, flags.out);
  const archive = await collectArchive({
    ...options,
    formats,
    browser: { path: flags.browser, env: io.env, signal: io.signal },
    ...(flags.certificate === undefined ? {} : { certificate: path.resolve(io.cwd, flags.certificate) }),
  });
  io.signal.throwIfAborted();
  const bytes = await writeArchive(archive, out);
  if (flags.json) {
    const files = archive.files.map(({ path, bytes }) => ({ path, bytes: bytes.length }));
    io.stdout.write(`${JSON.stringify({ out, bytes, files, warnings: archive.warnings }, null, 2)}\n`);
  } else if (prints === 0) {
    io.stdout.write(
      `${path.relative(io.cwd, out) || out}: ${archive.files.length} files, ${(bytes / 1e6).toFixed(1)} MB\n`,
    );
  }
  for (const warning of archive.warnings) io.stderr.write(`claimbook: ${warning}\n`);
}

async function whoAndHow({ author, license }: ArchiveFlags) {
  const { isLicenceId, parsePerson } = await import("../archive/person.js");
  if (license !== undefined && !isLicenceId(license)) {
    throw new ClaimbookError(`"${license}" is no SPDX identifier of a licence`, {
      kind: "usage",
      where: "--license",
      wayOut: "Write it as spdx.org/licenses does, e.g. CC-BY-4.0, MIT or Apache-2.0.",
    });
  }
  return {
    ...(author.length === 0 ? {} : { people: author.map(parsePerson) }),
    ...(license === undefined ? {} : { licence: license }),
  };
}

async function upload(file: string, flags: UploadFlags, io: Io): Promise<void> {
  const token = (io.env[flags.tokenEnv] ?? "").trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ClaimbookError(`the environment variable ${flags.tokenEnv} holds no token`, {
      kind: "usage",
      where: "--token-env",
      wayOut: "Make a token on the repository's page of your account, and set the variable to it.",
    });
  }
  const { deposit, readDeposit, repositoryUrl } = await import("../archive/index.js");
  repositoryUrl(flags.to);
  const place = path.resolve(io.cwd, file);
  const bytes = await readFile(place).catch((cause: Error) => {
    throw new ClaimbookError(`cannot be read: ${cause.message}`, {
      kind: "could-not-run",
      where: file,
      wayOut: "Make it first: claimbook archive NOTEBOOK --out archive.zip",
      cause,
    });
  });
  const metadata = await readDeposit(
    bytes,
    file,
    flags.metadata === undefined ? undefined : path.resolve(io.cwd, flags.metadata),
  );
  const made = await deposit({
    to: flags.to,
    token,
    file: { name: path.basename(place), bytes },
    metadata,
    publish: flags.publish === true,
    fetch: globalThis.fetch,
    signal: io.signal,
    onStep: (step) => {
      if (io.stderr.isTTY) io.stderr.write(`${step}\n`);
    },
  });
  if (flags.json) {
    io.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
    return;
  }
  const what = made.published ? "published" : "a draft, not published";
  io.stdout.write(`deposit ${made.id}: ${what}${made.doi === undefined ? "" : `, DOI ${made.doi}`}\n`);
  if (made.page !== undefined) io.stdout.write(`${made.page}\n`);
}
