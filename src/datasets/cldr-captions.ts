import { escapeHtml } from "../claims/escape.js";
import { display } from "../notebook/display.js";
import { Mime, type MimeBundle } from "../notebook/mime.js";
import { type CaptionData, SPLITS } from "./caption-data.js";
import type { DatasetRecord } from "./record.js";
import { normalized, words } from "./text.js";

/** A row about one language. */
export interface LocaleCounts {
  locale: string;
  language: string;
  script: string;
  scriptGroup: "rare" | "common";
  resourceClass: number;
  /** Captions to be found. */
  captions: number;
  /** Pictures with at least one training query. */
  trainPictures: number;
  trainQueries: number;
  /** Test queries of seen pictures. */
  unseenQueries: number;
  /** Test queries of unseen pictures. */
  unseenPictures: number;
}

/** The data set `cldr-captions` as a notebook holds it: the data, its record, and something to look at. */
export class Captions {
  readonly data: CaptionData;
  readonly record: DatasetRecord;

  constructor(
    data: CaptionData,
    origin: { version: string; sha256: string; options: Record<string, unknown> },
  ) {
    this.data = data;
    const example = exampleOf(data);
    this.record = {
      schema: "claimbook/dataset/1",
      name: "cldr-captions",
      version: origin.version,
      origin: "npm package cldr-annotations-full (Unicode CLDR, annotations)",
      licence: "Unicode-3.0",
      sha256: origin.sha256,
      counts: counts(data),
      options: origin.options,
      ...(example === undefined ? {} : { example }),
    };
  }

  /** One row a language, in the order of `data.locales`. */
  table(): LocaleCounts[] {
    const { locales, captions, trainQueries, evaluation } = this.data;
    return locales.map(({ locale, name, scriptName, scriptGroup, resourceClass }, l) => {
      const asked = (split: string) => evaluation.filter((q) => q.locale === l && q.split === split).length;
      return {
        locale,
        language: name,
        script: scriptName,
        scriptGroup,
        resourceClass,
        captions: captions[l]!.length,
        trainPictures: trainQueries[l]!.filter((queries) => queries.length > 0).length,
        trainQueries: trainQueries[l]!.flat().length,
        unseenQueries: asked("unseen queries"),
        unseenPictures: asked("unseen pictures"),
      };
    });
  }

  /** Record, a table of the languages and a picture in several of them, as MIME types. */
  bundle(): MimeBundle {
    return { [Mime.dataset]: this.record, [Mime.html]: this.#html(), [Mime.plain]: this.#text() };
  }

  /** Shows the data set as an output of the running cell. */
  show(fallback?: (text: string) => void): this {
    display(this.bundle(), {}, fallback);
    return this;
  }

  /** Shown like this as the value of a cell. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return this.bundle();
  }

  #text(): string {
    const { name, version, licence, sha256, counts } = this.record;
    const facts = Object.entries(counts).map(([fact, count]) => `  ${fact}: ${count}`);
    return [`${name} ${version} (${licence}), sha256 ${sha256.slice(0, 12)}`, ...facts].join("\n");
  }

  #html(): string {
    const { name, version, licence, counts } = this.record;
    const cells = (tag: string, values: readonly (string | number)[]) =>
      `<tr>${values.map((value) => `<${tag} style="text-align:left;padding:.1em .6em">${escapeHtml(String(value))}</${tag}>`).join("")}</tr>`;
    const facts = Object.entries(counts).map(([fact, count]) => `${count.toLocaleString("en")} ${fact}`);
    const rows = this.table().map((row) =>
      cells("td", [
        row.language,
        row.script,
        row.scriptGroup,
        row.resourceClass,
        row.trainQueries,
        row.unseenQueries,
        row.unseenPictures,
      ]),
    );
    const head = cells("th", [
      "Language",
      "Script",
      "Group",
      "Class",
      "Training queries",
      "Unseen queries",
      "Unseen pictures",
    ]);
    return (
      `<div><b>${escapeHtml(name)}</b> ${escapeHtml(version)} (${escapeHtml(licence)}): ${escapeHtml(facts.join(", "))}` +
      `${this.#example()}<details><summary>Languages</summary><table>${head}${rows.join("")}</table></details></div>`
    );
  }

  #example(): string {
    const { example } = this.record;
    if (example === undefined) return "";
    const text = ({ text, lang, label }: (typeof example.answers)[number]) =>
      `<span lang="${lang}" title="${escapeHtml(label)}">${escapeHtml(text)}</span>`;
    return `<p>For example, ${text(example.query)} asks for ${example.subject}: ${example.answers.map(text).join(" · ")}</p>`;
  }
}

/** The first English test query about a picture that is not a mere sign, and its answers in a language of every script. */
function exampleOf({ evaluation, locales, captions, pictures }: CaptionData): DatasetRecord["example"] {
  const english = evaluation.filter(({ locale }) => locales[locale]!.locale === "en");
  // Arrows, letters and the like stand before U+1F300; what one would call a picture follows.
  const telling = english.find(({ picture }) => pictures[picture]!.codePointAt(0)! >= 0x1f300);
  const query = telling ?? english[0] ?? evaluation[0];
  if (query === undefined) return undefined;
  const scripts = new Set<string>();
  const answers = locales.flatMap(({ locale, script, name }, l) => {
    if (scripts.has(script)) return [];
    scripts.add(script);
    return [{ text: captions[l]![query.picture]!, lang: locale, label: name }];
  });
  const { locale, name } = locales[query.locale]!;
  return {
    query: { text: query.text, lang: locale, label: name },
    subject: pictures[query.picture]!,
    answers,
  };
}

function counts({
  locales,
  pictures,
  heldOut,
  trainQueries,
  evaluation,
}: CaptionData): Record<string, number> {
  const ofSplit = (split: string) => evaluation.filter((query) => query.split === split);
  const seenWords = locales.map((_, l) => new Set(trainQueries[l]!.flat().flatMap(words)));
  const familiar = evaluation.filter(({ locale, text }) =>
    words(normalized(text)).every((word) => seenWords[locale]!.has(word)),
  );
  return {
    languages: locales.length,
    scripts: new Set(locales.map(({ script }) => script)).size,
    "languages of rare scripts": locales.filter(({ scriptGroup }) => scriptGroup === "rare").length,
    pictures: pictures.length,
    "training pictures": pictures.length - heldOut.length,
    "training queries": trainQueries.flat(2).length,
    candidates: locales.length * pictures.length,
    ...Object.fromEntries(SPLITS.map((split) => [`test queries (${split})`, ofSplit(split).length])),
    "test queries all of whose words occur in training queries": familiar.length,
  };
}
