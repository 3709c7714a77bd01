import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { PDFDocument, StandardFonts } from "pdf-lib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTextClient } from "../../../src/literature/full-text/document-of.js";
import { documentOf, type FullTextRecord, linksOf } from "../../../src/literature/full-text/index.js";
import { LiteratureServer } from "../server/literature-server.js";
import { htmlPaper, jatsPaper, landingPage, latexPaper, sentences } from "./made-texts.js";

let server: LiteratureServer;
let folder: string;
const title = "Boats on rivers, measured";
const record: FullTextRecord = {
  item: { id: "doi:10.5555/boats", type: "article", title },
  fullText: [
    { kind: "pdf", url: "https://pub.example/boats.pdf" },
    { kind: "html", url: "https://pub.example/boats" },
    { kind: "latex", url: "https://pre.example/boats.tar.gz" },
    { kind: "jats", url: "https://pmc.example/boats?xml" },
  ],
};

beforeEach(async () => {
  server = await LiteratureServer.start();
  folder = mkdtempSync(path.join(os.tmpdir(), "full-text-"));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function get(of = record, options: Partial<Parameters<typeof documentOf>[1]> = {}) {
  const { onRetry: _, ...access } = server.access({
    env: { CLAIMBOOK_SOURCES_URL: server.origin, CLAIMBOOK_MAILTO: "me@example.org" },
  });
  return documentOf(of, { folder, access, ...options });
}

function put(address: string, body: string | Uint8Array, headers?: Record<string, string>) {
  server.texts.set(address, { body, ...(headers && { headers }) });
}

async function pdfPaper(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  const page = pdf.addPage([600, 800]);
  page.drawText(title, { x: 50, y: 750, size: 18, font });
  for (const [i, text] of sentences.entries())
    page.drawText(text, { x: 50, y: 700 - 14 * i, size: 11, font });
  return pdf.save();
}

const files = () => (readdirSync(folder, { recursive: true }) as string[]).sort();

test("the best form comes first; the others are not asked for", async () => {
  put("pmc.example/boats?xml", jatsPaper(title));
  put("pub.example/boats", htmlPaper(title));
  const { document, file, provenance, kept, tried } = await get();
  expect(document).toMatchObject({ work: "doi:10.5555/boats", format: "jats", title });
  expect(document.sentences.map(({ text }) => text)).toEqual(expect.arrayContaining(sentences));
  expect([kept, tried.length]).toEqual([false, 1]);
  const sha256 = createHash("sha256").update(jatsPaper(title)).digest("hex");
  expect(path.relative(folder, file)).toBe(path.join("doi_10.5555_boats", `${sha256}.xml`));
  expect(provenance).toEqual({
    schema: "claimbook/full-text/1",
    work: "doi:10.5555/boats",
    kind: "jats",
    link: "https://pmc.example/boats?xml",
    url: "https://pmc.example/boats?xml",
    date: "2026-01-02T03:04:05.000Z",
    sha256,
    bytes: Buffer.byteLength(jatsPaper(title)),
    file: `${sha256}.xml`,
    mediaType: "application/octet-stream",
    licence: "https://creativecommons.org/licenses/by/4.0/",
  });
  expect(JSON.parse(readFileSync(file.replace(".xml", ".provenance.json"), "utf8"))).toEqual(provenance);
  expect(server.asked("full-text")).toEqual(["/pmc.example/boats?xml"]);
  expect(server.requests[0]!.headers["user-agent"]).toBe("claimbook (mailto:me@example.org)");
});

test("when one fails the next is asked, each with its reason", async () => {
  put("pmc.example/boats?xml", jatsPaper("Whales of the northern seas"));
  put("pub.example/boats", landingPage(title));
  put("pre.example/boats.tar.gz", gzipSync("no paper").subarray(0, 15));
  put("pub.example/boats.pdf", await pdfPaper());
  const { document, tried } = await get();
  expect(document.format).toBe("pdf");
  expect(tried.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["jats", expect.stringContaining("another title")],
    ["html", "it is a page about the work, not its text"],
    ["latex", expect.stringContaining("damaged")],
    ["pdf", undefined],
  ]);
});

test("a page that names the PDF leads there", async () => {
  put("pub.example/boats", landingPage(title, "/get?id=1&amp;as=pdf"));
  put("pub.example/get?id=1&as=pdf", await pdfPaper());
  const { provenance } = await get({ ...record, fullText: [record.fullText![1]!] });
  expect(provenance).toMatchObject({ kind: "pdf", link: "https://pub.example/get?id=1&as=pdf" });
});

test("a text that was kept is not fetched again, unless its bytes have changed", async () => {
  put("pre.example/boats.tar.gz", gzipSync(latexPaper(title)));
  const first = await get();
  const asked = server.requests.length;
  const again = await get();
  expect(again).toMatchObject({ kept: true, file: first.file, provenance: first.provenance });
  expect(again.document).toEqual(first.document);
  expect(server.requests.length).toBe(asked);
  writeFileSync(first.file, "something else");
  expect((await get()).kept).toBe(false);
  expect(readFileSync(first.file)).toEqual(gzipSync(latexPaper(title)));
});

describe("what goes wrong on the way", () => {
  const one = { ...record, fullText: [{ kind: "jats", url: "https://pmc.example/boats" }] } as const;

  test.each([
    ["a passing failure", { status: 503 }],
    ["too many requests", { status: 429, headers: { "retry-after": "7" } }],
    ["a connection that breaks off", { cutAfter: 0.5 }],
    ["a connection that hangs", { hang: true }],
  ])("%s is tried again", async (_, fault) => {
    put("pmc.example/boats", jatsPaper(title));
    server.faults.push({ source: "full-text", ...fault });
    expect((await get(one)).document.title).toBe(title);
    expect(server.requests).toHaveLength(2);
    if ("headers" in fault) expect(server.waits).toContain(7000);
  });

  test.each([
    ["404", { status: 404 }, /there is nothing \(status 404\)/, 1],
    ["403", { status: 403 }, /not given to everyone \(status 403\)/, 1],
    ["500 for ever", { status: 500 }, /server is in trouble \(status 500\)/, 3],
    ["an hour to wait", { status: 429, headers: { "retry-after": "3600" } }, /fewer requests/, 1],
    ["a circle", { redirectTo: "https://pmc.example/boats" }, /more than 8 redirects/, 9],
    ["a file on this machine", { redirectTo: "file:///etc/passwd" }, /file: is not an address on the web/, 1],
    ["the own network", { redirectTo: "https://[::ffff:10.0.0.1]/" }, /private network/, 1],
    ["another own network", { redirectTo: "https://2130706433/" }, /private network/, 1],
    ["no encryption", { redirectTo: "http://pmc.example/boats" }, /without encryption/, 1],
    [
      "too large",
      { headers: { "content-length": String(60 * 2 ** 20) }, cutAfter: 1 },
      /larger than 50 MiB/,
      1,
    ],
    ["plain text", { body: "Please log in first." }, /plain text came/, 1],
    [
      "an abstract only",
      { body: jatsPaper(title).replace(/<body>.*<\/body>/, "") },
      /no more than an abstract/,
      1,
    ],
  ])("%s is told", async (_, fault, reason, requests) => {
    put("pmc.example/boats", jatsPaper(title));
    server.faults.push({ source: "full-text", times: Number.POSITIVE_INFINITY, ...fault });
    const error = await get(one).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "ClaimbookError", where: "doi:10.5555/boats" });
    expect(error).toMatchObject({ tried: [{ kind: "jats", reason: expect.stringMatching(reason) }] });
    expect(server.requests).toHaveLength(requests);
    expect(files()).toEqual([]);
  });

  test("a host that fails three times in a row is not asked any more; others are", async () => {
    const access = server.access({ env: { CLAIMBOOK_SOURCES_URL: server.origin } });
    const { onRetry: _, ...effects } = access;
    const client = openTextClient(effects);
    server.faults.push({
      source: "full-text",
      match: "down.example",
      status: 503,
      times: Number.POSITIVE_INFINITY,
    });
    put("up.example/boats", jatsPaper(title));
    const fullText = [
      ...Array.from({ length: 5 }, (_, i) => ({ kind: "jats", url: `https://down.example/${i}` }) as const),
      { kind: "html", url: "https://up.example/boats" } as const,
    ];
    const { tried } = await get({ ...record, fullText }, { client });
    expect(tried.slice(3, 5).map(({ reason }) => reason)).toEqual(
      Array(2).fill("down.example failed 3 times in a row"),
    );
    expect(tried.at(-1)).toEqual({ kind: "html", url: "https://up.example/boats" });
    expect(server.requests).toHaveLength(3 * 3 + 1);
  });

  test("a name that stands for a machine of the own network is not asked", async () => {
    const asked: string[] = [];
    const access = {
      ...server.access(),
      onRetry: () => {},
      fetch: async (url: unknown) => {
        asked.push(String(url));
        return new Response(jatsPaper(title));
      },
      resolve: async (host: string) =>
        host === "pmc.example" ? ["8.8.8.8", "::ffff:10.0.0.7"] : ["8.8.8.8"],
    };
    await expect(get(one, { access })).rejects.toThrow(/private network/);
    expect(asked).toEqual([]);
    const outside = {
      ...record,
      fullText: [{ kind: "jats", url: "https://outside.example/boats" }],
    } as const;
    expect((await get(outside, { access })).document.title).toBe(title);
    expect(asked).toEqual(["https://outside.example/boats"]);
  });

  test("a body without length that does not end is left at the limit", async () => {
    put("pmc.example/boats", Buffer.alloc(3 * 2 ** 20, "x"), { "transfer-encoding": "chunked" });
    await expect(get(one, { maxBytes: 2 ** 20 })).rejects.toThrow(/larger than 1 MiB/);
  });

  test("an abort ends it with its reason", async () => {
    server.faults.push({ source: "full-text", hang: true });
    const stop = new AbortController();
    const ended = get(one, { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(ended).rejects.toThrow("enough");
  });

  test("a folder that cannot be written is an error of its own", async () => {
    put("pmc.example/boats", jatsPaper(title));
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    await expect(get(one, { folder: file })).rejects.toThrow(/could not be written/);
  });

  test("ids that lead elsewhere stay in the folder", async () => {
    put("pmc.example/boats", jatsPaper(title));
    const { file } = await get({ ...one, item: { ...one.item, id: ".." } });
    expect(path.dirname(path.dirname(file))).toBe(folder);
    const long = await get({ ...one, item: { ...one.item, id: `doi:10.5555/${"x".repeat(400)}` } });
    expect(existsSync(long.file)).toBe(true);
  });
});

test("links follow from ids where no source gave them", () => {
  const ids = { arxiv: "2301.00001", pmcid: "PMC12" };
  const { item } = record;
  expect(linksOf({ item, ids }).map(({ kind, url }) => [kind, new URL(url).hostname])).toEqual([
    ["jats", "www.ebi.ac.uk"],
    ["html", "arxiv.org"],
    ["latex", "arxiv.org"],
    ["pdf", "arxiv.org"],
  ]);
  const given = [{ kind: "pdf", url: "https://arxiv.org/pdf/2301.00001v3" }] as const;
  expect(linksOf({ item, ids: { arxiv: "2301.00001" }, fullText: given })).toEqual(given);
  expect(linksOf({ item, ids: { arxiv: "2301.00001" }, retracted: true })).toEqual([]);
});
