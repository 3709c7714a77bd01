import { type Static, Type } from "@sinclair/typebox";
import { ClaimbookError } from "../errors.js";
import { assertSchema, publishedSchema } from "../json-schema.js";
import { Certificate, countOutcomes, speaksNothingAgainst } from "./certificate.js";
import { isReproduced, type Outcome } from "./compare-claims.js";

const closed = { additionalProperties: false };

export const predicateType = "urn:claimbook:certificate:2";

/** A certificate as in-toto Statement v1 (in-toto attestation framework, spec/v1/statement.md). */
export const Statement = Type.Object(
  {
    _type: Type.Literal("https://in-toto.io/Statement/v1"),
    /** The notebook that was verified, by its bytes. */
    subject: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          digest: Type.Object({ sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) }, closed),
        },
        closed,
      ),
      { minItems: 1, maxItems: 1 },
    ),
    predicateType: Type.Literal(predicateType),
    predicate: Certificate,
  },
  closed,
);
export type Statement = Static<typeof Statement>;

export function statementOf(certificate: Certificate): Statement {
  const { file, sha256 } = certificate.notebook;
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: file, digest: { sha256 } }],
    predicateType,
    predicate: certificate,
  };
}

/** The JSON Schema of a certificate's file. */
export function statementJsonSchema(): Record<string, unknown> {
  return publishedSchema(
    Statement,
    "certificate-statement:2",
    "A claimbook certificate as in-toto statement",
  );
}

/**
 * Reads the JSON of a certificate: a statement, or the bare form that claimbook wrote before it made statements.
 *
 * @param where how to call it in errors
 * @throws ClaimbookError (`could-not-run`) for anything else
 */
export function readStatement(value: unknown, where: string): Statement {
  const { schema, _type, predicateType: type } = (value ?? {}) as Record<string, unknown>;
  if (schema === "claimbook/certificate/1")
    return assertSchema(
      Statement,
      statementOf(fromFirst(value as FirstCertificate)),
      "the certificate",
      where,
    );
  if (typeof _type !== "string" || typeof type !== "string") {
    throw new ClaimbookError("is no certificate of claimbook", {
      kind: "could-not-run",
      where,
      wayOut: "Give the file NAME.certificate.json that `claimbook verify` wrote, or its .dsse.json.",
    });
  }
  if (type !== predicateType) {
    throw new ClaimbookError(`is a statement of another kind or of a later claimbook (${type})`, {
      kind: "could-not-run",
      where,
    });
  }
  return assertSchema(Statement, value, "the certificate", where);
}

/** Where a certificate says two things that cannot both be; empty for those that claimbook wrote. */
export function contradictions({ subject, predicate }: Statement): string[] {
  const { notebook, claims, counts, passed, reproduced } = predicate;
  const found: string[] = [];
  if (subject[0]!.digest.sha256 !== notebook.sha256)
    found.push("its subject is not the notebook that it speaks of");
  const counted: Record<string, number> = countOutcomes(claims);
  if (Object.keys({ ...counted, ...counts }).some((each) => (counted[each] ?? 0) !== (counts[each] ?? 0)))
    found.push("its counts are not those of its claims");
  const all = claims.every(({ outcome }) => isReproduced(outcome));
  if (reproduced !== all)
    found.push(`it says ${reproduced ? "reproduced" : "not reproduced"}, its claims do not`);
  if (passed && !speaksNothingAgainst(predicate)) found.push("it says passed, and its findings do not");
  return found;
}

/** `claimbook/certificate/1`, as far as it differs. */
interface FirstCertificate extends Omit<Certificate, "claims"> {
  claims: (Omit<Certificate["claims"][number], "outcome"> & { outcome: string })[];
}

/** It looked at no digests and no other records, and did not tell values that were the same from those within tolerance. */
function fromFirst(first: FirstCertificate): Certificate {
  const renamed: Record<string, Outcome> = { reproduced: "within tolerance", new: "added" };
  const claims = first.claims.map((claim) => ({
    ...claim,
    outcome: renamed[claim.outcome] ?? (claim.outcome as Outcome),
  }));
  return {
    ...first,
    schema: "claimbook/certificate/2",
    passed: first.reproduced,
    claims,
    counts: countOutcomes(claims),
    integrity: { coverage: "none", intact: true, findings: [] },
    records: [],
  };
}
