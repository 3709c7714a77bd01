// Embeddings, overrides and isolates (UAX 9): they turn the order of what stands round them.
const turning = "\u202a-\u202e\u2066-\u2069";
/**
 * What shows nothing of itself and hides text, mirrors it or drives a terminal: controls other than white space
 * (ECMA-48), marks of direction, soft hyphens, invisible operators, tags. Joiners and the zero width space stay:
 * many scripts are spelt and broken into lines with them.
 */
const silent =
  "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200e\\u200f\\u2060-\\u2065\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb";
const hidden = new RegExp(`[${turning}]|[${silent}]|[\\u{e0000}-\\u{e0fff}]`, "gu");
const turns = new RegExp(`^[${turning}]$`, "u");

/**
 * A text or a whole page in which nothing reorders or hides what a reader sees. A character that turns the order
 * of its surroundings is written out, as `‹U+202E›`, so that a reader learns of the attempt; one that only hides
 * or mirrors is left out. A single mark of direction can show `>` as `<`, so these go too: a text in a
 * right-to-left script finds its direction by its letters.
 */
export function showControls(text: string): string {
  return text.replace(hidden, (character) => (turns.test(character) ? written(character) : ""));
}

/**
 * The same for Markdown, where an entity stands for a character: `&#x202e;`, `&rlm;`. One behind a backslash is
 * shown as it is written (CommonMark 0.31, 2.4), so it stays.
 */
export function showControlsInMarkdown(markdown: string): string {
  return showControls(markdown).replace(
    /\\[\s\S]|&#(?:x0*([0-9a-f]{1,6})|0*(\d{1,7}));|&(?:lrm|rlm|shy|NoBreak|InvisibleTimes|InvisibleComma|ic|it|af|ApplyFunction);/gi,
    (whole, hex?: string, decimal?: string) => {
      if (whole.startsWith("\\")) return whole;
      if (hex === undefined && decimal === undefined) return "";
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (code > 0x10ffff) return whole;
      const character = String.fromCodePoint(code);
      const shown = showControls(character);
      return shown === character ? whole : shown;
    },
  );
}

function written(character: string): string {
  return `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`;
}
