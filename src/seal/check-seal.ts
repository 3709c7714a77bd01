import { schemaProblems } from "../json-schema.js";
import { type Cell, type CodeCell, cellPlace, isCode, type Notebook } from "../notebook/model.js";
import { fingerprintFindings, outputChange } from "./check-fingerprints.js";
import type { Finding, Integrity } from "./finding.js";
import { Seal, type SealedCell } from "./model.js";
import { movedItems } from "./moved.js";
import { factsOf, nextLink, runSha256 } from "./seal.js";

/**
 * Compares an executed notebook with what was written down when it ran; nothing is executed.
 *
 * With a seal (a run by claimbook that ended) all of it is compared: the run record, the set and order of cells, sources,
 * outputs. Without one (Jupyter executed it) the outputs that carry a fingerprint are, with the sources that
 * made them. Neither is signed: see docs/verification.md for what that can and cannot show.
 *
 * @throws ClaimbookError (`could-not-run`) for outputs nested too deeply to be anything's record
 */
export function checkIntegrity(notebook: Notebook): Integrity {
  const { run, seal } = (notebook.metadata.claimbook ?? {}) as { run?: { status?: unknown }; seal?: unknown };
  const prints = fingerprintFindings(notebook);
  if (seal === undefined) {
    // A run that ended writes a seal, since there are fingerprints; one that was broken off has none yet.
    const torn = prints.any && run !== undefined && run.status !== "running";
    const findings = torn
      ? [altered("seal", "the notebook", "the seal of its run is gone"), ...prints.findings]
      : prints.findings;
    return { coverage: prints.any ? "outputs" : "none", intact: !torn && prints.intact, findings };
  }
  if (schemaProblems(Seal, seal).length > 0) {
    const finding = altered("seal", "the notebook", "the seal of its run cannot be read");
    return { coverage: "outputs", intact: false, findings: [finding, ...prints.findings] };
  }
  const findings = [...chainFindings(seal as Seal, notebook), ...cellFindings(seal as Seal, notebook)];
  return {
    coverage: "run",
    intact: findings.every(({ weight }) => weight === "note"),
    head: (seal as Seal).head,
    findings,
  };
}

/** Whether the seal fits itself and the run record. */
function chainFindings({ run, cells, head }: Seal, notebook: Notebook): Finding[] {
  const findings: Finding[] = [];
  if (runSha256(notebook) !== run)
    findings.push(altered("run record", "the notebook", "the record of its run was altered"));
  let chain = run;
  const broken = cells.findIndex((cell) => {
    chain = nextLink(chain, cell);
    return chain !== cell.chain;
  });
  if (broken !== -1) {
    const { id } = cells[broken]!;
    findings.push(altered("seal", `cell "${id}"`, "the seal itself was altered: its chain breaks here"));
  } else if (head !== chain)
    findings.push(altered("seal", "the notebook", "the head of its seal was altered"));
  return findings;
}

function cellFindings({ cells }: Seal, notebook: Notebook): Finding[] {
  const sealed = new Map(cells.map((cell) => [cell.id, cell]));
  const present = new Map(notebook.cells.map((cell) => [cell.id, cell]));
  const gone = cells.filter(({ id }) => !present.has(id));
  const findings: Finding[] = gone.map((cell) => {
    const made = (cell.outputs ?? []).map(({ is }) => is).filter((is) => !is.startsWith("output"));
    const what = `a ${cell.type} cell was taken out${made.length === 0 ? "" : `, with ${made.join(", ")}`}`;
    return { kind: "cell taken out", where: `cell "${cell.id}"`, what, weight: weightOf(cell.type) };
  });
  for (const cell of notebook.cells) {
    const before = sealed.get(cell.id);
    const where = cellPlace(notebook, cell);
    if (before !== undefined) findings.push(...changes(before, cell, where));
    else {
      const what = `a ${cell.cell_type} cell was put in`;
      findings.push({ kind: "cell put in", where, what, weight: weightOf(cell.cell_type) });
    }
  }
  findings.push(...orderFindings(cells, notebook, present));
  return findings;
}

/** Text may be moved about; the order of code is what ran. */
function orderFindings(
  cells: readonly SealedCell[],
  notebook: Notebook,
  present: Map<string, Cell>,
): Finding[] {
  const sealed = new Set(cells.map(({ id }) => id));
  const order = (only: (cell: Cell) => boolean) => {
    const there = ({ id }: { id: string }) => sealed.has(id) && present.has(id) && only(present.get(id)!);
    const after = notebook.cells.filter(there).map(({ id }) => id);
    return movedItems(
      cells.filter(there).map(({ id }) => id),
      after,
    ).map((id) => present.get(id)!);
  };
  const moved =
    (weight: Finding["weight"]) =>
    (cell: Cell): Finding => ({
      kind: "order",
      where: cellPlace(notebook, cell),
      what: `the ${cell.cell_type} cell was moved`,
      weight,
    });
  const code = order(isCode);
  if (code.length > 0) return code.map(moved("altered"));
  return order(() => true).map(moved("note"));
}

function changes(before: SealedCell, cell: Cell, where: string): Finding[] {
  const now = factsOf(cell);
  const weight = before.type === "code" || now.type === "code" ? "altered" : "note";
  if (before.type !== now.type) {
    const what = `a ${before.type} cell was made a ${now.type} cell`;
    return [{ kind: "cell source", where, what, weight }];
  }
  const findings: Finding[] = [];
  if (before.source !== now.source) {
    const what = weight === "note" ? "the text was edited" : "the source was edited";
    findings.push({ kind: "cell source", where, what, weight });
  }
  if (!isCode(cell)) return findings;
  if (JSON.stringify(before.tags ?? []) !== JSON.stringify(now.tags ?? []))
    findings.push(altered("cell source", where, "its tags were changed"));
  if (before.count !== now.count)
    findings.push(
      altered("execution count", where, `the execution count was ${before.count}, is ${now.count}`),
    );
  findings.push(...outputFindings(before.outputs ?? [], cell, now.outputs ?? [], where));
  return findings;
}

type Outputs = NonNullable<SealedCell["outputs"]>;

/** Outputs that are still there are passed over; of the rest, those of the same name are one that was altered. */
function outputFindings(before: Outputs, cell: CodeCell, now: Outputs, where: string): Finding[] {
  const same = now.map(({ sha256 }) => before.some((each) => each.sha256 === sha256));
  const unmatched = before.filter(({ sha256 }) => !now.some((each) => each.sha256 === sha256));
  const findings: Finding[] = [];
  const added: { is: string; at: number }[] = [];
  for (const [at, { is }] of now.entries()) {
    if (same[at]) continue;
    const twin = unmatched.findIndex((each) => each.is === is);
    if (twin === -1) added.push({ is, at });
    else {
      unmatched.splice(twin, 1);
      findings.push(altered("output altered", where, outputChange(is, cell.outputs[at]!)));
    }
  }
  for (const { is, at } of added) {
    const was = unmatched.shift();
    const what = was === undefined ? `${is} was put in` : outputChange(was.is, cell.outputs[at]!, is);
    findings.push(altered(was === undefined ? "output put in" : "output altered", where, what));
  }
  for (const { is } of unmatched) findings.push(altered("output taken out", where, `${is} was taken out`));
  const order =
    JSON.stringify(before.map(({ sha256 }) => sha256)) === JSON.stringify(now.map((n) => n.sha256));
  if (findings.length === 0 && !order)
    findings.push(altered("order", where, "its outputs were moved, or one was doubled"));
  return findings;
}

function weightOf(type: SealedCell["type"]): Finding["weight"] {
  return type === "code" ? "altered" : "note";
}

function altered(kind: Finding["kind"], where: string, what: string): Finding {
  return { kind, where, what, weight: "altered" };
}
