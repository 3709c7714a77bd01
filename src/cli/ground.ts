import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { Option } from "commander";
import type { Grounding } from "../claims/model.js";
import { ClaimbookError } from "../errors.js";
import type { Entailed, Entailment } from "../literature/entailment/entailment.js";
import { type AskedClaim, readClaimsFile } from "../literature/grounding/claims-file.js";
import { groundBy } from "../literature/grounding/ground.js";
import { type JudgedPair, judgePairs } from "../literature/grounding/pairs.js";
import { type Library, openLibrary, openLibraryAsync } from "../literature/library/library.js";
import { entailmentNamed } from "./entailment.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";
import { plainLine } from "./plain-line.js";

interface GroundFlags {
  evidence?: string;
  library?: string;
  work?: string;
  entailment: "features" | "cross-encoder" | "endpoint";
  json?: true;
}

/** How many pairs are judged at a time: verdicts appear as they come. */
const together = 64;

/** `claimbook ground`. */
export function register(program: Command, io: Io): void {
  program
    .command("ground <claims>")
    .description("judge claims by evidence: supported, contradicted or not found, with probabilities")
    .option(
      "--evidence <folder>",
      "folder of corpus.jsonl, for claims in SciFact's format (default: beside the file)",
    )
    .option(
      "--library <folder>",
      "look for evidence in this library (default for one claim: the one that comes with claimbook)",
    )
    .option("--work <id>", "only in this work of the library")
    .addOption(
      new Option(
        "--entailment <name>",
        "what judges: features needs nothing, the others weights or an endpoint",
      )
        .choices(["features", "cross-encoder", "endpoint"])
        .default("features"),
    )
    .option("--json", "one JSON object a line")
    .addHelpText(
      "after",
      '\nCLAIMS is a file of JSON Lines, {"id": "a", "claim": "…", "evidence": ["…"]} each (without evidence, the library is' +
        "\nasked), or claims in SciFact's format; or one claim in quotes, looked for in the library." +
        "\nConfidence is the probability that the evidence supports the claim (docs/grounding.md: how well calibrated)." +
        "\n\nExit status: 0 judged, whatever the verdicts; 2 usage; 3 a file cannot be read, or the judge is not there.",
    )
    .action(async (claims: string, flags: GroundFlags) => {
      const file = path.resolve(io.cwd, claims);
      const single = !existsSync(file) && /\s/.test(claims.trim());
      const asked: AskedClaim[] = single
        ? [{ id: "1", claim: claims.trim() }]
        : await readClaimsFile(
            file,
            flags.evidence === undefined ? undefined : path.resolve(io.cwd, flags.evidence),
          );
      const library =
        flags.library !== undefined
          ? await openLibraryAsync(path.resolve(io.cwd, flags.library), { signal: io.signal })
          : single
            ? openLibrary()
            : undefined;
      const missing = asked.findIndex(({ evidence }) => evidence === undefined);
      if (missing >= 0 && library === undefined) {
        throw new ClaimbookError(`the claim "${asked[missing]!.id}" has no evidence`, {
          kind: "usage",
          where: claims,
          wayOut: 'Give each claim its "evidence", or name a library to look in with --library.',
        });
      }
      const entailment = await entailmentNamed(flags.entailment, io);
      await judgeAll(asked, library, entailment, flags, io);
      io.exit(Exit.ok);
    });
}

async function judgeAll(
  asked: readonly AskedClaim[],
  library: Library | undefined,
  entailment: Entailment,
  flags: GroundFlags,
  io: Io,
): Promise<void> {
  for (let start = 0; start < asked.length; start += together) {
    io.signal.throwIfAborted();
    const part = asked.slice(start, start + together);
    const paired = part.filter(({ evidence }) => evidence !== undefined);
    const judged = await judgePairs(
      entailment,
      paired.map(({ claim, evidence }) => ({ claim, evidence: evidence! })),
      io.signal,
    );
    const results = new Map(paired.map((claim, i) => [claim, judged[i]!]));
    for (const claim of part) {
      const result = results.get(claim);
      if (result !== undefined) showPair(claim, result, entailment.name, flags, io);
      else {
        const options = flags.work === undefined ? {} : { work: flags.work };
        showGrounding(
          claim,
          await groundBy(library!, claim.claim, entailment, options, io.signal),
          entailment,
          flags,
          io,
        );
      }
    }
  }
}

function showPair(
  asked: AskedClaim,
  { verdict, probabilities, statements, decidedBy }: JudgedPair,
  entailment: string,
  { json }: GroundFlags,
  io: Io,
): void {
  const shown = inDigits(probabilities);
  const record = {
    id: asked.id,
    claim: asked.claim,
    verdict,
    confidence: shown.supported,
    probabilities: shown,
    ...(statements === undefined
      ? {}
      : {
          statements: statements.map((each) => ({ ...each, probabilities: inDigits(each.probabilities) })),
          decidedBy,
        }),
    entailment,
  };
  if (json) {
    io.stdout.write(`${JSON.stringify(record)}\n`);
    return;
  }
  io.stdout.write(line(asked, verdict, shown.supported));
  for (const [i, each] of (statements ?? []).entries()) {
    const mark = i === decidedBy ? "decides: " : "";
    const share = inDigits(each.probabilities).supported.toFixed(2);
    io.stdout.write(`${plainLine(`    ${mark}${each.verdict} ${share}  ${each.text}`)}\n`);
  }
}

function inDigits({ supported, contradicted, notFound }: Entailed): Entailed {
  return {
    supported: rounded(supported),
    contradicted: rounded(contradicted),
    notFound: rounded(notFound),
  };
}

function showGrounding(
  asked: AskedClaim,
  grounding: Grounding,
  { name }: Entailment,
  { json }: GroundFlags,
  io: Io,
): void {
  if (json) {
    io.stdout.write(
      `${JSON.stringify({ id: asked.id, claim: asked.claim, ...grounding, entailment: name })}\n`,
    );
    return;
  }
  io.stdout.write(line(asked, grounding.verdict, grounding.confidence));
  if (grounding.note !== undefined) io.stdout.write(`    ${grounding.note}\n`);
  for (const { work, locator, text, origin } of grounding.passages) {
    const where = [work, locator].filter((part) => part !== undefined).join(", ");
    io.stdout.write(
      `${plainLine(`    ${where}${origin ? " (the claim's own sentence)" : ""}: "${text}"`)}\n`,
    );
  }
}

function line({ id, claim }: AskedClaim, verdict: string, confidence: number | undefined): string {
  const share = confidence === undefined ? "    " : confidence.toFixed(2);
  return `${plainLine(`${verdict.padEnd(12)} ${share}  ${id}  ${claim}`)}\n`;
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
