import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { configuredModel, type TokenUsage } from "../language-model/index.js";
import { type Document, readDocument } from "../literature/documents/index.js";
import {
  claimId,
  type ExtractedClaim,
  type Extraction,
  extractClaims,
  type Refusal,
} from "../literature/extraction/index.js";
import { visibleText } from "../literature/extraction/visible-text.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";

interface ClaimsFlags {
  question?: string;
  limit?: number;
  json?: true;
  refused?: true;
  model: boolean;
}

/** `claimbook claims`. */
export function register(program: Command, io: Io): void {
  program
    .command("claims <document...>")
    .description(
      "the check-worthy statements of papers: classed, made to stand alone, each stated once, ranked",
    )
    .option("-q, --question <text>", "rank by closeness to this question (default: by centrality among all)")
    .option("-n, --limit <number>", "at most so many, the most central", wholeNumber)
    .option("--refused", "also list the sentences that became no claim, and why")
    .option("--no-model", "ask no language model, even where CLAIMBOOK_LLM_URL names one")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nWith CLAIMBOOK_LLM_URL and CLAIMBOOK_LLM_MODEL set (CLAIMBOOK_LLM_KEY where needed), an OpenAI-compatible" +
        "\nmodel proposes claims; each must quote its sentence to the letter and add nothing to it.\n" +
        "\nExit status: 0 done, 2 usage, 3 a document cannot be read.",
    )
    .action(async (files: string[], flags: ClaimsFlags) => {
      const tell = (text: string) => io.stderr.write(`claimbook: ${visibleText(text)}\n`);
      const documents: Document[] = [];
      for (const file of files) {
        io.signal.throwIfAborted();
        const document = await readDocument(path.resolve(io.cwd, file), { signal: io.signal });
        for (const problem of document.problems) tell(`${document.work}: ${problem}`);
        documents.push(document);
      }
      const model = flags.model
        ? configuredModel(io.env, {
            fetch: globalThis.fetch,
            onRetry: (reason, pause) =>
              tell(`${reason.message}; trying again in ${Math.ceil(pause / 1000)} s`),
          })
        : undefined;
      const { question, limit } = flags;
      const extraction = await extractClaims(documents, {
        ...(question === undefined ? {} : { question }),
        ...(limit === undefined ? {} : { limit }),
        ...(model === undefined ? {} : { model }),
        signal: io.signal,
      });
      if (flags.json) {
        const result = asJson(
          documents,
          extraction,
          flags,
          model && { name: model.name, usage: model.usage },
        );
        io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      } else print(documents, extraction, flags, io);
      for (const note of extraction.notes) tell(note);
      io.exit(Exit.ok);
    });
}

function print(
  documents: readonly Document[],
  { claims, refused }: Extraction,
  flags: ClaimsFlags,
  io: Io,
): void {
  const out = (line = "") => io.stdout.write(`${line}\n`);
  for (const [i, claim] of claims.entries()) {
    const number = String(i + 1).padStart(String(claims.length).length);
    out(`${number}  ${claim.kind}, centrality ${claim.centrality.toFixed(2)}  (${claimId(claim)})`);
    for (const line of described(claim)) out(`${" ".repeat(number.length)}  ${line}`);
    out();
  }
  out(
    `${counted(claims.length, "claim")} from ${counted(documents.length, "document")}; ` +
      `${counted(refused.length, "other sentence")} passed over${flags.refused || refused.length === 0 ? "" : " (--refused lists them)"}`,
  );
  if (flags.refused) for (const each of refused) out(refusalLine(each));
}

function described({ text, origins, resolved, unresolved, proposedBy }: ExtractedClaim): string[] {
  const [first, ...others] = origins;
  return [
    ...wrapped(text, 100),
    ...(resolved.length === 0
      ? []
      : [`resolved: ${resolved.map(({ from, to }) => `"${from}" -> "${to}"`).join(", ")}`]),
    ...(unresolved === undefined ? [] : [`left open: ${unresolved.map((each) => `"${each}"`).join(", ")}`]),
    ...(proposedBy === undefined ? [] : [`proposed by ${proposedBy}, checked`]),
    `from ${place(first!)}`,
    ...others.map((origin) => `also ${place(origin)}`),
  ].map(visibleText);
}

function place({ work, locator, start, end }: ExtractedClaim["origins"][number]): string {
  return `${work}${locator === undefined ? "" : `, ${locator}`}, characters ${start}-${end}`;
}

function refusalLine({ work, excerpt, reason }: Refusal): string {
  const shown = visibleText(excerpt);
  return `  ${visibleText(work)}: ${visibleText(reason)}: ${shown.length > 90 ? `${shown.slice(0, 89)}…` : shown}`;
}

/** Lines of at most so many characters, broken between words. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function asJson(
  documents: readonly Document[],
  { claims, refused, notes }: Extraction,
  flags: ClaimsFlags,
  model: { name: string; usage: TokenUsage } | undefined,
): unknown {
  return {
    documents: documents.map(({ work, title, sha256, sentences }) => ({
      work,
      title,
      sha256,
      sentences: sentences.length,
    })),
    ...(flags.question === undefined ? {} : { question: flags.question }),
    ...(model === undefined ? {} : { model }),
    claims: claims.map((claim) => ({ id: claimId(claim), ...claim })),
    refused,
    notes,
  };
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number from 1 on.");
}
