import { appendFileSync } from "node:fs";

/** Names the file in which a run collects which backends its threads and programs have made active. */
export const backendNoteVariable = "CLAIMBOOK_BACKEND_NOTE";

/** Tells the run that this thread belongs to, if it belongs to one, which backend it computes with. */
export function noteBackend(name: string): void {
  const file = process.env[backendNoteVariable];
  if (file === undefined || file === "") return;
  try {
    appendFileSync(file, `${name}\n`);
  } catch {
    // The run is over, or does not want to know.
  }
}
