// How fast and how rightly records of several databases are grouped by work:
//   npm run build && node bench/deduplication.mjs [--records 10000] [--share 0.3] [--seeds 1,2,3] [--rounds 3]
//
// The records are made up (bench/deduplication/synthetic-records.mjs): duplicates with slips, lost subtitles, other
// spellings, missing ids, authors and years; among works that look alike (parts, editions, replies, opposites,
// the same title by others). Precision and recall are over pairs of records. The peer, in the same run, is what is
// commonly done: the same DOI or arXiv number, else the same title in lower case without punctuation and the same year.
import { parseArgs } from "node:util";
import { groupRecords } from "../dist/literature/deduplication/index.js";
import { Random } from "../dist/random.js";
import { pairScores, syntheticRecords } from "./deduplication/synthetic-records.mjs";
import { median } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "10000" },
    share: { type: "string", default: "0.3" },
    seeds: { type: "string", default: "1,2,3" },
    rounds: { type: "string", default: "3" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(
    "node bench/deduplication.mjs [--records N] [--share OF_DUPLICATES] [--seeds A,B] [--rounds N]",
  );
  process.exit(0);
}

for (const seed of values.seeds.split(",")) {
  const { records, works } = syntheticRecords(new Random(seed), {
    records: Number(values.records),
    duplicates: Number(values.share),
  });
  console.log(`seed ${seed}: ${records.length} records of ${new Set(works).size} works`);
  for (const [name, group] of [
    ["claimbook", byClaimbook],
    ["ids, title and year", byTitle],
  ]) {
    const times = [];
    let found;
    for (let round = 0; round < Number(values.rounds); round++) {
      const start = performance.now();
      found = group(records);
      times.push(performance.now() - start);
    }
    const { precision, recall, made, there } = pairScores(found, works);
    console.log(
      `  ${name.padEnd(20)} ${(median(times) / 1000).toFixed(2)} s  precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}  (${made} pairs made, ${there} there are)`,
    );
  }
}

function byClaimbook(records) {
  const found = new Array(records.length);
  for (const [i, { records: members }] of groupRecords(records).entries()) {
    for (const { rank } of members) found[rank - 1] = i;
  }
  return found;
}

function byTitle(records) {
  const known = new Map();
  return records.map(({ ids, item }, i) => {
    const title = item.title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    const keys = [
      ids.doi?.toLowerCase(),
      ids.arxiv,
      `${title} ${item.issued?.["date-parts"][0]?.[0]}`,
    ].filter(Boolean);
    const group = keys.map((key) => known.get(key)).find((each) => each !== undefined) ?? i;
    for (const key of keys) if (!known.has(key)) known.set(key, group);
    return group;
  });
}
