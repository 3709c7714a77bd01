import { type Operation, operations } from "./content-stream.js";

const painting = new Set(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"]);
const construction = new Set(["m", "l", "c", "v", "y", "h", "re", "W", "W*"]);
const shown = new Set(["BT", "sh", "Do", "EI"]);

type Numbers = ReadonlySet<number>;
const none: Numbers = new Set();

/**
 * A page's content with everything that belongs to no element marked as an artifact: running title, page number,
 * backgrounds, rules, and the heads of tables where they are shown again (ISO 14289-1, 7.1: content is either
 * tagged or an artifact). Undefined when nothing had to be marked.
 *
 * Content counts as tagged within a marked-content sequence that carries an MCID; other sequences (`/Span` with
 * ActualText, `/ReversedChars`) only describe what they are in.
 *
 * Chromium tags the background of a drawing and leaves the drawing itself out. What follows a figure's background
 * up to the next tagged content is its drawing, where the page paints it in one go (`isolation` in the style).
 *
 * @param repeated MCIDs of content that no element holds any more: it becomes an artifact
 * @param figures MCIDs of figures
 */
export function withArtifacts(
  bytes: Uint8Array,
  { repeated = none, figures = none }: { repeated?: Numbers | undefined; figures?: Numbers | undefined } = {},
): Buffer | undefined {
  /** Text put in at a place, and up to where it stands for what was there. */
  const insertions: { at: number; to?: number; text: string }[] = [];
  /** Of each open sequence whether it is tagged or an artifact already. */
  const open: boolean[] = [];
  let artifactDepth = -1;
  let inText = false;
  /** First operator of a path that has not been painted yet; one that only clips shows nothing. */
  let path = -1;

  /** Whether the outermost sequence is a figure's that shows no text so far: its background. */
  let background = false;
  /** The end of a figure's background, while nothing tagged has followed it. */
  let ended: Operation | undefined;

  const begin = (at: number) => {
    if (ended !== undefined) insertions.push({ at: ended.start, to: ended.end, text: "" });
    else insertions.push({ at, text: "/Artifact BMC\n" });
    ended = undefined;
    artifactDepth = open.length;
  };
  const close = (at: number) => {
    insertions.push({ at, text: "EMC\n" });
    artifactDepth = -1;
  };
  const show = (at: number) => {
    if (artifactDepth < 0 && !open.includes(true)) begin(at);
  };

  for (const operation of operations(bytes)) {
    const { operator, start } = operation;
    if (operator === "BMC" || operator === "BDC") {
      if (artifactDepth === open.length && !inText) close(start);
      const number = contentNumber(bytes, operation);
      if (number !== undefined && repeated.has(number)) {
        insertions.push({ at: start, to: operation.end, text: "/Artifact BMC" });
      }
      ended = undefined;
      if (open.length === 0) background = number !== undefined && figures.has(number);
      open.push(artifactDepth < 0 && (number !== undefined || isArtifact(bytes, operation)));
    } else if (operator === "EMC") {
      if (artifactDepth === open.length && !inText) close(start);
      open.pop();
      if (open.length === 0 && background && artifactDepth < 0) ended = operation;
      background &&= open.length > 0;
    } else if (operator === "BT") {
      show(start);
      inText = true;
      background = false;
    } else if (operator === "ET") {
      inText = false;
    } else if (shown.has(operator)) {
      show(start);
    } else if (construction.has(operator)) {
      if (path < 0) path = start;
    } else if (painting.has(operator)) {
      if (operator !== "n") show(path < 0 ? start : path);
      path = -1;
    }
  }
  if (artifactDepth >= 0) insertions.push({ at: bytes.length, text: "\nEMC\n" });
  if (insertions.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { at, to = at, text } of insertions) {
    parts.push(bytes.subarray(from, at), Buffer.from(text, "latin1"));
    from = to;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

/** The MCID of a marked-content sequence; undefined when it has none. */
function contentNumber(bytes: Uint8Array, { operator, operands }: Operation): number | undefined {
  if (operator !== "BDC") return undefined;
  const found = /\/MCID\s+(\d+)/.exec(textOf(bytes, operands[1]));
  return found === null ? undefined : Number(found[1]);
}

function isArtifact(bytes: Uint8Array, { operands }: Operation): boolean {
  return textOf(bytes, operands[0]) === "/Artifact";
}

function textOf(bytes: Uint8Array, operand: readonly [number, number] | undefined): string {
  return operand === undefined ? "" : Buffer.from(bytes.subarray(...operand)).toString("latin1");
}
