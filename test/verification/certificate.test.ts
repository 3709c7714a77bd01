import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { preAuthEncoding } from "../../src/verification/envelope.js";
import {
  badgeSvg,
  type Certificate,
  certificatePage,
  contradictions,
  isSignedBy,
  newKeyPair,
  payloadText,
  privateKeyOf,
  publicKeyOf,
  readEnvelope,
  readStatement,
  signed,
  statementOf,
} from "../../src/verification/index.js";

const run = {
  schema: "claimbook/run/1" as const,
  status: "ok" as const,
  claimbook: "0.1.0",
  claimbookSha256: "1".repeat(64),
  node: "20.20.2",
  platform: "linux",
  arch: "x64",
  kernel: "claimbook",
  parameters: {},
  sourceSha256: "2".repeat(64),
};
const claim = { id: "a", text: "A.", outcome: "same" as const, standing: {}, compared: 3, differences: [] };

function example(change: Partial<Certificate> = {}): Certificate {
  return {
    schema: "claimbook/certificate/2",
    date: "2024-08-20T10:00:00.000Z",
    notebook: { file: "a.ipynb", sha256: "3".repeat(64) },
    passed: true,
    reproduced: true,
    tolerance: 1e-6,
    counts: { same: 1 },
    claims: [claim],
    integrity: { coverage: "run", intact: true, findings: [] },
    records: [],
    circumstances: [],
    claimbookSha256: run.claimbookSha256,
    rerun: run,
    ...change,
  };
}

describe("a certificate's statement", () => {
  it("is an in-toto statement whose subject is the notebook", () => {
    const statement = statementOf(example());
    expect(statement).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "a.ipynb", digest: { sha256: "3".repeat(64) } }],
    });
    expect(readStatement(JSON.parse(JSON.stringify(statement)), "c.json")).toEqual(statement);
    expect(contradictions(statement)).toEqual([]);
  });

  it("is read from the first form too, in which same and within tolerance were one", () => {
    const { passed: _, integrity: __, records: ___, ...rest } = example();
    const first = {
      ...rest,
      schema: "claimbook/certificate/1",
      counts: { reproduced: 1, moved: 0, "verdict changed": 0, missing: 0, new: 1 },
      claims: [
        { ...claim, outcome: "reproduced" },
        { ...claim, id: "b", outcome: "new" },
      ],
      reproduced: false,
    };
    const { predicate } = readStatement(first, "c.json");
    expect(predicate.claims.map(({ outcome }) => outcome)).toEqual(["within tolerance", "added"]);
    expect(predicate).toMatchObject({ passed: false, integrity: { coverage: "none" } });
    expect(contradictions(statementOf(predicate))).toEqual([]);
  });

  it.each([
    [null],
    [[]],
    ["x"],
    [{}],
    [{ _type: "https://in-toto.io/Statement/v1", predicateType: "other" }],
  ])("refuses %j", (value) => {
    expect(() => readStatement(value, "c.json")).toThrow(expect.objectContaining({ kind: "could-not-run" }));
  });

  it("is caught when it contradicts itself", () => {
    const altered = { ...example(), claims: [{ ...claim, outcome: "moved" as const }] };
    expect(contradictions(statementOf(altered))).toHaveLength(3);
    const subject = statementOf(example());
    subject.subject[0]!.digest.sha256 = "4".repeat(64);
    expect(contradictions(subject)).toHaveLength(1);
  });
});

describe("where a certificate says that the code was run", () => {
  const limits = { memory: 4e9, cpu: 3600, processes: 64 };

  it.each<[Certificate["sandbox"], string]>([
    [undefined, "not recorded whether in a sandbox"],
    [{ kind: "none" }, "without a sandbox, with the rights of whoever ran it"],
    [
      { kind: "bwrap", limits },
      "in a sandbox (bubblewrap; at most 4 GB of memory, 60 min of processor time, 64 processes)",
    ],
    [
      { kind: "node" },
      "in a sandbox (Node&#39;s permission model, which holds back mistakes and not every attack; no limits were watched)",
    ],
  ])("%j is read, and shown on its page", (sandbox, words) => {
    const statement = statementOf(example(sandbox === undefined ? {} : { sandbox }));
    const read = readStatement(JSON.parse(JSON.stringify(statement)), "c.json");
    expect(read.predicate.sandbox).toEqual(sandbox);
    expect(contradictions(read)).toEqual([]);
    expect(certificatePage(read.predicate)).toContain(words);
  });

  it.each([
    [{ kind: "firejail", limits }],
    [{ kind: "none", limits }],
    [{ kind: "bwrap", limits: { ...limits, cpu: -1 } }],
    [{ kind: "bwrap", limits: { memory: 1 } }],
    ["bwrap"],
  ])("%j is refused", (sandbox) => {
    const statement = statementOf({ ...example(), sandbox } as Certificate);
    expect(() => readStatement(statement, "c.json")).toThrow("sandbox");
  });
});

it("writes out on a certificate's page what turns a text round", () => {
  const page = certificatePage(example({ claims: [{ ...claim, text: "a\u202eb\u200f" }] }));
  expect(page).toContain("a‹U+202E›b<");
});

describe("an envelope", () => {
  const pair = newKeyPair();
  const key = publicKeyOf(pair.publicKey, "key");
  const text = `${JSON.stringify(statementOf(example()))}\n`;
  const envelope = signed(text, privateKeyOf(pair.privateKey, "key"));

  it("encodes what is signed as DSSE's own example does", () => {
    // dsse/protocol.md, "Test vectors".
    expect(preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world")).toString()).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
  });

  it("is signed by its key over its payload, and by no other over no other", () => {
    expect(isSignedBy(envelope, key)).toBe(true);
    expect(payloadText(readEnvelope(JSON.parse(JSON.stringify(envelope)), "c"))).toBe(text);
    expect(isSignedBy(envelope, publicKeyOf(newKeyPair().publicKey, "key"))).toBe(false);
    const payload = Buffer.from(text.replace("same", "SAME")).toString("base64");
    expect(isSignedBy({ ...envelope, payload }, key)).toBe(false);
    expect(envelope.signatures[0]!.keyid).toBe(pair.keyid);
  });

  it("refuses other keys and other contents", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs8",
      format: "pem",
    });
    expect(() => privateKeyOf(rsa as string, "k")).toThrow(expect.objectContaining({ kind: "usage" }));
    expect(() => publicKeyOf("nothing", "k")).toThrow(expect.objectContaining({ kind: "usage" }));
    expect(() => privateKeyOf(pair.publicKey, "k")).toThrow("private");
    expect(createPublicKey(pair.privateKey).equals(key)).toBe(true);
    expect(() => readEnvelope({ ...envelope, payloadType: "text/plain" }, "c")).toThrow("not a statement");
    expect(() => readEnvelope({ ...envelope, signatures: [] }, "c")).toThrow("envelope");
  });
});

describe("badgeSvg", () => {
  it("says in words what it shows, escaped, without anything from outside", () => {
    const svg = badgeSvg(example());
    expect(svg).toContain('aria-label="claims: ✓ 1 of 1 reproduced"');
    expect(svg).not.toMatch(/href|<script|url\(/);
    const integrity = { coverage: "run" as const, intact: false, findings: [] };
    expect(badgeSvg(example({ passed: false, integrity }))).toContain(
      "✗ 1 of 1 reproduced, altered after execution",
    );
  });
});
