import { ClaimbookError } from "../errors.js";
import type { Finding, Surroundings } from "./finding.js";

const name = "browser";

/** Starts the browser that figures and PDFs would be made with. Without one, everything but these still works. */
export async function browser({ env, signal }: Surroundings): Promise<Finding> {
  try {
    // Loaded here, since the driver takes a while and only this check needs it.
    const { withBrowser } = await import("../report/pdf/browser.js");
    const detail = await withBrowser({ env, signal }, async (running) => {
      const program = running.process()?.spawnfile;
      return `${await running.version()}${program === undefined ? "" : `, ${program}`}`;
    });
    return { name, status: "ok", detail };
  } catch (error) {
    const wayOut = error instanceof ClaimbookError ? error.wayOut : undefined;
    return {
      name,
      status: "warn",
      detail: `${error instanceof Error ? error.message : String(error)}; reports come without PDF and drawn figures`,
      wayOut:
        wayOut ?? "Install Chrome or Chromium, or name one in the environment variable CLAIMBOOK_BROWSER.",
    };
  }
}
