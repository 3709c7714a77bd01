import { existsSync } from "node:fs";
import path from "node:path";
import { badData, parseJson, textField } from "../../datasets/bad-data.js";
import { readScifactFormat } from "../../datasets/claims/index.js";
import { readLines } from "../../datasets/lines.js";

/** A claim of a file that is to be judged. */
export interface AskedClaim {
  id: string;
  claim: string;
  /** Absent where the file gives none: it has to be looked for. */
  evidence?: readonly string[];
}

const wayOut =
  'Each line is {"id": …, "claim": "…", "evidence": ["…"]}, or a claim in SciFact\'s format ("cited_doc_ids") beside corpus.jsonl.';

/**
 * Reads claims from JSON Lines, either `{id, claim, evidence}` (evidence a text or a list of texts, or left out), or
 * SciFact's format with a `corpus.jsonl` in `evidenceFolder` (default: the file's own folder), one claim for each
 * cited document. An id that is left out is the line's number.
 *
 * @throws ClaimbookError (`could-not-run`) naming file, line and field
 */
export async function readClaimsFile(
  file: string,
  evidenceFolder = path.dirname(file),
): Promise<AskedClaim[]> {
  if (!existsSync(file))
    throw badData(
      file,
      undefined,
      "there is no such file",
      "Name a file of JSON Lines, or give one claim in quotes.",
    );
  const asked: AskedClaim[] = [];
  let scifact: boolean | undefined;
  for await (const { text, number } of readLines(file)) {
    if (text.trim() === "") continue;
    const json = parseJson(text, file, number) as Record<string, unknown> | null;
    if (json === null || typeof json !== "object" || Array.isArray(json)) {
      throw badData(file, number, "is no JSON object", wayOut);
    }
    scifact ??= "cited_doc_ids" in json;
    if (scifact) break;
    const claim = textField(json, "claim", file, number);
    const id = json.id === undefined ? String(number) : json.id;
    if (typeof id !== "string" && typeof id !== "number")
      throw badData(file, number, 'the field "id" is no text or number', wayOut);
    const evidence = evidenceOf(json.evidence, file, number);
    asked.push({ id: String(id), claim, ...(evidence === undefined ? {} : { evidence }) });
  }
  if (scifact !== true) return asked;
  const corpus = path.join(evidenceFolder, "corpus.jsonl");
  if (!existsSync(corpus)) {
    throw badData(
      corpus,
      undefined,
      "there is no such file",
      "Claims in SciFact's format need their corpus: name its folder with --evidence.",
    );
  }
  return readScifactFormat(file, corpus, { dataSet: path.basename(file) });
}

function evidenceOf(value: unknown, file: string, line: number): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = typeof value === "string" ? [value] : value;
  if (!Array.isArray(list) || list.some((each) => typeof each !== "string")) {
    throw badData(file, line, 'the field "evidence" is no text and no list of texts', wayOut);
  }
  return list as string[];
}
