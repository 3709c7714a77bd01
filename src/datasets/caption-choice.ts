import { ClaimbookError } from "../errors.js";
import { Random } from "../random.js";
import type { CaptionData } from "./caption-data.js";
import { Captions } from "./cldr-captions.js";
import type { LocaleInfo } from "./locale-info.js";
import { type PictureGroup, pictureGroup } from "./picture-groups.js";

/**
 * The same data with training on pictures of some groups only; what is asked and what is ranked stay the same. So the
 * same query can be put to a model that knows its domain, and to one that does not.
 *
 * @throws {ClaimbookError} kind `usage` when no picture of the groups is left for training
 */
export function trainedOnGroups(captions: Captions, groups: readonly PictureGroup[]): Captions {
  const { pictures, heldOut } = captions.data;
  const wanted = new Set<string | undefined>(groups);
  const before = new Set(heldOut);
  const outside = pictures.flatMap((picture, p) =>
    before.has(p) || wanted.has(pictureGroup(picture)) ? [] : [p],
  );
  if (before.size + outside.length === pictures.length) {
    throw new ClaimbookError("no picture is left to train on", {
      kind: "usage",
      where: "trainedOnGroups",
      wayOut: "Name groups such as Food & Drink.",
    });
  }
  const all = new Set([...before, ...outside]);
  return changed(
    captions,
    {
      heldOut: [...all].sort((a, b) => a - b),
      trainQueries: captions.data.trainQueries.map((byPicture) =>
        byPicture.map((queries, p) => (all.has(p) ? [] : queries)),
      ),
    },
    { trainedOn: [...groups] },
  );
}

/**
 * The same data with little to train on in some languages: a random share of the pictures keeps its caption and its
 * training queries there, the others have neither. Test queries and candidates stay the same.
 *
 * @param options.share of the training pictures that are kept, above 0 to 1
 * @param options.scarce which languages
 * @throws {ClaimbookError} kind `usage` for a share out of range
 */
export function withScarceLanguages(
  captions: Captions,
  { share, scarce, seed }: { share: number; scarce: (locale: LocaleInfo) => boolean; seed: number },
): Captions {
  if (!(share > 0 && share <= 1)) {
    throw new ClaimbookError(`${share} is no share of the training pictures`, {
      kind: "usage",
      where: "withScarceLanguages",
      wayOut: "Give a number above 0, up to 1.",
    });
  }
  const { data } = captions;
  const heldOut = new Set(data.heldOut);
  const training = data.pictures.flatMap((_, p) => (heldOut.has(p) ? [] : [p]));
  // The same pictures in all of them: else two scarce languages would have hardly a picture in common.
  const order = new Random(seed).fork("scarce languages").shuffle(training);
  const withheld = data.locales.map((info, l) => {
    const before = data.withheld?.[l] ?? [];
    if (!scarce(info)) return [...before];
    const kept = Math.max(1, Math.round(share * training.length));
    const gone = order.slice(kept);
    return [...new Set([...before, ...gone])].sort((a, b) => a - b);
  });
  const gone = withheld.map((pictures) => new Set(pictures));
  return changed(
    captions,
    {
      withheld,
      trainQueries: data.trainQueries.map((byPicture, l) =>
        byPicture.map((queries, p) => (gone[l]!.has(p) ? [] : queries)),
      ),
    },
    { scarce: data.locales.filter(scarce).map(({ locale }) => locale), share, scarceSeed: seed },
  );
}

function changed(
  { data, record: { version, sha256, options } }: Captions,
  change: Partial<CaptionData>,
  choice: Record<string, unknown>,
): Captions {
  return new Captions({ ...data, ...change }, { version, sha256, options: { ...options, ...choice } });
}
