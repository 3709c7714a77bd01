import { ClaimbookError } from "../errors.js";
import { type CaptionOptions, captions } from "./captions.js";
import type { DatasetRecord } from "./record.js";

/** What can be said of a data set before it is read. */
export interface DatasetEntry {
  name: string;
  about: string;
  /** Where it comes from. */
  home: string;
  licence: string;
  /** Whether reading it needs a network. */
  needsNetwork: boolean;
  /** Reads it; every loaded data set has a record. */
  load(options?: Record<string, unknown>): Promise<{ readonly record: DatasetRecord }>;
}

export const datasets: readonly DatasetEntry[] = [
  {
    name: "cldr-captions",
    about:
      "Pictures (emoji) with a caption and keywords in 36 languages of 26 scripts, rare ones among them.",
    home: "https://cldr.unicode.org",
    licence: "Unicode-3.0",
    needsNetwork: false,
    load: (options) => captions(options as CaptionOptions | undefined),
  },
];

/** @throws {ClaimbookError} kind `usage`, naming the data sets there are */
export function dataset(name: string): DatasetEntry {
  const entry = datasets.find((each) => each.name === name);
  if (entry !== undefined) return entry;
  throw new ClaimbookError(`no data set is called ${JSON.stringify(name)}`, {
    kind: "usage",
    where: "data set",
    wayOut: `There is: ${datasets.map((each) => each.name).join(", ")}.`,
  });
}
