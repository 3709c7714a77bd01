import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sourceNames } from "../../../src/literature/sources/index.js";
import { LiteratureServer } from "../server/literature-server.js";
import { idsOf, madePapers } from "../server/made-paper.js";
import type { HttpSource } from "../server/renderings.js";
import { collect } from "./collect.js";

const papers = madePapers(250);
const overHttp = sourceNames.filter((name): name is HttpSource => name !== "local-library");

let server: LiteratureServer;
beforeEach(async () => {
  server = await LiteratureServer.start(papers);
});
afterEach(() => server.stop());

describe.each(overHttp)("%s", (name) => {
  const titles = (numbers: readonly number[]) => numbers.map((number) => papers[number - 1]!.title);
  const everything = titles(papers.map(({ number }) => number));

  it("gives every record once, in order, over several pages", async () => {
    const { records, problems, error } = await collect(name, server.access());
    expect(error).toBeUndefined();
    expect(records.map(({ item }) => item.title.replace(/\.$/, ""))).toEqual(everything);
    expect(records.map(({ rank }) => rank)).toEqual(papers.map(({ number }) => number));
    expect(problems).toEqual([]);
  });
});

describe("arxiv", () => {
  it("fills the record", async () => {
    const { records } = await collect("arxiv", server.access(), "study", { limit: 1 });
    expect(records[0]!.ids).toEqual({ arxiv: idsOf(papers[0]!).arxiv.replace("v1", "") });
  });
});
