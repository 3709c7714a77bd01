/** Codes and labels that are words of running English; only their long forms count. */
export const everydayWords = new Set(
  "a an and are as at all am be best but by can do for from he hi his id if in is it its la may me my no none not of off on only or other our se set she so some than that the then these they this to total up us use value was we were with yes you".split(
    " ",
  ),
);
/** Words of tables in general: the beginning of a label that is made of them stands for nothing. */
export const ordinary = new Set(
  "method model group arm test train data dataset set task setting metric score result average mean time rate high low new old large small base full fine long short first second top size type level batch training baseline treatment study drug dose year day week month site plot".split(
    " ",
  ),
);

/** Nouns after which a single letter is a label: "group A". */
export const classWords = new Set([
  "group",
  "arm",
  "drug",
  "model",
  "treatment",
  "site",
  "plot",
  "class",
  "type",
  "system",
  "method",
  "region",
  "variant",
  "cohort",
  "condition",
  "phase",
  "species",
  "stage",
  "team",
  "firm",
  "country",
]);
