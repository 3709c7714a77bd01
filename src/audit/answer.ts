import { plural } from "../report/numbers.js";
import type { Outcome } from "./agreement.js";
import type { AuditedClaim, AuditedReport, AuditTally } from "./model.js";

/** Marks counted by what became of them. */
export function tallyOf(reports: number, claims: readonly AuditedClaim[]): AuditTally {
  const rows = claims.flatMap(({ claim, said }) => said.map((each) => ({ ...each, claim })));
  const count = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).length;
  const ticks = (agreement: string) => count((row) => row.verified === true && row.agreement === agreement);
  const crosses = (agreement: string) =>
    count((row) => row.verified === false && row.agreement === agreement);
  return {
    reports,
    rows: rows.length,
    claims: claims.length,
    ticks: {
      all: count(({ verified }) => verified === true),
      borneOut: ticks("agree"),
      qualified: count(
        ({ verified, agreement, claim }) =>
          verified === true && agreement === "agree" && claim.standing === "qualified",
      ),
      notBorneOut: ticks("ticked but not borne out"),
      cannotTell: ticks("cannot tell"),
    },
    crosses: {
      all: count(({ verified }) => verified === false),
      borneOut: crosses("not ticked but borne out"),
      notBorneOut: crosses("agree"),
      cannotTell: crosses("cannot tell"),
    },
    unmarked: count(({ verified }) => verified === undefined),
  };
}

/** Whether every tick is borne out, and every mark could be read. */
export function allBorneOut({ ticks, unmarked }: AuditTally): boolean {
  return ticks.borneOut === ticks.all && unmarked === 0;
}

/** The plain answer: what became of the ticks, of the crosses, and of the statements behind them. */
export function answerOf(
  { rows, ticks, crosses, unmarked }: AuditTally,
  reports: readonly AuditedReport[],
  claims: readonly AuditedClaim[],
  outcomes: readonly Outcome[],
): string[] {
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  const parts = (list: readonly (readonly [number, string])[]) =>
    list
      .filter(([number]) => number > 0)
      .map(([number, what]) => `${number} ${what}`)
      .join(", ");
  const qualified =
    ticks.qualified === 0 ? "" : ` (${ticks.qualified} of them only with exceptions or inside the noise)`;
  const undecided = (number: number) => (number === 0 ? "" : `; of ${number} our material cannot tell`);
  const are = (number: number) => (number === 1 ? "is" : "are");
  const answer: string[] = [
    `${plural(reports.length, "report")} ${reports.length === 1 ? "makes" : "make"} ${plural(rows, "claim")}${claims.length === rows ? "" : `; ${claims.length} of them are different statements`}.`,
    ticks.all === 0
      ? "Nothing is ticked."
      : ticks.borneOut === ticks.all
        ? `${ticks.all === 1 ? "Its one tick is" : `All ${ticks.all} ticks are`} borne out${qualified}.`
        : `Of ${plural(ticks.all, "tick")}, ${ticks.borneOut} ${are(ticks.borneOut)} borne out${qualified}, ${ticks.notBorneOut === 0 ? "none" : ticks.notBorneOut} ${are(ticks.notBorneOut || 1)} not${undecided(ticks.cannotTell)}.`,
    crosses.all === 0
      ? "Nothing is crossed."
      : crosses.borneOut === crosses.all
        ? crosses.all === 1
          ? "The one cross stands at a statement that is in fact borne out."
          : `All ${crosses.all} crosses stand at statements that are in fact borne out.`
        : `Of ${plural(crosses.all, "cross", "crosses")}, ${crosses.borneOut} ${crosses.borneOut === 1 ? "stands at a statement that is" : "stand at statements that are"} in fact borne out, and ${crosses.notBorneOut === 0 ? "none" : crosses.notBorneOut} at statements that are not${undecided(crosses.cannotTell)}.`,
    count("borne out") === outcomes.length
      ? `Every statement is borne out (${outcomes.length}).`
      : `By statements: ${parts([
          [count("borne out"), "borne out"],
          [count("not borne out"), "not borne out"],
          [count("cannot tell"), "undecided"],
        ])}.`,
  ];
  const beside = reports.filter(({ unanswered }) => unanswered.names.length > 0);
  if (beside.length > 0) {
    const names = [...new Set(beside.flatMap(({ unanswered }) => unanswered.names))].join(", ");
    answer.push(
      reports.length === 1
        ? `It asks about ${names}, which none of its claims mentions: no claim answers its question.`
        : `${beside.length} of ${plural(reports.length, "report")} ask about something that none of their claims mentions (${names}): no claim answers their questions.`,
    );
  }
  if (unmarked > 0) answer.push(`${plural(unmarked, "claim has", "claims have")} no mark.`);
  return answer;
}
