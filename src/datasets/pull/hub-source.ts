import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { download, HubRepository } from "../../net/index.js";
import type { DataSource, HubPart } from "../entry.js";
import type { DataLock, LockedFile } from "./lock.js";
import type { PulledFile, SourceContext } from "./pull.js";

/** What a part of a hub repository is called in data.lock.json. */
export function hubKey(repository: string, { folder }: HubPart): string {
  return `hub:${repository}/${folder}`;
}

/**
 * Pulls the wanted folders of a hub repository, all at one commit: the one of data.lock.json, else what `main` is at
 * now. The commit is noted before the first byte, so that a pull that is cut off goes on with the same one.
 */
export async function pullHub(
  source: DataSource & { kind: "hub" },
  context: SourceContext,
): Promise<{ files: PulledFile[]; pinned: string[] }> {
  const { entry, lock, wanted, folder, downloading } = context;
  const hub = new HubRepository("datasets", source.repository, context);
  const files: PulledFile[] = [];
  const pinned: string[] = [];
  for (const part of source.parts.filter(({ language }) => wanted(language))) {
    const key = hubKey(source.repository, part);
    const locked = lock.source(entry.name, key);
    const revision =
      locked?.revision ?? lockedRevision(lock, entry.name, source.repository) ?? (await hub.revision());
    if (locked === undefined) await lock.set(entry.name, key, { revision, files: [] });
    const known = new Map((locked?.files ?? []).map((file) => [file.path, file]));
    const list = known.size > 0 ? [...known.values()].map(toListed(part)) : await listed(hub, revision, part);
    const found: LockedFile[] = [];
    for (const { from, to, bytes, sha256 } of list) {
      const got = await download({
        url: hub.url(revision, from),
        to: path.join(folder, to),
        size: bytes,
        ...(sha256 === undefined ? {} : { sha256 }),
        headers: hub.headers,
        ...downloading,
        onProgress: context.progressOf(to),
      });
      found.push({ path: to, bytes: got.bytes, sha256: got.sha256 });
      files.push({ ...found.at(-1)!, state: got.kept === got.bytes ? "kept" : "fetched" });
    }
    if (known.size > 0) continue;
    await lock.set(entry.name, key, { revision, files: found });
    pinned.push(key);
  }
  return { files, pinned };
}

interface Listed {
  /** In the repository. */
  from: string;
  /** Below the data set's folder. */
  to: string;
  bytes: number;
  sha256: string | undefined;
}

async function listed(hub: HubRepository, revision: string, part: HubPart): Promise<Listed[]> {
  const files = (await hub.list(revision, part.folder)).filter(({ path: file }) =>
    file.endsWith(part.ending ?? ""),
  );
  if (files.length === 0) {
    throw new ClaimbookError(`no file is in its folder ${part.folder} at commit ${revision}`, {
      kind: "could-not-run",
      where: hub.url(revision, part.folder),
      wayOut: "The data have moved at their source: look for a newer claimbook.",
    });
  }
  return files.map(({ path: from, bytes, sha256 }) => ({
    from,
    to: path.posix.join(part.to, path.posix.relative(part.folder, from)),
    bytes,
    sha256,
  }));
}

function toListed(part: HubPart): (file: LockedFile) => Listed {
  return ({ path: to, bytes, sha256 }) => ({
    from: path.posix.join(part.folder, path.posix.relative(part.to, to)),
    to,
    bytes,
    sha256,
  });
}

/** The commit that other folders of the repository were pulled at. */
function lockedRevision(lock: DataLock, dataset: string, repository: string): string | undefined {
  const others = Object.entries(lock.sources(dataset)).find(([key]) => key.startsWith(`hub:${repository}/`));
  return others?.[1].revision;
}
