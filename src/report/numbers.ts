/** Fixed digits with a true minus sign; `−0.00` is written `0.00`. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace(/^-/, "−");
}

/** `1514`, `12,043`: thousands set apart from five digits on. */
export function grouped(value: number): string {
  const [whole = "", fraction] = String(Math.abs(value)).split(".");
  const parts = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? "−" : ""}${parts}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** `< 0.001` (with a no-break space), `0.012`, `0.34`. */
export function pNumber(p: number): string {
  return p < 0.001 ? "<\u00a00.001" : p.toFixed(p < 0.1 ? 3 : 2);
}

/** `p < 0.001`, `p = 0.012`. */
export function pValue(p: number): string {
  return p < 0.001 ? `p ${pNumber(p)}` : `p = ${pNumber(p)}`;
}

/** `21 November 2026` of an ISO day. */
export function longDate(day: string): string {
  const months =
    "January February March April May June July August September October November December".split(" ");
  const [year = "", month = "1", date = "1"] = day.split("-");
  return `${Number(date)} ${months[Number(month) - 1]} ${year}`;
}

/** `June 22, 2026`, as the synthesis format writes it. */
export function monthFirst(day: string): string {
  const [date, month, year] = longDate(day).split(" ");
  return `${month} ${date}, ${year}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
