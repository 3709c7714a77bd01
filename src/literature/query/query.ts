/** Fields that a term can be confined to. */
export type QueryField = "title" | "abstract" | "author" | "year";

/**
 * A boolean query: `retrieval AND ("language bias" OR title:multilingual) NOT author:smith year:2020-2024`.
 * Words side by side are joined by AND. Years are a number or a closed range.
 */
export type Query =
  | { kind: "term"; text: string; phrase: boolean; field?: Exclude<QueryField, "year"> }
  | { kind: "years"; from?: number; to?: number }
  | { kind: "and" | "or"; parts: readonly Query[] }
  | { kind: "not"; part: Query };
