import path from "node:path";
import { badData, parseJson, textField } from "../bad-data.js";
import { readLines } from "../lines.js";
import { normalized } from "../text.js";
import type { ClaimLabel, ClaimPair } from "./claim-pair.js";
import { joinedBy } from "./groups.js";

export interface ScifactOptions {
  dataSet: string;
  /** Done to every claim. */
  clean?: (claim: string) => string;
}

interface Row {
  claim: string;
  id: string;
  document: string;
  label: ClaimLabel;
  line: number;
}

/**
 * Claims in SciFact's format (Wadden et al. 2020, arXiv 2004.14974): `claims_*.jsonl` with `id`, `claim`,
 * `cited_doc_ids` and `evidence` ({document: [{sentences, label: SUPPORT | REFUTE}]}), and `corpus.jsonl` with
 * `doc_id`, `title` and `abstract` (sentences). One pair for each cited document; one without a label there is
 * "not found". The whole abstract is the evidence: rationales are what a system has to find.
 *
 * @throws {ClaimbookError} (could-not-run) naming file, line and field for what is not in this format, and a cited
 *   document that the corpus has not
 */
export async function readScifactFormat(
  claimsFile: string,
  corpusFile: string,
  { dataSet, clean = (claim) => claim }: ScifactOptions,
): Promise<ClaimPair[]> {
  const corpus = await readCorpus(corpusFile);
  const rows = await readRows(claimsFile);
  const groups = joinedBy(
    rows.map(({ claim, document }) => [`claim ${normalized(clean(claim))}`, `document ${document}`]),
  );
  return rows.map(({ claim, id, document, label, line }, index) => {
    const evidence = corpus.get(document);
    if (evidence === undefined) {
      throw badData(
        claimsFile,
        line,
        `"cited_doc_ids" names ${document}, which ${path.basename(corpusFile)} has not`,
      );
    }
    return {
      dataSet,
      id,
      group: `document ${rows[groups[index]!]!.document}`,
      claim: clean(claim),
      evidence,
      label,
    };
  });
}

/** A claim and what a document says of it; not the document. */
export interface DocumentVerdict {
  claim: string;
  document: string;
  label: ClaimLabel;
}

/** The claims of a file in SciFact's format by the documents that they cite, without a corpus. */
export async function readVerdicts(claimsFile: string): Promise<DocumentVerdict[]> {
  return (await readRows(claimsFile)).map(({ claim, document, label }) => ({ claim, document, label }));
}

async function readRows(claimsFile: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { text, number } of readLines(claimsFile)) {
    if (text.trim() === "") continue;
    rows.push(...rowsOf(parseJson(text, claimsFile, number), claimsFile, number));
  }
  return rows;
}

async function readCorpus(file: string): Promise<Map<string, string[]>> {
  const corpus = new Map<string, string[]>();
  for await (const { text, number } of readLines(file)) {
    if (text.trim() === "") continue;
    const json = parseJson(text, file, number) as Record<string, unknown> | null;
    const id = documentId(json?.doc_id, "doc_id", file, number);
    const { abstract } = json!;
    if (!Array.isArray(abstract) || abstract.some((sentence) => typeof sentence !== "string")) {
      throw badData(file, number, 'the field "abstract" is no list of sentences');
    }
    if (corpus.has(id)) throw badData(file, number, `the document ${id} comes twice`);
    corpus.set(
      id,
      (abstract as string[]).map((sentence) => sentence.trim()).filter((sentence) => sentence !== ""),
    );
  }
  return corpus;
}

function rowsOf(json: unknown, file: string, line: number): Row[] {
  const claim = textField(json, "claim", file, line);
  const fields = json as Record<string, unknown>;
  const id = documentId(fields.id, "id", file, line);
  const cited = fields.cited_doc_ids;
  if (!Array.isArray(cited) || cited.length === 0) {
    throw badData(file, line, 'the field "cited_doc_ids" is no list of documents');
  }
  const evidence = fields.evidence ?? {};
  if (typeof evidence !== "object" || Array.isArray(evidence)) {
    throw badData(file, line, 'the field "evidence" is no object of documents');
  }
  const documents = [...new Set(cited.map((each) => documentId(each, "cited_doc_ids", file, line)))];
  return documents.map((document) => ({
    claim,
    id: documents.length === 1 ? id : `${id}/${document}`,
    document,
    label: labelOf((evidence as Record<string, unknown>)[document], file, line),
    line,
  }));
}

function labelOf(rationales: unknown, file: string, line: number): ClaimLabel {
  if (rationales === undefined) return "not found";
  const labels = Array.isArray(rationales)
    ? new Set(rationales.map((each: unknown) => (each as { label?: unknown } | null)?.label))
    : new Set<unknown>();
  if (labels.size === 1 && labels.has("SUPPORT")) return "supported";
  if (labels.size === 1 && (labels.has("REFUTE") || labels.has("CONTRADICT"))) return "contradicted";
  throw badData(
    file,
    line,
    `the field "evidence" has the labels ${JSON.stringify([...labels])} for one document; known: SUPPORT, REFUTE`,
  );
}

function documentId(value: unknown, field: string, file: string, line: number): string {
  if ((typeof value === "number" && Number.isFinite(value)) || (typeof value === "string" && value !== "")) {
    return String(value);
  }
  throw badData(file, line, `the field "${field}" is no number or text`);
}
