/**
 * Wordings of statements, twice: as a source prints it and as an honest report claims it. Slots: {A} {B} things
 * compared, {m} metric, {u} unit, {x} {y} values of A and B, {bench} {noun} data set, {s1}.. places, {v1}.. values
 * at the places, {mean}, {n} {k} counts, {units}, {sites}, {down} {up} outcomes, {p} {q} associated quantities,
 * {T} number of the table.
 */
export const developmentWording = {
  compare: [
    [
      "On the {bench} {noun}, {A} had a {m} of {x} {u}, while {B} had {y} {u}.",
      "{A} had a {m} of {x} {u} on the {bench} {noun}, against {y} {u} for {B}.",
    ],
    [
      "{A} reached {x} {u} in {m} and {B} reached {y} {u}.",
      "In {m}, {A} reached {x} {u}, whereas {B} reached {y} {u}.",
    ],
    [
      "The {m} of {A} and {B} was {x} and {y} {u}, respectively.",
      "The {m} was {x} {u} for {A} and {y} {u} for {B}.",
    ],
  ],
  direction: [
    ["{A} reduced {down} compared with {B}.", "Compared with {B}, {A} reduced {down}."],
    [
      "{up} was higher in {A} than in {B} at {s1} and {s2}.",
      "{up} was higher in {A} than in {B} at {s1} and {s2}.",
    ],
    [
      "The {m} increased from {lo} to {hi} {u} over the study period in {A}.",
      "In {A}, the {m} increased from {lo} to {hi} {u} over the study period.",
    ],
  ],
  scope: [
    ["At most {sites}, {A} had the better {m2}.", "{A} had the better {m2} at most {sites}."],
    [
      "Some of the {units} in {A} showed improved {up} after the study.",
      "Some of the {units} in {A} showed improved {up}.",
    ],
  ],
  cause: [
    [
      "Higher {p} was associated with higher {q} in the {bench} {noun}.",
      "In the {bench} {noun}, higher {p} was associated with higher {q}.",
    ],
    ["{p} correlated with {q} across the {sites}.", "{p} correlated with {q} across {sites}."],
  ],
  certainty: [
    ["The results suggest that {A} may improve {up}.", "{A} may improve {up}, the results suggest."],
    ["It appears that {down} could be lower where {p} is high.", "{down} could be lower where {p} is high."],
  ],
  mean: [
    [
      "The {m2} of {A} was {v1}, {v2} and {v3} {u2} at {s1}, {s2} and {s3}, a mean of {mean} {u2}.",
      "At {s1}, {s2} and {s3}, the {m2} of {A} was {v1}, {v2} and {v3} {u2}, with a mean of {mean} {u2}.",
    ],
  ],
  table: [
    [
      "{A} at {s4} had a {m} of {w} {u}, as listed in Table {T}.",
      "{A} at {s4} had a {m} of {w} {u} (Table {T}).",
    ],
  ],
  data: [
    [
      "The {bench} {noun} holds {n} {units} from {k} {sites}.",
      "The {bench} {noun} holds {n} {units} from {k} {sites}.",
    ],
    ["All measurements were made on the {bench} {noun}.", "Measurements were made on the {bench} {noun}."],
  ],
  limitations: [
    "{limit}",
    "The searched databases hold few works on {topic}, so claims rest on {works} works.",
  ],
  failed: "The search of {database} failed, so works that only it lists are missing.",
};

/** Other words, other order: held out at first, then, with what its first run taught, part of the development. */
export const secondWording = {
  compare: [
    [
      "Whereas {B} averaged out at {y} {u}, {A} attained {x} {u} for {m}.",
      "For {m}, {A} attained {x} {u}; {B} attained {y} {u}.",
    ],
    [
      "{m} stood at {x} {u} among {A}, as opposed to {y} {u} among {B}.",
      "Among {A}, {m} stood at {x} {u}; among {B}, at {y} {u}.",
    ],
    [
      "Measured by {m}, {A} scored {x} {u}, which compares to {y} {u} in the case of {B}.",
      "{A} scored {x} {u} by {m}, and {B} scored {y} {u}.",
    ],
  ],
  direction: [
    ["A decline of {down} was seen in {A}, but not in {B}.", "{A} saw {down} decline."],
    [
      "{up} improved among {A} once the intervention began.",
      "Once the intervention began, {up} improved among {A}.",
    ],
    ["{down} fell faster for {A} than for {B}.", "For {A}, {down} fell faster than for {B}."],
  ],
  scope: [
    [
      "In several {sites}, though not everywhere, {A} came out ahead on {m2}.",
      "{A} came out ahead on {m2} in several {sites}.",
    ],
    ["{up} usually rose among {A}.", "Among {A}, {up} usually rose."],
  ],
  cause: [
    [
      "A link between {p} and {q} was observed in the {bench} {noun}.",
      "The {bench} {noun} shows a link between {p} and {q}.",
    ],
    ["{q} was related to {p} throughout the {sites}.", "Throughout the {sites}, {q} was related to {p}."],
  ],
  certainty: [
    [
      "Possibly, {up} benefits from what was done to {A}.",
      "{up} possibly benefits from what was done to {A}.",
    ],
    ["These findings hint at less {down} among {A}.", "The findings hint at less {down} among {A}."],
  ],
  mean: [
    [
      "Averaged over {s1} ({v1} {u2}), {s2} ({v2} {u2}) and {s3} ({v3} {u2}), {A} had a {m2} of {mean} {u2}.",
      "{A} had a {m2} of {v1} {u2} at {s1}, {v2} {u2} at {s2} and {v3} {u2} at {s3}; the average is {mean} {u2}.",
    ],
  ],
  table: [
    [
      "For {s4}, Table {T} gives a {m} of {w} {u} among {A}.",
      "Among {A} at {s4}, {m} was {w} {u} according to Table {T}.",
    ],
  ],
  data: [
    [
      "{n} {units} of {k} {sites} make up {bench}, the {noun} that was used.",
      "{bench}, the {noun} that was used, is made up of {n} {units} of {k} {sites}.",
    ],
    [
      "Every figure below was computed from the {noun} {bench}.",
      "The figures were computed from the {noun} {bench}.",
    ],
  ],
  limitations: ["{limit}", "Little has been published on {topic}; {works} works carry all claims made here."],
  failed: "{database} could not be searched, and what it alone lists is absent here.",
};

/** A third way to put it all, held out until the checks had been adapted to the second. */
export const thirdWording = {
  compare: [
    ["Mean {m}: {x} {u} ({A}) versus {y} {u} ({B}).", "{m} was {x} {u} with {A} and {y} {u} with {B}."],
    [
      "We found {A} to yield {x} {u} on {m}; the corresponding figure for {B} is {y} {u}.",
      "On {m}, {A} yield {x} {u}, compared with {y} {u} for {B}.",
    ],
    [
      "From {y} {u} under {B}, {m} went to {x} {u} under {A}.",
      "{m} is {x} {u} under {A}; under {B} it is {y} {u}.",
    ],
  ],
  direction: [
    ["As expected, {down} became less frequent with {A}.", "With {A}, {down} became less frequent."],
    ["Relative to {B}, {A} exhibit greater {up}.", "{A} exhibit greater {up} than {B}."],
    ["{A} strengthened {up} and weakened {down}.", "{A} strengthened {up}."],
  ],
  scope: [
    ["Many, but not all, {sites} saw {A} surpass {B} in {m2}.", "Many {sites} saw {A} surpass {B} in {m2}."],
    [
      "For three of the four {sites}, {A} had lower {down}.",
      "{A} had lower {down} for three of the four {sites}.",
    ],
  ],
  cause: [
    [
      "There was an association of {p} with {q} in {bench}.",
      "In {bench}, there was an association of {p} with {q}.",
    ],
    ["{p} predicted {q}, and the two were linked in all {sites}.", "{p} and {q} were linked in all {sites}."],
  ],
  certainty: [
    ["It seems plausible that {A} help {up}.", "It seems plausible that {A} help {up}."],
    ["{down} is likely to be smaller among {A}.", "Among {A}, {down} is likely to be smaller."],
  ],
  mean: [
    [
      "With {v1}, {v2} and {v3} {u2} at {s1}, {s2} and {s3}, {A} average {mean} {u2} in {m2}.",
      "{A} average {mean} {u2} in {m2}, from {v1}, {v2} and {v3} {u2} at {s1}, {s2} and {s3}.",
    ],
  ],
  table: [["Table {T} shows {w} {u} for {A} at {s4}.", "As Table {T} shows, {A} at {s4} have {w} {u}."]],
  data: [
    [
      "We draw on {bench}, a {noun} of {n} {units} in {k} {sites}.",
      "The data are {bench}, a {noun} of {n} {units} in {k} {sites}.",
    ],
    [
      "Results were obtained with the {noun} known as {bench}.",
      "Results come from the {noun} known as {bench}.",
    ],
  ],
  limitations: ["{limit}", "Evidence on {topic} is thin: {works} works are all there is."],
  failed: "Nothing could be retrieved from {database}, which did not answer.",
};

/** Words that the planter exchanges for their opposites. */
export const opposites = {
  development: [
    ["reduced", "increased"],
    ["higher", "lower"],
    ["increased", "decreased"],
    ["better", "worse"],
    ["reduces", "increases"],
    ["outperforms", "underperforms"],
    ["worse", "better"],
  ],
  second: [
    ["decline", "grow"],
    ["improved", "deteriorated"],
    ["fell", "rose"],
    ["faster", "slower"],
  ],
  third: [
    ["less frequent", "more frequent"],
    ["greater", "smaller"],
    ["strengthened", "weakened"],
    ["lower", "higher"],
    ["surpass", "trail"],
  ],
};

/** Cautious words and what an overclaiming report puts in their place. */
export const overstatements = {
  development: [
    [/\b(At|at) most\b/, (m) => (m[0] === "A" ? "At all" : "at all")],
    [/^Some of the\b/, () => "All of the"],
    [/\bwas associated with\b/, () => "caused"],
    [/\bcorrelated with\b/, () => "was the cause of"],
    [/\bmay improve\b/, () => "will certainly improve"],
    [/, the results suggest/, () => ""],
    [/\bcould be\b/, () => "is always"],
    [/^Hybrid batch training reduces\b/, () => "Hybrid batch training always dramatically reduces"],
    [
      /^Hybrid batch sampling (achieves|outperforms)\b/,
      (m) => `Hybrid batch sampling always ${m.split(" ").at(-1)}`,
    ],
  ],
  second: [
    [/\bin several\b/, () => "in every one of the"],
    [/\busually rose\b/, () => "invariably rose"],
    [
      /\bshows a link between (.+?) and (.+?)\.$/,
      (m) => m.replace(/shows a link between (.+?) and (.+?)\.$/, "proves that $1 brings about $2."),
    ],
    [/\bwas related to\b/, () => "is due to"],
    [/\bpossibly benefits\b/, () => "definitely benefits"],
    [/\bhint at\b/, () => "prove"],
  ],
  third: [
    [/^Many\b/, () => "All"],
    [/\bthree of the four\b/, () => "all"],
    [
      /\bthere was an association of (.+) with (.+)\.$/,
      (m) => m.replace(/there was an association of (.+) with (.+)\.$/, "$1 triggered $2."),
    ],
    [/^(.+) and (.+) were linked\b/, (m) => m.replace(/^(.+) and (.+) were linked$/, "$1 determined $2")],
    [/^It seems plausible that\b/, () => "There is no doubt that"],
    [/\bis likely to be\b/, () => "is guaranteed to be"],
  ],
};

/** How a copy of a claim is disguised. */
export const disguises = {
  development: [
    (text) => text,
    (text) => `The study shows that ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
    (text) =>
      text.replace(
        /^(.*?), (.*?)\.$/,
        (_, a, b) => `${b.charAt(0).toUpperCase()}${b.slice(1)}, ${a.charAt(0).toLowerCase()}${a.slice(1)}.`,
      ),
  ],
  second: [
    (text) => text.replace(/\.$/, ", according to the authors."),
    (text) => `It was reported that ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
    (text) =>
      text.replace(
        /\bAmong ([^,;]+), (.*?)\.$/,
        (_, a, b) => `${b.charAt(0).toUpperCase()}${b.slice(1)} among ${a}.`,
      ),
  ],
  third: [
    (text) => `We note that ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
    (text) =>
      text.replace(
        /^(With|Among|On|In) ([^,]+), (.*?)\.$/,
        (_, word, a, b) => `${b.charAt(0).toUpperCase()}${b.slice(1)} ${word.toLowerCase()} ${a}.`,
      ),
    (text) => `Notably, ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
  ],
};
