import type {
  Document,
  DocumentCell,
  DocumentSection,
  DocumentSentence,
  DocumentTable,
} from "../../../src/literature/documents/document.js";
import type { Random } from "../../../src/random.js";

/** Ways to print a number with `decimals` digits. */
export type Rounding = "half up" | "half even" | "cut off";

export function print(value: number, decimals: number, rounding: Rounding): string {
  const scaled = value * 10 ** decimals;
  const near = Math.abs(scaled - Math.trunc(scaled)) - 0.5;
  let whole: number;
  if (rounding === "cut off") whole = Math.trunc(scaled + Math.sign(scaled) * 1e-9);
  else if (rounding === "half even" && Math.abs(near) < 1e-9) whole = 2 * Math.round(scaled / 2);
  else whole = Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5 + 1e-9);
  return (whole / 10 ** decimals).toFixed(decimals);
}

interface Field {
  methods: readonly string[];
  places: readonly string[];
  metric: string;
  higher: boolean;
  range: readonly [number, number];
  unit?: "%";
  /** The verb that takes the method as its subject: "reduces mortality". */
  change: string;
}

const fields: readonly Field[] = [
  {
    methods: ["UNet-S", "DeepMask", "SwinSeg", "PatchFormer"],
    places: ["ShapeBench", "CellSeg", "RoadView", "LeafScan"],
    metric: "mIoU",
    higher: true,
    range: [52, 89],
    change: "improves",
  },
  {
    methods: ["Placebo", "Valdoran", "Amlodex"],
    places: ["Oslo", "Lisbon", "Prague"],
    metric: "mortality",
    higher: false,
    range: [6, 24],
    unit: "%",
    change: "reduces",
  },
  {
    methods: ["CharRNN", "WordMix", "ByteNet", "GlotLM"],
    places: ["NewsQA", "LegalBank", "ChatDiv"],
    metric: "error rate",
    higher: false,
    range: [11, 38],
    unit: "%",
    change: "reduces",
  },
  {
    methods: ["Grazed", "Mown", "Abandoned", "Burnt"],
    places: ["Lowland", "Upland", "Coastal"],
    metric: "accuracy",
    higher: true,
    range: [0.41, 0.94],
    change: "improves",
  },
];

const kinds = [
  "number",
  "number swap",
  "mean",
  "total",
  "bold",
  "percentage",
  "difference",
  "table reference",
  "across tables",
  "direction",
] as const;
export type Planted = (typeof kinds)[number];
export const plantedKinds: readonly Planted[] = kinds;

/** A small paper with two or three tables and prose about them, everything computed from the same true numbers. */
export function generatedPaper(random: Random, defect?: Planted): Document {
  const field = random.pick(fields);
  const decimals = field.range[1] < 1 ? 3 : 1 + random.int(2);
  const rounding = random.pick<Rounding>(["half up", "half even", "cut off"]);
  const truth = field.methods.map(() =>
    field.places.map(() => field.range[0] + random.float() * (field.range[1] - field.range[0])),
  );
  const shown = truth.map((line) => line.map((value) => print(value, decimals, rounding)));
  const means = truth.map((line) => line.reduce((a, b) => a + b, 0) / line.length);
  const shownMeans = means.map((value) => print(value, decimals, rounding));
  const counts = field.methods.map(() => field.places.map(() => 20 + random.int(400)));
  const cells: DocumentCell[] = [];
  const bestOf = (column: readonly string[]) =>
    (field.higher ? Math.max : Math.min)(...column.map((text) => Number(text)));
  for (const [m, method] of field.methods.entries()) {
    for (const [p, place] of field.places.entries()) {
      const best = bestOf(shown.map((line) => line[p]!));
      cells.push(cell([method], [place], shown[m]![p]!, Number(shown[m]![p]) === best, field.unit));
    }
    cells.push(
      cell([method], ["Average"], shownMeans[m]!, Number(shownMeans[m]) === bestOf(shownMeans), field.unit),
    );
  }
  const sizes = field.methods.flatMap((method, m) => [
    ...field.places.map((place, p) => cell([method], [place], String(counts[m]![p]), false)),
    cell([method], ["Total"], String(counts[m]!.reduce((a, b) => a + b, 0)), false),
  ]);
  const again = cells.filter((one) => one.column[0] !== field.places[0]);
  const tables: DocumentTable[] = [
    { number: "1", caption: `${capital(field.metric)} by group and place`, cells },
    { number: "2", caption: "Number of samples by group and place", cells: sizes },
    { number: "3", caption: `${capital(field.metric)} again, without ${field.places[0]}`, cells: again },
  ];
  // Two methods whose printed values differ clearly somewhere.
  const p = random.int(field.places.length);
  const order = field.methods
    .map((_, m) => m)
    .sort((a, b) => (field.higher ? 1 : -1) * (Number(shown[b]![p]) - Number(shown[a]![p])));
  const good = order[0]!;
  const bad = order.at(-1)!;
  const [goodText, badText] = [shown[good]![p]!, shown[bad]![p]!];
  const gap = Math.abs(truth[good]![p]! - truth[bad]![p]!);
  const percent = (gap / truth[bad]![p]!) * 100;
  const gapText = print(Math.abs(Number(goodText) - Number(badText)), decimals, "half up");
  const percentText = print(
    percent,
    random.int(2),
    random.pick<Rounding>(["half up", "half even", "cut off"]),
  );
  const suffix = field.unit ?? "";
  const other = (text: string) => print(Number(text) * (1.13 + random.float() * 0.2), decimals, "half up");
  const planted = <T>(kind: Planted, honest: T, wrong: () => T): T => (defect === kind ? wrong() : honest);
  const place = field.places[p]!;
  const [a, b] = [field.methods[good]!, field.methods[bad]!];
  const coarse = Math.max(field.range[1] < 1 ? 2 : 0, decimals - 1);
  const verb = planted("direction", field.higher ? "higher" : "lower", () =>
    field.higher ? "lower" : "higher",
  );
  const table = planted("table reference", "1", () => "2");
  const [first, second] = planted("number swap", [goodText, badText], () => [badText, goodText]);
  const prose = [
    `Table ${table} shows ${field.metric} for all groups.`,
    `On ${place}, ${a} reaches a ${field.metric} of ${planted("number", goodText, () => other(goodText))}${suffix}.`,
    `On ${place}, ${field.metric} is ${first}${suffix} with ${a} and ${second}${suffix} with ${b}.`,
    `On ${place}, ${a} has ${verb} ${field.metric} than ${b}.`,
    `${a} ${field.change} ${field.metric} on ${place} by ${planted("percentage", percentText, () => other(percentText))}% compared to ${b}.`,
    `${a} ${field.change} ${field.metric} on ${place} by ${planted("difference", gapText, () => other(gapText))} points compared to ${b}.`,
    `${a} ${field.change} ${field.metric} on ${place} from ${badText} to ${goodText} compared to ${b}.`,
    `Rounded, the ${field.metric} of ${b} on ${place} is ${print(Number(badText), coarse, "half even")}${suffix}.`,
    // What says nothing of the tables.
    `We used a learning rate of 0.0003, a dropout of 0.15 and ${20 + random.int(80)} epochs (p = 0.0${1 + random.int(8)}).`,
    `Miller et al. (2019) report a ${field.metric} of ${print(truth[0]![0]! * 1.07, decimals, "half up")}${suffix} on another sample.`,
    `Details are in Section 4.${1 + random.int(5)} and Figure ${1 + random.int(4)}.`,
    `The survey ran from 2014 to 2019 in ${3 + random.int(5)} rounds.`,
  ];
  plantInTables(tables, field, random, defect, other);
  return paper(prose, tables);
}

function plantInTables(
  tables: DocumentTable[],
  field: Field,
  random: Random,
  defect: Planted | undefined,
  other: (text: string) => string,
): void {
  const change = (
    table: number,
    test: (cell: DocumentCell) => boolean,
    to: (cell: DocumentCell) => DocumentCell,
  ) => {
    const { cells } = tables[table]!;
    const index = random.pick(cells.flatMap((one, i) => (test(one) ? [i] : [])));
    tables[table] = { ...tables[table]!, cells: cells.map((one, i) => (i === index ? to(one) : one)) };
  };
  const reprint = (one: DocumentCell, text: string): DocumentCell => ({ ...one, text, value: Number(text) });
  if (defect === "mean") {
    change(
      0,
      (one) => one.column[0] === "Average",
      (one) => reprint(one, other(one.text)),
    );
    // Table 3 prints the same mean; it would disagree as well.
    tables.splice(2, 1);
  }
  if (defect === "total") {
    change(
      1,
      (one) => one.column[0] === "Total",
      (one) => reprint(one, String(Number(one.text) + 7 + random.int(90))),
    );
  }
  if (defect === "across tables") {
    change(
      2,
      (one) => one.column[0] !== "Average",
      (one) => reprint(one, other(one.text)),
    );
  }
  if (defect === "bold") {
    const { cells } = tables[0]!;
    const place = random.pick(field.places);
    const plain = cells.filter((one) => one.column[0] === place && !one.bold);
    const wrong = random.pick(plain);
    tables[0] = {
      ...tables[0]!,
      cells: cells.map((one) => (one.column[0] === place ? { ...one, bold: one === wrong } : one)),
    };
  }
}

function cell(
  row: readonly string[],
  column: readonly string[],
  text: string,
  bold: boolean,
  unit?: string,
): DocumentCell {
  return { row, column, text, value: Number(text), ...(unit === undefined ? {} : { unit }), bold };
}

function capital(text: string): string {
  return text === "mIoU" ? text : text[0]!.toUpperCase() + text.slice(1);
}

function paper(prose: readonly string[], tables: readonly DocumentTable[]): Document {
  const title = "A generated paper";
  let text = `${title}\n\n`;
  const sentences: DocumentSentence[] = [];
  for (const sentence of prose) {
    sentences.push({ text: sentence, start: text.length, end: text.length + sentence.length, section: 0 });
    text += `${sentence} `;
  }
  const sections: DocumentSection[] = [
    { title: "Results", level: 1, role: "results", start: title.length + 2, end: text.length },
  ];
  return {
    work: "generated",
    title,
    sha256: "0".repeat(64),
    format: "text",
    text,
    sections,
    sentences,
    tables,
    references: [],
    problems: [],
  };
}
