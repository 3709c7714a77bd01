import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClaimbookError } from "../../src/errors.js";
import { type DownloadOptions, download } from "../../src/net/download.js";
import { HttpStatusError } from "../../src/net/http-status.js";
import { Random } from "../../src/random.js";
import { FileServer } from "./file-server.js";

const body = randomBytes(300_000, 1);
const sha256 = hash(body);

function randomBytes(length: number, seed: number): Buffer {
  const random = new Random(seed);
  return Buffer.from(Array.from({ length }, () => random.int(256)));
}

function hash(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

describe("download", () => {
  let folder: string;
  let server: FileServer;
  let pauses: number[];
  const to = () => path.join(folder, "deep", "file.bin");
  const get = (more: Partial<DownloadOptions> = {}) =>
    download({
      url: more.url ?? `${server.origin}/file.bin`,
      to: to(),
      fetch: globalThis.fetch,
      wait: async (milliseconds) => {
        pauses.push(milliseconds);
      },
      ...more,
    });
  /** A call that gets 100,000 bytes and no more. */
  const getCut = async () => {
    server.mischief.push({ holdAfter: 100_000 });
    await expect(get({ attempts: 1, onProgress: server.cut })).rejects.toThrow(/no connection/);
  };
  const left = async () => (await readdir(path.dirname(to()))).sort();

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "claimbook-download-"));
    server = await FileServer.start();
    server.files.set("file.bin", { body });
    pauses = [];
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("brings the file and nothing else, and tells how far it is", async () => {
    const seen: number[] = [];
    const result = await get({ sha256, onProgress: ({ bytes, total }) => seen.push(bytes, total ?? -1) });
    expect(result).toEqual({ file: to(), bytes: body.length, sha256, kept: 0 });
    expect(body.equals(await readFile(to()))).toBe(true);
    expect(await left()).toEqual(["file.bin"]);
    expect(seen.slice(0, 2)).toEqual([0, body.length]);
    expect(seen.slice(-2)).toEqual([body.length, body.length]);
  });

  it("asks for nothing when the right file is in its place, and replaces a wrong one", async () => {
    await get({ sha256 });
    expect(await get({ sha256 })).toMatchObject({ kept: body.length });
    expect(server.requests).toHaveLength(1);
    await writeFile(to(), "something else");
    await get({ sha256 });
    expect(body.equals(await readFile(to()))).toBe(true);
  });

  it("goes on in the middle when the connection breaks", async () => {
    server.mischief.push({ holdAfter: 100_000 }, { holdAfter: 50_000 });
    const result = await get({ onProgress: server.cut });
    expect(body.equals(await readFile(to()))).toBe(true);
    expect(result.sha256).toBe(sha256);
    expect(server.requests.map((each) => each.range)).toEqual([undefined, "bytes=100000-", "bytes=150000-"]);
  });

  it("goes on in a later call, and counts what was kept", async () => {
    await getCut();
    expect(await left()).toEqual(["file.bin.part", "file.bin.part.json"]);
    expect(await get()).toMatchObject({ kept: 100_000, sha256 });
    expect(await left()).toEqual(["file.bin"]);
  });

  it("ends with the right file however often it is cut, with tags and ranges or without", async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 6 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(20_000),
        cuts,
        fc.record({ tagged: fc.boolean(), ranges: fc.boolean(), summed: fc.boolean() }),
        fc.integer({ min: 1, max: 3 }),
        async (size, plan, { tagged, ranges, summed }, attempts) => {
          const content = body.subarray(0, size);
          const name = `cut-${run++}`;
          server.files.set(name, { body: content, ranges, ...(!tagged && { etag: null }) });
          server.mischief.splice(0, Infinity, ...plan.map((holdAfter) => ({ holdAfter })));
          const options = {
            url: `${server.origin}/${name}`,
            to: path.join(folder, name),
            attempts,
            onProgress: server.cut,
            ...(summed && { sha256: hash(content) }),
          };
          let done = false;
          for (let call = 0; call <= plan.length && !done; call++)
            done = await get(options).then(
              () => true,
              () => false,
            );
          expect(done).toBe(true);
          expect(content.equals(await readFile(options.to))).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("goes on after an abort", async () => {
    const controller = new AbortController();
    const stop = new ClaimbookError("interrupted", { kind: "could-not-run" });
    const first = get({
      signal: controller.signal,
      onProgress: ({ bytes }) => {
        if (bytes > 0) controller.abort(stop);
      },
    });
    await expect(first).rejects.toBe(stop);
    expect(existsSync(to())).toBe(false);
    const second = await get();
    expect(second.kept).toBeGreaterThan(0);
    expect(body.equals(await readFile(to()))).toBe(true);
  });

  it("stops when it is told to at the very last byte", async () => {
    const controller = new AbortController();
    const stop = new Error("interrupted");
    const small = body.subarray(0, 1_000);
    server.files.set("file.bin", { body: small });
    const first = get({
      signal: controller.signal,
      onProgress: ({ bytes }) => {
        if (bytes === small.length) controller.abort(stop);
      },
    });
    await expect(first).rejects.toBe(stop);
    expect(await get()).toMatchObject({ kept: small.length });
    expect(small.equals(await readFile(to()))).toBe(true);
  });

  it("never joins two versions of a file", async () => {
    await getCut();
    const newer = randomBytes(300_000, 2);
    server.files.set("file.bin", { body: newer });
    await get();
    expect(newer.equals(await readFile(to()))).toBe(true);
  });

  it("begins anew when neither a tag nor a checksum ties the parts together", async () => {
    server.files.set("file.bin", { body, etag: null });
    await getCut();
    expect(await get()).toMatchObject({ kept: 0, sha256 });
    expect(server.requests[1]?.range).toBeUndefined();
  });

  it("begins anew when the server knows no ranges", async () => {
    server.files.set("file.bin", { body, ranges: false });
    server.mischief.push({ holdAfter: 100_000 });
    await get({ sha256, onProgress: server.cut });
    expect(body.equals(await readFile(to()))).toBe(true);
  });

  it("finishes a file of which all had arrived, when the process ended before it was in its place", async () => {
    await mkdir(path.dirname(to()), { recursive: true });
    await writeFile(`${to()}.part`, body);
    const origin = { url: `${server.origin}/file.bin`, total: body.length };
    await writeFile(`${to()}.part.json`, JSON.stringify(origin));
    expect(await get({ sha256 })).toMatchObject({ kept: body.length });
    expect(server.requests[0]?.range).toBe(`bytes=${body.length}-`);
  });

  it("throws away more than the whole file", async () => {
    await mkdir(path.dirname(to()), { recursive: true });
    await writeFile(`${to()}.part`, Buffer.concat([body, body]));
    await writeFile(
      `${to()}.part.json`,
      JSON.stringify({ url: `${server.origin}/file.bin`, total: body.length }),
    );
    await get({ sha256 });
    expect(body.equals(await readFile(to()))).toBe(true);
  });

  it("takes files without a length, and empty ones", async () => {
    server.files.set("file.bin", { body, chunked: true });
    await get();
    expect(body.equals(await readFile(to()))).toBe(true);
    server.files.set("empty", { body: Buffer.alloc(0) });
    const empty = await get({ url: `${server.origin}/empty`, to: path.join(folder, "empty") });
    expect(empty.bytes).toBe(0);
  });

  it("keeps a file with the wrong checksum aside and names it", async () => {
    const error = await get({ sha256: hash(Buffer.from("other")) }).catch((each) => each);
    expect(error).toBeInstanceOf(ClaimbookError);
    expect(error.describe()).toContain(sha256);
    expect(error.wayOut).toContain(`${to()}.mismatch`);
    expect(body.equals(await readFile(`${to()}.mismatch`))).toBe(true);
    expect(await left()).toEqual(["file.bin.mismatch"]);
    await get({ sha256 });
    expect(await left()).toEqual(["file.bin"]);
  });

  it("refuses a file of another size before it fetches it", async () => {
    await expect(get({ size: 12 })).rejects.toThrow(/300000 bytes, not 12/);
  });

  it("waits longer and longer, and as long as the server says, and tells why", async () => {
    server.mischief.push({ status: 503 }, { status: 429, headers: { "retry-after": "7" } }, { status: 500 });
    const told: string[] = [];
    await get({ onRetry: (reason, milliseconds) => told.push(`${reason.message} ${milliseconds}`) });
    expect(told).toHaveLength(3);
    expect(told[1]).toMatch(/status 429.* 7000$/);
    expect(pauses).toEqual([1_000, 7_000, 4_000]);
  });

  it("gives up after the attempts it was given", async () => {
    server.mischief.push({ status: 429 }, { status: 429 }, { status: 429 });
    const error = await get({ attempts: 3 }).catch((each) => each);
    expect(error).toBeInstanceOf(HttpStatusError);
    expect(error.status).toBe(429);
    expect(server.requests).toHaveLength(3);
  });

  it.each([401, 403, 404, 410])("does not try again after status %i", async (status) => {
    server.mischief.push({ status });
    await expect(get()).rejects.toMatchObject({ status, kind: "could-not-run" });
    expect(server.requests).toHaveLength(1);
  });

  it("follows redirects, and shows the token only to the host it is for", async () => {
    const store = await FileServer.start();
    try {
      store.files.set("blob", { body });
      server.mischief.push({ redirectTo: `${store.origin}/blob` });
      await get({ headers: { authorization: "Bearer secret" }, sha256 });
      expect(server.requests[0]?.authorization).toBe("Bearer secret");
      expect(store.requests[0]?.authorization).toBeUndefined();
    } finally {
      await store.stop();
    }
  });

  it("breaks off a connection that has gone silent and goes on", async () => {
    server.mischief.push({ hang: true });
    let ring = () => {};
    let heads = 0;
    await get({
      timer: (milliseconds, each) => {
        expect(milliseconds).toBe(60_000);
        ring = each;
        return () => {};
      },
      // After the first head nothing will come, however long one waits.
      onProgress: ({ bytes }) => bytes === 0 && ++heads === 1 && setImmediate(() => ring()),
    });
    expect(body.equals(await readFile(to()))).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  it("says that there is no connection, and where", async () => {
    const url = `${server.origin}/file.bin`;
    await server.stop();
    const error = await get({ url, attempts: 2 }).catch((each) => each);
    expect(error.describe()).toMatch(/127\.0\.0\.1.*no connection \(ECONNREFUSED\)/);
    expect(pauses).toEqual([1_000]);
    server = await FileServer.start();
  });

  it("lets nobody else write the same file at the same time", async () => {
    let second: Promise<unknown> | undefined;
    await get({
      onProgress: () => {
        second ??= expect(get()).rejects.toThrow(/downloaded by this process already/);
      },
    });
    await second;
    expect(body.equals(await readFile(to()))).toBe(true);
  });

  it("takes over from a process that has died", async () => {
    await mkdir(path.dirname(to()), { recursive: true });
    // No process has this id: the largest that Linux gives is 2^22.
    await writeFile(`${to()}.part.lock`, String(2 ** 22 + 1));
    await get({ sha256 });
    expect(await left()).toEqual(["file.bin"]);
  });

  it.skipIf(!existsSync("/dev/full"))("names the full disk (needs /dev/full, of Linux)", async () => {
    await mkdir(path.dirname(to()), { recursive: true });
    await symlink("/dev/full", `${to()}.part`);
    const error = await get().catch((each) => each);
    expect(error.describe()).toContain(`${to()}: could not be written: the disk is full`);
    expect(error.wayOut).toContain("300,000 bytes");
  });

  it("names a folder that cannot be", async () => {
    await writeFile(path.join(folder, "deep"), "a file");
    await expect(get()).rejects.toMatchObject({ kind: "could-not-run", where: to() });
  });
});
