import path from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { ClaimbookError } from "../errors.js";
import { fileSum } from "../file-sum.js";
import type { SearchChanges } from "../literature/search/changes.js";
import { searchDatabases } from "../literature/search/search-databases.js";
import { Mime } from "../notebook/mime.js";
import { cellPlace, isCode, type Notebook } from "../notebook/model.js";
import { jsonSha256 } from "../seal/canonical-json.js";

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });

/** What became of one recorded search of the literature. */
export const SearchOutcome = Type.Object(
  {
    question: Type.String(),
    where: Type.String(),
    /** The recording that the search was replayed from, below the project's folder. */
    recording: Type.Optional(Type.String()),
    /**
     * `same`: replaying the recording gives the log in the notebook; `differs`: it gives another; `recording changed`: the
     * file is not the one that the notebook used; `no recording`: the search was made without one (a local library, or
     * databases asked anew each time).
     */
    replay: Type.Unsafe<"same" | "differs" | "recording changed" | "recording missing" | "no recording">({
      type: "string",
      enum: ["same", "differs", "recording changed", "recording missing", "no recording"],
    }),
    /** With `--live`: the databases asked again, and what is not as it was recorded. */
    live: Type.Optional(
      Type.Object(
        {
          same: Count,
          found: Count,
          gone: Count,
          retracted: Count,
          changed: Count,
          unknown: Count,
          /** Sources that answered otherwise, then the works concerned, in words; at most 40. */
          changes: Type.Array(Type.String()),
        },
        closed,
      ),
    ),
    /** Why the search could not be replayed or made again. */
    error: Type.Optional(Type.String()),
  },
  closed,
);
export type SearchOutcome = Static<typeof SearchOutcome>;

/** What the databases hold now says nothing against a notebook; a recording that does not give its log does. */
export function isSameSearch({ replay }: SearchOutcome): boolean {
  return replay === "same" || replay === "no recording";
}

export interface LiteratureOptions {
  /** Absolute path of the folder that recordings lie below. */
  project: string;
  /** Ask the databases again. */
  live: boolean;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** Replays every search that a notebook recorded and, if asked for, makes it again. Failures are outcomes. */
export async function checkLiterature(
  notebook: Notebook,
  options: LiteratureOptions,
): Promise<SearchOutcome[]> {
  const outcomes: SearchOutcome[] = [];
  for (const cell of notebook.cells.filter(isCode)) {
    for (const output of cell.outputs) {
      if (!("data" in output) || !(Mime.search in output.data)) continue;
      const log = output.data[Mime.search] as { question?: unknown };
      const base = { question: String(log.question ?? "").slice(0, 500), where: cellPlace(notebook, cell) };
      outcomes.push({ ...base, ...(await checkSearch(log, output.metadata, options)) });
    }
  }
  return outcomes;
}

async function checkSearch(
  log: unknown,
  metadata: Readonly<Record<string, unknown>>,
  { project, live, env, signal }: LiteratureOptions,
): Promise<Omit<SearchOutcome, "question" | "where">> {
  const named = metadata.claimbook_recording as { file?: unknown; sha256?: unknown } | undefined;
  if (typeof named?.file !== "string") return { replay: "no recording" };
  const recording = named.file;
  const file = path.resolve(project, recording);
  // A stranger's notebook names a file of its own project, and no other.
  if (path.isAbsolute(recording) || path.relative(project, file).startsWith(".."))
    return { recording, replay: "recording missing", error: "it lies outside the project" };
  const sum = await fileSum(file, signal).catch(() => undefined);
  if (sum === undefined) return { recording, replay: "recording missing" };
  const how = { replay: file, show: false, access: { env }, ...(signal && { signal }) };
  let replay: SearchOutcome["replay"];
  try {
    const then = await searchDatabases("", how);
    const same = jsonSha256(then.log) === jsonSha256(log);
    replay = sum !== named.sha256 ? "recording changed" : same ? "same" : "differs";
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ClaimbookError)) throw error;
    return { recording, replay: "differs", error: error.message };
  }
  if (!live) return { recording, replay };
  try {
    const { changes } = await searchDatabases("", { ...how, live: true });
    // A search that is stopped gives what it had found; a verification does not go on with half of it.
    signal?.throwIfAborted();
    return { recording, replay, ...(changes === undefined ? {} : { live: summary(changes) }) };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ClaimbookError)) throw error;
    // What could not be asked now says nothing against what was recorded then.
    return { recording, replay, error: `it could not be searched again: ${error.message}` };
  }
}

function summary({ found, gone, unknown, retracted, changed, same, sources }: SearchChanges) {
  const part = (name: string, list: SearchChanges["found"]) =>
    list.map(({ work, title, what }) => `${name}: ${title} (${work}): ${what}`);
  const works = [...part("retracted", retracted), ...part("gone", gone), ...part("new", found)];
  return {
    same,
    found: found.length,
    gone: gone.length,
    retracted: retracted.length,
    changed: changed.length,
    unknown: unknown.length,
    changes: [...sources, ...works, ...part("changed", changed)].slice(0, 40),
  };
}
