import { stem, type Word } from "./words.js";

/** English function words. */
const functionWords =
  "a an and any are as at be because been being both but by can could did do does during each either for from had has have how if in into is it its itself may might must no nor not of off on one only onto or other others our out own per same she should so some such than that the their them then there these they this those through to too under until up upon very was we were what when where whether which while who whom whose why will with within without would yes yet you your he his her i me my us between among against across also already although though however therefore thus hence here about again all along almost always another before after once over ever never neither cannot";

/** Words that carry how a paper talks and not what it says: matching them would prove nothing. */
const reportingWords =
  "achieve achieves attain approach approaches author authors call called conduct conducted consider demonstrate demonstrates describe described enable enables find finds found give gives given indicate indicates introduce introduces method methods namely obtain obtains paper papers present presents propose proposes proposed reach reaches report reports reported result results respectively said say says show shows shown state states strategy strategies study studies substantially significantly technique use used uses using via work works yield yields";

const stopTerms = new Set(
  `${functionWords} ${reportingWords}`.split(" ").flatMap((word) => [word, stem(word)]),
);

/** Whether a word says something about the subject. Names and numbers always do. */
export function isContent(word: Word): boolean {
  return word.kind !== "word" || !stopTerms.has(word.term);
}
