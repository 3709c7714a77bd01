// Measures of three-way verdicts: macro-F1, precision and recall by class, ECE and Brier score.
export const labels = ["supported", "contradicted", "not found"];

/**
 * @param rows [{ label, shares: [supported, contradicted, not found], verdict }] with `label` and `verdict` as indexes
 * @returns macro-F1 over the classes that occur, by class precision, recall and F1, accuracy,
 *   ECE (15 bins of equal width over the highest share; Guo et al. 2017) and Brier score (sum over classes, 0..2)
 */
export function scoresOf(rows) {
  const byClass = labels.map((_, k) => {
    const hit = rows.filter((row) => row.verdict === k && row.label === k).length;
    const said = rows.filter((row) => row.verdict === k).length;
    const there = rows.filter((row) => row.label === k).length;
    const precision = said === 0 ? 0 : hit / said;
    const recall = there === 0 ? 0 : hit / there;
    return {
      precision,
      recall,
      f1: hit === 0 ? 0 : (2 * precision * recall) / (precision + recall),
      there,
      said,
    };
  });
  const present = byClass.filter(({ there }) => there > 0);
  return {
    n: rows.length,
    macroF1: present.reduce((sum, { f1 }) => sum + f1, 0) / present.length,
    byClass,
    accuracy: rows.filter((row) => row.verdict === row.label).length / rows.length,
    ece: eceOf(rows),
    brier:
      rows.reduce(
        (sum, { shares, label }) => sum + shares.reduce((s, p, k) => s + (p - (k === label ? 1 : 0)) ** 2, 0),
        0,
      ) / rows.length,
  };
}

/** Bins of the highest share: count, mean share, share of hits. */
export function binsOf(rows, bins = 15) {
  const all = Array.from({ length: bins }, () => ({ n: 0, confidence: 0, hits: 0 }));
  for (const { shares, label } of rows) {
    const top = Math.max(...shares);
    const bin = all[Math.min(bins - 1, Math.floor(top * bins))];
    bin.n++;
    bin.confidence += top;
    if (shares.indexOf(top) === label) bin.hits++;
  }
  return all.map(({ n, confidence, hits }) => ({
    n,
    confidence: n && confidence / n,
    accuracy: n && hits / n,
  }));
}

function eceOf(rows) {
  return binsOf(rows).reduce(
    (sum, { n, confidence, accuracy }) => sum + (n / rows.length) * Math.abs(confidence - accuracy),
    0,
  );
}

/** Two cuts of one score, in any order of the classes that is worth a try; the best macro-F1 on the rows given. */
export function tuneCuts(scored) {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  // counts[k][i]: rows of class k among the first i.
  const counts = labels.map((_, k) => {
    const sums = new Float64Array(sorted.length + 1);
    for (let i = 0; i < sorted.length; i++) sums[i + 1] = sums[i] + (sorted[i].label === k ? 1 : 0);
    return sums;
  });
  const below = (value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle].score < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const values = [...new Set(sorted.map(({ score }) => score))];
  const grid = Array.from({ length: 81 }, (_, i) => values[Math.floor((i * (values.length - 1)) / 80)]);
  const places = grid.map(below);
  const n = sorted.length;
  let best = { f1: -1 };
  for (const order of orders) {
    for (let a = 0; a < grid.length; a++) {
      for (let b = a; b < grid.length; b++) {
        const edges = [0, places[a], places[b], n];
        let sum = 0;
        let present = 0;
        for (const [part, k] of order.entries()) {
          const there = counts[k][n];
          if (there === 0) continue;
          present++;
          const hit = counts[k][edges[part + 1]] - counts[k][edges[part]];
          sum += (2 * hit) / (there + edges[part + 1] - edges[part]);
        }
        if (sum / present > best.f1) best = { f1: sum / present, low: grid[a], high: grid[b], order };
      }
    }
  }
  return best;
}

/** Which verdict a low, a middle and a high score stand for. */
const orders = [
  [2, 1, 0],
  [2, 0, 1],
  [1, 2, 0],
];

export function cut(score, { low, high, order }) {
  return score < low ? order[0] : score < high ? order[1] : order[2];
}
