import type { ReviewContext } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";

const orders =
  /\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+)?(?:previous|prior|above|earlier|other|these|those|system|instructions|rules|guidelines)\b|\b(?:mark|rate|score|accept|approve|label|report)\s+(?:this|it|the|all|every)\b[^.]{0,40}\b(?:as\s+)?(?:verified|true|supported|correct|accepted|10)\b|\byou\s+(?:are|must|should)\s+(?:now\s+)?(?:an?\s+)?(?:assistant|reviewer|language model|ai|answer|respond|output)\b|\bsystem\s+prompt\b|<\s*script\b/iu;

/** Texts that speak to whoever judges them instead of stating something. They are shown, never followed. */
export function instructions({ subject }: ReviewContext): Finding[] {
  return [
    ...subject.claims.flatMap(({ claim }) => {
      const text = [claim.text, ...claim.grounding.passages.map((passage) => passage.text)].find((each) =>
        orders.test(each),
      );
      return text === undefined
        ? []
        : [
            finding(
              "instruction in a text",
              `A text gives orders to its reader instead of stating something: ${quoted(text)}.`,
              [claim.id],
            ),
          ];
    }),
    ...subject.prose.flatMap(({ text, place }) =>
      orders.test(text)
        ? [
            finding(
              "instruction in a text",
              `The ${place} gives orders to its reader instead of stating something.`,
              [],
            ),
          ]
        : [],
    ),
  ];
}
