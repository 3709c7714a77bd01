import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkDataset, pullDataset } from "../../../src/datasets/pull/index.js";
import { mrTydi, mrTydiEntry } from "../../../src/datasets/retrieval/mr-tydi.js";
import { FileServer } from "../../net/file-server.js";
import { tarGz } from "../pull/archives.js";

let project: string;
let env: NodeJS.ProcessEnv;
let server: FileServer;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "claimbook-tydi-"));
  env = { HOME: project, XDG_CACHE_HOME: path.join(project, "cache") };
  server = await FileServer.start();
});
afterEach(async () => {
  await server.stop();
  await rm(project, { recursive: true, force: true });
});

/** An archive laid out as the published ones are. */
async function publish(): Promise<void> {
  const docs = [
    { id: "5#0", contents: "Nairobi\n\nNairobi ni mji mkuu wa Kenya." },
    { id: "5#1", contents: "Nairobi\n\nMji ulianzishwa mwaka 1899." },
  ];
  const archive = await tarGz([
    { name: "mrtydi-v1.1-swahili/", type: "directory" },
    { name: "mrtydi-v1.1-swahili/topic.tsv", content: "0\tMji mkuu wa Kenya?\n1\tMwaka gani?\n" },
    { name: "mrtydi-v1.1-swahili/topic.test.tsv", content: "0\tMji mkuu wa Kenya?\n" },
    { name: "mrtydi-v1.1-swahili/topic.train.tsv", content: "1\tMwaka gani?\n" },
    { name: "mrtydi-v1.1-swahili/qrels.test.txt", content: "0 Q0 5#0 1\n" },
    { name: "mrtydi-v1.1-swahili/qrels.train.txt", content: "1 Q0 5#1 1\n" },
    {
      name: "mrtydi-v1.1-swahili/collection/docs.jsonl.gz",
      content: gzipSync(docs.map((doc) => `${JSON.stringify(doc)}\n`).join("")),
    },
  ]);
  server.files.set("git.uwaterloo.ca/jimmylin/mr.tydi/-/raw/master/data/mrtydi-v1.1-swahili.tar.gz", archive);
}

it("is pulled, unpacked, pinned and read as it is published", async () => {
  await publish();
  const pulled = await pullDataset(mrTydiEntry, { env, project, fetch: server.fetch, languages: ["sw"] });
  expect(pulled.pinned).toEqual([
    "https://git.uwaterloo.ca/jimmylin/mr.tydi/-/raw/master/data/mrtydi-v1.1-swahili.tar.gz",
  ]);
  expect(await readdir(path.join(pulled.folder, "sw"))).toContain("qrels.test.txt");
  expect(await checkDataset(mrTydiEntry, { env, project })).toMatchObject({ state: "ok" });

  const test = await mrTydi({ env, project, language: "sw", check: true });
  expect([...test.queries]).toEqual([["0", "Mji mkuu wa Kenya?"]]);
  expect(test.qrels).toEqual({ 0: { "5#0": 1 } });
  expect(test.record.counts).toMatchObject({ documents: 2, "relevant documents that the corpus lacks": 0 });
  const documents = [];
  for await (const document of test.corpus()) documents.push(document);
  expect(documents[0]).toEqual({ id: "5#0", title: "Nairobi", text: "Nairobi ni mji mkuu wa Kenya." });

  const train = await mrTydi({ env, project, languages: ["sw"], split: "train" });
  expect([...train.queries.keys()]).toEqual(["1"]);
  expect(train.record.sha256).not.toBe(test.record.sha256);
});

it("says how to pull a language that is not there", async () => {
  await expect(mrTydi({ env, project, language: "th" })).rejects.toThrow(
    expect.objectContaining({ wayOut: expect.stringContaining("claimbook data pull mr-tydi") }),
  );
  await expect(mrTydi({ env, project })).rejects.toThrow("one language at a time");
});
