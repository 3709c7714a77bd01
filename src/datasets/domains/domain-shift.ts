import { ClaimbookError } from "../../errors.js";
import { Random } from "../../random.js";
import { sha256Of } from "../../sha256.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import { languageTag } from "../languages/index.js";
import {
  LeakageIndex,
  type LeakageOptions,
  LeakageReport,
  retrievalSide,
  trainingSide,
  withoutLeaks,
} from "../leakage/index.js";
import { retrievalOf } from "../parallel/retrieval-of.js";
import type { DatasetRecord } from "../record.js";
import type { ParallelRetrieval, ParallelTraining } from "../retrieval-data.js";
import { chooseTexts, withDistractors } from "./choose-texts.js";
import { DOMAINS, type DomainName, type DomainPool, domainPools, type PoolOptions } from "./domain-pools.js";
import { XLSD_NOTE } from "./xlsd.js";

/** The languages that all five domains have. */
export const DOMAIN_LANGUAGES = ["ar", "de", "en", "es", "hi", "vi", "zh"] as const;

export interface DomainShiftOptions
  extends Pick<LoadOptions, "env" | "project" | "languages">,
    Pick<LeakageOptions, "threshold" | "signal" | "onProgress"> {
  /** Defaults to all five. */
  domains?: readonly DomainName[];
  /** Training queries of each language in each domain. Defaults to 200. */
  trainingQueries?: number;
  /** Held-out queries of each language in each domain. Defaults to 40. */
  queries?: number;
  /** Held-out candidates of each language in each domain, those asked for among them. Defaults to 260. */
  candidates?: number;
  /** What asks for what in the domains that are sentences; see `SentenceTask`. Defaults to `part`. */
  task?: PoolOptions["task"];
  /** Defaults to 1. */
  seed?: number;
}

export interface Domain {
  name: DomainName;
  about: string;
  training: ParallelTraining;
  heldOut: ParallelRetrieval;
}

/** Five domains of equal size in the same languages, with nothing in common between any training and any held-out set. */
export interface DomainShift {
  record: DatasetRecord;
  /** What is to be said where the suite is shown. */
  note: string;
  languages: readonly string[];
  domains: readonly Domain[];
  /** Every training set against every held-out set, as chosen: clean. */
  leakage: LeakageReport;
}

/**
 * The domain-shift suite: for each domain a training set and a held-out retrieval task, for a matrix of training domain
 * by test domain (`fillDomainMatrix`). No public data set called "XLSD" was found; this stands in for it.
 *
 * Equal in all domains: the languages, the training queries, the held-out queries and the candidates of each language.
 * Not equal, and not to be had equal: what asks for what (keywords for captions, questions for Wikipedia, halves of
 * sentences elsewhere), the length of the texts, and in how many languages a group is there (Tatoeba: mostly two). A
 * training group any text of which is an exact or near duplicate of a held-out text of any domain is left out before
 * the choice.
 *
 * @throws {ClaimbookError} kind `usage` when a domain has not as many texts as asked for; as the readers of the data
 *   sets do; the signal's reason when aborted
 */
export async function domainShift(options: DomainShiftOptions = {}): Promise<DomainShift> {
  const { trainingQueries = 200, queries = 40, candidates = 260, seed = 1, task = "part" } = options;
  const languages = (options.languages ?? DOMAIN_LANGUAGES).map(languageTag);
  const names = chosenDomains(options.domains ?? DOMAINS);
  const random = new Random(seed).fork("domain shift");
  const asked = { languages, trainingQueries, queries, candidates, task, seed };

  const pools = new Map<DomainName, DomainPool>();
  const heldOut = new Map<DomainName, ParallelRetrieval>();
  for (const name of names) {
    const pool = await domainPools[name]({ ...options, languages, task, seed });
    options.signal?.throwIfAborted();
    pools.set(name, pool);
    const where = `${name}, held out`;
    const chosen = chooseTexts(pool.heldOut, languages, queries, random.fork(where), where);
    const texts = withDistractors(chosen, languages, candidates, where);
    heldOut.set(
      name,
      retrievalOf(texts, languages, (counts) => recordOf(where, pool.records, counts, asked)),
    );
  }

  const indexed = new Map<DomainName, LeakageIndex>();
  for (const [name, task] of heldOut) indexed.set(name, await LeakageIndex.of(retrievalSide(task), options));
  const domains: Domain[] = [];
  const leakages = [];
  for (const [name, { about, training: pool, records }] of pools) {
    const where = `${name}, training`;
    const everything: ParallelTraining = {
      record: recordOf(where, records, {}, asked),
      locales: languages,
      texts: pool,
    };
    const clean = withoutLeaks(everything, await against(everything, indexed, options));
    const { texts } = chooseTexts(clean.texts, languages, trainingQueries, random.fork(where), where);
    const training: ParallelTraining = {
      record: {
        ...clean.record,
        counts: {
          languages: languages.length,
          groups: new Set(texts.map(({ group }) => group)).size,
          queries: texts.reduce((sum, text) => sum + text.queries.length, 0),
          passages: texts.length,
          "groups left out as leaking": clean.record.counts["groups left out as leaking"]!,
        },
      },
      locales: languages,
      texts,
    };
    leakages.push(...(await against(training, indexed, options)));
    domains.push({ name, about, training, heldOut: heldOut.get(name)! });
  }
  const records = domains.flatMap(({ training, heldOut }) => [training.record, heldOut.record]);
  return {
    record: recordOf(
      "domain-shift",
      records,
      { languages: languages.length, domains: domains.length },
      asked,
    ),
    note: XLSD_NOTE,
    languages,
    domains,
    leakage: new LeakageReport(leakages),
  };
}

async function against(
  training: ParallelTraining,
  heldOut: ReadonlyMap<DomainName, LeakageIndex>,
  options: LeakageOptions,
) {
  const index = await LeakageIndex.of(trainingSide(training), options);
  const leakages = [];
  for (const other of heldOut.values()) leakages.push(await index.against(other, options));
  return leakages;
}

function chosenDomains(asked: readonly DomainName[]): readonly DomainName[] {
  const unknown = asked.find((name) => !DOMAINS.includes(name));
  if (unknown === undefined && asked.length > 0 && new Set(asked).size === asked.length) return asked;
  throw new ClaimbookError(
    unknown === undefined
      ? "no domain is asked for, or one twice"
      : `no domain is called ${JSON.stringify(unknown)}`,
    { kind: "usage", where: "domains", wayOut: `There is: ${DOMAINS.join(", ")}.` },
  );
}

function recordOf(
  name: string,
  from: readonly DatasetRecord[],
  counts: Record<string, number>,
  options: Record<string, unknown>,
): DatasetRecord {
  const distinct = (values: readonly string[]) => [...new Set(values)];
  return {
    schema: "claimbook/dataset/1",
    name: name === "domain-shift" ? name : `domain-shift: ${name}`,
    version: distinct(from.map((each) => each.version)).join(", "),
    origin: `${distinct(from.map((each) => each.origin.replace(XLSD_NOTE, "").trim())).join("; ")} ${XLSD_NOTE}`,
    licence: distinct(from.map((each) => each.licence)).join(", "),
    sha256: sha256Of(from.map((each) => each.sha256).join("\n")),
    counts,
    options,
  };
}

export const domainShiftEntry: DatasetEntry = {
  name: "domain-shift",
  about: `Captions, news, Wikipedia questions, encyclopedic and everyday sentences, cut to equal size. ${XLSD_NOTE}`,
  kind: "domain shift",
  home: "made here, of the data sets named",
  licence: "Unicode-3.0, CC-BY-SA-4.0, CC-BY-NC-4.0, Apache-2.0, CC-BY-2.0-FR: each text as its data set",
  citation:
    "Cite the data sets it is made of: cldr-captions, ntrex-128, mlqa-r, xquad-r, sib-200, tatoeba-laser.",
  languages: DOMAIN_LANGUAGES,
  needsNetwork: false,
  sources: ["cldr-captions", "ntrex-128", "mlqa-r", "xquad-r", "sib-200", "tatoeba-laser"].map((name) => ({
    kind: "dataset",
    name,
  })),
  load: (options) => domainShift(options as DomainShiftOptions | undefined),
};
