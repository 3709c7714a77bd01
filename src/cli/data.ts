import type { Command } from "commander";
import type { DatasetEntry } from "../datasets/entry.js";
import {
  checkDataset,
  type DatasetCheck,
  datasetLanguages,
  isPresent,
  knownBytes,
  type Pulled,
  pullDataset,
} from "../datasets/pull/index.js";
import { dataset, datasets } from "../datasets/registry.js";
import { projectRoot } from "../paths.js";
import { columns } from "./columns.js";
import { bytesText, DownloadLine } from "./download-line.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";

interface PullFlags {
  languages?: string[];
  parts?: string[];
  json?: boolean;
}

/** `claimbook data list`, `claimbook data pull` and `claimbook data check`. */
export function register(program: Command, io: Io): void {
  const data = program.command("data").description("list, fetch and check data sets");
  const surroundings = { env: io.env, project: projectRoot(io.cwd) };

  data
    .command("list")
    .description("list the data sets: kind, languages, size, licence, and whether they are here")
    .option("--verbose", "with what each is, its home, its languages and how to cite it")
    .option("--json", "print the list as JSON")
    .action((flags: { verbose?: boolean; json?: boolean }) => {
      const rows = datasets.map((entry) => ({
        name: entry.name,
        kind: entry.kind,
        languages: datasetLanguages(entry),
        bytes: knownBytes(entry),
        size: sizeText(entry),
        here: isPresent(entry, surroundings),
        licence: entry.licence,
        about: entry.about,
        home: entry.home,
        citation: entry.citation,
      }));
      if (flags.json) io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      else io.stdout.write(flags.verbose ? rows.map(described).join("\n") : columns(rows.map(cells)));
    });

  data
    .command("pull")
    .description(
      "fetch data sets into the cache, pinned by commit and checksum; goes on where a pull broke off",
    )
    .argument("<name...>", "data sets that `claimbook data list` names")
    .option("--languages <list>", "only these (BCP 47 tags between commas)", list)
    .option("--parts <list>", "of a collection such as beir: these (names between commas)", list)
    .option("--json", "print what was fetched as JSON")
    .addHelpText(
      "after",
      "\nData whose home publishes no checksums are pinned by the first pull in the project's data.lock.json." +
        "\nHF_TOKEN is sent to the Hugging Face hub, HF_ENDPOINT names a mirror of it." +
        "\nExit status: 0 all is there, 2 usage, 3 it could not be had.",
    )
    .action(async (names: string[], flags: PullFlags) => {
      const results: Pulled[] = [];
      for (const entry of withViews(names)) {
        const line = new DownloadLine(io.stderr);
        try {
          const pulled = await pullDataset(entry, {
            ...surroundings,
            ...(flags.languages && { languages: flags.languages }),
            ...(flags.parts && { parts: flags.parts }),
            fetch: globalThis.fetch,
            signal: io.signal,
            onRetry: (reason, milliseconds) => line.tell(entry.name, reason, milliseconds),
            onProgress: ({ dataset: name, file, bytes, total }) => line.show(`${name}/${file}`, bytes, total),
          });
          results.push(pulled);
          line.clear();
          if (!flags.json) io.stdout.write(pulledText(pulled));
        } finally {
          line.clear();
        }
      }
      if (flags.json) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    });

  data
    .command("check")
    .description("compare the files with their checksums, and the counts with the published ones")
    .argument("[name...]", "defaults to every data set of which something is here")
    .option("--json", "print the findings as JSON")
    .addHelpText(
      "after",
      "\nExit status: 0 all is as it should be, 1 something is missing or changed, 2 usage, 3 could not check.",
    )
    .action(async (names: string[], flags: { json?: boolean }) => {
      const checks: DatasetCheck[] = [];
      for (const entry of names.length === 0 ? datasets : names.map(dataset)) {
        const check = await checkDataset(entry, { ...surroundings, signal: io.signal });
        if (names.length === 0 && (check.state === "absent" || check.state === "nothing to check")) continue;
        checks.push(check);
        if (!flags.json) io.stdout.write(checkText(check));
      }
      if (flags.json) io.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else if (checks.length === 0)
        io.stdout.write("No data set is here: claimbook data pull NAME fetches one.\n");
      // What other projects have pulled is in the same cache: it counts here only when it is asked for.
      const fine: DatasetCheck["state"][] = ["ok", "nothing to check"];
      if (names.length === 0) fine.push("unpinned");
      const right = checks.every(({ state }) => fine.includes(state));
      io.exit(right ? Exit.ok : Exit.failed);
    });
}

function list(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The data sets of those names; a view of others stands for those. */
function withViews(names: readonly string[]): DatasetEntry[] {
  const entries = names.map(dataset).flatMap((entry) => {
    const others = entry.sources.flatMap((source) =>
      source.kind === "dataset" ? [dataset(source.name)] : [],
    );
    return others.length > 0 ? others : [entry];
  });
  return [...new Set(entries)];
}

interface Row {
  name: string;
  kind: string;
  languages: readonly string[];
  bytes: number | undefined;
  size: string;
  here: boolean;
  licence: string;
  about: string;
  home: string;
  citation: string;
}

/** What a pull brings, as far as that is known beforehand. */
function sizeText(entry: DatasetEntry): string {
  const bytes = knownBytes(entry);
  const kinds = new Set(entry.sources.map(({ kind }) => kind));
  if (kinds.has("package")) return "comes with npm";
  if (kinds.has("own")) return "your own files";
  if (kinds.has("dataset")) {
    const others = entry.sources.flatMap((source) => (source.kind === "dataset" ? [source.name] : []));
    return others.length > 2 ? `in ${others.length} others` : `in ${others.join(", ")}`;
  }
  if (bytes === undefined) return "pinned at first pull";
  return kinds.size === 1 ? bytesText(bytes) : `${bytesText(bytes)} and more, pinned at first pull`;
}

function cells({ name, kind, languages, size, here, licence }: Row): string[] {
  return [
    here ? "✓" : "-",
    name,
    kind,
    languages.length === 0 ? "" : languages.length === 1 ? "1 language" : `${languages.length} languages`,
    size,
    licence,
  ];
}

function described(row: Row): string {
  return [
    `${row.name} (${row.kind}${row.here ? ", here" : ""})`,
    `  ${row.about}`,
    `  home       ${row.home}`,
    `  licence    ${row.licence}`,
    `  size       ${row.size}`,
    `  languages  ${row.languages.join(" ") || "as in the folder read"}`,
    `  cite       ${row.citation}`,
    "",
  ].join("\n");
}

function pulledText({ name, folder, files, pinned }: Pulled): string {
  const fetched = files.filter(({ state }) => state === "fetched");
  const size = bytesText(fetched.reduce((sum, { bytes }) => sum + bytes, 0));
  const lines =
    files.length === 0
      ? [`${name}: comes with claimbook, nothing to fetch`]
      : [
          `${name}: ${counted(fetched.length)} fetched (${size}), ${files.length - fetched.length} were there; ${folder}`,
        ];
  for (const source of pinned) lines.push(`  pinned in data.lock.json: ${source}`);
  return `${lines.join("\n")}\n`;
}

function counted(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}

const marks: Record<DatasetCheck["state"], string> = {
  ok: "✓ ok      ",
  faulty: "✗ faulty  ",
  absent: "✗ absent  ",
  unpinned: "- unpinned",
  "nothing to check": "- no files",
};

/** One line, and one for each thing that is wrong. */
function checkText({ name, state, files, counts, problems }: DatasetCheck): string {
  const wrong = files.filter((file) => file.state !== "ok");
  const differing = counts.filter(({ expected, found }) => expected !== found);
  const compared =
    counts.length === 0 ? "" : `, ${counts.length - differing.length} of ${counts.length} counts`;
  const detail =
    state === "absent"
      ? `claimbook data pull ${name} fetches it`
      : state === "unpinned"
        ? `data.lock.json does not know its files, claimbook data pull ${name} pins them`
        : files.length === 0
          ? ""
          : `${files.length - wrong.length} of ${counted(files.length)}${compared} as published`;
  return [
    `${marks[state]}  ${name}${detail === "" ? "" : `: ${detail}`}`,
    ...wrong.map((file) => `              ${file.state}: ${file.path}`),
    ...differing.map(
      ({ count, expected, found }) => `              ${count}: ${found ?? "none"}, published ${expected}`,
    ),
    ...problems.map((problem) => `              ${problem.replaceAll("\n", "\n              ")}`),
    ...(state === "faulty" && wrong.length > 0
      ? [`              claimbook data pull ${name} mends them`]
      : []),
    "",
  ].join("\n");
}
