import { ClaimbookError } from "../errors.js";
import { cldrCaptions } from "./captions.js";
import { domainShiftEntry } from "./domains/domain-shift.js";
import { XLSD_NOTE } from "./domains/xlsd.js";
import type { DatasetEntry } from "./entry.js";
import { lang2vec } from "./languages/uriel.js";
import { ntrex128 } from "./parallel/ntrex.js";
import { sib200Entry } from "./parallel/sib-200.js";
import { tatoebaLaser } from "./parallel/tatoeba.js";
import { xtremeRTatoeba } from "./parallel/tatoeba-task.js";
import { afriqaEntry } from "./retrieval/afriqa.js";
import { beirEntry } from "./retrieval/beir.js";
import { lareqaEntry } from "./retrieval/lareqa.js";
import { mewsliXEntry } from "./retrieval/mewsli-x.js";
import { miraclEntry } from "./retrieval/miracl.js";
import { mlqaREntry } from "./retrieval/mlqa-r.js";
import { mrTydiEntry } from "./retrieval/mr-tydi.js";
import { tripletsEntry } from "./retrieval/triplets.js";
import { xquadREntry } from "./retrieval/xquad-r.js";
import { xm3600Entry } from "./xm3600.js";

export type { DatasetEntry } from "./entry.js";

/** Every data set that is known, one file each. */
export const datasets: readonly DatasetEntry[] = [
  cldrCaptions,
  xm3600Entry,
  xquadREntry,
  mlqaREntry,
  lareqaEntry,
  mewsliXEntry,
  miraclEntry,
  mrTydiEntry,
  beirEntry,
  afriqaEntry,
  tripletsEntry,
  ntrex128,
  sib200Entry,
  tatoebaLaser,
  xtremeRTatoeba,
  domainShiftEntry,
  lang2vec,
];

/** @throws {ClaimbookError} kind `usage`, naming the data sets there are */
export function dataset(name: string): DatasetEntry {
  const entry = datasets.find((each) => each.name === name);
  if (entry !== undefined) return entry;
  throw new ClaimbookError(`no data set is called ${JSON.stringify(name)}`, {
    kind: "usage",
    where: "data set",
    wayOut: /^xlsd/i.test(name)
      ? `${XLSD_NOTE} It is called domain-shift.`
      : `There is: ${datasets.map((each) => each.name).join(", ")}.`,
  });
}
