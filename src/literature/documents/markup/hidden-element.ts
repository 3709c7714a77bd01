import type { MarkupElement } from "./tree.js";

/** Styles that take an element out of sight: each must fit one declaration as a whole. */
const unseen: readonly RegExp[] = [
  /^display:none$/,
  /^visibility:(?:hidden|collapse)$/,
  /^opacity:(?:0|0?\.0\d*)%?$/,
  /^font-size:(?:0|0?\.\d+|1)(?:p[xt]|r?em|%)?$/,
  /^font:0/,
  /^color:(?:transparent|rgba\([\d.,%]+,0(?:\.0\d*)?%?\)|#[0-9a-f]{6}00|#[0-9a-f]{3}0)$/,
  /^(?:left|top|right|bottom|text-indent|margin-left|margin-top):-(?:\d{4,}px|\d{3,}(?:r?em|%|v[wh]))$/,
  /^transform:scale\(0\)$/,
  /^clip:rect\((?:0|1)(?:px)?[, ].{0,40}\)$/,
  /^clip-path:inset\((?:50|100)%\)$/,
];
const white = /^color:(?:white|#fff(?:fff)?(?:ff)?|rgb\(255,255,255\)|snow|ivory|#f[c-f]f[c-f]f[c-f])$/;
const ground = /^background/;

/**
 * Whether an element says of itself that nobody sees it: the `hidden` attribute, or an inline style without size,
 * colour or place; white text counts where the element has no ground of its own. Style sheets are not looked at.
 */
export function isHidden({ attributes, name }: MarkupElement): boolean {
  if (attributes.hidden !== undefined) return true;
  // A row of a table may have a ground for its cells.
  const alone = !/^(?:t[dhr]|tbody|thead)$/.test(name);
  if (name === "font" && white.test(`color:${(attributes.color ?? "").toLowerCase()}`)) return true;
  const style = attributes.style;
  if (style === undefined) return false;
  const declarations = style
    .slice(0, 4_000)
    .toLowerCase()
    .split(";")
    .map((declaration) => declaration.replace(/!important/, "").replace(/\s+/g, ""));
  return (
    declarations.some((declaration) => unseen.some((pattern) => pattern.test(declaration))) ||
    (alone &&
      declarations.some((declaration) => white.test(declaration)) &&
      !declarations.some((declaration) => ground.test(declaration)))
  );
}
