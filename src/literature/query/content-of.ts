import type { CslItem } from "../search-log.js";
import type { Content } from "./may-match.js";

/** What a bibliographic entry tells of a work, to hold it against a query. */
export function contentOf(item: CslItem): Content {
  const year = item.issued?.["date-parts"][0]?.[0];
  const authors = item.author?.map(({ given, family, literal }) =>
    [given, family, literal].filter(Boolean).join(" "),
  );
  return {
    title: item.title,
    ...(item.abstract !== undefined && { abstract: item.abstract }),
    ...(authors !== undefined && { authors }),
    ...(year !== undefined && { year }),
    ...(item["container-title"] !== undefined && { venue: item["container-title"] }),
  };
}
