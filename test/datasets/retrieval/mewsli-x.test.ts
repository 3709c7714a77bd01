import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unitOffset } from "../../../src/datasets/retrieval/code-points.js";
import { mewsliX, mewsliXPairs } from "../../../src/datasets/retrieval/mewsli-x.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-mewsli-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, lines: readonly unknown[]): Promise<void> {
  await writeFile(path.join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** As the home of the data describes a line: offsets count code points. */
const context = {
  document_id: "wn-es-1",
  document_url: "https://es.wikinews.org/wiki/x",
  document_title: "Sismo",
  section_title: "",
  language: "es",
  text: "Hoy 😀 tembló. Fue de 6,8 en la escala de Richter. En Chile y Chile. Fin.",
  sentence_spans: [
    { start: 0, end: 13 },
    { start: 14, end: 49 },
    { start: 50, end: 67 },
    { start: 68, end: 72 },
  ],
};
const mention = (example_id: string, entity_id: string, text: string, start: number) => ({
  example_id,
  entity_id,
  mention_span: { start, end: start + [...text].length, text },
});
const richter = mention("es-1-0", "Q38768", "escala de Richter", 31);
const chile = [mention("es-1-1", "Q298", "Chile", 53), mention("es-1-2", "Q298", "Chile", 61)];
const entity = {
  entity_id: "Q38768",
  title: "Skala Richter",
  description: "Skala Richter didefinisikan sebagai logaritma.",
  description_url: "https://id.wikipedia.org/wiki/Skala_Richter",
  description_language: "id",
  sentence_spans: [{ start: 0, end: 46 }],
};

describe("Mewsli-X's mentions", () => {
  beforeEach(async () => {
    await put("wikinews_mentions-dev.jsonl", [
      { context, mentions: [richter, ...chile] },
      {
        context: { ...context, language: "de", text: "Im Mai.", sentence_spans: [{ start: 0, end: 7 }] },
        mentions: [mention("de-1-0", "Q119", "Mai", 3)],
      },
    ]);
    await put("candidate_set_entities.jsonl", [
      entity,
      { ...entity, entity_id: "Q298", title: "", description: "Chile." },
    ]);
  });
  const load = (options = {}) => mewsliX({ folder, project: folder, split: "dev", ...options });

  it("are queries that ask for their entity, marked in their sentences", async () => {
    const data = await load({ languages: ["es"], window: 0 });
    expect([...data.queries]).toEqual([
      ["es-1-0", "Fue de 6,8 en la [escala de Richter]."],
      ["es-1-1", "En [Chile] y Chile."],
      ["es-1-2", "En Chile y [Chile]."],
    ]);
    expect(data.qrels).toEqual({ "es-1-0": { Q38768: 1 }, "es-1-1": { Q298: 1 }, "es-1-2": { Q298: 1 } });
    expect(data.locale).toBe("mul");
  });

  it("keep as many sentences around as asked, and take other marks", async () => {
    const data = await load({ languages: ["es"], marks: ["<", ">"] });
    expect(data.queries.get("es-1-0")).toBe(
      "Hoy 😀 tembló. Fue de 6,8 en la <escala de Richter>. En Chile y Chile.",
    );
    expect((await load({ window: 9 })).queries.get("es-1-2")).toBe(
      context.text.replace("y Chile", "y [Chile]"),
    );
  });

  it("come in every language unless some are asked for, and count what the candidates lack", async () => {
    const data = await load({ check: true });
    expect(data.queries.size).toBe(4);
    expect(data.record.counts).toMatchObject({ documents: 2, "relevant documents that the corpus lacks": 1 });
    const entities = [];
    for await (const document of data.corpus()) entities.push(document);
    expect(entities).toEqual([
      { id: "Q38768", title: "Skala Richter", text: entity.description },
      { id: "Q298", text: "Chile." },
    ]);
    await expect(load({ languages: ["ta"] })).rejects.toThrow("no mention in ta is in it");
    await expect(load({ languages: ["hu"] })).rejects.toThrow('mewsli-x has no language "hu"');
  });

  it("need the articles' text, and say where it comes from", async () => {
    await put("wikinews_mentions_no_text-test.jsonl", [
      { context: { ...context, text: "" }, mentions: [richter] },
    ]);
    await expect(load({ split: "test" })).rejects.toThrow(
      expect.objectContaining({
        where: path.join(folder, "wikinews_mentions_no_text-test.jsonl"),
        wayOut: expect.stringContaining("get-mewsli-x.sh"),
      }),
    );
    await put("wikinews_mentions-test.jsonl", [{ context: { ...context, text: "" }, mentions: [richter] }]);
    await expect(load({ split: "test" })).rejects.toThrow("the text of the article is empty");
  });

  it.each([
    [
      [
        { context, mentions: [richter] },
        { context, mentions: [richter] },
      ],
      2,
      'the mention "es-1-0" is there twice',
    ],
    [
      [{ context, mentions: [{ ...richter, mention_span: { start: 0, end: 4, text: "escala" } }] }],
      1,
      'the mention "escala" is not where its span says',
    ],
    [[{ context, mentions: [{ ...richter, entity_id: "" }] }], 1, 'the field "entity_id" is empty'],
    [[{ mentions: [] }], 1, "no context with language"],
    [[{ context }], 1, "no list of mentions"],
  ])("are refused, naming file and line: %#", async (lines, line, message) => {
    await put("wikinews_mentions-dev.jsonl", lines);
    await expect(load()).rejects.toThrow(
      expect.objectContaining({
        where: `${path.join(folder, "wikinews_mentions-dev.jsonl")}, line ${line}`,
        message: expect.stringContaining(message),
      }),
    );
  });
});

it("gives Wikipedia's pairs as training texts, one group an entity", async () => {
  const english = { ...context, language: "en" };
  await put("wikipedia_pairs-train.jsonl", [
    { contextual_mention: { context: english, mention: richter }, entity },
    {
      contextual_mention: { context: english, mention: chile[0] },
      entity: { ...entity, entity_id: "Q298", description: "Chile." },
    },
    {
      contextual_mention: { context: english, mention: chile[1] },
      entity: { ...entity, entity_id: "Q298", description: "Chile." },
    },
  ]);
  const data = await mewsliXPairs({ folder, window: 0 });
  expect(data.texts).toEqual([
    {
      group: 0,
      locale: "en",
      queries: ["Fue de 6,8 en la [escala de Richter]."],
      passage: entity.description,
    },
    { group: 1, locale: "en", queries: ["En [Chile] y Chile.", "En Chile y [Chile]."], passage: "Chile." },
  ]);
  expect(data.record.counts).toEqual({ languages: 1, mentions: 3, entities: 2 });
});

it("counts offsets as Python does", () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom("a", "é", "ሰ", "\u0301", "😀", "𝒯"), { maxLength: 40 })
        .map((all) => all.join("")),
      fc.nat(50),
      (text, offset) => {
        expect(text.slice(0, unitOffset(text)(offset))).toBe([...text].slice(0, offset).join(""));
      },
    ),
  );
});
