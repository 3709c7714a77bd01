import { type Static, Type } from "@sinclair/typebox";
import type { Claim } from "../claims/model.js";
import { ClaimbookError } from "../errors.js";
import type { RunRecord } from "../execution/run-record.js";
import type { Notebook } from "../notebook/model.js";
import { declaredParameters } from "../notebook/parameters.js";

const closed = { additionalProperties: false };

/** How verdicts came out with other seeds. */
export const SeedOutcome = Type.Object(
  {
    /** The notebook's parameter that was set. */
    parameter: Type.String(),
    /** The recorded seed first. */
    seeds: Type.Array(Type.Number()),
    claims: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          /** Whether its verdict depends on the seed. */
          fragile: Type.Boolean(),
          /** The claim as a whole, for each seed; `could not run` where its cell failed. */
          standings: Type.Array(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type SeedOutcome = Static<typeof SeedOutcome>;

export const seedParameter = "seed";

/**
 * The seeds to try beside the recorded one. They lie far apart, since notebooks count on from their seed.
 *
 * @param run the run record; undefined when something else than claimbook executed the notebook
 * @throws ClaimbookError (`usage`) when the notebook has no whole number `seed` among its parameters
 */
export function otherSeeds(
  notebook: Notebook,
  run: RunRecord | undefined,
  count: number,
  name: string,
): number[] {
  const declared = declaredParameters(notebook).find((parameter) => parameter.name === seedParameter);
  const recorded = Number(run?.parameters[seedParameter] ?? declared?.initial);
  if (declared === undefined || !Number.isSafeInteger(recorded)) {
    throw new ClaimbookError(
      "has no parameter `seed` that is a whole number, so other seeds cannot be tried",
      {
        kind: "usage",
        where: name,
        wayOut: 'Declare it in the code cell tagged "parameters": const seed: number = 1; and use it.',
      },
    );
  }
  return [recorded, ...Array.from({ length: count }, (_, i) => recorded + 1_000 * (i + 1))];
}

/**
 * @param seeds as many as `runs`
 * @param runs the claims of each run, the one with the recorded seed first
 */
export function seedOutcome(seeds: readonly number[], runs: readonly (readonly Claim[])[]): SeedOutcome {
  const ids = [...new Set(runs.flatMap((claims) => claims.map(({ id }) => id)))];
  const claims = ids.map((id) => {
    const found = runs.map((run) => run.find((claim) => claim.id === id));
    const verdicts = found.map((claim) => (claim === undefined ? "could not run" : verdictsOf(claim)));
    const standings = found.map((claim) => claim?.standing ?? "could not run");
    return { id, fragile: new Set(verdicts).size > 1, standings };
  });
  return { parameter: seedParameter, seeds: [...seeds], claims };
}

function verdictsOf({ standing, grounding, reported, measured }: Claim): string {
  return [standing, grounding.verdict, reported.verdict, measured.verdict].join("/");
}
