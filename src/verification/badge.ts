import { escapeHtml } from "../claims/escape.js";
import type { Certificate } from "./certificate.js";
import { isReproduced } from "./compare-claims.js";

/** Width of a letter in the badge's font size, on average and generously. */
const letter = 6.6;
const padding = 7;

/** A certificate as a badge: SVG without script, fonts or anything from outside. Says in words what its colour says. */
export function badgeSvg(certificate: Certificate): string {
  const [left, right] = ["claims", badgeText(certificate)];
  const [a, b] = [left, right].map((text) => Math.round(text.length * letter + 2 * padding)) as [
    number,
    number,
  ];
  const colour = certificate.passed ? "#146c43" : certificate.reproduced ? "#8a5a00" : "#a32020";
  const title = escapeHtml(`${left}: ${right}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${title}">
<title>${title}</title>
<rect width="${a + b}" height="20" rx="3" fill="#3b4249"/>
<path d="M${a} 0h${b - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${a}z" fill="${colour}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="${a / 2}" y="14">${left}</text>
<text x="${a + b / 2}" y="14">${escapeHtml(right)}</text>
</g>
</svg>
`;
}

function badgeText({ claims, integrity, passed, scope, seeds }: Certificate): string {
  const good = claims.filter(({ outcome }) => isReproduced(outcome)).length;
  const fragile = seeds?.claims.filter((claim) => claim.fragile).length ?? 0;
  const parts = [
    `${good} of ${claims.length} reproduced${scope === undefined ? "" : " (a selection)"}`,
    ...(integrity.intact ? [] : ["altered after execution"]),
    ...(fragile === 0 ? [] : [`${fragile} fragile`]),
  ];
  return `${passed ? "✓" : "✗"} ${parts.join(", ")}`;
}
