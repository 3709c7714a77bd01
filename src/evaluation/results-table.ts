import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };
const Interval = Type.Tuple([Type.Number(), Type.Number()]);

export type ReportedVerdict = "holds" | "fails" | "inconclusive" | "not checked";

/** `application/vnd.claimbook.results+json`: a table of measured values with intervals and sample sizes. */
export const ResultsTable = Type.Object(
  {
    schema: Type.Literal("claimbook/results/1"),
    id: Type.String(),
    title: Type.String(),
    note: Type.Optional(Type.String()),
    /** Seeds that every value is the mean over, where the values come from training. */
    seeds: Type.Optional(Type.Array(Type.Integer())),
    /** Heading of the first column, e.g. `Batches`. */
    rowHeading: Type.String(),
    columns: Type.Array(
      Type.Object(
        {
          key: Type.String(),
          label: Type.String(),
          better: Type.Unsafe<"higher" | "lower">({ type: "string", enum: ["higher", "lower"] }),
          digits: Type.Integer({ minimum: 0, maximum: 20 }),
        },
        closed,
      ),
    ),
    rows: Type.Array(
      Type.Object(
        {
          label: Type.String(),
          /** Rows with the same group stand together under its name. */
          group: Type.Optional(Type.String()),
          /** By column key. */
          cells: Type.Record(
            Type.String(),
            Type.Object(
              {
                value: Type.Number(),
                interval: Type.Optional(Interval),
                n: Type.Integer(),
                /** What a source printed in this place, and whether this table bears it out. */
                reported: Type.Optional(
                  Type.Object(
                    {
                      value: Type.Number(),
                      verdict: Type.Unsafe<ReportedVerdict>({
                        type: "string",
                        enum: ["holds", "fails", "inconclusive", "not checked"],
                      }),
                    },
                    closed,
                  ),
                ),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    /**
     * Among which values a report marks the best: down each column within a group (methods in rows, the default)
     * or along each row (methods in columns).
     */
    best: Type.Optional(Type.Unsafe<"column" | "row">({ type: "string", enum: ["column", "row"] })),
    /** Paired tests between rows, corrected over the family named in `correction`. */
    comparisons: Type.Array(
      Type.Object(
        {
          column: Type.String(),
          left: Type.String(),
          right: Type.String(),
          difference: Type.Number(),
          interval: Type.Optional(Interval),
          p: Type.Number(),
          pCorrected: Type.Number(),
        },
        closed,
      ),
    ),
    correction: Type.Optional(Type.String()),
    /** Where the `reported` values of the cells come from, and what their verdicts ask. */
    reported: Type.Optional(Type.Object({ source: Type.String(), check: Type.String() }, closed)),
  },
  closed,
);
export type ResultsTable = Static<typeof ResultsTable>;
