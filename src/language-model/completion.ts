import { Ajv, type ErrorObject } from "ajv";

const ajv = new Ajv({ allErrors: false, strict: false });

/** The part of a chat completion that is used. */
export interface Completion {
  content: string;
  promptTokens: number;
  completionTokens: number;
}

/** What is wrong with what came, and whether the same question may be answered better. */
export interface NoCompletion {
  problem: string;
  passing: boolean;
}

/** What a chat completion says. */
export function readCompletion(body: string): Completion | NoCompletion {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // A gateway in trouble answers with a page.
    return { problem: "not JSON", passing: true };
  }
  const choice = at(at(parsed, "choices"), 0);
  const message = at(choice, "message");
  const refusal = at(message, "refusal");
  if (typeof refusal === "string" && refusal !== "")
    return { problem: "the model refuses to answer", passing: false };
  const content = at(message, "content");
  if (typeof content !== "string") return { problem: "no choices[0].message.content", passing: false };
  if (at(choice, "finish_reason") === "length") {
    return { problem: "the answer was cut off at the model's limit", passing: false };
  }
  const usage = at(parsed, "usage");
  return {
    content,
    promptTokens: count(at(usage, "prompt_tokens")),
    completionTokens: count(at(usage, "completion_tokens")),
  };
}

/** The JSON in an answer, checked. Endpoints that know no schema often put it in a code fence. */
export function parsedAnswer(
  content: string,
  schema: Record<string, unknown>,
): { value: unknown; problem?: undefined } | { problem: string } {
  const bare = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(content)?.[1] ?? content;
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch {
    return { problem: "it is not JSON" };
  }
  const validate = ajv.compile(schema);
  if (validate(value)) return { value };
  const [first] = validate.errors ?? [];
  return { problem: worded(first) };
}

function worded(error: ErrorObject | undefined): string {
  return error === undefined
    ? "it does not fit"
    : `${error.instancePath || "/"} ${error.message ?? "does not fit"}`;
}

function at(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0;
}
