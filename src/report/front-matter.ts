import { type Static, Type } from "@sinclair/typebox";
import { assertSchema } from "../json-schema.js";
import { display } from "../notebook/display.js";
import { Mime } from "../notebook/mime.js";

/** Data that stood in for a benchmark: nothing measured on them is a result on the benchmark. */
export const StandIn = Type.Object(
  {
    /** The benchmark that was not run, e.g. `XM3600`. */
    benchmark: Type.String({ minLength: 1 }),
    /** What was used instead, e.g. `cldr-captions`. */
    data: Type.String({ minLength: 1 }),
    /** Why, as the end of a sentence that starts with "because". */
    why: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);
export type StandIn = Static<typeof StandIn>;

/** `application/vnd.claimbook.front-matter+json`: what the first page of a report says, given by the notebook. */
export const FrontMatter = Type.Object(
  {
    schema: Type.Literal("claimbook/front-matter/1"),
    title: Type.String({ minLength: 1 }),
    /** The research question, one sentence ending in a question mark. */
    question: Type.String({ minLength: 1 }),
    /** Id of the work under examination, e.g. `arXiv:2408.10536v1`. */
    examines: Type.Optional(Type.String()),
    examinesTitle: Type.Optional(Type.String()),
    byline: Type.Optional(Type.String()),
    abstract: Type.Optional(Type.String()),
    /** The plain answer, Markdown; numbers come from values computed in the notebook. */
    answer: Type.Optional(Type.String()),
    /** Benchmarks that the question speaks of and that were not run, with what was measured instead, and why. */
    standIns: Type.Optional(Type.Array(StandIn)),
  },
  { additionalProperties: false },
);
export type FrontMatter = Static<typeof FrontMatter>;

export type FrontMatterOptions = Omit<FrontMatter, "schema">;

/** Says in the running cell what the report's first page shall say; the last one of a notebook counts. */
export function frontMatter(options: FrontMatterOptions): void {
  const record = assertSchema(
    FrontMatter,
    { schema: "claimbook/front-matter/1", ...options },
    "front matter",
  );
  const { title, question, answer } = record;
  display({
    [Mime.frontMatter]: record,
    [Mime.markdown]: [`**${title}**`, `*${question}*`, ...(answer === undefined ? [] : [answer])].join(
      "\n\n",
    ),
    [Mime.plain]: [title, question, ...(answer === undefined ? [] : [answer])].join("\n"),
  });
}
