import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { load } from "js-yaml";
import { packageRoot } from "../../../src/paths.js";
import type { Rendered } from "./renderings.js";

/** Recorded answers of the real services; not part of the project. */
const folder = path.resolve(packageRoot, "..", "shared", "api");
export const hasRecorded = existsSync(folder);
/** For titles of tests that need them. */
export const recordedReason = hasRecorded ? "" : " (skipped: there are no recorded bodies in ../shared/api)";

/** A body as it was recorded, by its path below the folder, e.g. `crossref/crossref_search.json`. */
export function recorded(file: string): Rendered {
  return rendered(readFileSync(path.join(folder, file), "utf8"));
}

/** The body of a recording of arxiv.py: JSON with `status_code` and `body`. */
export function recordedArxiv(file: string): Rendered & { status: number } {
  const { body, status_code: status } = JSON.parse(readFileSync(path.join(folder, "arxiv", file), "utf8"));
  return { ...rendered(body), status };
}

interface Interaction {
  request: { uri: string };
  response: {
    body?: { string?: string | Uint8Array };
    /** As httpx is recorded. */
    content?: string | Uint8Array;
    status?: { code: number };
    status_code?: number;
    headers: Record<string, string[]>;
  };
}

/** The answers on a VCR cassette whose address has `match` in it. */
export function cassette(file: string, match: string): (Rendered & { status: number; uri: string })[] {
  const { interactions } = load(readFileSync(path.join(folder, file), "utf8")) as {
    interactions: Interaction[];
  };
  return interactions
    .filter(({ request }) => request.uri.includes(match))
    .map(({ request, response }) => {
      const content = response.content ?? response.body?.string ?? "";
      const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
      const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
      return {
        ...rendered(plain.toString("utf8")),
        status: response.status?.code ?? response.status_code ?? 200,
        uri: request.uri,
      };
    });
}

function rendered(body: string): Rendered {
  return { type: /^\s*[[{]/.test(body) ? "application/json" : "text/xml; charset=utf-8", body };
}
