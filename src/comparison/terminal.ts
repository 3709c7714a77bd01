import { withoutUnseen } from "../literature/unseen-characters.js";
import { plural } from "../report/numbers.js";
import { shortHashes } from "../verification/wording.js";
import type { Change, ClaimComparison, Comparison, TableComparison, TextPart } from "./model.js";
import {
  around,
  cellName,
  cellTexts,
  claimName,
  distanceText,
  outcomeMarks,
  plainValue,
  sideTexts,
  tallyText,
} from "./wording.js";

export interface TerminalOptions {
  /** Colours (ECMA-48); without them the same is said by marks alone. */
  colour: boolean;
  /** Also what is the same, and numbers within the tolerance. */
  all?: boolean;
}

const codes = { ok: "32", no: "31", mid: "33", na: "2", gone: "31", new: "32", strong: "1", soft: "2" };
type Look = keyof typeof codes;
type Paint = (look: Look, text: string) => string;

/** Changes of one claim, and cells of one table, that are printed; `--json` and `--html` have all. */
const most = 12;

/** A comparison for reading in a terminal, ending in a line break. Texts cannot steer the terminal. */
export function comparisonText(comparison: Comparison, { colour, all = false }: TerminalOptions): string {
  const paint: Paint = (look, text) => (colour ? `\u001b[${codes[look]}m${text}\u001b[0m` : text);
  const { left, right, claims, tables, search, environment, tolerance } = comparison;
  const shown = claims.filter(({ outcome }) => all || (outcome !== "same" && outcome !== "within tolerance"));
  const side = (mark: string, each: Comparison["left"]) =>
    `${mark} ${clean(each.file)}  ${clean(each.title)}, ${each.date}, ${plural(each.claims, "claim")}`;
  const lines = [
    paint("gone", side("−", left)),
    paint("new", side("+", right)),
    "",
    ...shown.flatMap((claim) => [...claimLines(claim, all, paint), ""]),
    ...tables.flatMap((table) => tableLines(table, all, paint)),
    ...section("Search", searchLines(search, paint), paint),
    ...section(
      "Surroundings",
      environment.map(
        ({ what, left, right }) =>
          `${clean(what)}: ${shortHashes(clean(left ?? "(none)"))} → ${shortHashes(clean(right ?? "(none)"))}`,
      ),
      paint,
    ),
    `${paint("strong", tallyText(comparison))}; ${tableTally(tables)} (tolerance ${tolerance})`,
    comparison.same ? paint("ok", "No difference that matters.") : paint("no", "They differ."),
  ];
  return `${lines.join("\n")}\n`;
}

function claimLines(claim: ClaimComparison, all: boolean, paint: Paint): string[] {
  const { outcome, left, right, text, changes } = claim;
  const { symbol, tone } = outcomeMarks[outcome];
  const standings = [left?.standing, right?.standing].filter((each) => each !== undefined);
  const standing = standings[0] === standings.at(-1) ? standings[0] : standings.join(" → ");
  const shown = changes.filter((each) => all || each.matters);
  return [
    `${paint(tone, `${symbol} ${outcome}`)}  ${paint("strong", clean(claimName(claim)))}  ${paint("soft", standing ?? "")}`,
    `    ${text === undefined ? clean((left ?? right)!.text) : wordsText(text, paint)}`,
    ...shown.slice(0, most).map((each) => `    ${changeText(each, paint)}`),
    ...(shown.length > most ? [`    and ${shown.length - most} more`] : []),
  ];
}

function changeText(change: Change, paint: Paint): string {
  const [left, right] = sideTexts(change).map((each) => shortHashes(clean(each)));
  const apart = distanceText(change);
  const within = change.matters ? "" : paint("soft", " (within the tolerance)");
  const part = change.part === "claim" ? "" : `${change.part}: `;
  const said =
    change.words === undefined
      ? `${paint("gone", left!)} → ${paint("new", right!)}`
      : wordsText(around(change.words), paint);
  return `${part}${clean(change.name)}: ${said}${apart === undefined ? "" : ` (${apart})`}${within}`;
}

function tableLines({ title, is, compared, cells }: TableComparison, all: boolean, paint: Paint): string[] {
  if (is !== "in both")
    return [`${paint(is === "added" ? "new" : "gone", `${is}: table “${clean(title)}”`)}`, ""];
  const shown = cells.filter((cell) => all || cell.matters);
  if (shown.length === 0) return [];
  const moved = cells.filter((cell) => cell.matters).length;
  return [
    paint("strong", `Table “${clean(title)}”: ${moved} of ${plural(compared, "cell")} moved`),
    ...shown.slice(0, most).map((cell) => {
      const [left, right] = cellTexts(cell);
      const apart = distanceText(cell);
      return `    ${clean(cellName(cell))}: ${paint("gone", left)} → ${paint("new", right)}${apart === undefined ? "" : ` (${apart})`}`;
    }),
    ...(shown.length > most ? [`    and ${shown.length - most} more`] : []),
    "",
  ];
}

function searchLines(search: Comparison["search"], paint: Paint): string[] {
  return [
    ...search.gone.map(({ id, title }) => paint("gone", `− ${clean(title)} (${clean(id)})`)),
    ...search.new.map(({ id, title }) => paint("new", `+ ${clean(title)} (${clean(id)})`)),
    ...search.differences.map(
      ({ what, left, right }) => `${clean(what)}: ${clean(plainValue(left))} → ${clean(plainValue(right))}`,
    ),
  ];
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [paint("strong", title), ...lines.map((line) => `    ${line}`), ""];
}

function tableTally(tables: readonly TableComparison[]): string {
  const moved = tables.flatMap(({ cells }) => cells.filter((cell) => cell.matters)).length;
  const compared = tables.reduce((sum, table) => sum + table.compared, 0);
  return `${plural(tables.length, "table")}, ${moved} of ${plural(compared, "cell")} moved`;
}

/** `the mean is [-above-]{+below+} 38`, as `git diff --word-diff` writes it. */
function wordsText(parts: readonly TextPart[], paint: Paint): string {
  return parts
    .map(({ is, text }) =>
      is === "same"
        ? clean(text)
        : is === "gone"
          ? paint("gone", `[-${clean(text)}-]`)
          : paint("new", `{+${clean(text)}+}`),
    )
    .join("");
}

/** One line of text without what drives a terminal or turns the order of its characters round. */
function clean(text: string): string {
  return withoutUnseen(text).replace(/\s+/g, " ");
}
