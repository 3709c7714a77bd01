import { type Static, Type } from "@sinclair/typebox";
import { DatasetRecord } from "../datasets/record.js";
import { type RunRecord, sourceHash } from "../execution/run-record.js";
import { assertSchema } from "../json-schema.js";
import { Mime } from "../notebook/mime.js";
import { isCode, type Notebook } from "../notebook/model.js";
import { shortHashes } from "./wording.js";

/** Something that a result may depend on besides the claims themselves, as recorded and at the rerun. */
export const Circumstance = Type.Object(
  {
    /** e.g. `the notebook's code`, `data set cldr-captions`, `Node`. */
    what: Type.String(),
    recorded: Type.Optional(Type.String()),
    rerun: Type.Optional(Type.String()),
    same: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type Circumstance = Static<typeof Circumstance>;

/**
 * The circumstances of two runs of a notebook, in a fixed order: code, lockfile, data, claimbook, kernel, Node,
 * platform, architecture, processor, tensor backend.
 *
 * The recorded hash of the code is the one that the run wrote down, not one of the code that the notebook holds now:
 * so code that was edited after the run shows here.
 *
 * @param recorded the executed notebook as it was given
 * @param before its run record; undefined when something else than claimbook executed it
 * @param rerun the notebook that the rerun made
 */
export function circumstances(
  recorded: Notebook,
  before: RunRecord | undefined,
  rerun: Notebook,
  after: RunRecord,
): Circumstance[] {
  const sets = [datasets(recorded), datasets(rerun)] as const;
  const names = [...new Set([...sets[0].keys(), ...sets[1].keys()])];
  const claimbook = (record: RunRecord) => `${record.claimbook}, sha256 ${record.claimbookSha256}`;
  const features = ({ processor }: RunRecord) => processor?.features.join(" ") || undefined;
  return [
    compared("the notebook's code", before?.sourceSha256, sourceHash(recorded)),
    compared("the lockfile", before?.lockfileSha256, after.lockfileSha256),
    ...names.map((name) => compared(`data set ${name}`, sets[0].get(name), sets[1].get(name))),
    compared("claimbook", before && claimbook(before), claimbook(after)),
    compared("the kernel", before?.kernel, after.kernel),
    compared("Node", before?.node, after.node),
    compared("the platform", before?.platform, after.platform),
    compared("the architecture", before?.arch, after.arch),
    compared("the processor", before?.processor?.model, after.processor?.model),
    compared("the processor's features", before && features(before), features(after)),
    compared("the tensor backend", before?.backends?.join(", "), after.backends?.join(", ")),
  ];
}

/** One line for a circumstance that changed. */
export function describeChange({ what, recorded, rerun }: Circumstance): string {
  if (recorded === undefined) return `${what}: not recorded, now ${shortHashes(rerun!)}`;
  if (rerun === undefined) return `${what}: was ${shortHashes(recorded)}, not used by the rerun`;
  return `${what} changed: was ${shortHashes(recorded)}, now ${shortHashes(rerun)}`;
}

function compared(what: string, recorded: string | undefined, rerun: string | undefined): Circumstance {
  return {
    what,
    ...(recorded === undefined ? {} : { recorded }),
    ...(rerun === undefined ? {} : { rerun }),
    same: recorded === rerun,
  };
}

/** Version and sha256 of the data sets that the notebook used, by name. */
function datasets(notebook: Notebook): Map<string, string> {
  const found = new Map<string, string>();
  for (const cell of notebook.cells.filter(isCode)) {
    for (const output of cell.outputs) {
      const value = "data" in output ? output.data[Mime.dataset] : undefined;
      if (value === undefined) continue;
      const { name, version, sha256 } = assertSchema(DatasetRecord, value, "a data set's record");
      found.set(name, `${version}, sha256 ${sha256}`);
    }
  }
  return found;
}
