import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** A small field of its own: what cover crops do to soil. The texts are made up for these tests. */
export const paperTitle = "Cover crops and soil carbon after six years of no-till farming";

const paper = `# ${paperTitle}

## Abstract

Winter rye sown as a cover crop raised soil organic carbon by 18% over six years, while bare fallow lost carbon. Earthworm counts were higher under rye than under fallow in every season of the trial, although clover plots had the highest counts of all. No effect of cover crops on grain yield was found.

## 2 Methods

The trial ran on 24 plots at the Lindau station from 2014 to 2020, with four replicates of each treatment and no tillage on any of them after the first autumn. Soil cores were taken to a depth of 30 cm every October.

## 3 Results

Soil organic carbon differed between treatments at the end of the trial, as Table 1 shows, and the difference between rye and fallow was already visible after three years of growing cover crops in winter.

Table 1: Soil organic carbon (g/kg) by treatment and depth, higher is better.

| Depth | Fallow | Rye | Clover |
|---|---|---|---|
| 0-10 cm | 14.1 | 17.9 | 17.2 |
| 10-20 cm | 11.8 | 13.0 | 13.4 |
| 20-30 cm | 9.6 | 9.9 | 9.7 |

Nitrate leaching fell by 40% under rye.
`;

const off = `# Coupling of quasars to their host galaxies

## Abstract

Quasars of high redshift show broad emission lines. Their host galaxies are compact and form stars at high rates.
`;

const works = [
  {
    id: "doi:10.5555/soil.1",
    type: "article-journal",
    title: paperTitle,
    issued: { "date-parts": [[2021]] },
  },
  {
    id: "doi:10.5555/quasar.2",
    type: "article-journal",
    title: "Coupling of quasars to their host galaxies",
    issued: { "date-parts": [[2019]] },
  },
  {
    id: "doi:10.5555/rye.3",
    type: "article-journal",
    title: "A second look at winter rye",
    abstract:
      "Earthworm counts were higher under rye than under bare fallow in a trial on sand. Nitrate leaching fell under rye.",
  },
];

/** Writes the library into a new folder below `folder`, and returns its path. */
export async function writeSoilLibrary(folder: string): Promise<string> {
  const library = path.join(folder, "library");
  await mkdir(library, { recursive: true });
  await writeFile(path.join(library, "works.json"), JSON.stringify(works));
  await writeFile(path.join(library, "doi_10.5555_soil.1.md"), paper);
  await writeFile(path.join(library, "doi_10.5555_quasar.2.md"), off);
  return library;
}

export interface Row {
  text: string;
  mark: "✓" | "×";
  confidence?: string;
}

/** A report in the synthesis format. */
export function soilReport(
  rows: readonly Row[],
  { question = "Do cover crops raise soil carbon under no-till farming on the AGROBENCH benchmark?" } = {},
): string {
  const ticks = rows.filter(({ mark }) => mark === "✓").length;
  return `# Soil carbon under cover crops

Somebody's Robot

3 May 2026

## Abstract

We look at soils.

## 1 Introduction

This paper examines: ${paperTitle}. Research question: ${question}

## 2 Methodology

Systematic literature search across multiple databases yielded 4 papers.

## 3 Results

4 papers retrieved. ${rows.length} claims extracted; ${ticks} independently verified. Quality review score: 9.0/10.

## 4 Limitations

None.

## 5 Extracted Claims

| Claim | Verified | Confidence |
|---|---|---|
${rows.map(({ text, mark, confidence = "0.40" }) => `| ${text.replaceAll("|", "\\|")} | ${mark} | ${confidence} |`).join("\n")}

## References

- <https://doi.org/10.5555/soil.1>
- <https://doi.org/10.5555/quasar.2>
- <https://doi.org/10.5555/nobody.9>
`;
}
