import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import { Mime } from "../notebook/mime.js";
import { Claim } from "./model.js";

/** What is read of a notebook cell (nbformat 4.5): its id and the MIME bundles of its outputs. */
export interface CellWithOutputs {
  id?: string;
  outputs?: readonly { data?: Readonly<Record<string, unknown>> }[];
}

/** A claim found in an executed notebook, and where. */
export interface RecordedClaim {
  claim: Claim;
  cell: {
    /** Counted from 1, over all cells. */
    number: number;
    id: string | undefined;
  };
}

/**
 * The claims of an executed notebook, in the order of its cells. Of several outputs of one cell with the same
 * claim id the last counts.
 *
 * @param where how to call the notebook in errors, e.g. its path
 * @throws ClaimbookError (`could-not-run`) for an output that does not fit the claim schema, (`failed`) for an
 *   id that two cells use
 */
export function readClaims(cells: readonly CellWithOutputs[], where?: string): RecordedClaim[] {
  const found = new Map<string, RecordedClaim>();
  for (const [index, cell] of cells.entries()) {
    const place = { number: index + 1, id: cell.id };
    for (const output of cell.outputs ?? []) {
      const value = output.data?.[Mime.claim];
      if (value === undefined) continue;
      const here = [where, nameOf(place)].filter((part) => part !== undefined).join(", ");
      const claim = assertSchema(Claim, value, `claim ${JSON.stringify(idOf(value))}`, here);
      const earlier = found.get(claim.id);
      if (earlier !== undefined && earlier.cell.number !== place.number) {
        throw new ClaimbookError(
          `claim "${claim.id}" is made in two cells: ${nameOf(earlier.cell)} and ${nameOf(place)}`,
          {
            kind: "failed",
            ...(where === undefined ? {} : { where }),
            wayOut: "Rename one of them and run the notebook again.",
          },
        );
      }
      found.set(claim.id, { claim, cell: place });
    }
  }
  return [...found.values()];
}

function nameOf({ number, id }: RecordedClaim["cell"]): string {
  return id === undefined ? `cell ${number}` : `cell ${number} (id "${id}")`;
}

function idOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
}
