import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unpack } from "../../../src/datasets/pull/unpack.js";
import { renamed, tarGz, zip } from "./archives.js";

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-unpack-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function unpacked(
  name: string,
  archive: Buffer,
  strip?: number,
): Promise<{ to: string; files: string[] }> {
  const place = path.join(folder, String(count++), "inner");
  await mkdir(place, { recursive: true });
  const file = path.join(place, "..", name);
  await writeFile(file, archive);
  const files = await unpack(file, path.join(place, "out"), strip === undefined ? {} : { strip });
  return { to: path.join(place, "out"), files };
}

/** Everything below a folder that is not where it should be: only the archive and the empty target may be there. */
async function escaped(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => path.basename(name).startsWith("evil"));
}

const entries = [
  { name: "top/", type: "directory" as const },
  { name: "top/topic.tsv", content: "1\thabari\n" },
  { name: "top/collection/docs.jsonl", content: '{"id": "1#0"}\n' },
];
const filesOnly = entries.slice(1) as { name: string; content: string }[];

describe.each<[string, () => Promise<Buffer>]>([
  ["a.tar.gz", () => tarGz(entries)],
  ["a.tgz", () => tarGz(entries)],
  ["a.zip", () => zip(filesOnly)],
])("%s", (name, make) => {
  it("gives its files", async () => {
    const { to, files } = await unpacked(name, await make());
    expect(files).toEqual(["top/topic.tsv", "top/collection/docs.jsonl"]);
    expect(await readFile(path.join(to, "top", "collection", "docs.jsonl"), "utf8")).toBe('{"id": "1#0"}\n');
  });

  it("leaves out leading folders", async () => {
    const { to, files } = await unpacked(name, await make(), 1);
    expect(files).toEqual(["topic.tsv", "collection/docs.jsonl"]);
    expect(await readFile(path.join(to, "topic.tsv"), "utf8")).toBe("1\thabari\n");
    expect((await unpacked(name, await make(), 2)).files).toEqual(["docs.jsonl"]);
  });

  it("is refused when it is cut off anywhere", async () => {
    const whole = await make();
    // Every length: some cuts, in the middle of an entry, once kept the reader waiting for the rest for good.
    for (let length = 0; length <= whole.length - 20; length++) {
      await expect(unpacked(name, whole.subarray(0, length)), `${length} bytes`).rejects.toThrow(
        expect.objectContaining({ kind: "could-not-run" }),
      );
    }
  });
});

it("unpacks a single file", async () => {
  const { to, files } = await unpacked("docs.jsonl.gz", gzipSync("one\ntwo\n"));
  expect(files).toEqual(["docs.jsonl"]);
  expect(await readFile(path.join(to, "docs.jsonl"), "utf8")).toBe("one\ntwo\n");
});

describe("nothing comes out of its folder", () => {
  it.each(["../evil", "a/../../evil", "/evil", "..\\evil", "C:\\evil", "c:evil"])(
    "by the name %s",
    async (name) => {
      await expect(unpacked("a.tar.gz", await tarGz([{ name, content: "x" }]))).rejects.toThrow(
        expect.objectContaining({
          message: expect.stringContaining("out of its folder"),
          where: expect.stringContaining("a.tar.gz"),
        }),
      );
      const safe = "x".repeat(name.length);
      await expect(
        unpacked("a.zip", renamed(await zip([{ name: safe, content: "1" }]), safe, name)),
      ).rejects.toThrow(expect.objectContaining({ kind: "could-not-run" }));
      expect(await escaped()).toEqual([]);
    },
  );

  it.each(["symlink", "link", "character-device", "fifo"] as const)("by a %s in a tar file", async (type) => {
    const link = { name: "evil", type, ...(type.endsWith("link") ? { linkname: "/etc" } : {}) };
    await expect(
      unpacked("a.tar.gz", await tarGz([link, { name: "evil/passwd", content: "x" }])),
    ).rejects.toThrow(`holds a ${type} called "evil"`);
    expect(await escaped()).toEqual([]);
  });

  it("by a symbolic link in a zip file", async () => {
    const archive = await zip([{ name: "evil", content: "/etc", mode: 0o120777 }]);
    await expect(unpacked("a.zip", archive)).rejects.toThrow('holds a link or device called "evil"');
    expect(await escaped()).toEqual([]);
  });
});

it("notices a zip file whose content was changed", async () => {
  const archive = await zip([{ name: "a.txt", content: randomBytes(1000) }]);
  // Content that cannot be compressed stands in it as it is, behind the name.
  const at = archive.indexOf("a.txt") + 500;
  archive[at] = archive[at]! ^ 1;
  await expect(unpacked("a.zip", archive)).rejects.toThrow('is damaged at "a.txt"');
});

it.each(["a.tar", "a.tgz", "a.gz", "a.zip"])("says that there is no %s", async (name) => {
  await expect(unpack(path.join(folder, "none", name), path.join(folder, "none"))).rejects.toThrow(
    expect.objectContaining({ kind: "could-not-run", message: expect.stringContaining("ENOENT") }),
  );
});

it("says that an archive is of no known kind", async () => {
  await expect(unpacked("a.rar", Buffer.from("x"))).rejects.toThrow("is neither .zip nor .tar");
});
