import { ClaimbookError } from "../../errors.js";

/**
 * The mirror that is asked in place of all hosts (`CLAIMBOOK_SOURCES_URL`), without a slash at its end, or undefined.
 *
 * @throws ClaimbookError (`usage`) when it is no address on the web, or has a password in it, which errors would show
 */
export function mirrorOf({
  CLAIMBOOK_SOURCES_URL: given,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (!given) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "")
    return given.replace(/\/+$/, "");
  throw new ClaimbookError("it is not the address of a mirror", {
    kind: "usage",
    where: "CLAIMBOOK_SOURCES_URL",
    wayOut: "Give one such as http://localhost:4711, without name and password.",
  });
}
