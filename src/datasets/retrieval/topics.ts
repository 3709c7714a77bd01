import { badData } from "../bad-data.js";
import { readLines } from "../lines.js";

/**
 * Reads topics as MIRACL, Mr. TyDi and Anserini have them: `id TAB text` on every line.
 *
 * @returns id -> text, in the order of the file
 * @throws {ClaimbookError} (could-not-run) naming file and line for other columns, an empty text or id, an id twice,
 *   or a file without a topic
 */
export async function readTopics(file: string): Promise<Map<string, string>> {
  const topics = new Map<string, string>();
  const lineOf = new Map<string, number>();
  for await (const { text: line, number } of readLines(file)) {
    if (line === "") continue;
    const columns = line.split("\t");
    if (columns.length !== 2)
      throw badData(
        file,
        number,
        `${columns.length} columns`,
        "Each line must be: id, a tab, the text of the query.",
      );
    const [id, text] = columns.map((column) => column.trim()) as [string, string];
    if (id === "" || text === "")
      throw badData(file, number, id === "" ? "the id is empty" : "the query is empty");
    if (topics.has(id))
      throw badData(
        file,
        number,
        `the query ${JSON.stringify(id)} is there twice: first in line ${lineOf.get(id)}`,
      );
    topics.set(id, text);
    lineOf.set(id, number);
  }
  if (topics.size === 0) throw badData(file, undefined, "no query is in it");
  return topics;
}
