import { expect } from "vitest";
import type { Document } from "../../../src/literature/documents/index.js";

/** Every sentence and section stands where it says, in order, and nothing in the bibliography is a sentence. */
export function expectRanges(document: Document): void {
  const { text, sections, sentences } = document;
  let last = 0;
  for (const { start, end, text: sentence, section } of sentences) {
    expect(text.slice(start, end)).toBe(sentence);
    expect(sentence.trim()).toBe(sentence);
    expect(start).toBeGreaterThanOrEqual(last);
    last = end;
    const within = section === undefined ? undefined : sections[section];
    if (within === undefined) continue;
    expect(within.start).toBeLessThanOrEqual(start);
    expect(within.end).toBeGreaterThanOrEqual(end);
  }
  for (const section of sections) expect(section.end).toBeGreaterThan(section.start);
}
