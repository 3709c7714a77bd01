import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClaimbookError } from "../../../src/errors.js";
import { modelFolder, type PullOptions, pullModel } from "../../../src/models/hub/index.js";
import { FileServer } from "../../net/file-server.js";
import { commit, otherCommit, publish, smallModel } from "./hub-server.js";

const name = "intfloat/multilingual-e5-small";
const weightsUrl = `${name}/resolve/${commit}/model.safetensors`;

describe("pulling a model", () => {
  let home: string;
  let server: FileServer;
  let env: NodeJS.ProcessEnv;
  const pull = (text = name, more: Partial<PullOptions> = {}) =>
    pullModel(text, { env, project: home, fetch: globalThis.fetch, wait: async () => {}, ...more });
  const lock = async () => JSON.parse(await readFile(path.join(home, "models.lock.json"), "utf8"));
  const folder = (revision = commit) =>
    path.join(home, "cache", "claimbook", "models", ...name.split("/"), revision);

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "claimbook-hub-"));
    server = await FileServer.start();
    env = { HF_ENDPOINT: `${server.origin}/`, XDG_CACHE_HOME: path.join(home, "cache"), HOME: home };
    publish(server, name, smallModel());
  });
  afterEach(async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  it("brings what an encoder is made of, at the revision that claimbook knows, and pins it", async () => {
    const seen = new Set<string>();
    const pulled = await pull(name, { onProgress: ({ file }) => seen.add(file) });
    const wanted = [
      "1_Pooling/config.json",
      "config.json",
      "model.safetensors",
      "tokenizer.json",
      "tokenizer_config.json",
    ];
    expect(pulled).toMatchObject({ name, revision: commit, folder: folder(), pinned: true });
    expect(pulled.files.map((each) => each.path).sort()).toEqual(wanted);
    expect(pulled.files.at(-1)?.path).toBe("model.safetensors");
    expect([...seen].sort()).toEqual(wanted);
    for (const [file, content] of Object.entries(smallModel()))
      if (wanted.includes(file)) expect(content.equals(await readFile(path.join(folder(), file)))).toBe(true);
    expect((await readdir(folder())).sort()).toEqual([
      "1_Pooling",
      "claimbook-model.json",
      "config.json",
      "model.safetensors",
      "tokenizer.json",
      "tokenizer_config.json",
    ]);
    const sha256 = createHash("sha256").update(smallModel()["model.safetensors"]!).digest("hex");
    const locked = (await lock()).models[name];
    expect(locked).toMatchObject({ repository: name, revision: commit });
    expect(locked.files["model.safetensors"]).toEqual({ bytes: 60_000, sha256 });
    expect(await modelFolder(name, env, home)).toBe(folder());
  });

  it("asks for nothing when all is there and right, and mends what is not", async () => {
    await pull();
    const before = server.requests.length;
    expect((await pull()).files.every(({ state }) => state === "present")).toBe(true);
    expect(server.requests).toHaveLength(before);
    await writeFile(path.join(folder(), "config.json"), "{}");
    const mended = await pull();
    expect(mended.files.filter(({ state }) => state === "fetched").map((each) => each.path)).toEqual([
      "config.json",
    ]);
    expect(mended.pinned).toBe(false);
  });

  it("goes on where a pull was cut", async () => {
    const attempt = pull(name, {
      fetch: async (...asked) => {
        if (String(asked[0]).endsWith("model.safetensors"))
          server.mischief.push(...Array(5).fill({ status: 503 }));
        return fetch(...asked);
      },
    });
    await expect(attempt).rejects.toThrow(/status 503/);
    server.mischief.length = 0;
    await expect(modelFolder(name, env, home)).rejects.toThrow(/is not here/);
    let cuts = 0;
    await pull(name, {
      fetch: async (...asked) => {
        if (String(asked[0]).endsWith("model.safetensors") && cuts++ === 0)
          server.mischief.push({ holdAfter: 20_000 });
        return fetch(...asked);
      },
      onProgress: server.cut,
    });
    const weights = server.requests.filter((each) => each.path === weightsUrl);
    expect(weights.map((each) => each.range).slice(-2)).toEqual([undefined, "bytes=20000-"]);
    expect(await modelFolder(name, env, home)).toBe(folder());
  });

  it("keeps a large file with the wrong sha256 aside, and names it", async () => {
    server.files.set(weightsUrl, { body: Buffer.alloc(60_000) });
    const error = await pull().catch((each) => each);
    expect(error.kind).toBe("could-not-run");
    expect(error.describe()).toContain("model.safetensors.mismatch");
    expect(existsSync(path.join(folder(), "model.safetensors.mismatch"))).toBe(true);
    expect(existsSync(path.join(home, "models.lock.json"))).toBe(false);
  });

  it("keeps a small file with the wrong git id aside, and names it", async () => {
    server.files.set(`${name}/resolve/${commit}/config.json`, {
      body: Buffer.from('{"model_type":"evil"}\n'),
    });
    const error = await pull().catch((each) => each);
    expect(error.describe()).toContain("config.json.mismatch");
    expect(existsSync(path.join(folder(), "config.json"))).toBe(false);
  });

  it("refuses when the hub's sums are no longer the locked ones", async () => {
    await pull();
    await rm(path.join(folder(), "model.safetensors"));
    publish(server, name, { ...smallModel(), "model.safetensors": Buffer.alloc(60_000, 1) });
    await expect(pull()).rejects.toThrow(/model.safetensors|the file has sha256/);
    expect(existsSync(path.join(folder(), "model.safetensors"))).toBe(false);
  });

  it("stays at the locked revision when main moves on, and takes another one on demand", async () => {
    const other = "someone/small-encoder";
    publish(server, other, smallModel());
    expect((await pull(other)).revision).toBe(commit);
    publish(server, other, { ...smallModel(), "config.json": Buffer.from("{}") }, { revision: otherCommit });
    expect((await pull(other)).revision).toBe(commit);
    const moved = await pull(`${other}@main`);
    expect(moved).toMatchObject({ revision: otherCommit, pinned: true });
    expect((await lock()).models[other].revision).toBe(otherCommit);
    expect(await modelFolder(other, env, home)).toBe(moved.folder);
    expect(await modelFolder(`${other}@${commit}`, env, home)).toMatch(new RegExp(`${commit}$`));
    await expect(modelFolder(`${other}@main`, env, home)).rejects.toThrow(/is not here/);
  });

  it("finds a model that another project has pulled", async () => {
    const other = "someone/small-encoder";
    publish(server, other, smallModel());
    const pulled = await pull(other);
    await rm(path.join(home, "models.lock.json"));
    expect(await modelFolder(other, env, home)).toBe(pulled.folder);
  });

  it("sends HF_TOKEN, and waits when the hub asks for it", async () => {
    env.HF_TOKEN = "secret";
    const pauses: number[] = [];
    server.mischief.push({ status: 429, headers: { "retry-after": "3" } });
    await pull(name, {
      wait: async (milliseconds) => {
        pauses.push(milliseconds);
      },
    });
    expect(pauses).toEqual([3_000]);
    expect(new Set(server.requests.map((each) => each.authorization))).toEqual(new Set(["Bearer secret"]));
  });

  it("gets large files from where the hub sends it, without the token", async () => {
    const store = await FileServer.start();
    try {
      store.files.set("blob", { body: smallModel()["model.safetensors"]! });
      env.HF_TOKEN = "secret";
      await pull(name, {
        fetch: async (...asked) => {
          if (String(asked[0]).endsWith("model.safetensors"))
            server.mischief.push({ redirectTo: `${store.origin}/blob` });
          return fetch(...asked);
        },
      });
      expect(store.requests).toHaveLength(1);
      expect(store.requests[0]?.authorization).toBeUndefined();
    } finally {
      await store.stop();
    }
  });

  it("brings shards with their index", async () => {
    const { "model.safetensors": weights, ...rest } = smallModel();
    const shards = {
      "model-00001-of-00002.safetensors": weights!.subarray(0, 10),
      "model-00002-of-00002.safetensors": weights!.subarray(10),
      "model.safetensors.index.json": Buffer.from("{}"),
    };
    publish(server, name, { ...rest, ...shards });
    const { files } = await pull();
    expect(files.map((each) => each.path)).toEqual(expect.arrayContaining(Object.keys(shards)));
  });

  it.each([
    ["no weights that can be read", "model.safetensors", /neither model.safetensors nor/],
    ["no configuration", "config.json", /no config.json/],
    ["no tokenizer.json", "tokenizer.json", /no tokenizer.json/],
  ])("says of a repository that it has %s", async (_, missing, message) => {
    const files = smallModel();
    delete files[missing];
    publish(server, name, files);
    await expect(pull()).rejects.toThrow(message);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      "a model that the hub does not have",
      () => pull("someone/nothing"),
      /the hub has no model someone\/nothing at revision main/,
    ],
    [
      "a revision that is not there",
      () => pull(`${name}@v9`),
      /no model .*multilingual-e5-small at revision v9/,
    ],
    ["a name that is none", () => pull("nothing"), /unknown model "nothing"[\s\S]*Known: xlm-roberta-base/],
    ["a name that leaves its folder", () => pull("../../etc"), /unknown model/],
  ])("names %s", async (_, work, message) => {
    const error = (await work().catch((each: unknown) => each)) as ClaimbookError;
    expect(error.describe()).toMatch(message);
  });

  it.each([401, 403])("tells of tokens at status %i", async (status) => {
    server.mischief.push({ status });
    await expect(pull()).rejects.toMatchObject({ wayOut: expect.stringContaining("HF_TOKEN") });
  });

  it("says that there is no network", async () => {
    await server.stop();
    await expect(pull()).rejects.toMatchObject({
      message: "no connection (ECONNREFUSED)",
      wayOut: expect.stringContaining("HF_ENDPOINT"),
    });
    server = await FileServer.start();
  });

  it("stops when it is told to, and goes on later", async () => {
    const controller = new AbortController();
    const reason = new Error("interrupted");
    const stopped = pull(name, {
      signal: controller.signal,
      onProgress: ({ file, bytes }) => {
        if (file === "model.safetensors" && bytes > 0) controller.abort(reason);
      },
    });
    await expect(stopped).rejects.toBe(reason);
    expect((await pull()).files.filter(({ state }) => state === "fetched").map((each) => each.path)).toEqual([
      "model.safetensors",
    ]);
  });

  it("refuses a lock that it cannot read", async () => {
    for (const text of ["{", "[]", '{"schema":"claimbook/models-lock/2","models":{}}']) {
      await writeFile(path.join(home, "models.lock.json"), text);
      await expect(pull()).rejects.toMatchObject({ where: path.join(home, "models.lock.json") });
    }
  });
});
