import path from "node:path";
import { escapeHtml } from "../../claims/escape.js";
import { fileSum } from "../../file-sum.js";
import { kernelHost } from "../../kernel/host-api.js";
import { display } from "../../notebook/display.js";
import { Mime } from "../../notebook/mime.js";
import { flowDiagram } from "../search/flow-diagram.js";
import { neutralText } from "../search/neutral-text.js";
import { prismaNumbers, prismaSentence } from "../search/prisma.js";
import type { CslItem, SearchLog } from "../search-log.js";

/** The file that a search was recorded in or replayed from, as a notebook names it. */
export interface RecordingReference {
  /** Relative to the project. */
  file: string;
  sha256: string;
}

/** Undefined without a file, and for one that lies outside the project. */
export async function recordingReference(file: string | undefined): Promise<RecordingReference | undefined> {
  if (file === undefined) return undefined;
  const project = kernelHost()?.project ?? process.cwd();
  const relative = path.relative(project, path.resolve(file)).replaceAll(path.sep, "/");
  const sha256 = await fileSum(file);
  if (sha256 === undefined || relative.startsWith("../") || path.isAbsolute(relative)) return undefined;
  return { file: relative, sha256 };
}

/**
 * Shows a search record as an output of the running cell; without a kernel it shows nothing. What it was replayed from
 * goes into the output's metadata, so that a verification can replay it too.
 */
export function showSearch(log: SearchLog, recording?: RecordingReference): void {
  display(
    { [Mime.search]: log, [Mime.html]: searchCard(log), [Mime.plain]: searchText(log) },
    recording === undefined ? {} : { metadata: { claimbook_recording: recording } },
  );
}

/** The record as plain text: the counts, the works included, and each exclusion with its reason. */
export function searchText(log: SearchLog): string {
  return [
    shown(log.question, 2_000),
    ...(log.query === undefined ? [] : [`Query: ${shown(log.query, 5_000)}`]),
    ...log.sources.map(describeSource),
    log.query === undefined ? counts(log) : prismaSentence(prismaNumbers([log])),
    ...log.included.map((item) => `  ✓ ${cite(item)}${warningOf(log, item)}`),
    ...log.excluded.map(
      ({ work, title, reason }) => `  ✗ ${shown(title)} (${shown(work)}): ${shown(reason, 1_000)}`,
    ),
  ].join("\n");
}

/**
 * The record as self-contained HTML with inline styles, the PRISMA flow drawn in it; takes its colours from the page,
 * all text escaped and bounded.
 */
export function searchCard(log: SearchLog): string {
  const small = "opacity:.8;font-size:.9em";
  const included = log.included
    .map((item) => `<li dir="auto">${escapeHtml(cite(item))}${escapeHtml(warningOf(log, item))}</li>`)
    .join("");
  const excluded = log.excluded
    .map(
      ({ work, title, reason }) =>
        `<li dir="auto">${escapeHtml(`${shown(title)} (${shown(work)}): ${shown(reason, 1_000)}`)}</li>`,
    )
    .join("");
  return (
    `<div style="border:1px solid rgba(127,127,127,.35);border-radius:4px;padding:.6em .9em;margin:.3em 0;max-width:60em">` +
    `<div style="font-weight:600" dir="auto">${escapeHtml(shown(log.question, 2_000))}</div>` +
    (log.query === undefined
      ? ""
      : `<div style="${small}">Query: <code style="white-space:normal;overflow-wrap:anywhere">${escapeHtml(shown(log.query, 5_000))}</code></div>`) +
    log.sources
      .map(
        (source) =>
          `<div style="${small};overflow-wrap:anywhere">${escapeHtml(describeSource(source))}</div>`,
      )
      .join("") +
    `<div style="margin:.3em 0">${escapeHtml(counts(log))}</div>` +
    `<details><summary style="${small}">PRISMA flow</summary><div style="max-width:46em;margin:.4em 0">${flowDiagram(prismaNumbers([log]))}</div></details>` +
    (included === "" ? "" : `<ul style="margin:.2em 0">${included}</ul>`) +
    (excluded === ""
      ? ""
      : `<details style="${small}"><summary>Excluded, with reasons</summary><ul>${excluded}</ul></details>`) +
    "</div>"
  );
}

function counts({ identified, duplicates, screened, excluded, included, stopped }: SearchLog): string {
  return (
    `${identified} records identified, ${duplicates} duplicates removed, ${screened} screened, ` +
    `${excluded.length} excluded, ${included.length} included${stopped ? "; stopped before it was done" : ""}`
  );
}

function describeSource({ name, date, hits, query, error }: SearchLog["sources"][number]): string {
  const found = `${hits} found`;
  const outcome =
    error === undefined ? found : `failed${hits > 0 ? ` after ${found}` : ""}: ${shown(error, 1_000)}`;
  return `${shown(name)}, searched ${shown(date)}: ${outcome}${query === "" ? "" : ` for ${shown(query, 5_000)}`}`;
}

function warningOf({ reasons }: SearchLog, { id }: CslItem): string {
  const warning = reasons?.find(({ work }) => work === id)?.warning;
  return warning === undefined ? "" : ` [${shown(warning)}]`;
}

/** `Roy et al. 2020. LAReQA: … (arXiv:2004.05484)` */
export function cite({ author, issued, title, id }: CslItem): string {
  const names = (author ?? []).map((person) => person.family ?? person.literal ?? person.given ?? "");
  const who = names.length > 2 ? `${names[0]} et al.` : names.join(" and ");
  const year = issued?.["date-parts"][0]?.[0];
  const lead = [shown(who), year].filter((part) => part !== undefined && part !== "").join(" ");
  return `${lead === "" ? "" : `${lead}. `}${shown(title)} (${shown(id)})`;
}

function shown(text: string, most = 500): string {
  return neutralText(text, most);
}
