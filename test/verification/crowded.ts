import { type Certificate, countOutcomes } from "../../src/verification/certificate.js";
import { outcomes } from "../../src/verification/compare-claims.js";

/** A certificate in which everything that its page can say is said, in more lines than fit. */
export function crowdedCertificate(): Certificate {
  const run = {
    schema: "claimbook/run/1" as const,
    status: "ok" as const,
    claimbook: "0.1.0",
    claimbookSha256: "1".repeat(64),
    node: "20.20.2",
    platform: "linux",
    arch: "x64",
    kernel: "claimbook",
    parameters: { seed: 7, locales: "አማርኛ, 日本語, עברית" },
    sourceSha256: "2".repeat(64),
  };
  const claims = outcomes.map((outcome, i) => ({
    id: `claim-${i}`,
    text: `Batches of kind ${i} rank rare scripts higher: አማርኛ, 日本語, עברית, हिन्दी & <b>x</b>.`,
    outcome,
    standing: {
      ...(outcome === "added" ? {} : { recorded: "holds" }),
      ...(outcome === "missing" ? {} : { rerun: "does not hold" }),
    },
    compared: 3 + i,
    differences:
      outcome === "moved" || outcome === "verdict changed"
        ? [
            { name: "mean", role: "value" as const, recorded: 0.4104, rerun: 0.3871, relative: 0.06 },
            { name: "check 1", role: "verdict" as const, recorded: "holds", rerun: "fails" },
          ]
        : [],
  }));
  return {
    schema: "claimbook/certificate/2",
    date: "2031-05-04T10:00:00.000Z",
    notebook: { file: "crowded.ipynb", title: "Rare scripts <i>and</i> others", sha256: "3".repeat(64) },
    passed: false,
    reproduced: false,
    tolerance: 1e-6,
    counts: countOutcomes(claims),
    claims,
    scope: { claims: ["claim-1"], cells: ["a"], codeCells: 9 },
    integrity: { coverage: "run", intact: false, findings: [] },
    records: [],
    failure: { place: "cell 7", what: "RangeError: \u202eout of range" },
    circumstances: [
      { what: "Node", recorded: "20.19.0", rerun: "20.20.2", same: false },
      { what: "lockfile", recorded: "4".repeat(64), rerun: "5".repeat(64), same: false },
    ],
    claimbookSha256: run.claimbookSha256,
    rerun: run,
  };
}
