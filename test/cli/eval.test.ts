import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { register } from "../../src/cli/eval.js";
import { inProcess } from "./in-process.js";

let cwd = "";
const claimbook = (...args: string[]) => inProcess(register, ["eval", ...args], { cwd });

beforeAll(async () => {
  cwd = await mkdtemp(path.join(os.tmpdir(), "claimbook-eval-"));
  const write = (name: string, text: string | Buffer) => writeFile(path.join(cwd, name), text);
  const queries = Array.from({ length: 12 }, (_, q) => `q${q}`);
  await write("qrels", queries.map((q) => `${q} 0 good 1\n${q} 0 bad 0\n${q} 0 better 2\n`).join(""));
  const run = (tag: string, first: (q: number) => string) =>
    queries
      .map((q, i) => {
        const order = [first(i), ...["good", "bad", "better"].filter((d) => d !== first(i))];
        return order.map((d, place) => `${q} Q0 ${d} ${place + 1} ${9 - place} ${tag}\n`).join("");
      })
      .join("");
  await write(
    "strong.run",
    run("strong", (q) => (q < 11 ? "better" : "bad")),
  );
  await write("weak.run.gz", gzipSync(run("weak", (q) => (q < 2 ? "better" : "bad"))));
  await write("part.run", "q0 Q0 good 1 2 part\nq1 Q0 bad 1 2 part\nz Q0 good 1 2 part\n");
  await write("other.run", "q0 Q0 nobody 1 2 other\n");
  await write("strangers.run", "x1 Q0 good 1 2 strangers\n");
});
afterAll(() => rm(cwd, { recursive: true }));

describe("claimbook eval", () => {
  it("prints means with intervals and sample size", async () => {
    const { code, stdout, stderr } = await claimbook(
      "qrels",
      "strong.run",
      "-m",
      "map",
      "-m",
      "ndcg_cut.1,10",
    );
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain("Measured against qrels (95 % intervals in brackets)");
    expect(stdout).toMatch(/map ↑ \(n = 12\) +ndcg_cut_1 ↑ \(n = 12\) +ndcg_cut_10 ↑ \(n = 12\)/);
    // AP 1 for eleven queries; behind the bad one (1/2 + 2/3) / 2.
    expect(stdout).toMatch(/strong +0\.9653 \[0\.\d{4}, 1\.0000\] +0\.9167/);
  });

  it("prints what trec_eval prints", async () => {
    const { stdout } = await claimbook(
      ...["qrels", "part.run", "--format", "trec", "-q", "-m", "map", "-m", "num_rel_ret", "-m", "num_q"],
    );
    expect(stdout).toBe(
      [
        "runid                 \tall\tpart",
        "map                   \tq0\t0.5000",
        "num_rel_ret           \tq0\t1",
        "map                   \tq1\t0.0000",
        "num_rel_ret           \tq1\t0",
        "map                   \tall\t0.2500",
        "num_rel_ret           \tall\t1",
        "num_q                 \tall\t2",
        "",
      ].join("\n"),
    );
  });

  it("says what is left out, and counts it 0 when told to", async () => {
    const left = await claimbook("qrels", "part.run", "-m", "map");
    expect(left.stderr).toContain(
      "part: 10 judged queries are not in the run and are left out (--complete counts them 0): q2, q3, q4, ...",
    );
    expect(left.stderr).toContain("part: 1 queries without judgements are left out: z");
    const { stdout, stderr } = await claimbook("qrels", "part.run", "-m", "map", "-c", "--json");
    expect(stderr).toContain("and count 0");
    expect(JSON.parse(stdout)).toMatchObject({
      measures: ["map"],
      missing: "zero",
      runs: { part: { queries: 12, mean: { map: 0.5 / 12 }, coverage: { unjudged: ["z"] } } },
    });
    expect((await claimbook("qrels", "other.run", "-m", "map")).stderr).toContain(
      "other: none of its documents has a judgement",
    );
  });

  it("counts as relevant what it is told to", async () => {
    const { stdout } = await claimbook(
      "qrels",
      "strong.run",
      "-m",
      "map",
      "-m",
      "num_rel",
      "-l",
      "2",
      "--json",
    );
    // Only "better" is relevant then: first for eleven queries, third for the last one.
    expect(JSON.parse(stdout).runs.strong.mean).toEqual({ map: (11 + 1 / 3) / 12, num_rel: 12 });
  });

  it("gives every query's values in JSON", async () => {
    const { stdout } = await claimbook("qrels", "strong.run", "-m", "recip_rank", "-q", "--json");
    const { runs } = JSON.parse(stdout);
    expect(runs.strong.perQuery.recip_rank).toMatchObject({ q0: 1, q11: 0.5 });
    expect(runs.strong.intervals.recip_rank[0]).toBeLessThan(runs.strong.mean.recip_rank);
  });

  it("compares runs pair by pair, corrected over all measures", async () => {
    const args = ["qrels", "strong.run", "weak.run.gz", "-m", "map", "-m", "P.1", "--compare"];
    const { stdout } = await claimbook(...args);
    expect(stdout).toMatch(
      /Paired comparisons, Intervals of differences: simultaneous 95 % over 2 comparisons/,
    );
    expect(stdout).toMatch(/map: strong − weak = 0\.3125 \[0\.\d+, 0\.\d+\], p = 0\.0\d\d/);
    const json = JSON.parse((await claimbook(...args, "--json")).stdout);
    expect(json.compared).toBe(12);
    const [test] = json.comparisons.map;
    expect(test).toMatchObject({ left: "strong", right: "weak", n: 12 });
    // Nine queries differ, all one way: 2 of 2^9 sign patterns are as extreme.
    expect(test.p).toBeCloseTo(2 / 512, 12);
    expect(test.pCorrected).toBeCloseTo(4 / 512, 12);
    expect(test.pT).toBeLessThan(0.001);
    expect((await claimbook(...args, "--format", "markdown")).stdout).toContain("<sup>b</sup>");
    expect((await claimbook(...args, "--format", "latex")).stdout).toContain("\\toprule");
  });

  it.each([
    [["qrels", "strong.run", "-m", "mapp"], 2, /no measure is called "mapp"/],
    [["qrels", "strong.run", "-m", "map", "--compare"], 2, /there is 1 run to compare/],
    [["qrels", "strong.run", "strong.run"], 2, /the same run is given twice/],
    [["qrels", "strangers.run"], 2, /answers none of the judged queries/],
    [["qrels", "none.run"], 3, /^none.run: cannot be read: there is no such file/],
    [["strong.run", "strong.run"], 3, /^strong.run:1: 6 columns/],
    [["qrels", "qrels"], 3, /^qrels:1: 4 columns\n.*Each line must be: query Q0 document rank score name/],
    [["qrels", "strong.run", "--seed", "x"], 2, /whole number/],
    [["qrels", "strong.run", "-l", "0"], 2, /relevance level 0/],
    [["qrels"], 2, /missing required argument 'run'/],
  ])("refuses %j with %i", async (args, code, what) => {
    const result = await claimbook(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(what);
    expect(result.stdout).toBe("");
  });
});
