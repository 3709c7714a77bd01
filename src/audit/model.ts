import { type Static, Type } from "@sinclair/typebox";
import { Claim } from "../claims/model.js";
import { CellPlace, Reference } from "../report/model.js";
import { ReviewRecord } from "../review/model.js";

const closed = { additionalProperties: false };
const count = Type.Integer({ minimum: 0 });
const literals = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values] });

/**
 * How a report's mark and our judgement go together. A mark stands for what the report says it is: a tick that the
 * claim was verified, a cross that it was not. Where our material does not suffice, nothing is said against either.
 */
export const Agreement = literals(
  "agree",
  "ticked but not borne out",
  "not ticked but borne out",
  "cannot tell",
);

/** What one report says of a claim. */
export const ReportVerdict = Type.Object(
  {
    /** Index into `reports`. */
    report: count,
    /** The claim in this report's wording, as printed. */
    text: Type.String(),
    /** Its text ends in the middle of a sentence. */
    cut: Type.Boolean(),
    /** The tick; absent where the row has no mark that is known. */
    verified: Type.Optional(Type.Boolean()),
    /** As printed, 0..1. */
    confidence: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    agreement: Agreement,
  },
  closed,
);

/** A cut claim with its end put back: the sentence that it is the beginning of, letter by letter. */
export const Completion = Type.Object(
  {
    text: Type.String(),
    /** Where the sentence stands; absent where another report prints the claim longer. */
    work: Type.Optional(Type.String()),
    locator: Type.Optional(Type.String()),
    /** Index into `reports`, of the report that prints it longer. */
    report: Type.Optional(count),
  },
  closed,
);

/** A statement that one or several reports make, judged once. */
export const AuditedClaim = Type.Object(
  {
    /** What was judged: the claim's id is its number in the audit (`claim-1`), its text the completed one. */
    claim: Claim,
    /** Marks and wordings, in the order of the reports. */
    said: Type.Array(ReportVerdict, { minItems: 1 }),
    completion: Type.Optional(Completion),
    /** It is cut off, and nothing tells how it ends: judged as it stands. */
    incomplete: Type.Optional(Type.Literal(true)),
    /** Works other than the examined one whose text says it too. */
    elsewhere: Type.Array(Type.String()),
    /** The first of the reports' agreements that is not `agree`, else `agree`. */
    agreement: Agreement,
    /** One or two sentences made from the evidence. */
    why: Type.String(),
    /** Where the measurement comes from: the notebook's claim and its data. */
    measuredBy: Type.Optional(
      Type.Object(
        {
          notebook: Type.String(),
          claim: Type.String(),
          text: Type.String(),
          cell: CellPlace,
          /** Data sets of the notebook, with their versions. */
          data: Type.Array(Type.String()),
          /** None of them is named in the examined paper's text: it was measured on other data than the paper's. */
          foreign: Type.Optional(Type.Literal(true)),
        },
        closed,
      ),
    ),
  },
  closed,
);

export const AuditedReference = Type.Object(
  {
    /** As the report prints it. */
    text: Type.String(),
    /** Work of the library that it is; absent where it is unknown. */
    work: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    /** It is the paper that the report examines. */
    examined: Type.Optional(Type.Literal(true)),
    /** Nothing is known of it: neither the library nor a search has it. */
    unknown: Type.Optional(Type.Literal(true)),
    /** It is about something else: share of the words of question and claims that it has, 0..1. */
    offTopic: Type.Optional(Type.Number()),
    /** Numbers of the audited claims (of this report) that its text supports. */
    supports: Type.Array(Type.String()),
  },
  closed,
);

/** A report that was audited. */
export const AuditedReport = Type.Object(
  {
    /** Its name, without folder. */
    file: Type.String(),
    sha256: Type.String(),
    title: Type.String(),
    byline: Type.Optional(Type.String()),
    /** ISO day. */
    date: Type.Optional(Type.String()),
    question: Type.Optional(Type.String()),
    examines: Type.Optional(
      Type.Object({ title: Type.String(), work: Type.Optional(Type.String()) }, closed),
    ),
    /** Rows of its table of claims, and ticks and crosses in it. */
    claims: count,
    ticked: count,
    crossed: count,
    /** As printed, 0..10. */
    score: Type.Optional(Type.Number()),
    /** What of the report does not go together, a sentence each. */
    problems: Type.Array(Type.String()),
    /** Names like those of data sets or benchmarks that no source, search or register knows. */
    unknownBenchmarks: Type.Array(Type.String()),
    /** What the question asks about, and no claim of the report speaks of. */
    unanswered: Type.Object(
      {
        /** Names, of data sets above all. */
        names: Type.Array(Type.String()),
        /** Other words. */
        words: Type.Array(Type.String()),
        /** Share of the question's words, by weight, that its claims have, 0..1. */
        answered: Type.Optional(Type.Number()),
      },
      closed,
    ),
    references: Type.Array(AuditedReference),
    review: ReviewRecord,
  },
  closed,
);

/** Of marks (rows of the reports), not of unique claims. */
export const AuditTally = Type.Object(
  {
    reports: count,
    /** Rows of all tables of claims. */
    rows: count,
    /** Unique claims. */
    claims: count,
    ticks: Type.Object(
      {
        all: count,
        borneOut: count,
        /** Of those borne out: with exceptions in the tables, or inside the noise of a measurement. */
        qualified: count,
        notBorneOut: count,
        cannotTell: count,
      },
      closed,
    ),
    crosses: Type.Object({ all: count, borneOut: count, notBorneOut: count, cannotTell: count }, closed),
    unmarked: count,
  },
  closed,
);

/** `claimbook/audit/1`: reports that somebody made, judged again claim by claim. */
export const Audit = Type.Object(
  {
    schema: Type.Literal("claimbook/audit/1"),
    /** ISO day. */
    date: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
    /** The plain answer, a sentence or two each. */
    answer: Type.Array(Type.String(), { minItems: 1 }),
    tally: AuditTally,
    reports: Type.Array(AuditedReport, { minItems: 1 }),
    claims: Type.Array(AuditedClaim),
    /** What holds across the reports, a sentence each. */
    remarks: Type.Array(Type.String()),
    /** What the claims were judged by. */
    material: Type.Object(
      {
        entailment: Type.String(),
        works: count,
        /** Works of which more than an abstract is at hand: their text, or a summary of it in other words. */
        texts: count,
        /** Of these: in other words than the work's own. */
        summaries: count,
        search: Type.Optional(Type.String()),
        notebook: Type.Optional(Type.String()),
        problems: Type.Array(Type.String()),
      },
      closed,
    ),
    /** Works that the evidence cites. */
    references: Type.Array(Reference),
  },
  closed,
);

export type Agreement = Static<typeof Agreement>;
export type ReportVerdict = Static<typeof ReportVerdict>;
export type Completion = Static<typeof Completion>;
export type AuditedClaim = Static<typeof AuditedClaim>;
export type AuditedReference = Static<typeof AuditedReference>;
export type AuditedReport = Static<typeof AuditedReport>;
export type AuditTally = Static<typeof AuditTally>;
export type Audit = Static<typeof Audit>;
