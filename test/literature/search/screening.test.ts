import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { searchDatabases } from "../../../src/literature/search/index.js";
import { giving } from "./made-sources.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "screening-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("screening", () => {
  test("leaves out what is off topic, retracted, outside the years or ruled out, each with its reason", async () => {
    const whale = { year: 2020, abstract: "Whales sing songs at night in the ocean." };
    const { log } = await searchDatabases("Why do whales sing songs?", {
      since: 2015,
      query: "whales AND songs NOT captivity",
      sources: [
        giving(
          "crossref",
          { ...whale, title: "Songs of whales" },
          { ...whale, title: "RETRACTED: Whales sing loudly", authors: ["Ann Lee"] },
          { ...whale, title: "Old songs of old whales", year: 1999 },
          { ...whale, title: "Whales and songs in captivity" },
          { title: "Tax reform in Sweden", abstract: "Taxes were lowered.", year: 2020 },
          { title: "Whales: songs without an abstract" },
        ),
      ],
    });
    expect(log.excluded.map(({ kind }) => kind).sort()).toEqual([
      "off topic",
      "outside the years",
      "retracted",
      "ruled out by the query",
    ]);
    expect(log.included.map(({ title }) => title).sort()).toEqual([
      "Songs of whales",
      "Whales: songs without an abstract",
    ]);
    expect(
      log.reasons!.find(
        ({ work }) => work === log.included.find(({ abstract }) => abstract === undefined)!.id,
      )!.warning,
    ).toContain("no abstract");
    const flagged = await searchDatabases("Why do whales sing songs?", {
      retracted: "flag",
      sources: [giving("crossref", { ...whale, title: "Whales sing", retracted: true })],
    });
    expect(flagged.log.reasons![0]!.warning).toContain("retracted");
  });

  test("an abort while the encoder works keeps what was found, ranked by its words", async () => {
    const abort = new AbortController();
    const encoder = {
      dim: 2,
      encode: async () => {
        abort.abort(new Error("enough"));
        throw abort.signal.reason;
      },
    };
    const sources = [giving("crossref", { title: "Whales and songs" })];
    const { log } = await searchDatabases("Do whales sing songs?", {
      sources,
      encoder,
      signal: abort.signal,
    });
    expect(log.stopped).toBe(true);
    expect(log.included.map(({ title }) => title)).toEqual(["Whales and songs"]);
    const broken = { dim: 2, encode: () => Promise.reject(new Error("no weights")) };
    await expect(searchDatabases("whales", { sources, encoder: broken })).rejects.toThrow("no weights");
  });

  test("an encoder reorders, and a replay needs it no more", async () => {
    const sources = [
      giving(
        "crossref",
        { title: "Whales and songs", abstract: "Whales whales songs." },
        { title: "Songs at night", abstract: "Singing cetaceans, which are whales." },
      ),
    ];
    const encoder = {
      dim: 2,
      name: "test encoder",
      encode: async (texts: readonly string[]) =>
        Float32Array.from(
          texts.flatMap((text) => (/cetaceans|Why/.test(text) ? [1, 0] : [0.75, Math.sqrt(1 - 0.75 ** 2)])),
        ),
    };
    const file = path.join(folder, "dense.json");
    const plain = await searchDatabases("Why do whales sing songs?", { sources });
    const { log } = await searchDatabases("Why do whales sing songs?", { sources, encoder, record: file });
    expect(plain.log.included[0]!.title).toBe("Whales and songs");
    expect(log.included[0]!.title).toBe("Songs at night");
    expect(log.screening).toContain("test encoder");
    expect((await searchDatabases("", { replay: file })).log).toEqual(log);
  });
});
