import { readFile, stat } from "node:fs/promises";
import { type Static, Type } from "@sinclair/typebox";
import { ClaimbookError } from "../../errors.js";
import { assertSchema } from "../../json-schema.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { sha256Of } from "../../sha256.js";
import { CslItem } from "../search-log.js";
import { sourceNames } from "../sources/source.js";

const closed = { additionalProperties: false };
const count = Type.Integer({ minimum: 0 });
const text = Type.Optional(Type.String());

const RecordedRecord = Type.Object(
  {
    source: Type.Union(sourceNames.map((name) => Type.Literal(name))),
    sourceId: Type.String(),
    ids: Type.Object(
      { doi: text, arxiv: text, pmid: text, pmcid: text, openalex: text, semanticScholar: text, dblp: text },
      closed,
    ),
    item: CslItem,
    version: text,
    retracted: Type.Optional(Type.Boolean()),
    fullText: Type.Optional(
      Type.Array(
        Type.Object(
          {
            kind: Type.Union((["html", "latex", "pdf", "jats"] as const).map((kind) => Type.Literal(kind))),
            url: Type.String({ pattern: "^https?://" }),
          },
          closed,
        ),
      ),
    ),
    rank: Type.Integer({ minimum: 1 }),
  },
  closed,
);

const RecordedRun = Type.Object(
  {
    source: Type.Union(sourceNames.map((name) => Type.Literal(name))),
    title: Type.String(),
    at: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$" }),
    sent: Type.String(),
    lost: Type.Array(Type.String()),
    records: Type.Array(RecordedRecord),
    pages: count,
    repeated: count,
    filtered: Type.Optional(count),
    total: Type.Optional(count),
    problems: Type.Array(Type.String()),
    retries: Type.Array(Type.Object({ reason: Type.String(), times: count }, closed)),
    error: text,
    ended: Type.Union((["end", "limit", "error", "stopped"] as const).map((how) => Type.Literal(how))),
  },
  closed,
);

/**
 * `claimbook/search-recording/1`: all that a search was asked and answered. Its log is computed from it alone, so a
 * replay gives the same log without network. There is no header, address, key or contact in it.
 */
export const SearchRecording = Type.Object(
  {
    schema: Type.Literal("claimbook/search-recording/1"),
    /** Version of claimbook that recorded it. */
    claimbook: Type.String(),
    question: Type.String(),
    /** The boolean query. */
    query: Type.String(),
    concepts: Type.Array(Type.Object({ terms: Type.Array(Type.String()), why: Type.String() }, closed)),
    /** Most records asked of a source. */
    limit: Type.Integer({ minimum: 1 }),
    rules: Type.Object(
      {
        since: Type.Optional(Type.Integer()),
        until: Type.Optional(Type.Integer()),
        include: Type.Integer({ minimum: 1 }),
        threshold: Type.Number({ minimum: 0, maximum: 1 }),
        coverage: Type.Number({ minimum: 0, maximum: 1 }),
        retracted: Type.Union([Type.Literal("exclude"), Type.Literal("flag")]),
      },
      closed,
    ),
    runs: Type.Array(RecordedRun),
    dense: Type.Optional(
      Type.Object(
        { model: Type.String(), cosines: Type.Array(Type.Number({ minimum: -2, maximum: 2 })) },
        closed,
      ),
    ),
    stopped: Type.Optional(Type.Literal(true)),
    /** Of the log as JSON, when it was recorded. */
    logSha256: Type.Optional(Type.String({ pattern: "^[0-9a-f]{64}$" })),
  },
  closed,
);
export type SearchRecording = Static<typeof SearchRecording>;

/** Bytes that a recording may have: some 100,000 records with abstracts. */
export const mostRecordingBytes = 256 * 1024 * 1024;

/**
 * Writes a recording in one piece.
 *
 * @throws ClaimbookError (`could-not-run`) when it is too large or the file cannot be written
 */
export async function writeRecording(
  file: string,
  recording: SearchRecording,
  most = mostRecordingBytes,
): Promise<void> {
  // A record a line: parts of a search can be compared, and no string grows beyond what Node can hold.
  let bytes = 0;
  const lines = function* () {
    const { runs, ...head } = recording;
    yield `${JSON.stringify(head).slice(0, -1)},"runs":[`;
    for (const [i, { records, ...run }] of runs.entries()) {
      yield `${i === 0 ? "" : ","}\n${JSON.stringify(run).slice(0, -1)},"records":[`;
      for (const [j, record] of records.entries()) yield `${j === 0 ? "" : ","}\n${JSON.stringify(record)}`;
      yield "]}";
    }
    yield "]}\n";
  };
  const counted = function* () {
    for (const line of lines()) {
      bytes += Buffer.byteLength(line);
      if (bytes > most) {
        throw new ClaimbookError(`the recording would be larger than ${size(most)}`, {
          kind: "could-not-run",
          where: file,
          wayOut: "Ask each source for fewer records (--limit), or narrow the query.",
        });
      }
      yield line;
    }
  };
  await writeWhole(file, counted());
}

/**
 * Reads a recording.
 *
 * @throws ClaimbookError (`could-not-run`) naming what is wrong with the file
 */
export async function readRecording(file: string, most = mostRecordingBytes): Promise<SearchRecording> {
  const wrong = (
    what: string,
    wayOut = "Record the search again: claimbook search QUESTION --record FILE",
    cause?: unknown,
  ) => new ClaimbookError(what, { kind: "could-not-run", where: file, wayOut, cause });
  const found = await stat(file).catch((cause: unknown) => {
    throw wrong("the recording cannot be read", "Name a file that --record wrote.", cause);
  });
  if (!found.isFile()) throw wrong("is no file", "Name a file that --record wrote.");
  if (found.size > most)
    throw wrong(`is larger than ${size(most)}, which no recording is`, "Name a file that --record wrote.");
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw wrong(`is no JSON: ${(cause as Error).message}`, undefined, cause);
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (
    typeof schema === "string" &&
    /^claimbook\/search-recording\/\d+$/.test(schema) &&
    schema !== "claimbook/search-recording/1"
  ) {
    throw wrong(
      `was recorded in a later format (${schema})`,
      "Update claimbook, or record the search again.",
    );
  }
  return assertSchema(SearchRecording, value, "the recording", file);
}

/** sha256 of a log as it is written to a file. */
export function logSum(log: unknown): string {
  return sha256Of(JSON.stringify(log));
}

function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${bytes} bytes`;
}
