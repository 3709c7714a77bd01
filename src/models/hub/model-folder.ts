import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { ClaimbookError } from "../../errors.js";
import { userCache } from "../../user-cache.js";
import { type AskedModel, askedModel, shortName } from "./known-models.js";
import { openModelLock } from "./model-lock.js";

/** Written into a pulled model's folder when all of it is there. */
export const MANIFEST_NAME = "claimbook-model.json";

/**
 * The folder of a model: a path as it is; a name below CLAIMBOOK_MODELS, where that is set (as `OWNER/NAME` or `NAME`);
 * else what `claimbook models pull` put into the user's cache, at the revision that is asked for by `NAME@REVISION`,
 * locked by the project or known to claimbook, in this order.
 *
 * @param env CLAIMBOOK_MODELS, XDG_CACHE_HOME, LOCALAPPDATA and HOME are read
 * @param project what relative paths are relative to, and where `models.lock.json` lies
 * @throws ClaimbookError (`could-not-run`) naming where it was looked for and how to get it
 */
export async function modelFolder(name: string, env: NodeJS.ProcessEnv, project = "."): Promise<string> {
  if (path.isAbsolute(name) || /^\.{1,2}([/\\]|$)/.test(name)) {
    const folder = path.resolve(project, name);
    if (isModel(folder)) return folder;
    throw new ClaimbookError("is not a model's folder: it has no config.json", {
      kind: "could-not-run",
      where: folder,
      wayOut: "Name a folder as Python's save_pretrained writes it.",
    });
  }
  const found = await findModel(name, env, project);
  if (found !== undefined) return found;
  throw new ClaimbookError(`the model ${name} is not here`, {
    kind: "could-not-run",
    where: env.CLAIMBOOK_MODELS ? `CLAIMBOOK_MODELS=${env.CLAIMBOOK_MODELS}` : userCache("models", env),
    wayOut: `Run \`claimbook models pull ${name}\`, or let CLAIMBOOK_MODELS name a folder that holds ${shortName(askedModel(name).repository)}.`,
  });
}

/** As `modelFolder`, of a name; undefined when it is not here. */
export async function findModel(
  name: string,
  env: NodeJS.ProcessEnv,
  project = ".",
): Promise<string | undefined> {
  const model = askedModel(name);
  const own = model.asked === undefined ? ownFolders(model, env, project).find(isModel) : undefined;
  return own ?? (await pulledFolder(model, env, project));
}

/** Where a model is looked for below CLAIMBOOK_MODELS. */
function ownFolders(model: AskedModel, env: NodeJS.ProcessEnv, project: string): string[] {
  const own = env.CLAIMBOOK_MODELS;
  if (own === undefined || own === "") return [];
  const names = [...new Set([model.repository, model.name, shortName(model.repository)])];
  return names.map((each) => path.resolve(project, own, each));
}

function isModel(folder: string): boolean {
  return existsSync(path.join(folder, "config.json"));
}

async function pulledFolder(
  model: AskedModel,
  env: NodeJS.ProcessEnv,
  project: string,
): Promise<string | undefined> {
  const whole = (revision: string) => {
    const folder = revisionFolder(model.repository, revision, env);
    return existsSync(path.join(folder, MANIFEST_NAME)) ? folder : undefined;
  };
  if (model.asked !== undefined && isCommit(model.asked)) return whole(model.asked);
  const locked = (await openModelLock(project)).get(model.name);
  if (locked !== undefined && model.asked === undefined) return whole(locked.revision);
  if (model.pinned !== undefined && model.asked === undefined) return whole(model.pinned);
  // A branch is no revision, and a model that nothing pins may be any: what there is, if it is one only.
  const revisions = await readdir(path.dirname(revisionFolder(model.repository, "x", env))).catch(() => []);
  const there = revisions.map(whole).filter((each) => each !== undefined);
  return model.asked === undefined && there.length === 1 ? there[0] : undefined;
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

/** Where a pull puts a model's files. */
export function revisionFolder(repository: string, revision: string, env: NodeJS.ProcessEnv): string {
  return path.join(userCache("models", env), ...repository.split("/"), revision);
}
