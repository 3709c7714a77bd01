import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseQuery } from "../../../src/literature/query/index.js";
import { openSources, type SourceName } from "../../../src/literature/sources/index.js";
import { LiteratureServer } from "../server/literature-server.js";
import { madePapers } from "../server/made-paper.js";
import type { HttpSource } from "../server/renderings.js";
import { collect } from "./collect.js";

let server: LiteratureServer;
beforeEach(async () => {
  server = await LiteratureServer.start(madePapers(450));
});
afterEach(() => server.stop());

const secrets = {
  OPENALEX_API_KEY: "hush-1",
  SEMANTIC_SCHOLAR_API_KEY: "hush-2",
  NCBI_API_KEY: "hush-3",
  CROSSREF_PLUS_TOKEN: "hush-4",
};

describe("keys and contact", () => {
  it.each<[HttpSource, string]>([
    ["openalex", "api_key=hush-1"],
    ["semantic-scholar", "x-api-key: hush-2"],
    ["pubmed", "api_key=hush-3"],
    ["crossref", "crossref-plus-api-token: Bearer hush-4"],
  ])("sends the key of %s, to it alone, and shows it nowhere", async (name, sent) => {
    server.faults.push({ source: name, after: 1, status: 403, times: Number.POSITIVE_INFINITY });
    const { records, error } = await collect(name, server.access({ env: secrets }));
    const [first] = server.requests;
    const headers = Object.entries(first!.headers).map(([header, value]) => `${header}: ${value}`);
    expect([...headers, first!.url.search].join("\n")).toContain(sent);
    expect([...headers, first!.url.search].join("\n").match(/hush/g)).toHaveLength(1);
    const described =
      JSON.stringify(error) + (error as { describe?: () => string }).describe?.() + (error?.stack ?? "");
    expect(error).toMatchObject({ message: expect.stringContaining("refuses who asks (status 403)") });
    expect(described).not.toContain("hush");
    expect(JSON.stringify(records)).not.toContain("hush");
    const [source] = openSources([name], server.access({ env: secrets }));
    expect(source!.translate(parseQuery("a"), {}).sent).not.toContain("hush");
  });

  it.each<[HttpSource, string]>([
    ["crossref", "mailto=a%40example.org"],
    ["openalex", "mailto=a%40example.org"],
    ["pubmed", "email=a%40example.org"],
    ["europe-pmc", "email=a%40example.org"],
  ])("tells %s whom to write to", async (name, sent) => {
    await collect(name, server.access({ env: { CLAIMBOOK_MAILTO: "a@example.org" } }), "study", { limit: 1 });
    expect(server.asked(name)[0]).toContain(sent);
  });

  it("shows no key that cannot stand in a header, and sends what can", async () => {
    const env = { CROSSREF_PLUS_TOKEN: "hush\n-5" };
    const { error } = await collect("crossref", server.access({ env }), "study", { limit: 1 });
    expect(error).toBeUndefined();
    expect(server.requests[0]!.headers["crossref-plus-api-token"]).toBe("Bearer hush-5");
    expect(server.retries).toEqual([]);
  });

  it("cannot be made to send other headers by a contact", async () => {
    const env = { CLAIMBOOK_MAILTO: "a@example.org)\r\nx-evil: 1" };
    const { error } = await collect("arxiv", server.access({ env }), "study", { limit: 1 });
    expect(error).toBeUndefined();
    expect(server.requests[0]!.headers["x-evil"]).toBeUndefined();
  });
});

describe("pauses", () => {
  it.each<[HttpSource, Record<string, string>, number]>([
    ["arxiv", {}, 3_000],
    ["crossref", {}, 1_000],
    ["crossref", { CLAIMBOOK_MAILTO: "a@example.org" }, 200],
    ["dblp", {}, 1_500],
    ["europe-pmc", {}, 500],
    ["openalex", {}, 1_000],
    ["openalex", secrets, 100],
    ["pubmed", {}, 350],
    ["pubmed", secrets, 110],
    ["semantic-scholar", {}, 3_000],
    ["semantic-scholar", secrets, 1_050],
  ])("%s with %o: %i ms between requests", async (name, env, interval) => {
    await collect(name, server.access({ env }));
    expect(server.waits.length).toBeGreaterThan(1);
    expect(new Set(server.waits)).toEqual(new Set([interval]));
  });

  it("are longer where Crossref says so", async () => {
    const headers = { "x-rate-limit-limit": "2", "x-rate-limit-interval": "5s" };
    server.faults.push({ source: "crossref", times: Number.POSITIVE_INFINITY, headers });
    await collect("crossref", server.access());
    expect(new Set(server.waits)).toEqual(new Set([2_500]));
  });

  it("count what passed since the last request, and hold for searches at the same time", async () => {
    const access = server.access();
    const [source] = openSources(["arxiv"], access);
    const run = async () => {
      for await (const _ of source!.search(parseQuery("study"), { limit: 150 })) await access.wait(1_000);
    };
    await Promise.all([run(), run()]);
    // Whatever the order, no request starts within 3 seconds of the one before.
    expect(server.requests).toHaveLength(2);
    const own = server.waits.filter((wait) => wait !== 1_000);
    expect(own).toHaveLength(1);
    expect(own[0]! + 1_000 * server.waits.indexOf(own[0]!)).toBe(3_000);
  });

  it("do not vanish when the clock stands still", async () => {
    await collect("arxiv", server.access({ clock: () => new Date(0) }));
    expect(server.waits).toEqual([3_000, 3_000]);
  });
});

describe("addresses", () => {
  it.each(["nowhere", "file:///tmp", "http://reader:hush@localhost:4711"])(
    "refuse the mirror %s, and say how one looks",
    (url) => {
      const { baseUrls: _, ...access } = server.access({ env: { CLAIMBOOK_SOURCES_URL: url } });
      let error: unknown;
      try {
        openSources(["arxiv"], access);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ kind: "usage", where: "CLAIMBOOK_SOURCES_URL" });
      expect(JSON.stringify(error) + String(error)).not.toContain("hush");
    },
  );

  it("come from CLAIMBOOK_SOURCES_URL where nothing else is given", async () => {
    const { baseUrls: _, ...access } = server.access({ env: { CLAIMBOOK_SOURCES_URL: `${server.origin}/` } });
    const names: SourceName[] = [
      "arxiv",
      "crossref",
      "dblp",
      "europe-pmc",
      "openalex",
      "pubmed",
      "semantic-scholar",
    ];
    for (const name of names) {
      const { records } = await collect(name, access, "study", { limit: 2 });
      expect(records).toHaveLength(2);
    }
  });
});
