// A reliability diagram as SVG: a panel for each data set, confidence of the verdict against how often it was right.
import { binsOf } from "./scores.mjs";

const ways = [
  ["as shipped", "#1f6f8b", "circle"],
  ["recalibrated", "#b5651d", "square"],
];

export function reliabilityDiagram(results) {
  const size = 220;
  const gap = 50;
  const width = results.length * (size + gap) + gap;
  const panels = results
    .map(({ name, rows }, i) => panel(name, rows, gap + i * (size + gap), 40, size))
    .join("\n");
  const legend = ways
    .map(
      ([way, colour, shape], i) =>
        `${mark(gap + 6 + i * 120, size + 92, colour, shape, 5)}<text x="${gap + 18 + i * 120}" y="${size + 96}">${way}</text>`,
    )
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${size + 110}" font-family="sans-serif" font-size="11" role="img" aria-label="Reliability diagrams: confidence of the verdict against the share of right verdicts">
<rect width="100%" height="100%" fill="#fff"/>
${panels}
${legend}
</svg>
`;
}

function panel(name, rows, x, y, size) {
  const at = (confidence, accuracy) => [x + confidence * size, y + (1 - accuracy) * size];
  const ticks = [0, 0.5, 1]
    .map(
      (t) =>
        `<text x="${x + t * size}" y="${y + size + 14}" text-anchor="middle">${t}</text><text x="${x - 5}" y="${y + (1 - t) * size + 4}" text-anchor="end">${t}</text>`,
    )
    .join("");
  const curves = ways.flatMap(([way, colour, shape], line) => {
    const row = rows.find((each) => each.way === way);
    if (row === undefined) return [];
    const points = binsOf(row.judged).filter(({ n }) => n > 0);
    const path = points
      .map(({ confidence, accuracy }) =>
        at(confidence, accuracy)
          .map((v) => v.toFixed(1))
          .join(","),
      )
      .join(" ");
    const marks = points.map(({ n, confidence, accuracy }) => {
      const [cx, cy] = at(confidence, accuracy);
      return mark(cx, cy, colour, shape, 2 + 6 * Math.sqrt(n / row.judged.length));
    });
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}"/>${marks.join("")}<text x="${x + 6}" y="${y + 14 + line * 14}" fill="${colour}">ECE ${row.ece.toFixed(3)}</text>`,
    ];
  });
  return `<g><text x="${x}" y="${y - 10}" font-weight="bold">${name}</text><rect x="${x}" y="${y}" width="${size}" height="${size}" fill="none" stroke="#999"/><line x1="${x}" y1="${y + size}" x2="${x + size}" y2="${y}" stroke="#ccc" stroke-dasharray="4 3"/>${ticks}<text x="${x + size / 2}" y="${y + size + 28}" text-anchor="middle">confidence</text>${curves.join("")}</g>`;
}

function mark(cx, cy, colour, shape, r) {
  return shape === "circle"
    ? `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${r.toFixed(1)}" fill="${colour}" fill-opacity="0.8"/>`
    : `<rect x="${(cx - r).toFixed(1)}" y="${(cy - r).toFixed(1)}" width="${(2 * r).toFixed(1)}" height="${(2 * r).toFixed(1)}" fill="${colour}" fill-opacity="0.8"/>`;
}
