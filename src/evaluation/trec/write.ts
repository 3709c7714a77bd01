import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { ClaimbookError } from "../../errors.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { type Qrels, type Run, rankDocuments } from "../run.js";

/**
 * Writes judgements in trec_eval's format, in one piece; a name that ends in `.gz` is written as gzip.
 *
 * @throws ClaimbookError (usage) for an id that is empty or has a blank in it, or a level that is no whole number;
 *   (`could-not-run`) when the file cannot be written
 */
export async function writeQrels(file: string, qrels: Qrels): Promise<void> {
  await writeLines(file, qrelsLines(qrels));
}

/**
 * Writes a run in trec_eval's format, in one piece, documents from the first place on; a name that ends in `.gz` is
 * written as gzip.
 *
 * @param tag the run's name, the last column
 * @throws ClaimbookError (usage) for an id or tag that is empty or has a blank in it, or a score that is NaN;
 *   (`could-not-run`) when the file cannot be written
 */
export async function writeRun(file: string, run: Run, tag = "claimbook"): Promise<void> {
  await writeLines(file, runLines(run, checked(tag, "the run's name")));
}

function* qrelsLines(qrels: Qrels): Generator<string> {
  for (const query of Object.keys(qrels)) {
    const lines = Object.entries(qrels[query]!).map(([document, level]) => {
      if (!Number.isInteger(level)) {
        throw new ClaimbookError(`the level ${level} is no whole number`, {
          kind: "usage",
          where: `query ${JSON.stringify(query)}, document ${JSON.stringify(document)}`,
          wayOut: "trec_eval's judgements are 0, 1, 2, ... or -1.",
        });
      }
      return `${checked(query, "a query's id")} 0 ${checked(document, "a document's id")} ${level}\n`;
    });
    yield lines.join("");
  }
}

function* runLines(run: Run, tag: string): Generator<string> {
  for (const query of Object.keys(run)) {
    const scores = run[query]!;
    const lines = rankDocuments(scores, query).map(
      (document, place) =>
        `${checked(query, "a query's id")} Q0 ${checked(document, "a document's id")} ${place + 1} ${shown(scores[document]!)} ${tag}\n`,
    );
    yield lines.join("");
  }
}

function shown(score: number): string {
  return Number.isFinite(score) ? String(score) : score > 0 ? "inf" : "-inf";
}

function checked(id: string, what: string): string {
  if (id !== "" && !/\s/.test(id) && !id.startsWith("#")) return id;
  throw new ClaimbookError(`${what} cannot be ${JSON.stringify(id)}`, {
    kind: "usage",
    where: "trec file",
    wayOut: "trec's columns are separated by blanks, and # begins a comment: use ids without them.",
  });
}

async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  await writeWhole(file, file.endsWith(".gz") ? zipped(lines) : lines);
}

/** Begins when it is asked for its first piece, so that no error comes before somebody listens. */
async function* zipped(lines: Iterable<string>): AsyncGenerator<Buffer> {
  const text = Readable.from(lines);
  const gzip = createGzip();
  text.once("error", (error) => gzip.destroy(error));
  yield* text.pipe(gzip) as AsyncIterable<Buffer>;
}
