import { listed } from "../../listed.js";
import { oneLine } from "../../one-line.js";
import { longDate, plural } from "../../report/numbers.js";
import type { VerdictMark } from "../../report/verdict-marks.js";
import type { Agreement, Audit, AuditedClaim, AuditedReference, AuditedReport } from "../model.js";

/** What both renderers say in the same words. */

export const agreementMarks: Readonly<Record<Agreement, VerdictMark>> = {
  agree: { symbol: "=", tone: "ok", label: "the marks agree with the evidence" },
  "ticked but not borne out": { symbol: "✗", tone: "no", label: "ticked, but not borne out" },
  "not ticked but borne out": { symbol: "!", tone: "mid", label: "crossed, but borne out" },
  "cannot tell": { symbol: "?", tone: "na", label: "our material cannot tell" },
};

/** The mark of a claim as a whole; a tick that is right only with exceptions has a shape of its own. */
export function agreementMark({ agreement, claim }: AuditedClaim): VerdictMark {
  if (agreement !== "agree" || claim.standing !== "qualified") return agreementMarks[agreement];
  return { symbol: "◐", tone: "mid", label: "ticked, and borne out with exceptions or in doubt" };
}

export function titleOf({ reports }: Audit): string {
  const papers = new Set(reports.map(({ examines }) => examines?.title ?? ""));
  const [only] = papers;
  if (reports.length === 1) return `Audit of “${oneLine(reports[0]!.title)}”`;
  const on = papers.size === 1 && only !== undefined && only !== "" ? ` on “${oneLine(only)}”` : "";
  return `Audit of ${reports.length} reports${on}`;
}

export function leadOf({ date, material }: Audit): string {
  return [
    "Claims-and-results reports judged again",
    longDate(date),
    `${plural(material.works, "work")} in the library`,
    `judged by ${material.entailment}`,
  ].join(" · ");
}

/** `4 ✓, 1 ✗`: the marks of the reports, with the range of the confidences they print. */
export function marksOf({ said }: AuditedClaim): { ticks: number; crosses: number; confidence: string } {
  const values = said.flatMap(({ confidence }) => confidence ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    ticks: said.filter(({ verified }) => verified === true).length,
    crosses: said.filter(({ verified }) => verified === false).length,
    confidence:
      values.length === 0 ? "–" : low === high ? low.toFixed(2) : `${low.toFixed(2)}–${high.toFixed(2)}`,
  };
}

/** Which report gave which mark, reports of the same mark and wording together. */
export function saidLines({ said }: AuditedClaim, text: string): string[] {
  const groups = new Map<string, AuditedClaim["said"]>();
  for (const each of said) {
    const key = `${each.verified}\u0000${each.text}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [AuditedClaim["said"][number]];
    const mark = first.verified === undefined ? "no mark" : first.verified ? "✓" : "×";
    const list = group
      .map(
        ({ report, confidence }) =>
          `${report + 1}${confidence === undefined ? "" : ` (${confidence.toFixed(2)})`}`,
      )
      .join(", ");
    const words = first.text === text ? "" : `: “${first.text}${first.cut ? " …" : ""}”`;
    return `${mark} ${group.length === 1 ? "report" : "reports"} ${list}${words}`;
  });
}

export function completionText({ completion, incomplete }: AuditedClaim): string | undefined {
  if (completion !== undefined) {
    const from =
      completion.work === undefined
        ? `as report ${(completion.report ?? 0) + 1} prints it in full`
        : `the sentence that it is the beginning of: ${completion.work}${completion.locator === undefined ? "" : `, ${completion.locator}`}`;
    return `Cut off in the report; its end is put back here (${from}).`;
  }
  return incomplete
    ? "Cut off in the reports; no sentence of a source begins like it, so it is judged as it stands."
    : undefined;
}

/** Why the tables or a notebook say nothing, where they do not. */
export function uncheckedLines(
  { claim }: AuditedClaim,
  { material }: Pick<Audit, "material">,
): { kind: string; text: string }[] {
  const { reported, measured } = claim;
  const notebook =
    material.notebook === undefined
      ? "no notebook was given"
      : `no claim of ${material.notebook} that was measured states the same`;
  return [
    ...(reported.verdict === "not checked"
      ? [{ kind: "tables", text: `not checked${reported.why === undefined ? "" : `: ${reported.why}`}.` }]
      : reported.why === undefined
        ? []
        : [{ kind: "tables", text: `${reported.why}.` }]),
    ...(measured.verdict === "not checked" ? [{ kind: "measured", text: `not checked: ${notebook}.` }] : []),
  ];
}

/** What the reviewers hold against a claim, each finding once with the reports that it is about; cuts are told apart. */
export function doubtsOf({ claim }: AuditedClaim, { reports }: Pick<Audit, "reports">): string[] {
  const found = new Map<string, number[]>();
  for (const [index, { review }] of reports.entries()) {
    for (const { kind, text, claims } of review.findings) {
      if (!claims.includes(claim.id) || kind === "claim cut off") continue;
      const key = `${kind}: ${text}`;
      found.set(key, [...(found.get(key) ?? []), index + 1]);
    }
  }
  return [...found].map(
    ([text, of]) => `${text} (${of.length === 1 ? "report" : "reports"} ${of.join(", ")})`,
  );
}

export function measuredText({ measuredBy }: AuditedClaim): string | undefined {
  if (measuredBy === undefined) return undefined;
  const data = measuredBy.data.length === 0 ? "" : `, on ${measuredBy.data.join(", ")}`;
  const foreign = measuredBy.foreign ? " (data that the paper does not name)" : "";
  return `${measuredBy.notebook}, claim ${measuredBy.claim} “${measuredBy.text}”${data}${foreign}`;
}

/** What is to be said of a report apart from its claims, each with a word for what it is about. */
export function reportFacts(
  report: AuditedReport,
  claims: readonly AuditedClaim[],
  index: number,
): [string, string][] {
  const { examines, question, unanswered, unknownBenchmarks, problems, review, score } = report;
  const own = claims.flatMap(({ said }) => said.filter((each) => each.report === index));
  const of = (agreement: Agreement) => own.filter((each) => each.agreement === agreement).length;
  const asked = [...unanswered.names, ...unanswered.words];
  const facts: [string, string | undefined][] = [
    ["File", `${report.file}, sha256 ${report.sha256.slice(0, 12)}…`],
    [
      "Examines",
      examines === undefined
        ? undefined
        : `${examines.title}${examines.work === undefined ? " (not in the library)" : ` (${examines.work})`}`,
    ],
    [
      "Marks",
      `${plural(report.ticked, "tick")} and ${plural(report.crossed, "cross", "crosses")} on ${plural(report.claims, "claim")}: ${of("agree")} agree with the evidence, ${of("ticked but not borne out")} ticked but not borne out, ${of("not ticked but borne out")} crossed but borne out, ${of("cannot tell")} undecided.`,
    ],
    ["Asks", question],
    [
      "Answered?",
      question === undefined
        ? undefined
        : asked.length === 0
          ? "Every word of weight in the question comes up in its claims."
          : `${unanswered.names.length > 0 ? `The question asks about ${listed(unanswered.names)}, and no claim mentions ${unanswered.names.length === 1 ? "it" : "them"}. ` : ""}${unanswered.words.length > 0 ? `No claim speaks of: ${unanswered.words.join(", ")}.` : ""}`.trim(),
    ],
    [
      "Unknown names",
      unknownBenchmarks.length === 0
        ? undefined
        : `${listed(unknownBenchmarks)}: named like a data set or benchmark, but no source, search or register knows ${unknownBenchmarks.length === 1 ? "it" : "them"}.`,
    ],
    ["Numbers", problems.length === 0 ? undefined : problems.join(" ")],
    [
      "Review",
      `${review.consensus.score.toFixed(1)} of 10 by our reviewers${score === undefined ? "" : `; the report gives itself ${score.toFixed(1)}`}. ${review.gate.passed ? "It passes the gate." : "It does not pass the gate."}`,
    ],
    ["Findings", findingsOf(review)],
  ];
  return facts.flatMap(([name, text]) =>
    text === undefined || text === "" ? [] : [[name, text] as [string, string]],
  );
}

/** `2 major: claim cut off (3), overclaim; 1 minor: abstract cut off`, the whole of them stand with the review. */
function findingsOf({ findings }: AuditedReport["review"]): string {
  if (findings.length === 0) return "None of our checks found anything against it.";
  const parts = (["major", "minor", "note"] as const).flatMap((severity) => {
    const kinds = findings.filter((each) => each.severity === severity).map(({ kind }) => kind);
    if (kinds.length === 0) return [];
    const list = [...new Set(kinds)].map((kind) => {
      const times = kinds.filter((each) => each === kind).length;
      return times === 1 ? kind : `${kind} (${times} claims)`;
    });
    return [`${severity === "note" ? "worth a note" : severity}: ${list.join(", ")}`];
  });
  return `${parts.join("; ")}. They stand in full with the review.`.replace(/^./u, (first) =>
    first.toUpperCase(),
  );
}

export function referenceText({
  work,
  title,
  examined,
  unknown,
  offTopic,
  supports,
}: AuditedReference): string {
  if (unknown)
    return "not in the library, nor found by a search: what it says is unknown; no claim rests on it";
  const name = title === undefined ? (work ?? "") : `${oneLine(title)}`;
  const notes = [
    ...(examined ? ["the examined paper"] : []),
    ...(offTopic === undefined
      ? []
      : [`about something else: it has ${Math.round(100 * offTopic)} % of the words of question and claims`]),
    supports.length === 0 ? "no claim rests on it" : `supports ${plural(supports.length, "claim")}`,
  ];
  return `${name}: ${notes.join("; ")}`;
}

/** What a reader of the audit should know of its limits. */
export function limitsOf({ material }: Audit): string[] {
  return [
    `The claims were judged by ${material.entailment} over ${plural(material.works, "work")} (${material.texts} with more than an abstract${material.summaries === 0 ? "" : `, ${material.summaries} of them summed up in the library's own words, so that passages are not the works' wording and cut claims cannot be completed from them`}); confidence is the probability that the source supports the claim.`,
    material.search === undefined
      ? "No database was searched: what the library does not hold is unknown here, not refuted."
      : `A search (${material.search}) stands beside the library.`,
    material.notebook === undefined
      ? "Nothing was measured anew."
      : `Measurements are those of ${material.notebook}, only where a claim of it states the same. One that fails counts against a claim, also on data other than the paper's: it is said on which.`,
    "A claim that is borne out is said by its source and not gainsaid by the source's tables: whether it is true is another question.",
    ...material.problems,
  ];
}
