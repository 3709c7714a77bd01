import type { DocumentCell } from "../../literature/documents/document.js";
import { type PrintedNumber, sameNumber } from "../text/numbers.js";

/** Numbers that hardly stand in a table by chance. */
export const telling = ({ decimals, value }: PrintedNumber) => decimals > 0 || Math.abs(value) >= 10;
export const inCell = (number: PrintedNumber, { value, unit }: DocumentCell) =>
  value !== undefined && sameNumber(number, { value, percent: unit === "%" });
