import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { ClaimbookError } from "../errors.js";
import { fileSum } from "../file-sum.js";
import { withoutUnseen } from "../literature/unseen-characters.js";
import { describeSandbox, type SandboxRecord } from "../sandbox/index.js";
import {
  contradictions,
  isEnvelope,
  isSignedBy,
  newKeyPair,
  payloadText,
  publicKeyOf,
  readEnvelope,
  readStatement,
  type Statement,
  statementJsonSchema,
  verdictLine,
} from "../verification/index.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";

/** What a check of a certificate's file found. */
interface Checked {
  file: string;
  /** Of the statement; a problem is what must not be. */
  problems: string[];
  signature: "valid" | "not valid" | "not checked" | "none";
  /** As the envelope says; only a check with the key proves it. */
  keyids: string[];
  notebook: { file: string; state: "same" | "another" | "not here" };
  passed: boolean;
  date: string;
  summary: string;
  /** Where the notebook's code was rerun; absent where the certificate does not say so. */
  sandbox?: SandboxRecord;
}

/** `claimbook certificate check|key|schema`. */
export function register(program: Command, io: Io): void {
  const group = program
    .command("certificate")
    .description("check certificates offline, make keys to sign them");
  group
    .command("check")
    .description("check a certificate: its form, its signature, and the notebook that lies beside it")
    .argument("<file>", "NAME.certificate.json, or its signed envelope NAME.certificate.dsse.json")
    .option("--key <file>", "the public Ed25519 key (PEM) by which it must be signed")
    .option("--notebook <file>", "the notebook it speaks of (default: of that name beside the certificate)")
    .option("--json", "print the finding as JSON")
    .addHelpText("after", checkHelp)
    .action(async (given: string, flags: { key?: string; notebook?: string; json?: boolean }) => {
      const found = await check(given, flags, io);
      io.stdout.write(flags.json ? `${JSON.stringify(found, null, 2)}\n` : `${text(found)}\n`);
      io.exit(found.problems.length === 0 ? Exit.ok : Exit.failed);
    });
  group
    .command("key")
    .description("make a pair of Ed25519 keys: KEY.pem, to be kept secret, and KEY.pub.pem, to be published")
    .argument("<file>", "where the private key goes")
    .action(async (given: string) => {
      const file = path.resolve(io.cwd, given);
      const open = file.replace(/(\.pem)?$/, ".pub.pem");
      const { privateKey, publicKey, keyid } = newKeyPair();
      await writeNew(file, privateKey, 0o600, given);
      await writeNew(open, publicKey, 0o644, given);
      const names = [file, open].map((each) => path.relative(io.cwd, each));
      io.stdout.write(
        `Private key: ${names[0]} (keep it secret)\nPublic key: ${names[1]}\nKey id: ${keyid}\n`,
      );
      io.exit(Exit.ok);
    });
  group
    .command("schema")
    .description("print the JSON Schema of certificates")
    .action(() => {
      io.stdout.write(`${JSON.stringify(statementJsonSchema(), null, 2)}\n`);
      io.exit(Exit.ok);
    });
}

const checkHelp = `
Nothing is run and nothing is fetched. Without --key nobody is proved to have signed anything.

Exit status: 0 nothing speaks against the certificate (whatever it says of the notebook); 1 the signature, the notebook or
the certificate itself is not right; 2 usage; 3 a file cannot be read.`;

async function check(
  given: string,
  { key, notebook }: { key?: string; notebook?: string },
  io: Io,
): Promise<Checked> {
  const file = path.resolve(io.cwd, given);
  const publicKey =
    key === undefined ? undefined : publicKeyOf(await read(path.resolve(io.cwd, key), key), key);
  const outer = parse(await read(file, given), given);
  const envelope = isEnvelope(outer) ? readEnvelope(outer, given) : undefined;
  const statement = readStatement(
    envelope === undefined ? outer : parse(payloadText(envelope), given),
    given,
  );
  const problems = contradictions(statement);
  const signature =
    envelope === undefined
      ? "none"
      : publicKey === undefined
        ? "not checked"
        : isSignedBy(envelope, publicKey)
          ? "valid"
          : "not valid";
  if (signature === "not valid") problems.unshift("no signature is by this key over this content");
  if (signature === "none" && publicKey !== undefined) problems.unshift("it is not signed");
  const beside = await stateOf(statement, file, notebook, io);
  if (beside.state === "another")
    problems.push(`${beside.file} is not the file that it speaks of (sha256 differs)`);
  if (beside.state === "not here" && notebook !== undefined) {
    throw new ClaimbookError("no such file", { kind: "could-not-run", where: notebook });
  }
  const { predicate } = statement;
  return {
    file: given,
    problems,
    signature,
    keyids: envelope?.signatures.flatMap(({ keyid }) => keyid ?? []) ?? [],
    notebook: beside,
    passed: predicate.passed,
    date: predicate.date,
    summary: verdictLine(predicate),
    ...(predicate.sandbox === undefined ? {} : { sandbox: predicate.sandbox }),
  };
}

async function stateOf({ subject }: Statement, file: string, given: string | undefined, io: Io) {
  const { name, digest } = subject[0]!;
  // A stranger's certificate names a file beside itself, and no other.
  const notebook =
    given === undefined ? path.join(path.dirname(file), path.basename(name)) : path.resolve(io.cwd, given);
  const sum = await fileSum(notebook).catch(() => undefined);
  const shown = path.relative(io.cwd, notebook);
  if (sum === undefined) return { file: shown, state: "not here" as const };
  return { file: shown, state: sum === digest.sha256 ? ("same" as const) : ("another" as const) };
}

function text({ problems, signature, keyids, notebook, date, summary, sandbox }: Checked): string {
  const signed = {
    valid: "Signature: valid, by the key given",
    "not valid": "Signature: NOT VALID",
    "not checked": `Signature: not checked (give --key PUB.pem); it names key ${keyids.join(", ") || "(none)"}`,
    none: "Signature: none",
  }[signature];
  const beside = {
    same: `Notebook: ${notebook.file} is the file that was verified`,
    another: `Notebook: ${notebook.file} is NOT the file that was verified`,
    "not here": `Notebook: ${notebook.file} is not here`,
  }[notebook.state];
  return [
    `Says, on ${date}: ${summary}`,
    `Run: ${describeSandbox(sandbox)}`,
    signed,
    beside,
    ...problems.map((problem) => `Problem: ${problem}`),
    problems.length === 0 ? "Nothing speaks against this certificate." : "This certificate is not right.",
  ]
    .map((line) => withoutUnseen(line))
    .join("\n");
}

async function read(file: string, given: string): Promise<string> {
  return readFile(file, "utf8").catch((error: Error) => {
    throw new ClaimbookError(`cannot be read: ${error.message}`, { kind: "could-not-run", where: given });
  });
}

function parse(json: string, given: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ClaimbookError(`is no JSON: ${(error as Error).message}`, {
      kind: "could-not-run",
      where: given,
    });
  }
}

/** A key is never written over another: what it signed could not be checked any more. */
async function writeNew(file: string, content: string, mode: number, given: string): Promise<void> {
  await writeFile(file, content, { mode, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    const there = error.code === "EEXIST";
    throw new ClaimbookError(
      there ? `${path.basename(file)} is there already` : `cannot be written: ${error.message}`,
      {
        kind: "could-not-run",
        where: given,
        ...(there ? { wayOut: "Choose another name, or remove the old key yourself." } : {}),
      },
    );
  });
}
