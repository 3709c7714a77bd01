/** Labels of measures by which an adjective compares, and which way more of them points. */
interface Measured {
  /** Put to a label in lower case. */
  label: RegExp;
  /** Whether a higher number is more of the adjective. */
  higher: boolean;
}

/** A quality that things are compared by without naming its measure: "cheaper", "the most massive". */
interface Quality {
  /** Comparatives and superlatives of more of it, and of less. */
  more: readonly [comparative: string, superlative: string];
  less?: readonly [comparative: string, superlative: string];
  measured: readonly Measured[];
}

const time = /\b(?:time|times|latency|duration|delay|runtime|seconds|minutes|hours|days|ms)\b/;
const speed = /\b(?:speed|velocity|throughput|fps|hz)\b|\bper (?:second|minute|hour)\b|\/ ?(?:s|min|h)\b/;

const qualities: readonly Quality[] = [
  {
    more: ["more expensive|costlier|dearer", "most expensive|costliest|dearest"],
    less: ["cheaper|less expensive|less costly", "cheapest|least expensive|least costly"],
    measured: [{ label: /\b(?:costs?|prices?|fees?|expenses?|eur|usd|gbp)\b|[€$£]/, higher: true }],
  },
  {
    more: ["faster|quicker|sooner", "fastest|quickest"],
    less: ["slower", "slowest"],
    measured: [
      { label: speed, higher: true },
      { label: time, higher: false },
    ],
  },
  {
    more: ["heavier|more massive", "heaviest|most massive"],
    less: ["lighter|less massive", "lightest|least massive"],
    measured: [{ label: /\b(?:mass|weight)\b/, higher: true }],
  },
  {
    more: ["hotter|warmer", "hottest|warmest"],
    less: ["colder|cooler", "coldest|coolest"],
    measured: [{ label: /\btemperature\b|°/, higher: true }],
  },
  {
    more: ["older", "oldest"],
    less: ["younger", "youngest"],
    measured: [{ label: /\bage\b/, higher: true }],
  },
  {
    more: ["taller", "tallest"],
    measured: [{ label: /\b(?:height|stature)\b/, higher: true }],
  },
  {
    more: ["deeper", "deepest"],
    less: ["shallower", "shallowest"],
    measured: [{ label: /\bdepth\b/, higher: true }],
  },
  {
    more: ["denser", "densest"],
    less: ["sparser", "sparsest"],
    measured: [{ label: /\bdensity\b/, higher: true }],
  },
  {
    more: ["thicker|wider|broader", "thickest|widest|broadest"],
    less: ["thinner|narrower", "thinnest|narrowest"],
    measured: [{ label: /\b(?:thickness|width|breadth|diameter)\b/, higher: true }],
  },
];

/** The adjectives as patterns, by what they say where a higher number is more of the quality. */
export const adjectives: readonly {
  kind: "above" | "below" | "highest" | "lowest";
  pattern: string;
}[] = qualities.flatMap(({ more, less }) => [
  { kind: "above", pattern: more[0] },
  { kind: "highest", pattern: more[1] },
  ...(less === undefined
    ? []
    : ([
        { kind: "below", pattern: less[0] },
        { kind: "lowest", pattern: less[1] },
      ] as const)),
]);

const known = qualities.map(({ more, less, measured }) => ({
  pattern: new RegExp(`^(?:${[...more, ...(less ?? [])].join("|")})$`, "i"),
  measured,
}));

/** Whether an adjective names its own measure: "cheaper" does, "higher" does not. */
export function isMeasured(adjective: string): boolean {
  return known.some(({ pattern }) => pattern.test(adjective));
}

/**
 * What a label measures of the quality that an adjective names: `"higher"` where more of it is a higher number,
 * `"lower"` where it is a lower one; undefined where the label measures something else.
 */
export function measuredBy(adjective: string, label: string): "higher" | "lower" | undefined {
  const plain = label.normalize("NFKC").toLowerCase().replace(/[_-]+/g, " ");
  const found = known
    .find(({ pattern }) => pattern.test(adjective))
    ?.measured.find((measure) => measure.label.test(plain));
  return found === undefined ? undefined : found.higher ? "higher" : "lower";
}
