import type { DocumentCell } from "./document.js";

type Value = Pick<DocumentCell, "value" | "plusMinus" | "unit" | "mark">;

// 1,234.5 · 1 234,5 with thin or no-break spaces · .5 · 12
const digits = String.raw`(?:\d{1,3}(?:[,\u2009\u202f\u00a0'’]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)`;
const exponent = String.raw`(?:\s?[eE][+-]?\d{1,3}|\s?[×x·]\s?10\s?\^?\s?\{?[-−]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,4}\}?)?`;
const sign = "[-+−–]?";
const unit =
  "(?:%|‰|°C|°|‱|pp|pt|pts|ms|s|sec|min|h|hrs?|d|kg|g|mg|µg|μg|ng|l|mL|ml|dL|km|m|cm|mm|µm|nm|Hz|kHz|MHz|GHz|[KMGT]i?B|[KMBGT]|k|W|kW|kWh|J|eV|dB|x|×|USD|EUR|mmHg|mmol/L|mg/dL)";
const marks = String.raw`[*†‡§¶‖#↑↓▲▼✓⋆★∗♠♣♦♥]|\b[a-e]\b|\s?\((?:[a-e]|n\.?s\.?)\)|[ᵃᵇᶜᵈᵉ]`;
const numeral = new RegExp(
  String.raw`^(?:p\s*)?(?<relation>[<>≤≥≈~=]\s?)?(?<currency>[$€£¥]\s?)?(?<number>${sign}${digits}${exponent})\s?(?<early>${unit})?\s?(?<marks1>(?:${marks})*)` +
    String.raw`(?:\s?(?:±|\+/-|\+-|∓)\s?(?<spread>${digits}${exponent})|\s?\(\s?±?\s?(?<bracket>${digits})\s?\)|_\{?±?\s?(?<sub>${digits})\}?)?` +
    String.raw`\s?(?<late>${unit})?\s?(?<marks2>(?:${marks})*)$`,
  "u",
);

/**
 * The number in a table cell, with its spread, unit and mark: `31.1 ± 0.2 %`, `1,234`, `−0.5*`, `12.3 (0.4)`,
 * `<0.001`, `3.2e-5`. Percent stays percent: 31.1 % has the value 31.1. A cell with other words in it, two numbers, a
 * range or a date has none. Commas group thousands; a comma before one or two digits is a decimal one (`31,1`).
 */
export function cellValue(text: string): Value {
  const plain = text
    .trim()
    .replace(/[\uff01-\uff5e]/g, (wide) => wide.normalize("NFKC"))
    .replace(/(?<=\d)[\u2009\u202f\u00a0](?=\d{3}(?!\d))/g, "");
  if (plain.length === 0 || plain.length > 60) return {};
  // Decimal comma: only where it cannot group thousands.
  const point = /^[-+−–]?\d+,\d{1,2}(?=\s?(?:%|±|\(|$|[*†‡]))/u.test(plain)
    ? plain.replace(/(\d),(\d)/g, "$1.$2")
    : plain;
  const groups = numeral.exec(point)?.groups;
  if (groups?.number === undefined) return {};
  const value = numberOf(groups.number);
  if (!Number.isFinite(value)) return {};
  const spread = groups.spread ?? groups.bracket ?? groups.sub;
  const plusMinus = spread === undefined ? undefined : numberOf(spread);
  const unitText = groups.early ?? groups.late ?? groups.currency?.trim();
  const mark = `${groups.relation ?? ""}${groups.marks1 ?? ""}${groups.marks2 ?? ""}`.replace(/[\s()]/g, "");
  return {
    value,
    ...(plusMinus !== undefined && Number.isFinite(plusMinus) && { plusMinus }),
    ...(unitText !== undefined && { unit: unitText }),
    ...(mark !== "" && { mark }),
  };
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function numberOf(text: string): number {
  const plain = text
    .replace(/[−–⁻]/g, "-")
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(superscripts.indexOf(digit)))
    .replace(/[,\u2009\u202f\u00a0'’\s{}]/g, "")
    .replace(/[×x·]10\^?/, "e");
  return Number(plain);
}

/** Whether a cell holds data rather than a name: a number, or one of the marks for "none". */
export function isDatum(text: string): boolean {
  const plain = text.trim();
  return (
    /^(?:[-–—−/]{1,3}|n\/?a|n\.a\.|[✓✔✗✘×xX])$/iu.test(plain) || /^[-+−–<>≤≥≈~$€£]?\s?[\d.]/u.test(plain)
  );
}
