import { expect, it } from "vitest";
import { inSentence, placeIn } from "../../src/report/places.js";

const quote = "one two three four five six seven eight nine-ten.";

it.each([
  ["https://arxiv.org/abs/2408.10536v1", "page 7", undefined, "https://arxiv.org/pdf/2408.10536v1#page=7"],
  ["https://x.org/a.pdf", "section 2, p. 12", undefined, "https://x.org/a.pdf#page=12"],
  ["https://x.org/a", "p. 12", undefined, "https://x.org/a"],
  ["https://x.org/a", "section 2", quote, "https://x.org/a"],
  [
    "https://x.org/a",
    "abstract",
    quote,
    "https://x.org/a#:~:text=one%20two%20three%20four,six%20seven%20eight%20nine%2Dten.",
  ],
  ["https://x.org/a", undefined, "too short here", "https://x.org/a"],
  ["https://x.org/a#b", "abstract", quote, "https://x.org/a#b"],
  ["https://x.org/a", undefined, "a \ud800 b c d", "https://x.org/a#:~:text=a%20%EF%BF%BD%20b%20c%20d"],
])("placeIn %s, %s", (url, locator, words, place) => {
  expect(placeIn(url, locator, words)).toBe(place);
});

it.each([
  [
    "mixed batches help",
    "First. We find that mixed batches help a lot. Then more.",
    "We find that |mixed batches help| a lot.",
  ],
  [
    "mixed batches help.",
    "First. We find that mixed batches help. Then.",
    "We find that |mixed batches help.|",
  ],
  ["We find it.", "First. We find it. Then.", undefined],
  ["absent", "First. We find it.", undefined],
  ["混合批次", "第一。我们发现混合批次有用。然后", "我们发现|混合批次|有用。"],
])("inSentence %s", (words, text, shown) => {
  const found = inSentence(words, text);
  expect(found && `${found.before}|${found.quote}|${found.after}`).toBe(shown);
});
