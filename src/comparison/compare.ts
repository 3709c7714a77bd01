import type { Report } from "../report/model.js";
import { defaultTolerance } from "../verification/index.js";
import { claimChanges, outcomeOf } from "./claim-changes.js";
import { compareEnvironments } from "./environment-changes.js";
import { type ClaimMatch, matchClaims } from "./match-claims.js";
import { type ClaimComparison, type Comparison, claimOutcomes } from "./model.js";
import { compareSearches } from "./search-changes.js";
import { compareTables } from "./table-changes.js";
import { wordDiff } from "./word-diff.js";

type Placed = Report["claims"][number];

/** A report and what to call the file that it came from. */
export interface ComparedReport {
  file: string;
  report: Report;
}

/**
 * Two reports, claim by claim, with their results tables, searches and surroundings. Which one is left does not
 * change what is found.
 *
 * @param tolerance relative, at least 0; numbers may differ by it. Defaults to 1e-6, that of `claimbook verify`
 */
export function compareReports(
  left: ComparedReport,
  right: ComparedReport,
  tolerance = defaultTolerance,
): Comparison {
  const claims = matchClaims(left.report.claims, right.report.claims).map((match) =>
    compareClaim(match, tolerance),
  );
  const tables = compareTables(left.report, right.report, tolerance);
  const search = compareSearches(left.report, right.report);
  const alike = new Set(["same", "within tolerance"]);
  return {
    schema: "claimbook/comparison/1",
    left: sideOf(left),
    right: sideOf(right),
    tolerance,
    same:
      claims.every(({ outcome }) => alike.has(outcome)) &&
      tables.every(({ is, cells }) => is === "in both" && !cells.some((cell) => cell.matters)) &&
      search.new.length + search.gone.length === 0,
    counts: Object.fromEntries(
      claimOutcomes.map((each) => [each, claims.filter(({ outcome }) => outcome === each).length]),
    ) as Comparison["counts"],
    claims,
    tables,
    search,
    environment: compareEnvironments(left.report, right.report),
  };
}

function compareClaim(
  { left, right, matchedBy, likeness }: ClaimMatch<Placed>,
  tolerance: number,
): ClaimComparison {
  const sides = {
    ...(left === undefined ? {} : { left: claimSide(left) }),
    ...(right === undefined ? {} : { right: claimSide(right) }),
  };
  if (left === undefined || right === undefined)
    return { outcome: left === undefined ? "added" : "removed", ...sides, changes: [] };
  const changes = claimChanges(left.claim, right.claim, tolerance);
  const text = left.claim.text === right.claim.text ? undefined : wordDiff(left.claim.text, right.claim.text);
  return {
    outcome: outcomeOf(changes),
    ...sides,
    ...(matchedBy === undefined ? {} : { matchedBy }),
    ...(likeness === undefined ? {} : { likeness }),
    ...(text === undefined ? {} : { text }),
    // The text has its place above.
    changes: changes.filter(({ name, kind }) => !(kind === "wording" && name === "text")),
  };
}

function claimSide({ claim: { id, text, standing }, cell }: Placed): NonNullable<ClaimComparison["left"]> {
  return { id, text, standing, cell: cell.number };
}

function sideOf({ file, report }: ComparedReport): Comparison["left"] {
  return { file, title: report.title, date: report.date, claims: report.claims.length };
}
