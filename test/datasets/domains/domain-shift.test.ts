import { beforeAll, describe, expect, it } from "vitest";
import {
  DOMAINS,
  type DomainName,
  type DomainShift,
  domainShift,
  fillDomainMatrix,
  XLSD_NOTE,
} from "../../../src/datasets/domains/index.js";
import { dataset, datasets } from "../../../src/datasets/index.js";
import { Mime } from "../../../src/notebook/mime.js";
import { shared } from "../shared-data.js";

const options = {
  env: shared.env,
  languages: ["deu", "en", "zh"],
  trainingQueries: 60,
  queries: 15,
  candidates: 60,
};

describe.skipIf(!shared.has("ntrex-128", "mlqa-r", "xquad-r", "sib-200", "tatoeba-laser"))(
  "domainShift (skipped where ../shared/data is absent)",
  () => {
    let suite: DomainShift;
    beforeAll(async () => {
      suite = await domainShift(options);
    });

    it("has every domain in the same languages and sizes", () => {
      expect(suite.domains.map(({ name }) => name)).toEqual(DOMAINS);
      expect(suite.languages).toEqual(["de", "en", "zh"]);
      for (const { name, training, heldOut } of suite.domains) {
        expect(heldOut.locales, name).toEqual(["de", "en", "zh"]);
        for (const [l, language] of suite.languages.entries()) {
          const asked = training.texts.filter(
            ({ locale, queries }) => locale === language && queries.length > 0,
          );
          expect(asked.length, `${name} ${language}`).toBe(60);
          expect(asked.every(({ queries }) => queries.length === 1)).toBe(true);
          expect(heldOut.queries.locales.filter((each) => each === l).length, `${name} ${language}`).toBe(15);
          expect(heldOut.candidates.locales.filter((each) => each === l).length, `${name} ${language}`).toBe(
            60,
          );
        }
      }
    });

    it("has for every query its answer in its own language and in another", () => {
      for (const { name, heldOut } of suite.domains) {
        for (const [q, group] of heldOut.queries.groups.entries()) {
          const locales = [...heldOut.relevant[group]!].map(
            (candidate) => heldOut.candidates.locales[candidate],
          );
          expect(locales, name).toContain(heldOut.queries.locales[q]);
          expect(new Set(locales).size, name).toBeGreaterThan(1);
        }
      }
    });

    it("has nothing of any held-out set in any training set", () => {
      expect(suite.leakage.leakages).toHaveLength(25);
      expect(suite.leakage.clean).toBe(true);
      // Something was there to be left out.
      const left = suite.domains.map(({ training }) => training.record.counts["groups left out as leaking"]!);
      expect(Math.max(...left)).toBeGreaterThan(0);
    });

    it("says of XLSD that it was not found, in every record", () => {
      expect(XLSD_NOTE).toContain("No public data set");
      expect(suite.note).toBe(XLSD_NOTE);
      const records = [suite, ...suite.domains.flatMap(({ training, heldOut }) => [training, heldOut])].map(
        ({ record }) => record,
      );
      for (const { origin, licence } of records) {
        expect(origin.split(XLSD_NOTE)).toHaveLength(2);
        expect(licence).not.toBe("");
      }
    });

    it("is the same for the same seed, and another for another", async () => {
      const few = { ...options, domains: ["encyclopedic"] as const, languages: ["de", "en"] };
      const [once, again, other] = [
        await domainShift(few),
        await domainShift(few),
        await domainShift({ ...few, seed: 2 }),
      ];
      expect(again.domains).toEqual(once.domains);
      expect(other.domains[0]!.training.texts).not.toEqual(once.domains[0]!.training.texts);
    });

    it("says what is short, and refuses unknown domains", async () => {
      await expect(
        domainShift({ ...options, domains: ["encyclopedic"], trainingQueries: 900 }),
      ).rejects.toThrow(expect.objectContaining({ kind: "usage", where: "encyclopedic, training" }));
      await expect(domainShift({ ...options, domains: ["law" as DomainName] })).rejects.toThrow(
        expect.objectContaining({ wayOut: expect.stringContaining("conversational") }),
      );
      await expect(
        domainShift({ ...options, domains: ["news"], signal: AbortSignal.abort(new Error("enough")) }),
      ).rejects.toThrow("enough");
    });

    it("is what the registry gives", async () => {
      const { record } = await dataset("domain-shift").load({ ...options, domains: ["encyclopedic"] });
      expect(record).toMatchObject({ name: "domain-shift", counts: { domains: 1, languages: 3 } });
    });
  },
);

describe("the registry", () => {
  it("answers the name XLSD with what stands in for it", () => {
    expect(() => dataset("XLSD")).toThrow(
      expect.objectContaining({ wayOut: `${XLSD_NOTE} It is called domain-shift.` }),
    );
    for (const entry of datasets) {
      if (JSON.stringify(entry).includes("XLSD")) expect(entry.about).toContain(XLSD_NOTE);
    }
  });

  it("has licence and citation for every data set", () => {
    for (const { name, licence, citation, home } of datasets) {
      expect(
        [licence, citation, home].every((each) => each.length > 3),
        name,
      ).toBe(true);
    }
  });
});

/** Domains with nothing in them: the matrix does not look inside. */
const domains = (["captions", "news", "conversational"] as const).map(
  (name) => ({ name }) as DomainShift["domains"][number],
);

describe("fillDomainMatrix", () => {
  it("trains once a domain, evaluates on all, disposes of the model, and tells its progress", async () => {
    const log: string[] = [];
    const steps: number[] = [];
    const matrix = await fillDomainMatrix(
      { domains },
      {
        metric: "mAP",
        train(training) {
          log.push(`train ${training.name}`);
          return training.name.length;
        },
        evaluate(model, test, training) {
          log.push(`${training.name} on ${test.name}`);
          return {
            value: (test.name === training.name ? 10 : 1) * model,
            interval: [0, 200] as [number, number],
            n: 5,
          };
        },
        dispose: (model) => void log.push(`dispose ${model}`),
        onProgress: ({ done, of }) => steps.push(done / of),
      },
    );
    expect(log.slice(0, 5)).toEqual([
      "train captions",
      "captions on captions",
      "captions on news",
      "captions on conversational",
      "dispose 8",
    ]);
    expect(log).toHaveLength(15);
    expect(steps).toEqual(Array.from({ length: 12 }, (_, i) => i / 12));
    expect(matrix.shifts()).toEqual([
      { training: "captions", inDomain: 80, elsewhere: 8, cost: 72 },
      { training: "news", inDomain: 40, elsewhere: 4, cost: 36 },
      { training: "conversational", inDomain: 140, elsewhere: 14, cost: 126 },
    ]);
    const table = matrix.table();
    expect(table.note).toBe(XLSD_NOTE);
    expect(table.rows[1]).toEqual({
      label: "news",
      cells: {
        captions: { value: 4, interval: [0, 200], n: 5 },
        news: { value: 40, interval: [0, 200], n: 5 },
        conversational: { value: 4, interval: [0, 200], n: 5 },
      },
    });
    expect(matrix.bundle()[Mime.plain]).toContain(XLSD_NOTE);
    expect(matrix.bundle()[Mime.html]).toContain("Trained on");
  });

  it("counts a cost where lower is better the other way round", async () => {
    const matrix = await fillDomainMatrix(
      { domains },
      {
        metric: "rank distance",
        better: "lower",
        evaluate: (_, test, training) => ({ value: test === training ? 1 : 3, n: 1 }),
      },
    );
    expect(matrix.shifts().map(({ cost }) => cost)).toEqual([2, 2, 2]);
    expect(matrix.table().rows[0]!.cells.news).toEqual({ value: 3, n: 1 });
  });

  it("names both domains of a score that is none, and disposes of the model all the same", async () => {
    let disposed = 0;
    const filling = fillDomainMatrix(
      { domains },
      {
        metric: "mAP",
        train: () => 1,
        evaluate: (_, test) => ({ value: test.name === "news" ? Number.NaN : 1, n: 1 }),
        dispose: () => void disposed++,
      },
    );
    await expect(filling).rejects.toThrow(
      expect.objectContaining({ kind: "failed", where: "trained on captions, tested on news" }),
    );
    expect(disposed).toBe(1);
  });

  it("stops between evaluations when told to", async () => {
    const controller = new AbortController();
    const filling = fillDomainMatrix(
      { domains },
      {
        metric: "mAP",
        evaluate() {
          controller.abort(new Error("enough"));
          return { value: 1, n: 1 };
        },
        signal: controller.signal,
      },
    );
    await expect(filling).rejects.toThrow("enough");
  });
});
