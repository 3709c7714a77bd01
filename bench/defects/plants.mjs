/**
 * Twelve kinds of defect. Each plants one defect in a copy of a good report, or gives undefined where the report
 * has no place for it. `kinds`: findings that name the defect rightly; `claims`: ids of which a finding must point
 * at one, none for what concerns the report as a whole.
 *
 * @typedef {{ report: object, documents?: object[], facts?: Map<string, object> }} Good
 * @typedef {{ report: object, kinds: string[], claims: string[], what: string }} Planted
 */

/** @returns {[string, (good: Good, set: object, random: object) => Planted | undefined][]} */
export const plants = [
  ["swapped numbers", swappedNumbers],
  ["flipped direction", flippedDirection],
  ["wrong citation", wrongCitation],
  ["off-topic citation", offTopicCitation],
  ["missing limitation", missingLimitation],
  ["overclaim", overclaim],
  ["invented benchmark", inventedBenchmark],
  ["wrong table reference", wrongTable],
  ["truncated quote", truncatedQuote],
  ["duplicate claim", duplicateClaim],
  ["bibliography as evidence", bibliographyAsEvidence],
  ["mean that does not recompute", wrongMean],
];

const copy = (value) => JSON.parse(JSON.stringify(value));
const claimsOf = (report) => report.claims.map(({ claim }) => claim);
const supported = (claim) => claim.grounding.verdict === "supported" && claim.verified;

/** A copy of the report in which `change` has worked on one claim that it can work on; claims are tried in random order. */
function inOneClaim(good, random, change) {
  const report = copy(good.report);
  for (const claim of random.shuffle(claimsOf(report).filter(supported))) {
    const planted = change(claim, report);
    if (planted !== undefined) return { report, claims: [claim.id], ...planted };
  }
  return undefined;
}

function swappedNumbers(good, _set, random) {
  return inOneClaim(good, random, (claim) => {
    const numbers = [...claim.text.matchAll(/(?<![\p{L}\d-])\d+(?:\.\d+)?(?![\p{L}\d-])/gu)].filter(
      ({ index }) => !/Tables? $/.test(claim.text.slice(0, index)),
    );
    if (random.int(3) === 0) {
      // Two digits within a number change places.
      const target = numbers.find(
        ({ 0: text }) => /^\d\d/.test(text) && text[0] !== text[1] && text[1] !== "0",
      );
      if (target === undefined) return undefined;
      const turned = `${target[0][1]}${target[0][0]}${target[0].slice(2)}`;
      claim.text = `${claim.text.slice(0, target.index)}${turned}${claim.text.slice(target.index + target[0].length)}`;
      return {
        kinds: [
          "number that no source prints",
          "number not in its evidence",
          "numbers swapped",
          "direction flipped",
          "mean does not recompute",
        ],
        what: `${target[0]} -> ${turned}`,
      };
    }
    if (numbers.length !== 2 || numbers[0][0] === numbers[1][0]) return undefined;
    const [a, b] = numbers;
    claim.text = `${claim.text.slice(0, a.index)}${b[0]}${claim.text.slice(a.index + a[0].length, b.index)}${a[0]}${claim.text.slice(b.index + b[0].length)}`;
    return { kinds: ["numbers swapped", "direction flipped"], what: claim.text };
  });
}

function flippedDirection(good, { opposites }, random) {
  return inOneClaim(good, random, (claim) => {
    const pair = opposites.find(([word]) => new RegExp(`\\b${word}\\b`).test(claim.text));
    if (
      pair === undefined ||
      (good.facts !== undefined &&
        good.facts.get(claim.id).kind !== "direction" &&
        good.facts.get(claim.id).kind !== "scope")
    )
      return undefined;
    claim.text = claim.text.replace(new RegExp(`\\b${pair[0]}\\b`), pair[1]);
    return { kinds: ["direction flipped"], what: claim.text };
  });
}

function wrongCitation(good, _set, random) {
  return inOneClaim(good, random, (claim, report) => {
    const others = report.references
      .map(({ id }) => id)
      .filter(
        (id) =>
          id !== claim.source.work && report.methodology.searches[0].included.some((item) => item.id === id),
      );
    if (others.length === 0) return undefined;
    cite(claim, random.pick(others), random.int(2) === 0);
    return { kinds: ["wrong citation", "off-topic citation"], what: `cites ${claim.source.work}` };
  });
}

function offTopicCitation(good, _set, random) {
  return inOneClaim(good, random, (claim, report) => {
    const strangers = report.methodology.searches[0].excluded.map(({ work }) => work);
    if (strangers.length === 0) return undefined;
    // In the project's own report, the farthest of the works left out.
    cite(claim, good.facts === undefined ? "arXiv:1711.05101" : random.pick(strangers), random.int(2) === 0);
    return { kinds: ["off-topic citation"], what: `cites ${claim.source.work}` };
  });
}

/** @param all whether the passages are said to be of the other work, too */
function cite(claim, work, all) {
  claim.source = {
    work,
    ...(claim.source.locator === undefined ? {} : { locator: claim.source.locator }),
    ...(all && claim.source.quote !== undefined ? { quote: claim.source.quote } : {}),
  };
  if (all) for (const passage of claim.grounding.passages) passage.work = work;
}

function missingLimitation(good, _set, random) {
  const report = copy(good.report);
  const blocks = report.sections.limitations;
  const way = good.facts === undefined ? random.int(2) : random.int(4);
  const general =
    "This report was put together automatically. Readers should consult the sources. Automated retrieval and verification may introduce errors.";
  if (way === 0) report.sections.limitations = [];
  else if (way === 1) report.sections.limitations = [{ ...blocks[0], markdown: general }];
  else
    blocks[0].markdown = blocks[0].markdown
      .split("\n")
      .filter((_, i, lines) => (way === 2 ? i !== 0 : i !== lines.length - 1))
      .join("\n");
  return {
    report,
    kinds: ["missing limitation"],
    claims: [],
    what: ["all", "only general", "the source's own", "the failed search"][way],
  };
}

function overclaim(good, { overstatements }, random) {
  return inOneClaim(good, random, (claim) => {
    const found = overstatements.find(([pattern]) => pattern.test(claim.text));
    if (found === undefined) return undefined;
    claim.text = claim.text.replace(found[0], found[1]);
    return { kinds: ["overclaim"], what: claim.text };
  });
}

function inventedBenchmark(good, _set, random) {
  return inOneClaim(good, random, (claim) => {
    const bench =
      good.facts === undefined
        ? ["XQuAD-R", "MIRACL"].find((name) => claim.text.includes(name))
        : good.facts.get(claim.id).bench;
    if (bench === undefined) return undefined;
    const parts = ["Zor", "Vex", "Quo", "Lum", "Tri", "Kan"];
    const shapes = [
      () => `${random.pick(parts)}${random.pick(parts)}-${2 + random.int(90)}`,
      () => `${random.pick(["XL", "KR", "QV", "TZ"])}${random.pick(["SD", "BM", "GQ"])}`,
      () => `${random.pick(parts)}${random.pick(["Bench", "Set", "Eval"])}`,
    ];
    const name = random.pick(shapes)();
    claim.text = claim.text.replaceAll(bench, name);
    return { kinds: ["benchmark that no source knows"], what: name };
  });
}

function wrongTable(good, _set, random) {
  return inOneClaim(good, random, (claim) => {
    if (/\bTable 1\b/.test(claim.text)) {
      claim.text = claim.text.replace(/\bTable 1\b/, random.pick(["Table 2", "Table 7"]));
      return { kinds: ["wrong table reference"], what: claim.text };
    }
    if (good.facts !== undefined || claim.reported.comparisons.length === 0) return undefined;
    for (const comparison of claim.reported.comparisons) {
      for (const cell of [comparison.left, comparison.right])
        if (typeof cell !== "number") cell.table = cell.table === "1" ? "2" : "1";
    }
    return { kinds: ["wrong table reference"], what: claim.id };
  });
}

function truncatedQuote(good, _set, random) {
  return inOneClaim(good, random, (claim) => {
    const whole = claim.grounding.passages[0].text;
    if (whole.length < 40) return undefined;
    const keep = Math.round(whole.length * (0.45 + 0.4 * random.float()));
    const cut = random.int(2) === 0 ? whole.slice(0, keep) : whole.slice(0, whole.lastIndexOf(" ", keep));
    for (const part of [
      claim.grounding.passages[0],
      ...(claim.source.quote === undefined ? [] : [claim.source.quote]),
    ]) {
      if (part.text !== whole) continue;
      part.text = cut;
      part.end = part.start + cut.length;
    }
    return { kinds: ["quote cut off"], what: cut };
  });
}

function duplicateClaim(good, { disguises }, random) {
  return inOneClaim(good, random, (claim, report) => {
    const at = report.claims.findIndex((entry) => entry.claim === claim);
    const again = copy(report.claims[at]);
    again.claim.id = `${claim.id}-again`;
    again.claim.text = random.pick(disguises)(claim.text);
    report.claims.push(again);
    report.tally.claims += 1;
    report.tally.holds += 1;
    report.tally.verified += 1;
    return { kinds: ["duplicate claim"], what: again.claim.text };
  });
}

function bibliographyAsEvidence(good, _set, random) {
  return inOneClaim(good, random, (claim, report) => {
    const document = good.documents?.find(({ work }) => work === claim.source.work);
    const entries = document?.references ?? report.references.map(({ text }) => text);
    const text = random.pick(entries);
    for (const passage of claim.grounding.passages)
      Object.assign(passage, { text, start: 0, end: text.length });
    if (claim.source.quote !== undefined)
      Object.assign(claim.source.quote, { text, start: 0, end: text.length });
    return { kinds: ["bibliography as evidence"], what: text };
  });
}

function wrongMean(good, _set, random) {
  if (good.facts !== undefined && random.int(2) === 0) {
    return inOneClaim(good, random, (claim) => {
      if (good.facts.get(claim.id).kind !== "mean") return undefined;
      const { mean } = good.facts.get(claim.id).slots;
      const wrong = (Number(mean) * (random.int(2) === 0 ? 1.12 : 0.87)).toFixed(
        mean.split(".")[1]?.length ?? 0,
      );
      const at = claim.text.lastIndexOf(mean);
      claim.text = `${claim.text.slice(0, at)}${wrong}${claim.text.slice(at + mean.length)}`;
      return { kinds: ["mean does not recompute"], what: claim.text };
    });
  }
  const report = copy(good.report);
  const block = Object.values(report.sections)
    .flat()
    .find((each) => each.kind === "table" && each.table.rows.some(({ label }) => label === "Mean"));
  if (block === undefined) return undefined;
  const row = block.table.rows.find(({ label }) => label === "Mean");
  const cell = row.cells[random.pick(Object.keys(row.cells))];
  cell.value = cell.value * (random.int(2) === 0 ? 1.12 : 0.87);
  return { report, kinds: ["mean does not recompute"], claims: [], what: "the report's own table" };
}
