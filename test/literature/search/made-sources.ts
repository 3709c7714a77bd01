import type { SearchLog } from "../../../src/literature/search-log.js";
import type { Source, SourceName, SourcePage } from "../../../src/literature/sources/index.js";
import { type Made, record } from "./records.js";

/** A source's row in a log. */
export function row(log: SearchLog, id: SourceName) {
  return log.sources.find((source) => source.id === id)!;
}

/** A source of the test's own. */
export function source(name: SourceName, pages: () => AsyncIterable<SourcePage>): Source {
  return { name, title: `Test ${name}`, translate: () => ({ sent: "asked", lost: [] }), search: pages };
}

/** A source that gives these works on one page. */
export function giving(name: SourceName, ...works: Made[]): Source {
  return source(name, async function* () {
    yield {
      records: works.map((of, i) => record({ ...of, source: name, sourceId: `${name}-${i}` })),
      problems: [],
    };
  });
}
