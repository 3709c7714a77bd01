import type { CslItem } from "../literature/search-log.js";
import { workKey } from "../literature/work-id.js";
import type { Report } from "../report/model.js";
import { cleanWork } from "./clean-work.js";

/**
 * The works that a report refers to, in the order of its references. A work that no search brought a record of has
 * its id for a title, and the type `document`.
 */
export function reportWorks(report: Pick<Report, "references" | "methodology">): CslItem[] {
  const records = new Map<string, CslItem>();
  for (const item of report.methodology.searches.flatMap((log) => log.included)) {
    if (!records.has(workKey(item.id))) records.set(workKey(item.id), item);
  }
  return report.references.map(({ id, url }) => {
    const record = records.get(workKey(id));
    if (record !== undefined) return cleanWork(record);
    return cleanWork({ id, type: "document", title: id, ...(url === undefined ? {} : { URL: url }) });
  });
}
