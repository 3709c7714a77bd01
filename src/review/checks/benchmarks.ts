import type { ReviewContext } from "../evidence.js";
import { finding } from "../kinds.js";
import type { Finding } from "../model.js";
import { benchmarkKey, benchmarkNames, hasCodeShape, knownNames } from "../text/benchmark-names.js";

/** Names of data sets and benchmarks in the report, with whether any source knows them. */
export function namedBenchmarks(
  context: ReviewContext,
): { name: string; known: boolean; claims: string[] }[] {
  const { subject } = context;
  const texts = subject.sources.flatMap(({ title, abstract, sentences, tables, references }) => [
    title,
    abstract ?? "",
    ...sentences.map(({ text }) => text),
    ...tables.flatMap(({ caption, cells }) => [
      caption,
      ...new Set(cells.flatMap(({ row, column }) => [...row, ...column])),
    ]),
    ...references,
  ]);
  const records = subject.searches.flatMap(({ included, excluded }) => [
    ...included.flatMap(({ title, abstract }) => [title, abstract ?? ""]),
    ...excluded.map(({ title }) => title),
  ]);
  const known = knownNames([...texts, ...records, ...subject.references.map(({ text }) => text ?? "")]);
  const registered = new Set(subject.knownBenchmarks.flatMap(namesWithin).map(benchmarkKey));
  const isKnown = (name: string) => {
    const key = benchmarkKey(name);
    return registered.has(key) || (hasCodeShape(name) ? known.coded.has(key) : known.any.has(key));
  };
  const found = new Map<string, { name: string; known: boolean; claims: string[] }>();
  const add = (name: string, claim?: string) => {
    const key = benchmarkKey(name);
    const entry = found.get(key) ?? { name, known: isKnown(name), claims: [] };
    if (claim !== undefined && !entry.claims.includes(claim)) entry.claims.push(claim);
    found.set(key, entry);
  };
  for (const { claim } of subject.claims)
    for (const { name } of benchmarkNames(claim.text)) add(name, claim.id);
  const asked = subject.prose.filter(({ place }) =>
    ["title", "question", "abstract", "answer"].includes(place),
  );
  for (const { text } of asked) for (const { name } of benchmarkNames(text)) add(name);
  return [...found.values()];
}

/** `xtreme-r-tatoeba` -> itself, `xtreme-r`, `xtreme`: a part of a suite is called after the suite. */
function namesWithin(name: string): string[] {
  const parts = name.split("-");
  return parts
    .map((_, i) => parts.slice(0, i + 1).join("-"))
    .filter((each) => each.length >= 4 || each === name);
}

/** Benchmark names that no source, search record or register knows: nobody can tell what was measured. */
export function benchmarks(context: ReviewContext): Finding[] {
  // Without any text, every name would be unknown, and nothing would be learnt.
  if (!context.hasTexts) return [];
  return namedBenchmarks(context)
    .filter(({ known }) => !known)
    .map(({ name, claims }) =>
      finding(
        "benchmark that no source knows",
        `${name} is named like a data set or benchmark, but no source, search record or register of data sets knows it${claims.length === 0 ? " (title, question or abstract)" : ""}.`,
        claims,
      ),
    );
}
