const leading = /\d+(?:,\d{3}(?!\d))*(?:\.(\d+)|,(\d{1,2})(?!\d))?(?:e-(\d{1,3}))?|\.(\d+)/i;

/**
 * Digits after the point of the first number of a printed text: `0.593` has 3, `1,092` none, `61.2 ± 9.45` one,
 * `31,1` (a decimal comma) one, `1e-7` seven.
 */
export function decimalsOf(printed: string): number {
  const [, point, comma, exponent, bare] = leading.exec(printed) ?? [];
  return (point ?? comma ?? bare ?? "").length + Number(exponent ?? 0);
}

/** The value of one printed number in English notation: `1,204` is 1204, `−3.1` (with a minus sign) is -3.1. */
export function printedValue(printed: string): number {
  return Number(printed.replaceAll(",", "").replace("−", "-").replace(/^\+/, ""));
}
