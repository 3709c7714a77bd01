import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { allOf, claim, Measurement, resetClaims } from "../../src/claims/index.js";
import type { Claim, MeasuredCheck } from "../../src/claims/model.js";
import { ClaimbookError } from "../../src/errors.js";
import type { KernelHost, RunningCell } from "../../src/kernel/host-api.js";
import { installKernelHost } from "../../src/kernel/host-api.js";
import { paper } from "../../src/literature/index.js";
import { Mime } from "../../src/notebook/mime.js";

type Sent = { type: string; data: Record<string, unknown> };

/** The interface that the kernel offers to cells, with what was published on it kept. */
function kernel(): { sent: Sent[]; run(cell: RunningCell, code: () => void): void } {
  const sent: Sent[] = [];
  let running: RunningCell | undefined;
  const host: KernelHost = {
    broadcast: (type, content) => {
      sent.push({ type, data: content.data as Record<string, unknown> });
    },
    cell: () => running,
    signal: () => new AbortController().signal,
    lookup: () => undefined,
    project: process.cwd(),
    input: () => Promise.reject(new Error("nobody to ask")),
  };
  installKernelHost(host);
  return {
    sent,
    run(cell, code) {
      running = cell;
      try {
        code();
      } finally {
        running = undefined;
      }
    },
  };
}

function errorOf(code: () => unknown): ClaimbookError {
  try {
    code();
  } catch (error) {
    expect(error).toBeInstanceOf(ClaimbookError);
    return error as ClaimbookError;
  }
  throw new Error("nothing was thrown");
}

const low = new Measurement({
  name: "rank distance(hybrid)",
  value: 10,
  interval: [9, 11],
  n: 90,
  unit: "queries",
});
const high = new Measurement({ name: "rank distance(X-X)", value: 20, n: 90, unit: "queries" });
const cell = (id: string | undefined, executionCount: number, code = "claim(...)"): RunningCell => ({
  id,
  executionCount,
  code,
});

beforeEach(() => resetClaims());
afterEach(() => installKernelHost(undefined as unknown as KernelHost));

describe("claim()", () => {
  test("is one output with the record, a card and plain text, bound to its evidence", () => {
    const { sent, run } = kernel();
    run(cell("c1", 3), () => {
      claim({
        id: "less-bias",
        text: "Hybrid batches reduce language bias compared with monolingual batches.",
        source: paper("arXiv:2408.10536").section("4.1"),
        reported: paper("arXiv:2408.10536")
          .table(2)
          .every((c) => c("hybrid").isBelow(c("X-X"))),
        measured: low.isBelow(high),
      });
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]!.type).toBe("display_data");
    const record = sent[0]!.data[Mime.claim] as Claim;
    expect(record).toMatchObject({
      schema: "claimbook/claim/1",
      id: "less-bias",
      kind: "comparison",
      source: { work: "arXiv:2408.10536v1", locator: "section 4.1" },
      grounding: { verdict: "supported" },
      reported: { verdict: "holds" },
      measured: { verdict: "holds", cell: { id: "c1", executionCount: 3 } },
      verified: true,
      standing: "holds",
    });
    expect(record.grounding.passages[0]!.locator).toBe("section 4.1");
    expect(record.reported.comparisons).toHaveLength(4);
    expect(record.measured.checks[0]).toMatchObject({
      left: { value: 10, n: 90 },
      right: { value: 20 },
      difference: -10,
    });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(sent[0]!.data[Mime.html]).toContain("Table 2, XLM-R · XQuAD-R");
    expect(sent[0]!.data[Mime.plain]).toContain("section 4.1, in the library's words (match 1.00)");
    expect(sent[0]!.data[Mime.plain]).toContain("✓ Hybrid batches reduce language bias");
  });

  test("without any check is 'not checked' and says so", () => {
    const record = claim({ id: "a", text: "Something is so." });
    expect(record).toMatchObject({ standing: "not checked", verified: false });
    expect(record.note).toMatch(/Nothing was checked/);
    expect(record.reported.verdict).toBe("not checked");
  });

  test("a source that was only cited leaves grounding unchecked", () => {
    const record = claim({ id: "a", text: "Something is so.", source: { work: "doi:10.1/x" } });
    expect(record.grounding).toMatchObject({ verdict: "not checked", passages: [] });
  });

  test("needs every one of several checks", () => {
    const checks = allOf(low.isBelow(high), low.isAbove(high));
    expect(claim({ id: "a", text: "Both ways.", measured: checks }).measured.verdict).toBe("fails");
    expect(claim({ id: "b", text: "One way.", measured: [low.isBelow(high)] }).measured.verdict).toBe(
      "holds",
    );
  });

  test("the handle is the record, frozen, and prints as one line", () => {
    const handle = claim({ id: "a", text: "Something is so." });
    expect(inspect(handle)).toBe('claim "a": not checked');
    expect(Object.isFrozen(handle)).toBe(true);
    expect(Object.keys(handle)).toContain("grounding");
  });

  test.each(["", " ", "-x", "a b", "ä", "x/y"])("refuses the id %j", (id) => {
    expect(errorOf(() => claim({ id, text: "Something is so." }))).toMatchObject({ kind: "usage" });
  });

  test("refuses an empty text", () => {
    expect(errorOf(() => claim({ id: "a", text: "  " })).describe()).toContain(
      'claim "a": its text is empty',
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "refuses %d and names the claim and the value",
    (value) => {
      const broken = new Measurement({ name: "mAP(hybrid)", value, n: 0, unit: "queries" });
      const error = errorOf(() =>
        claim({ id: "best", text: "Hybrid is best.", measured: broken.isAbove(high) }),
      );
      expect(error.kind).toBe("usage");
      expect(error.describe()).toContain('claim "best"');
      expect(error.describe()).toContain(`"mAP(hybrid)" is ${value}`);
    },
  );

  test("refuses a bad interval bound, and leaves the id free for the corrected cell", () => {
    const check: MeasuredCheck = { ...low.isBelow(high), interval: [Number.NaN, 1] };
    expect(errorOf(() => claim({ id: "a", text: "So.", measured: check })).message).toContain(
      "the interval of the difference is NaN",
    );
    expect(claim({ id: "a", text: "So.", measured: low.isBelow(high) }).standing).toBe("holds");
  });
});

describe("claim ids", () => {
  const make = () => claim({ id: "a", text: "Something is so." });

  test("another cell may not use the id: both are named", () => {
    const { run } = kernel();
    run(cell("first", 1), make);
    const error = errorOf(() => run(cell("second", 2), make));
    expect(error.kind).toBe("failed");
    expect(error.message).toBe('claim "a" is made in two cells: cell "first" [1] and cell "second" [2]');
    expect(error.wayOut).toContain('resetClaims("a")');
  });

  test("the same cell may run again, edited or not", () => {
    const { sent, run } = kernel();
    run(cell("first", 1), make);
    run(cell("first", 2, "claim(edited)"), make);
    expect(sent).toHaveLength(2);
  });

  test("one execution may not use it twice", () => {
    const { run } = kernel();
    const error = errorOf(() =>
      run(cell("first", 1), () => {
        make();
        make();
      }),
    );
    expect(error.message).toContain('claim "a" is made twice in cell "first" [1]');
  });

  test("a client without cell ids may run a cell again, but not repeat an id within one execution", () => {
    const { run } = kernel();
    run(cell(undefined, 1), make);
    run(cell(undefined, 2), make);
    run(cell(undefined, 3, "claim(edited)"), make);
    expect(
      errorOf(() =>
        run(cell(undefined, 4), () => {
          make();
          make();
        }),
      ).message,
    ).toContain("made twice in the cell with code");
  });

  test("resetClaims forgets one id, or all", () => {
    const { run } = kernel();
    run(cell("first", 1), make);
    resetClaims("a");
    run(cell("second", 2), make);
    resetClaims();
    run(cell("third", 3), make);
  });
});
