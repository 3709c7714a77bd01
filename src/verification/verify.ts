import path from "node:path";
import type { Claim } from "../claims/model.js";
import { type RecordedClaim, readClaims } from "../claims/read.js";
import type { Clock } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { type RunRecord, readRunRecord } from "../execution/run-record.js";
import { fileSum } from "../file-sum.js";
import { Mime } from "../notebook/mime.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { readNotebook } from "../notebook/read.js";
import { projectRoot } from "../paths.js";
import { type NamedThings, namedThings } from "../sandbox/named-things.js";
import { sandboxRecord } from "../sandbox/record.js";
import { checkIntegrity } from "../seal/check-seal.js";
import type { Integrity } from "../seal/finding.js";
import { type Certificate, countOutcomes, speaksNothingAgainst } from "./certificate.js";
import { compareClaims, defaultTolerance, isReproduced } from "./compare-claims.js";
import { compareRecords } from "./compare-records.js";
import { checkLiterature, type SearchOutcome } from "./literature.js";
import { onlyCells, type Rerun, type RerunOptions, rerun } from "./rerun.js";
import { otherSeeds, seedOutcome, seedParameter } from "./seeds.js";
import { circumstances } from "./surroundings.js";

export interface VerifyOptions extends Omit<RerunOptions, "name" | "folder" | "parameters"> {
  /** Relative tolerance of numbers. Defaults to 1e-6. */
  tolerance?: number;
  /** Ids of the claims to judge again; only the cells that they need are run. Defaults to all. */
  claims?: readonly string[];
  /** How many other seeds to rerun with. Defaults to 0. */
  seeds?: number;
  /** Ask the databases of recorded searches again. */
  live?: boolean;
  clock: Clock;
  /** Told what will be run, before anything is. */
  onPlan?: (plan: VerificationPlan) => void;
  /** Told what is done next: a rerun with another seed, the literature. */
  onStage?: (what: string) => void;
}

export interface Verification {
  certificate: Certificate;
  /** The notebook as the rerun left it. */
  notebook: Notebook;
}

/** What a verification would do, and what it knows before anything runs. */
export interface VerificationPlan {
  integrity: Integrity;
  claims: RecordedClaim[];
  /** Cells that would run, in their order: place among all cells, id, first line that says something. */
  cells: { number: number; id: string; line: string }[];
  /** What these cells name that reaches beyond them. */
  named: NamedThings;
  /** Code cells that have anything to run. */
  codeCells: number;
  /** Runs of these cells, the one with the recorded seed among them. */
  runs: number;
  kernel: string;
  parameters: RunRecord["parameters"];
  record: RunRecord | undefined;
}

interface Subject {
  file: string;
  notebook: Notebook;
  /** Of the file. */
  sha256: string;
  record: RunRecord | undefined;
  claims: RecordedClaim[];
  integrity: Integrity;
  seeds: number[];
  /** Ids of the cells to run; undefined for all. */
  only: Set<string> | undefined;
}

/**
 * Judges an executed notebook again: looks whether what was recorded has been altered since, takes the claims it
 * recorded, runs its code in a fresh kernel, and compares claim by claim and record by record.
 *
 * @param file the executed notebook; it is not changed
 * @throws ClaimbookError (`usage`) for a tolerance that is none, an unknown claim, or other seeds where the notebook has
 *   no parameter `seed`; (`could-not-run`) for a file that is no executed notebook or records no claim, or whose code
 *   cannot be run
 */
export async function verifyNotebook(file: string, options: VerifyOptions): Promise<Verification> {
  const { tolerance = defaultTolerance, clock, onPlan, onStage, ...how } = options;
  const subject = await subjectOf(file, options);
  onPlan?.(planOf(subject, options));
  const { notebook: recorded, sha256, record, claims, integrity, seeds, only } = subject;
  const wanted = new Set(options.claims);
  const asked = ({ id }: { id: string }) => wanted.size === 0 || wanted.has(id);
  const place = { name: file, folder: path.dirname(path.resolve(file)), ...how };
  const source = only === undefined ? recorded : onlyCells(recorded, only);

  const again = await rerun(source, record, place);
  const before = claims.map(({ claim }) => claim).filter(asked);
  const after = claimsIn(again.notebook, `${file} (rerun)`)
    .map(({ claim }) => claim)
    .filter(asked);
  const outcomes = compareClaims(before, after, tolerance, lostClaims(claims, again));
  const records = only === undefined ? compareRecords(recorded, again.notebook, tolerance, again.notRun) : [];

  const runs: Claim[][] = [after];
  for (const seed of seeds.slice(1)) {
    onStage?.(`seed ${seed}`);
    const other = await rerun(source, record, { ...place, parameters: { [seedParameter]: seed } });
    runs.push(
      claimsIn(other.notebook, `${file} (seed ${seed})`)
        .map(({ claim }) => claim)
        .filter(asked),
    );
  }
  const bySeed = seeds.length > 1 ? seedOutcome(seeds, runs) : undefined;
  const literature = await literatureOf(subject, options);

  const rerunRecord = readRunRecord(again.notebook)!;
  const title = titleOf(recorded);
  const certificate: Certificate = {
    schema: "claimbook/certificate/2",
    date: clock().toISOString(),
    notebook: {
      file: path.basename(file),
      ...(title === undefined ? {} : { title }),
      sha256,
    },
    passed: speaksNothingAgainst({
      claims: outcomes,
      integrity,
      records,
      literature,
      ...(bySeed === undefined ? {} : { seeds: bySeed }),
    }),
    reproduced: outcomes.every(({ outcome }) => isReproduced(outcome)),
    tolerance,
    counts: countOutcomes(outcomes),
    claims: outcomes,
    ...(only === undefined
      ? {}
      : { scope: { claims: [...wanted], cells: [...only], codeCells: codeCells(recorded).length } }),
    integrity,
    records,
    ...(literature.length === 0 ? {} : { literature }),
    ...(bySeed === undefined ? {} : { seeds: bySeed }),
    ...(again.failure === undefined ? {} : { failure: again.failure }),
    circumstances: circumstances(recorded, record, again.notebook, rerunRecord),
    claimbookSha256: rerunRecord.claimbookSha256,
    ...(record === undefined ? {} : { recordedRun: record }),
    rerun: rerunRecord,
    sandbox: sandboxRecord(options.sandbox),
  };
  return { certificate, notebook: again.notebook };
}

/**
 * What `verifyNotebook` would do with the same options. Checks the digests; executes nothing. Errors as
 * `verifyNotebook`, as far as they show before anything runs.
 */
export async function planVerification(
  file: string,
  options: Pick<VerifyOptions, "claims" | "seeds" | "kernel" | "tolerance">,
): Promise<VerificationPlan> {
  return planOf(await subjectOf(file, options), options);
}

function planOf(
  { notebook, record, claims, integrity, seeds, only }: Subject,
  options: Pick<VerifyOptions, "claims" | "kernel">,
): VerificationPlan {
  const cells = codeCells(notebook).filter(({ id }) => only === undefined || only.has(id));
  return {
    integrity,
    claims: claims.filter(({ claim }) => options.claims === undefined || options.claims.includes(claim.id)),
    cells: cells.map((cell) => {
      const line = cell.source.split("\n").find((each) => /\w/.test(each)) ?? "";
      return { number: notebook.cells.indexOf(cell) + 1, id: cell.id, line: line.trim() };
    }),
    named: namedThings(cells.map(({ source }) => source)),
    codeCells: codeCells(notebook).length,
    runs: Math.max(1, seeds.length),
    kernel: options.kernel ?? record?.kernel ?? notebook.metadata.kernelspec?.name ?? "claimbook",
    parameters: record?.parameters ?? {},
    record,
  };
}

async function subjectOf(
  file: string,
  { tolerance = defaultTolerance, claims: ids = [], seeds = 0 }: Partial<VerifyOptions>,
): Promise<Subject> {
  if (!(tolerance >= 0 && tolerance < Number.POSITIVE_INFINITY)) {
    throw new ClaimbookError(`${tolerance} is not a tolerance`, {
      kind: "usage",
      where: "tolerance",
      wayOut: "It is relative and at least 0, e.g. 0.05 for 5 %.",
    });
  }
  const notebook = await readNotebook(file);
  const record = readRunRecord(notebook);
  const claims = claimsIn(notebook, file);
  if (claims.length === 0) throw nothingRecorded(notebook, file);
  const unknown = ids.find((id) => !claims.some(({ claim }) => claim.id === id));
  if (unknown !== undefined) {
    throw new ClaimbookError(`records no claim "${unknown}"`, {
      kind: "usage",
      where: file,
      wayOut: `Its claims are: ${claims.map(({ claim }) => claim.id).join(", ")}.`,
    });
  }
  return {
    file,
    notebook,
    // Now: what is written over it while the rerun goes on is not what was verified.
    sha256: (await fileSum(file))!,
    record,
    claims,
    integrity: checkIntegrity(notebook),
    seeds: seeds > 0 ? otherSeeds(notebook, record, seeds, file) : [],
    only: ids.length === 0 ? undefined : await cellsFor(notebook, claims, ids),
  };
}

async function cellsFor(
  notebook: Notebook,
  claims: readonly RecordedClaim[],
  ids: readonly string[],
): Promise<Set<string>> {
  // Brings the compiler along, which nothing else here needs.
  const { neededCells } = await import("./needed-cells.js");
  const makers = claims.filter(({ claim }) => ids.includes(claim.id)).map(({ cell }) => cell.id!);
  return neededCells(codeCells(notebook), new Set(makers));
}

function codeCells(notebook: Notebook) {
  return notebook.cells.filter(isCode).filter(({ source }) => source.trim() !== "");
}

export function claimsIn(notebook: Notebook, where: string): RecordedClaim[] {
  const cells = notebook.cells.map((cell) => ({
    id: cell.id,
    outputs: isCode(cell) ? cell.outputs.flatMap((output) => ("data" in output ? [output] : [])) : [],
  }));
  return readClaims(cells, where);
}

/** Recorded claims whose cell the rerun could not run. */
function lostClaims(claims: readonly RecordedClaim[], { notRun }: Rerun): Set<string> {
  return new Set(claims.filter(({ cell }) => notRun.has(cell.id ?? "")).map(({ claim }) => claim.id));
}

async function literatureOf(
  { file, notebook, only }: Subject,
  { env, signal, live = false, onStage }: VerifyOptions,
): Promise<SearchOutcome[]> {
  const searches = notebook.cells.some(
    (cell) => isCode(cell) && cell.outputs.some((output) => "data" in output && Mime.search in output.data),
  );
  if (!searches || only !== undefined) return [];
  if (live) onStage?.("the databases");
  const project = projectRoot(path.dirname(path.resolve(file)));
  return checkLiterature(notebook, { project, live, env, ...(signal && { signal }) });
}

function nothingRecorded(notebook: Notebook, file: string): ClaimbookError {
  const executed = notebook.cells.some((cell) => isCode(cell) && cell.execution_count !== null);
  return executed
    ? new ClaimbookError("records no claim, so there is nothing to verify", {
        kind: "could-not-run",
        where: file,
        wayOut: "A claim is made in a code cell: claim({ id, text, measured: ... }).",
      })
    : new ClaimbookError("was never executed, so there is nothing to compare a rerun with", {
        kind: "could-not-run",
        where: file,
        wayOut: `Execute it first: claimbook run ${file} --out executed.ipynb, then verify that file.`,
      });
}

/** The title in the front matter, else the first heading. */
function titleOf(notebook: Notebook): string | undefined {
  for (const cell of notebook.cells) {
    for (const output of isCode(cell) ? cell.outputs : []) {
      const front = "data" in output ? output.data[Mime.frontMatter] : undefined;
      if (typeof front === "object" && front !== null && "title" in front) return String(front.title);
    }
  }
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === "markdown" ? /^#\s+(.+)$/m.exec(cell.source) : null;
    if (heading !== null) return heading[1]!.trim();
  }
  return undefined;
}
