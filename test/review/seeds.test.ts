import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { datasets } from "../../src/datasets/registry.js";
import { openLibrary } from "../../src/literature/library/library.js";
import { packageRoot } from "../../src/paths.js";
import { readSynthesis } from "../../src/report/synthesis/read.js";
import { reviewNow } from "../../src/review/review-subject.js";
import { sourceOfWork } from "../../src/review/sources.js";
import { claimOf, subjectWith } from "./subjects.js";

const folder = path.join(packageRoot, "..", "shared", "seeds");

describe.skipIf(!existsSync(folder))("foreign reports (needs ../shared/seeds)", () => {
  const library = openLibrary();
  const sources = library.works.map((work) => sourceOfWork(work, library));
  const reviewOf = (file: string) => {
    const seed = readSynthesis(readFileSync(path.join(folder, file), "utf8"), file);
    const claims = seed.claims.map(({ text }, i) =>
      claimOf(text, { id: `claim-${i + 1}`, work: "arXiv:2408.10536v1" }),
    );
    return reviewNow(
      subjectWith(claims, {
        sources,
        knownBenchmarks: datasets.map(({ name }) => name),
        prose: [
          { place: "title", text: seed.title },
          { place: "question", text: seed.question ?? "" },
          { place: "abstract", text: seed.abstract ?? "" },
        ],
        limitations: seed.sections.find(({ heading }) => /limitations/i.test(heading))?.text ?? "",
      }),
    );
  };

  it.each(readdirSync(folder).sort())(
    "%s: claims and abstract are cut off, the limitations fit any report",
    (file) => {
      const kinds = reviewOf(file).findings.map(({ kind }) => kind);
      expect(kinds).toContain("claim cut off");
      expect(kinds).toContain("abstract cut off");
      expect(kinds).toContain("missing limitation");
    },
  );

  it("only XLSD is a benchmark that nobody knows", () => {
    const unknown = readdirSync(folder).flatMap((file) =>
      reviewOf(file)
        .findings.filter(({ kind }) => kind === "benchmark that no source knows")
        .map(({ text }) => `${file.slice(0, 3)} ${text.split(" ")[0]}`),
    );
    expect(unknown.sort()).toEqual(["001 XLSD"]);
  });
});
