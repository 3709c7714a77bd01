import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/model.js";
import { Mime } from "../../src/notebook/mime.js";
import { isCode, type Notebook } from "../../src/notebook/model.js";
import { parseNotebook } from "../../src/notebook/read.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { packageRoot } from "../../src/paths.js";
import { Random } from "../../src/random.js";
import { checkIntegrity, withoutSeal, withSeal } from "../../src/seal/index.js";
import { executedNotebook } from "./executed.js";

interface Altered {
  kind: string;
  what: string;
  notebook: Notebook;
}
const { alteredCopies, alterations } = (await import(
  pathToFileURL(path.join(packageRoot, "bench/tampering/alterations.mjs")).href
)) as {
  alteredCopies(notebook: Notebook, count: number, random: Random): Iterable<Altered>;
  alterations: Record<string, unknown>;
};

/** Through a file and back. */
const kept = (notebook: Notebook) => parseNotebook(formatNotebook(notebook), "notebook.ipynb");
const findings = (notebook: Notebook) => checkIntegrity(kept(notebook)).findings;

function edited(edit: (notebook: Notebook) => void, notebook = executedNotebook()): Notebook {
  const copy = structuredClone(notebook);
  edit(copy);
  return copy;
}

const cell = (notebook: Notebook, id: string) => notebook.cells.find((each) => each.id === id)!;
function claim(notebook: Notebook, id: string): Claim {
  for (const output of notebook.cells.filter(isCode).flatMap(({ outputs }) => outputs)) {
    const found = "data" in output ? (output.data[Mime.claim] as Claim | undefined) : undefined;
    if (found?.id === id) return found;
  }
  throw new Error(`no claim ${id}`);
}

describe("a sealed notebook", () => {
  it("raises no alarm as it is, nor after what editors do to a file that they only save", () => {
    const notebook = executedNotebook();
    expect(checkIntegrity(notebook)).toMatchObject({ coverage: "run", intact: true, findings: [] });
    expect(checkIntegrity(kept(notebook))).toEqual(checkIntegrity(notebook));
    const saved = edited((copy) => {
      for (const each of copy.cells) {
        each.metadata = {
          collapsed: false,
          trusted: true,
          ...each.metadata,
          tags: [...(each.metadata.tags ?? []), "mine"],
        };
        each.source = each.source.replaceAll("\n", "\r\n");
      }
      copy.metadata.language_info = { name: "typescript", version: "6.0.3" };
    });
    expect(findings(saved)).toEqual([]);
  });

  it("shows every alteration of every kind", () => {
    const kinds = new Set<string>();
    for (const { kind, what, notebook } of alteredCopies(executedNotebook(), 200, new Random(5))) {
      kinds.add(kind);
      expect(checkIntegrity(kept(notebook)).intact, `${kind}: ${what}`).toBe(false);
    }
    expect([...kinds].sort()).toEqual(Object.keys(alterations).sort());
  });

  it("names the claim, the place in it and the cell", () => {
    const tolerance = edited((copy) => {
      claim(copy, "measured").measured.checks[0]!.tolerance = 0.2;
    });
    expect(findings(tolerance)).toEqual([
      {
        kind: "output altered",
        where: 'cell 7 (id "claims")',
        what: 'claim "measured" was altered: measured.checks[0].tolerance',
        weight: "altered",
      },
    ]);
    const quote = edited((copy) => {
      claim(copy, "grounded").grounding.passages[0]!.text = "Another.";
    });
    expect(findings(quote)[0]!.what).toBe('claim "grounded" was altered: grounding.passages[0].text');
  });

  it("tells a deleted, an added, a doubled and an exchanged output from each other", () => {
    const outputs = (copy: Notebook) => (cell(copy, "claims") as { outputs: unknown[] }).outputs;
    const what = (edit: (outputs: unknown[]) => void) =>
      findings(edited((copy) => edit(outputs(copy)))).map((finding) => finding.what);
    expect(what((list) => list.shift())).toEqual(['claim "grounded" was taken out']);
    expect(what((list) => list.reverse())).toEqual(["its outputs were moved, or one was doubled"]);
    expect(what((list) => list.push(structuredClone(list[0])))).toEqual([
      "its outputs were moved, or one was doubled",
    ]);
    expect(what((list) => list.push({ output_type: "stream", name: "stdout", text: "x" }))).toEqual([
      "output on stdout was put in",
    ]);
  });

  it("lets text be reworded and moved, and says so", () => {
    const reworded = edited((copy) => {
      cell(copy, "text").source = "Other text.";
      copy.cells.unshift(...copy.cells.splice(2, 1));
    });
    const found = checkIntegrity(kept(reworded));
    expect(found.intact).toBe(true);
    expect(found.findings.map(({ kind, weight }) => [kind, weight])).toEqual([
      ["cell source", "note"],
      ["order", "note"],
    ]);
  });

  it("names the fewest cells that were moved", () => {
    const moved = edited((copy) => {
      copy.cells.push(...copy.cells.splice(1, 1));
    });
    expect(findings(moved).map(({ what, where }) => [what, where])).toEqual([
      ["the code cell was moved", 'cell 7 (id "parameters")'],
    ]);
  });

  it("sees an edit of the seal, and that it is gone", () => {
    const seal = (copy: Notebook) =>
      (copy.metadata.claimbook as { seal: { cells: { source: string }[]; head: string } }).seal;
    const source = edited((copy) => {
      seal(copy).cells[3]!.source = "0".repeat(64);
    });
    expect(findings(source).map(({ kind }) => kind)).toEqual(["seal", "cell source"]);
    const head = edited((copy) => {
      seal(copy).head = "1".repeat(64);
    });
    expect(findings(head)).toMatchObject([{ kind: "seal" }]);
    const broken = edited((copy) => {
      (copy.metadata.claimbook as { seal: unknown }).seal = { schema: "claimbook/seal/9" };
    });
    expect(findings(broken)).toMatchObject([{ what: "the seal of its run cannot be read" }]);
    expect(findings(withoutSeal(executedNotebook()))).toMatchObject([
      { what: "the seal of its run is gone" },
    ]);
  });

  it("cannot show what somebody altered who computed the seal and the fingerprint anew: that takes a signature", () => {
    const forged = edited((copy) => {
      cell(copy, "train").source = 'console.log("other");';
    });
    expect(checkIntegrity(withSeal(forged)).intact).toBe(true);
  });
});

describe("a notebook that Jupyter executed", () => {
  const jupyter = () => {
    const notebook = executedNotebook();
    return { ...notebook, metadata: { kernelspec: notebook.metadata.kernelspec! } };
  };

  it("has fingerprints on its records, and raises no alarm", () => {
    expect(checkIntegrity(kept(jupyter()))).toEqual({ coverage: "outputs", intact: true, findings: [] });
  });

  it("shows edits of records and of the sources that made them, not the order of cells", () => {
    const found = (edit: (copy: Notebook) => void) => findings(edited(edit, jupyter()));
    expect(
      found((copy) => {
        claim(copy, "grounded").text = "Everybody says so.";
      }).map(({ what }) => what),
    ).toEqual(['claim "grounded" was altered: text']);
    expect(
      found((copy) => {
        cell(copy, "claims").source += "\nclaim(3);";
      }).map(({ kind, where }) => [kind, where]),
    ).toEqual([["cell source", 'cell 7 (id "claims")']]);
    expect(
      found((copy) => {
        const claims = cell(copy, "claims") as { outputs: { metadata: object }[] };
        claims.outputs[1]!.metadata = {};
      }).map(({ kind }) => kind),
    ).toEqual(["output put in"]);
    expect(found((copy) => copy.cells.reverse())).toEqual([]);
  });

  it("is not recorded where an older version or another kernel executed it", () => {
    const bare = edited((copy) => {
      for (const each of copy.cells.filter(isCode))
        for (const output of each.outputs) if ("metadata" in output) output.metadata = {};
    }, jupyter());
    expect(checkIntegrity(bare)).toEqual({ coverage: "none", intact: true, findings: [] });
  });
});
