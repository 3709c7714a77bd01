import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { type Static, Type } from "@sinclair/typebox";
import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import { sha256Of } from "../sha256.js";

/** Of an in-toto statement in an envelope (in-toto attestation framework, spec/v1/envelope.md). */
const payloadType = "application/vnd.in-toto+json";

const base64 = Type.String({ pattern: "^[A-Za-z0-9+/_-]*={0,2}$" });

/** DSSE envelope, version 1.0.2 (github.com/secure-systems-lab/dsse). */
export const Envelope = Type.Object({
  payloadType: Type.String(),
  payload: base64,
  signatures: Type.Array(Type.Object({ keyid: Type.Optional(Type.String()), sig: base64 }), {
    minItems: 1,
    maxItems: 16,
  }),
});
export type Envelope = Static<typeof Envelope>;

/** A new Ed25519 key pair (RFC 8032) as PEM: PKCS #8 and SPKI (RFC 8410). */
export function newKeyPair(): { privateKey: string; publicKey: string; keyid: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    publicKey: publicKey.export({ type: "spki", format: "pem" }) as string,
    keyid: keyId(publicKey),
  };
}

/** @throws ClaimbookError (`usage`) when the text is no unencrypted private Ed25519 key in PEM */
export function privateKeyOf(pem: string, where: string): KeyObject {
  return ed25519(() => createPrivateKey(pem), "a private", where);
}

/** @throws ClaimbookError (`usage`) when the text is no Ed25519 key in PEM; a private key's public half will do */
export function publicKeyOf(pem: string, where: string): KeyObject {
  return ed25519(() => createPublicKey(pem), "a public", where);
}

/** sha256 of the public key (SPKI, DER), as it stands in envelopes: a hint, not a proof. */
export function keyId(key: KeyObject): string {
  const half = key.type === "private" ? createPublicKey(key) : key;
  return sha256Of(half.export({ type: "spki", format: "der" }));
}

/** @param text the statement's JSON, signed byte by byte */
export function signed(text: string, key: KeyObject): Envelope {
  const payload = Buffer.from(text, "utf8");
  const sig = sign(null, preAuthEncoding(payloadType, payload), key);
  return {
    payloadType,
    payload: payload.toString("base64"),
    signatures: [{ keyid: keyId(key), sig: sig.toString("base64") }],
  };
}

export function isEnvelope(value: unknown): boolean {
  return typeof value === "object" && value !== null && "payload" in value && "signatures" in value;
}

/** @throws ClaimbookError (`could-not-run`) for a value that is no envelope of an in-toto statement */
export function readEnvelope(value: unknown, where: string): Envelope {
  const envelope = assertSchema(Envelope, value, "the envelope", where);
  if (envelope.payloadType !== payloadType) {
    throw new ClaimbookError(
      `the envelope holds ${JSON.stringify(envelope.payloadType.slice(0, 100))}, not a statement`,
      {
        kind: "could-not-run",
        where,
      },
    );
  }
  return envelope;
}

/** The text in an envelope, whoever signed it. */
export function payloadText({ payload }: Envelope): string {
  return Buffer.from(payload, "base64").toString("utf8");
}

/** Whether one of the signatures is by the key over exactly this payload. */
export function isSignedBy({ payload, payloadType: type, signatures }: Envelope, key: KeyObject): boolean {
  const bytes = preAuthEncoding(type, Buffer.from(payload, "base64"));
  return signatures.some(({ sig }) => verify(null, bytes, key, Buffer.from(sig, "base64")));
}

/** DSSE, protocol.md: PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body. */
export function preAuthEncoding(type: string, body: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `;
  return Buffer.concat([Buffer.from(head, "utf8"), body]);
}

function ed25519(read: () => KeyObject, what: string, where: string): KeyObject {
  let key: KeyObject | undefined;
  let cause: unknown;
  try {
    key = read();
  } catch (error) {
    cause = error;
  }
  if (key?.asymmetricKeyType === "ed25519") return key;
  throw new ClaimbookError(`is not ${what} Ed25519 key in PEM`, {
    kind: "usage",
    where,
    wayOut: "Make a pair: claimbook certificate key KEY.pem",
    ...(cause === undefined ? {} : { cause }),
  });
}
