import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename, stat } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import {
  download,
  HttpStatusError,
  type HubFile,
  HubRepository,
  type OnRetry,
  type Wait,
} from "../../net/index.js";
import { writeWhole } from "../../notebook/whole-file.js";
import { type AskedModel, askedModel } from "./known-models.js";
import { isCommit, MANIFEST_NAME, revisionFolder } from "./model-folder.js";
import { type LockedFile, type LockedModel, openModelLock } from "./model-lock.js";
import { wantedFiles } from "./wanted-files.js";

export interface PullOptions {
  /** HF_ENDPOINT, HF_TOKEN, XDG_CACHE_HOME, LOCALAPPDATA and HOME are read. */
  env: NodeJS.ProcessEnv;
  /** Where `models.lock.json` lies. */
  project: string;
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal;
  /** Waits between attempts. Defaults to real time. */
  wait?: Wait;
  onRetry?: OnRetry;
  onProgress?: (progress: { model: string; file: string; bytes: number; total: number }) => void;
}

export interface PulledModel {
  name: string;
  repository: string;
  revision: string;
  folder: string;
  files: { path: string; bytes: number; sha256: string; state: "fetched" | "present" }[];
  /** Whether the lock names this revision since now. */
  pinned: boolean;
}

/**
 * Brings a model's weights, configuration and tokenizer into the user's cache. The revision is the one behind `@`,
 * else the project's lock's, else the one that claimbook knows, else what `main` is now; which commit it was and every
 * file's sha256 go into the project's `models.lock.json`, and later pulls must find the same. Large files are held to
 * the sha256 that the hub keeps of them, small ones to git's id. What is there already and right is not fetched again,
 * and a broken pull goes on where it stopped.
 *
 * @param text `NAME` or `NAME@REVISION`
 * @throws ClaimbookError (`usage`) for an unknown name; (`could-not-run`) for everything that keeps it from coming
 */
export async function pullModel(text: string, options: PullOptions): Promise<PulledModel> {
  const model = askedModel(text);
  const lock = await openModelLock(options.project);
  const locked = lock.get(model.name);
  const wanted = model.asked ?? locked?.revision ?? model.pinned ?? "main";
  const known = locked?.revision === wanted ? locked : undefined;
  const there = known && (await allThere(model, known, options));
  if (there !== undefined) return there;
  const hub = new HubRepository("models", model.repository, options);
  const { revision, listed } = await found(model, wanted, hub, options);
  const folder = revisionFolder(model.repository, revision, options.env);
  const files: PulledModel["files"] = [];
  for (const file of wantedFiles(listed, `${model.repository}@${revision}`)) {
    const expected = locked?.revision === revision ? locked.files[file.path] : undefined;
    files.push({
      path: file.path,
      ...(await bring(file, expected, { model, hub, revision, folder, options })),
    });
  }
  const result: LockedModel = {
    repository: model.repository,
    revision,
    files: Object.fromEntries(files.map(({ path: name, bytes, sha256 }) => [name, { bytes, sha256 }])),
  };
  await writeWhole(path.join(folder, MANIFEST_NAME), `${JSON.stringify(result, null, 2)}\n`);
  const pinned = locked?.revision !== revision;
  if (JSON.stringify(locked) !== JSON.stringify(result)) await lock.set(model.name, () => result);
  return { name: model.name, repository: model.repository, revision, folder, files, pinned };
}

/** The locked model, when every file of it is there and right: then nothing needs the network. */
async function allThere(
  model: AskedModel,
  locked: LockedModel,
  { env, signal }: PullOptions,
): Promise<PulledModel | undefined> {
  const folder = revisionFolder(model.repository, locked.revision, env);
  const files: PulledModel["files"] = [];
  for (const [name, { bytes, sha256 }] of Object.entries(locked.files)) {
    const sums = await sumsOf(path.join(folder, name), signal);
    if (sums?.sha256 !== sha256) return undefined;
    files.push({ path: name, bytes, sha256, state: "present" });
  }
  await writeWhole(path.join(folder, MANIFEST_NAME), `${JSON.stringify(locked, null, 2)}\n`);
  const { repository, revision } = locked;
  return { name: model.name, repository, revision, folder, files, pinned: false };
}

async function found(
  model: AskedModel,
  wanted: string,
  hub: HubRepository,
  { env }: PullOptions,
): Promise<{ revision: string; listed: HubFile[] }> {
  try {
    const revision = isCommit(wanted) ? wanted : await hub.revision(wanted);
    return { revision, listed: await hub.list(revision) };
  } catch (error) {
    if (!(error instanceof HttpStatusError)) throw error;
    const ways: Record<number, string> = {
      401: env.HF_TOKEN
        ? "HF_TOKEN is not accepted: check it, and whether the name is right (the hub says the same of both)."
        : "Check the name; a model with conditions needs an access token in HF_TOKEN.",
      403: "Accept the model's conditions on its page, and set HF_TOKEN to a token that may read it.",
      404: `Check the name and revision${model.asked === undefined ? `, or name another one: ${model.name}@main` : ""}.`,
    };
    throw new ClaimbookError(
      error.status === 404 ? `the hub has no model ${model.repository} at revision ${wanted}` : error.message,
      {
        kind: "could-not-run",
        where: error.where ?? model.repository,
        wayOut: ways[error.status] ?? error.wayOut ?? "Try again later.",
        cause: error,
      },
    );
  }
}

interface Place {
  model: AskedModel;
  hub: HubRepository;
  revision: string;
  folder: string;
  options: PullOptions;
}

/** One file, fetched or found, and held to what the hub and the lock say of it. */
async function bring(
  file: HubFile,
  locked: LockedFile | undefined,
  { model, hub, revision, folder, options }: Place,
): Promise<LockedFile & { state: "fetched" | "present" }> {
  const { fetch, signal, wait, onRetry, onProgress } = options;
  const to = path.join(folder, file.path);
  const url = hub.url(revision, file.path);
  if (locked !== undefined && file.sha256 !== undefined && locked.sha256 !== file.sha256)
    throw changed(
      url,
      `sha256 ${file.sha256}`,
      `${locked.sha256} as ${path.basename(folder)} had it when it was locked`,
    );
  const right = (sums: Sums) =>
    (locked === undefined || sums.sha256 === locked.sha256) &&
    (file.sha256 === undefined ? sums.blob === file.blob : sums.sha256 === file.sha256);
  const before = await sumsOf(to, signal);
  if (before !== undefined && right(before))
    return { bytes: file.bytes, sha256: before.sha256, state: "present" };
  const sha256 = file.sha256 ?? locked?.sha256;
  const done = await download({
    url,
    to,
    fetch,
    ...(signal && { signal }),
    ...(wait && { wait }),
    ...(onRetry && { onRetry }),
    size: file.bytes,
    headers: hub.headers,
    ...(sha256 !== undefined && { sha256 }),
    ...(onProgress && {
      onProgress: ({ bytes, total = file.bytes }) =>
        onProgress({ model: model.name, file: file.path, bytes, total }),
    }),
  });
  // What has a sha256 was held to it while it came.
  const sums = file.sha256 === undefined ? await sumsOf(to, signal) : undefined;
  if (sums !== undefined && !right(sums)) {
    await rename(to, `${to}.mismatch`);
    throw changed(url, `git id ${sums.blob}`, `${file.blob}; what came is kept as ${to}.mismatch`);
  }
  return { bytes: done.bytes, sha256: done.sha256, state: "fetched" };
}

interface Sums {
  sha256: string;
  /** git's id of the content. */
  blob: string;
}

async function sumsOf(file: string, signal: AbortSignal | undefined): Promise<Sums | undefined> {
  const size = await stat(file).then(
    (each) => each.size,
    () => undefined,
  );
  if (size === undefined) return undefined;
  const sha256 = createHash("sha256");
  const blob = createHash("sha1").update(`blob ${size}\0`);
  for await (const chunk of createReadStream(file, { ...(signal && { signal }) })) {
    sha256.update(chunk as Buffer);
    blob.update(chunk as Buffer);
  }
  return { sha256: sha256.digest("hex"), blob: blob.digest("hex") };
}

function changed(url: string, is: string, expected: string): ClaimbookError {
  return new ClaimbookError(`the file has ${is}, not ${expected}`, {
    kind: "could-not-run",
    where: url,
    wayOut: "Run again; if it stays so, the file was changed at its source: ask there before you trust it.",
  });
}
