import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { Command } from "commander";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { zipOf } from "../../src/archive/zip.js";
import { register } from "../../src/cli/archive.js";

/** A repository that speaks the part of Zenodo's deposit API that is used, over real HTTP. */
interface Repository {
  server: Server;
  url: string;
  requests: { method: string; path: string; token: string | undefined; body: Buffer }[];
  published: number[];
  /** Changes what it answers. */
  behave: { status?: number; bucket?: string; checksum?: string; redirect?: string };
}

const token = "secret-token-1234";

async function repository(): Promise<Repository> {
  const state: Repository = { requests: [], published: [], behave: {} } as never;
  state.server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = "", url = "" } = request;
      const sent = request.headers.authorization?.replace(/^Bearer /, "");
      state.requests.push({ method, path: url, token: sent, body });
      const answer = (status: number, value: object) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      };
      if (state.behave.redirect !== undefined) {
        response.writeHead(302, { location: state.behave.redirect }).end();
      } else if (sent !== token) answer(401, { message: `no such token: ${sent}` });
      else if (state.behave.status !== undefined)
        answer(state.behave.status, { message: `not with ${token}` });
      else if (method === "POST" && url === "/api/deposit/depositions") {
        answer(201, {
          id: 7,
          links: {
            bucket: state.behave.bucket ?? `${state.url}/api/files/b-1`,
            html: `${state.url}/deposit/7`,
          },
          metadata: { prereserve_doi: { doi: "10.5072/zenodo.7" } },
        });
      } else if (method === "PUT" && url.startsWith("/api/files/b-1/")) {
        const md5 = createHash("md5").update(body).digest("hex");
        answer(201, { key: url.slice(15), checksum: state.behave.checksum ?? `md5:${md5}` });
      } else if (method === "PUT" && url === "/api/deposit/depositions/7") {
        answer(200, { id: 7, metadata: { prereserve_doi: { doi: "10.5072/zenodo.7" } } });
      } else if (method === "POST" && url === "/api/deposit/depositions/7/actions/publish") {
        state.published.push(7);
        answer(202, { id: 7, doi: "10.5072/zenodo.7", links: { html: `${state.url}/records/7` } });
      } else answer(404, {});
    });
  });
  await new Promise<void>((resolve) => state.server.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${(state.server.address() as AddressInfo).port}`;
  return state;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

let folder: string;
let there: Repository;
let archive: string;
let bytes: Buffer;
const metadata = { metadata: { title: "A report", upload_type: "publication" } };

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-deposit-"));
  there = await repository();
  archive = path.join(folder, "a report.zip");
  bytes = await zipOf([{ path: "zenodo.json", bytes: Buffer.from(JSON.stringify(metadata)) }], "2031-05-04");
  writeFileSync(archive, bytes);
});
afterEach(() => {
  there.requests.length = 0;
  there.behave = {};
});
afterAll(async () => {
  await new Promise((resolve) => there.server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function upload(...flags: string[]): Promise<string> {
  let out = "";
  const stdout = new Writable({
    write(chunk, _, done) {
      out += String(chunk);
      done();
    },
  });
  const program = new Command("claimbook").exitOverride().configureOutput({ writeErr: () => {} });
  register(program, {
    stdout,
    stderr: stdout,
    cwd: folder,
    env: { MY_TOKEN: token, EMPTY: "" },
    exit: () => {},
    signal: new AbortController().signal,
  });
  await program.parseAsync(["archive", "upload", ...flags], { from: "user" });
  return out;
}
const usual = () => ["a report.zip", "--to", there.url, "--token-env", "MY_TOKEN"];

describe("claimbook archive upload", () => {
  it("makes a draft with the file and its metadata, and publishes nothing", async () => {
    const out = await upload(...usual());
    expect(out).toContain("deposit 7: a draft, not published, DOI 10.5072/zenodo.7");
    expect(out).not.toContain(token);
    expect(there.requests.map(({ method, path, token }) => [method, path, token])).toEqual([
      ["POST", "/api/deposit/depositions", token],
      ["PUT", "/api/files/b-1/a%20report.zip", token],
      ["PUT", "/api/deposit/depositions/7", token],
    ]);
    expect(there.requests[1]!.body.equals(bytes)).toBe(true);
    expect(JSON.parse(there.requests[2]!.body.toString())).toEqual(metadata);
    expect(there.published).toEqual([]);
  });

  it("publishes when told to", async () => {
    const out = await upload(...usual(), "--publish", "--json");
    expect(JSON.parse(out)).toMatchObject({ id: 7, published: true, page: `${there.url}/records/7` });
    expect(there.published).toEqual([7]);
  });

  it.each<[string, Repository["behave"], RegExp]>([
    ["a refusal", { status: 400 }, /answered 400: \{"message":"not with …"\}/],
    [
      "a place for files on another host",
      { bucket: "http://127.0.0.2:1/api/files/b-1" },
      /file sent to another host/,
    ],
    ["a file that arrived changed", { checksum: "md5:0" }, /arrived changed/],
    ["a redirect", { redirect: "http://127.0.0.2:1/" }, /could not be reached/],
  ])("ends at %s, without sending the token anywhere else", async (_, behave, reason) => {
    there.behave = behave;
    await expect(upload(...usual())).rejects.toThrow(reason);
    expect(there.requests.at(-1)!.path).not.toContain("actions");
  });

  it.each([
    ["no token", ["a report.zip", "--to", "https://example.org", "--token-env", "EMPTY"], /holds no token/],
    [
      "no encryption",
      ["a report.zip", "--to", "http://example.org", "--token-env", "MY_TOKEN"],
      /unencrypted/,
    ],
    [
      "a password in the address",
      ["a report.zip", "--to", "https://a:b@example.org", "--token-env", "MY_TOKEN"],
      /no password/,
    ],
    ["no archive", ["none.zip", "--to", "https://example.org", "--token-env", "MY_TOKEN"], /cannot be read/],
  ])("asks nobody with %s", async (_, flags, reason) => {
    await expect(upload(...flags)).rejects.toThrow(reason);
    expect(there.requests).toEqual([]);
  });

  it("asks nobody for an archive that says nothing of itself", async () => {
    writeFileSync(
      path.join(folder, "mute.zip"),
      await zipOf([{ path: "a", bytes: Buffer.from("a") }], "2031-05-04"),
    );
    writeFileSync(path.join(folder, "no.zip"), "no zip");
    const rest = usual().slice(1);
    await expect(upload("mute.zip", ...rest)).rejects.toThrow(/has no zenodo.json/);
    await expect(upload("no.zip", ...rest)).rejects.toThrow(/is no zip archive/);
    expect(there.requests).toEqual([]);
  });
});
