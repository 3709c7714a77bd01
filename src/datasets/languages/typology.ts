import { ClaimbookError } from "../../errors.js";
import { DatasetFiles } from "../dataset-files.js";
import type { LoadOptions } from "../entry.js";
import type { DatasetRecord } from "../record.js";
import { languageTag } from "./language-tag.js";

/**
 * What a distance is measured over. `syntactic`, `phonological`, `inventory`: URIEL's features of that kind, with
 * missing values predicted from the nearest languages (knn). `featural`: those three together. `genetic`: membership in
 * the branches of the family tree. `geographic`: URIEL's vector of distances to fixed points of the earth.
 */
export const TYPOLOGY_KINDS = [
  "syntactic",
  "phonological",
  "inventory",
  "featural",
  "genetic",
  "geographic",
] as const;
export type TypologyKind = (typeof TYPOLOGY_KINDS)[number];

/** Columns of `pairwise.csv` where the vectors themselves are not among the files, or not all of them. */
const PAIRWISE = { genetic: "genetic_cosdist", geographic: "geographic_cosdist" } as const;

const PREFIXES = { syntactic: "S_", phonological: "P_", inventory: "INV_", featural: "" } as const;

/**
 * Typological vectors and distances from URIEL (Littell et al. 2017, through lang2vec).
 *
 * Distances are 1 - cosine of the vectors, 0 to 1. They are computed from lang2vec's vectors and are *not* the
 * precomputed distance tables of the URIEL release; the geographic ones are small by construction, for the vectors of
 * any two places are much alike.
 */
export class Typology {
  readonly record: DatasetRecord;
  /** Tags, sorted. */
  readonly languages: readonly string[];
  readonly #names: readonly string[];
  readonly #vectors: ReadonlyMap<string, readonly number[]>;
  readonly #branches: ReadonlyMap<string, readonly string[]>;
  readonly #pairs: ReadonlyMap<string, Readonly<Record<keyof typeof PAIRWISE, number>>>;

  /** Use `typology()`; this takes the texts of the three files. */
  constructor(features: string, branches: string, pairwise: string, record: Omit<DatasetRecord, "counts">) {
    const [head, ...rows] = csv(features, "features_knn.csv");
    this.#names = head!.slice(2);
    this.#vectors = new Map(rows.map(([code, , ...values]) => [languageTag(code!), values.map(Number)]));
    this.#branches = new Map(
      Object.entries(JSON.parse(branches) as Record<string, { families: string[] }>).map(
        ([code, { families }]) => [languageTag(code), families.map((name) => name.replace(/^F_/, ""))],
      ),
    );
    const [columns, ...pairs] = csv(pairwise, "pairwise.csv");
    const at = (name: string) => {
      const column = columns!.indexOf(name);
      if (column < 0) throw malformed("pairwise.csv", `it has no column ${name}`);
      return column;
    };
    const [genetic, geographic] = [at(PAIRWISE.genetic), at(PAIRWISE.geographic)];
    this.#pairs = new Map(
      pairs.map((row) => [
        pairKey(languageTag(row[0]!), languageTag(row[1]!)),
        { genetic: Number(row[genetic]), geographic: Number(row[geographic]) },
      ]),
    );
    this.languages = [...this.#vectors.keys()].sort();
    this.record = {
      ...record,
      counts: { languages: this.languages.length, features: this.#names.length, pairs: this.#pairs.size },
    };
  }

  /**
   * @returns 0 (alike) to 1, or undefined where the data have nothing on one of the languages (isolates have no
   *   genetic distance)
   * @throws {ClaimbookError} kind `usage` for an unknown kind of distance
   */
  distance(a: string, b: string, kind: TypologyKind): number | undefined {
    if (!TYPOLOGY_KINDS.includes(kind)) {
      throw new ClaimbookError(`no typological distance is called ${JSON.stringify(kind)}`, {
        kind: "usage",
        where: "typological distance",
        wayOut: `There is: ${TYPOLOGY_KINDS.join(", ")}.`,
      });
    }
    const [left, right] = [languageTag(a), languageTag(b)];
    if (kind === "genetic" || kind === "geographic") {
      const distance = this.#pairs.get(pairKey(left, right))?.[kind];
      return distance === undefined || Number.isNaN(distance) ? undefined : distance;
    }
    return cosineDistance(this.features(left, kind), this.features(right, kind));
  }

  /** A language's URIEL features, 0 to 1 each, in the order of `featureNames`; undefined for a language not there. */
  features(code: string, kind: keyof typeof PREFIXES): readonly number[] | undefined {
    const vector = this.#vectors.get(languageTag(code));
    return vector?.filter((_, i) => this.#names[i]!.startsWith(PREFIXES[kind]));
  }

  featureNames(kind: keyof typeof PREFIXES): readonly string[] {
    return this.#names.filter((name) => name.startsWith(PREFIXES[kind]));
  }

  /** The branches of the family tree that a language belongs to, from the root; empty for isolates. */
  branches(code: string): readonly string[] | undefined {
    return this.#branches.get(languageTag(code));
  }
}

/**
 * Reads lang2vec's vectors, families and distances.
 *
 * @throws {ClaimbookError} kind `could-not-run` when the files are not there
 */
export async function typology(options: LoadOptions = {}): Promise<Typology> {
  const files = new DatasetFiles("lang2vec", options);
  const [features, branches, pairwise] = [
    await files.text("features_knn.csv"),
    await files.text("families.json"),
    await files.text("pairwise.csv"),
  ];
  return new Typology(features, branches, pairwise, {
    schema: "claimbook/dataset/1",
    name: "lang2vec",
    version: "1.1.2",
    origin: "URIEL through lang2vec (knn vectors, families; cosine distances computed from the vectors)",
    licence: "CC-BY-SA-4.0",
    sha256: files.sha256(),
    options: {},
  });
}

/** `Typology.distance`, for a single question. Reads the files each time. */
export async function typologicalDistance(
  a: string,
  b: string,
  kind: TypologyKind,
  options: LoadOptions = {},
): Promise<number | undefined> {
  return (await typology(options)).distance(a, b, kind);
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function cosineDistance(
  a: readonly number[] | undefined,
  b: readonly number[] | undefined,
): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  if (aa === 0 || bb === 0) return undefined;
  return Math.max(0, 1 - dot / Math.sqrt(aa * bb));
}

/** Rows of a file without quoted fields, all as long as the first. */
function csv(text: string, file: string): string[][] {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => line.split(","));
  const short = rows.findIndex((row) => row.length !== rows[0]!.length);
  if (rows.length < 2 || short >= 0) {
    throw malformed(
      file,
      short < 0 ? "it has no rows" : `line ${short + 1} has not as many fields as the first`,
    );
  }
  return rows;
}

function malformed(file: string, what: string): ClaimbookError {
  return new ClaimbookError(`the file is not as expected: ${what}`, {
    kind: "could-not-run",
    where: `lang2vec/${file}`,
    wayOut: "Get the file again.",
  });
}
