import { readFileSync } from "node:fs";
import path from "node:path";
import { ClaimbookError } from "../errors.js";
import { cleanLine } from "../one-line.js";

/** Who made it: a person with family and given names, or an organisation with a name. */
export interface Person {
  family?: string;
  given?: string;
  /** An organisation, or a name that is not told apart. */
  name?: string;
  /** `0000-0002-1825-0097`. */
  orcid?: string;
  affiliation?: string;
}

/**
 * `Family, Given; 0000-0002-1825-0097; Affiliation`, the last two optional; without a comma it is an organisation.
 *
 * @throws ClaimbookError (`usage`) for a name that is missing or an ORCID whose check digit is wrong
 */
export function parsePerson(text: string): Person {
  const [name = "", ...rest] = cleanLine(text)
    .split(";")
    .map((part) => part.trim());
  if (name === "") {
    throw new ClaimbookError("an author has no name", {
      kind: "usage",
      where: "--author",
      wayOut: 'Write "Family, Given; ORCID; Affiliation"; the last two may be left out.',
    });
  }
  const [family, ...given] = name.split(",").map((part) => part.trim());
  const person: Person =
    given.length === 0 || given.join("") === ""
      ? { name: family! }
      : { family: family!, given: given.join(", ") };
  for (const part of rest.filter((text) => text !== "")) {
    const orcid = /^(?:https:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/i
      .exec(part)?.[1]
      ?.toUpperCase();
    if (orcid === undefined) person.affiliation = part;
    else if (isOrcid(orcid)) person.orcid = orcid;
    else {
      throw new ClaimbookError(`the ORCID ${orcid} is mistyped: its check digit is wrong`, {
        kind: "usage",
        where: "--author",
        wayOut: `Copy it again from the page of ${displayName(person)} at orcid.org.`,
      });
    }
  }
  return person;
}

/** ISO 7064 mod 11-2, as ORCID uses it (support.orcid.org: structure of the ORCID identifier). */
function isOrcid(orcid: string): boolean {
  const digits = orcid.replaceAll("-", "");
  let total = 0;
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  return digits[15] === (check === 10 ? "X" : String(check));
}

/** `Given Family`, or the organisation's name. */
export function displayName({ family, given, name }: Person): string {
  return name ?? [given, family].filter((part) => part !== undefined).join(" ");
}

/** `Family, Given`, or the organisation's name. */
export function sortName({ family, given, name }: Person): string {
  return name ?? [family, given].filter((part) => part !== undefined).join(", ");
}

/** What the nearest package.json at or above a folder says of who made it and under which licence. */
export function projectOf(folder: string): { people: Person[]; licence?: string } {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      const manifest = JSON.parse(readFileSync(path.join(at, "package.json"), "utf8")) as Record<
        string,
        unknown
      >;
      const all = [manifest.author, ...(Array.isArray(manifest.contributors) ? manifest.contributors : [])];
      const names = all.map((one) =>
        typeof one === "string" ? one : (one as { name?: unknown } | undefined)?.name,
      );
      const people = names.flatMap((name) => (typeof name === "string" ? manifestPerson(name) : []));
      const licence = manifest.license;
      return { people, ...(typeof licence === "string" && isLicenceId(licence) ? { licence } : {}) };
    } catch {
      if (path.dirname(at) === at) return { people: [] };
    }
  }
}

/** `Given Family <address> (site)`: npm's form of a person. */
function manifestPerson(text: string): Person[] {
  const name = cleanLine(text.replace(/<[^>]*>|\([^)]*\)/g, ""));
  if (name === "") return [];
  const words = name.split(" ");
  return words.length === 1 ? [{ name }] : [{ family: words.at(-1)!, given: words.slice(0, -1).join(" ") }];
}

/** Whether a text has the form of an SPDX licence identifier; which ones there are is not looked up. */
export function isLicenceId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.+-]{1,60}$/.test(text) && !/^(?:UNLICENSED|SEE)/.test(text);
}
