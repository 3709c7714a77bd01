import { existsSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { type DatabaseSearch, searchDatabases } from "../../literature/search/index.js";
import { packageRoot } from "../../paths.js";

/**
 * The literature search of a notebook: the recording that lies with the notebooks, or the same search done anew.
 *
 * @param options.recording name of the file in `notebooks/searches`, without its ending
 * @param options.live searches the databases again and tells what changed since the recording; needs the network
 * @throws {ClaimbookError} kind `could-not-run` when there is no such recording
 */
export async function recordedSearch(
  question: string,
  { recording, live = false }: { recording: string; live?: boolean },
): Promise<DatabaseSearch> {
  const file = path.join(packageRoot, "notebooks", "searches", `${recording}.json`);
  if (!existsSync(file)) {
    throw new ClaimbookError("there is no recording of the search", {
      kind: "could-not-run",
      where: file,
      wayOut: "Record one: claimbook search QUESTION --query QUERY --record FILE",
    });
  }
  return searchDatabases(question, { replay: file, live });
}
