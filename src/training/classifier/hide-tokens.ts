import type { PairTokens } from "../../models/classifier/index.js";
import type { Random } from "../../random.js";

/**
 * A pair with some tokens replaced: a model that may not lean on single words overfits later. First and last token and
 * the separators stay.
 *
 * @param share of the tokens, 0 to 1
 */
export function hideTokens(pair: PairTokens, share: number, id: number, random: Random): PairTokens {
  if (share === 0) return pair;
  const last = pair.ids.length - 1;
  const ids = pair.ids.map((token, at) => {
    const separator = at === 0 || at === last || at === pair.second - 1 || at === pair.second - 2;
    return !separator && random.float() < share ? id : token;
  });
  return { ...pair, ids };
}
