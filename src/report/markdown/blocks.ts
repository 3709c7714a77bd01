import { figureTable } from "../figures/data-table.js";
import { words } from "../html/blocks.js";
import type { Block, DatasetBlock, FigureBlock, TableBlock } from "../model.js";
import { grouped } from "../numbers.js";
import { resultsView } from "../results-view.js";
import { escapeMarkdown, neutralHtml } from "./escape.js";
import { table } from "./table.js";

/** Figure number to the address of its picture, relative to the Markdown file; none for figures not drawn. */
export type Pictures = ReadonlyMap<number, string>;

export function blocksMarkdown(blocks: readonly Block[], pictures: Pictures): string[] {
  return blocks.map((block) => blockMarkdown(block, pictures));
}

function blockMarkdown(block: Block, pictures: Pictures): string {
  switch (block.kind) {
    case "markdown":
      return neutralHtml(block.markdown);
    case "table":
      return resultsMarkdown(block);
    case "figure":
      return figureMarkdown(block, pictures.get(block.number));
    case "dataset":
      return datasetMarkdown(block);
  }
}

function datasetMarkdown({ dataset }: DatasetBlock): string {
  const { name, version, origin, licence, counts, example } = dataset;
  const facts = Object.entries(counts).map(
    ([key, value]) => `${escapeMarkdown(words(key))} ${grouped(value)}`,
  );
  return `**${escapeMarkdown(name)}** ${escapeMarkdown(`${version}, ${origin}, ${licence}`)}: ${facts.join(", ")}.${example === undefined ? "" : `\n\n${exampleMarkdown(example)}`}`;
}

function exampleMarkdown({
  query,
  subject,
  answers,
}: NonNullable<DatasetBlock["dataset"]["example"]>): string {
  const given = answers.map(({ text, label }) => `${escapeMarkdown(text)} (${escapeMarkdown(label)})`);
  return `For example, the query “${escapeMarkdown(query.text)}” (${escapeMarkdown(query.label)}) asks for ${escapeMarkdown(subject ?? "")}; relevant are ${given.join(", ")}.`;
}

export function resultsMarkdown({ number, table: results }: TableBlock): string {
  const view = resultsView(results);
  const rows = view.groups.flatMap(({ name, rows }) => [
    ...(name === undefined ? [] : [[`**${escapeMarkdown(name)}**`, ...view.columns.map(() => "")]]),
    ...rows.map(({ label, letter, values }) => [
      `${escapeMarkdown(label)}${letter === undefined ? "" : ` ${raised([letter])}`}`,
      ...values.map((value) => {
        if (value === undefined) return "–";
        const text = value.best ? `**${value.value}**` : value.value;
        const interval = value.interval === undefined ? "" : ` ${escapeMarkdown(value.interval)}`;
        const printed =
          value.reported === undefined ? "" : ` ¦ ${value.reported.value} ${value.reported.mark.symbol}`;
        return `${text}${raised(value.beats)}${interval}${printed}`;
      }),
    ]),
  ]);
  const head = [
    escapeMarkdown(view.heading),
    ...view.columns.map(({ label, arrow }) => `${escapeMarkdown(label)} ${arrow}`),
  ];
  const note = [results.note === undefined ? "" : escapeMarkdown(results.note), escapeMarkdown(view.key)]
    .filter((part) => part !== "")
    .join(" ");
  return [
    `**Table ${number}.** ${escapeMarkdown(results.title)}`,
    table(head, rows, ["left", ...view.columns.map(() => "right" as const)]),
    ...(note === "" ? [] : [note]),
  ].join("\n\n");
}

/** Raised letters of Unicode; Markdown has no others. There is none for `q`. */
const raisedLetters = [..."ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖqʳˢᵗᵘᵛʷˣʸᶻ"];

function raised(letters: readonly string[]): string {
  return letters.map((letter) => raisedLetters[letter.charCodeAt(0) - 97] ?? letter).join("");
}

function figureMarkdown({ number, caption, alt, plotly }: FigureBlock, picture: string | undefined): string {
  const said = `**Figure ${number}.** ${neutralHtml(caption.replace(/\s+/g, " "))}`;
  if (picture !== undefined) return `![${escapeMarkdown(alt)}](${picture})\n\n${said}`;
  const data = plotly === undefined ? undefined : figureTable(plotly);
  const numbers =
    data === undefined
      ? []
      : [
          table(
            data.head.map(escapeMarkdown),
            data.rows.map((row) => row.map(escapeMarkdown)),
          ),
        ];
  return [
    said,
    `*Not drawn: no browser was found when this report was made.* ${escapeMarkdown(alt)}`,
    ...numbers,
  ].join("\n\n");
}
