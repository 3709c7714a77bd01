import { type Static, Type } from "@sinclair/typebox";
import { assertSchema } from "../json-schema.js";
import { display } from "../notebook/display.js";
import { Mime } from "../notebook/mime.js";

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
