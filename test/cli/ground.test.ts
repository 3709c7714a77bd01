import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { register } from "../../src/cli/ground.js";
import { inProcess } from "./in-process.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-ground-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ground = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  inProcess(register, ["ground", ...args], { cwd: folder, env });
const write = (name: string, lines: readonly unknown[]) =>
  writeFile(
    path.join(folder, name),
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
const parsed = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const evidence = ["Inoculated maize produced 18% more grain than the untreated control under drought."];

describe("a file of pairs", () => {
  it("is judged line by line, with probabilities that add up to 1", async () => {
    await write("pairs.jsonl", [
      { id: "a", claim: evidence[0], evidence },
      { id: "b", claim: evidence[0]!.replace("more", "less"), evidence: evidence[0] },
      { claim: "The planet orbits its star every four days.", evidence },
    ]);
    const { code, stdout, stderr } = await ground(["pairs.jsonl", "--json"]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const rows = parsed(stdout);
    expect(rows.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["a", "supported"],
      ["b", "contradicted"],
      ["3", "not found"],
    ]);
    for (const { probabilities, confidence } of rows) {
      const { supported, contradicted, notFound } = probabilities as Record<string, number>;
      expect(supported! + contradicted! + notFound!).toBeCloseTo(1, 3);
      expect(confidence).toBe(supported);
    }
  });

  it("tells which statement of a claim decided", async () => {
    const claim = "Aluminium is lighter than steel; museum visitors are fond of guided tours.";
    await write("pairs.jsonl", [{ id: "a", claim, evidence: "Aluminium is lighter than steel." }]);
    const [row] = parsed((await ground(["pairs.jsonl", "--json"])).stdout);
    expect(row).toMatchObject({
      verdict: "not found",
      decidedBy: 1,
      statements: [{ verdict: "supported" }, { text: "museum visitors are fond of guided tours." }],
    });
    const { stdout } = await ground(["pairs.jsonl"]);
    expect(stdout).toMatch(
      /^not found .*\n {4}supported 0\.\d\d {2}Aluminium .*\n {4}decides: not found 0\.\d\d {2}museum .*\n$/,
    );
  });

  it("is shown as a table, control characters taken out", async () => {
    await write("pairs.jsonl", [{ id: "a", claim: "Maize \u001b[31mgrew\u0007 well.", evidence }]);
    const { stdout } = await ground(["pairs.jsonl"]);
    expect(stdout).toMatch(/^(supported|contradicted|not found) +0\.\d\d {2}a {2}Maize \[31mgrew well\.\n$/);
  });

  test.each([
    ["no JSON", ["{"], 3, "pairs.jsonl, line 1: not JSON"],
    ["no object", [{ claim: "a b", evidence: [] }, "[]"], 3, "line 2: is no JSON object"],
    ["no claim", [{ id: 1, evidence }], 3, 'line 1: the field "claim" is missing'],
    ["evidence of another kind", [{ claim: "a b", evidence: [1] }], 3, 'line 1: the field "evidence"'],
    ["no evidence and no library", [{ id: "x", claim: "a b" }], 2, 'the claim "x" has no evidence'],
  ])("%s: an error with its line", async (_, lines, status, message) => {
    await write("pairs.jsonl", lines);
    const { code, stderr } = await ground(["pairs.jsonl"]);
    expect(stderr).toContain(message);
    expect(code).toBe(status);
  });

  it("that is not there is named", async () => {
    const { code, stderr } = await ground(["absent.jsonl"]);
    expect(stderr).toContain("absent.jsonl: there is no such file");
    expect(code).toBe(3);
  });
});

describe("claims in SciFact's format", () => {
  const claim = { id: 7, claim: evidence[0], cited_doc_ids: [1, 2], evidence: {} };
  const corpus = [
    { doc_id: 1, title: "", abstract: evidence },
    { doc_id: 2, title: "", abstract: ["The planet orbits its star every four days."] },
  ];

  it("are judged by each cited document", async () => {
    await write("claims.jsonl", [claim]);
    await write("corpus.jsonl", corpus);
    const { stdout } = await ground(["claims.jsonl", "--json"]);
    expect(parsed(stdout).map(({ id, verdict }) => [id, verdict])).toEqual([
      ["7/1", "supported"],
      ["7/2", "not found"],
    ]);
  });

  it("need their corpus", async () => {
    await write("claims.jsonl", [claim]);
    const { code, stderr } = await ground(["claims.jsonl"]);
    expect(stderr).toContain("name its folder with --evidence");
    expect(code).toBe(3);
  });
});

describe("one claim", () => {
  it("is looked for in the library, with the passage that says it", async () => {
    const { code, stdout } = await ground([
      "Hybrid batches reduce language bias compared with monolingual batches.",
      "--work",
      "arXiv:2408.10536",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^supported +(?:0\.\d\d|1\.00) {2}1 {2}Hybrid batches/);
    expect(stdout).toContain("    arXiv:2408.10536v1, ");
  });

  it("of which nothing is known is not found, with the reason", async () => {
    const { stdout } = await ground(["The models are evaluated on the XLSD dataset.", "--json"]);
    expect(parsed(stdout)).toMatchObject([
      { verdict: "not found", note: expect.stringContaining('"XLSD" appears nowhere') },
    ]);
  });
});

test("a judge that is not there says how to get it", async () => {
  const endpoint = await ground(["Anything is possible.", "--entailment", "endpoint"]);
  expect(endpoint).toMatchObject({ code: 2, stderr: expect.stringContaining("CLAIMBOOK_LLM_URL") });
  const trained = await ground(["Anything is possible.", "--entailment", "cross-encoder"]);
  expect(trained).toMatchObject({ code: 3, stderr: expect.stringContaining("CLAIMBOOK_MODELS") });
});
