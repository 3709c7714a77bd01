import { type Operation, operations } from "./content-stream.js";

const painting = new Set(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"]);
const construction = new Set(["m", "l", "c", "v", "y", "h", "re", "W", "W*"]);
const shown = new Set(["BT", "sh", "Do", "EI"]);

/**
 * A page's content with everything that belongs to no element marked as an artifact: running title, page number,
 * backgrounds, rules, and the heads of tables where they are shown again (ISO 14289-1, 7.1: content is either
 * tagged or an artifact). Undefined when nothing had to be marked.
 *
 * Content counts as tagged within a marked-content sequence that carries an MCID; other sequences (`/Span` with
 * ActualText, `/ReversedChars`) only describe what they are in.
 */
export function withArtifacts(bytes: Uint8Array): Buffer | undefined {
  const insertions: { at: number; text: string }[] = [];
  /** Of each open sequence whether it is tagged or an artifact already. */
  const open: boolean[] = [];
  let artifactDepth = -1;
  let inText = false;
  /** First operator of a path that has not been painted yet; one that only clips shows nothing. */
  let path = -1;

  const begin = (at: number) => {
    insertions.push({ at, text: "/Artifact BMC\n" });
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
      open.push(artifactDepth < 0 && isTagged(bytes, operation));
    } else if (operator === "EMC") {
      if (artifactDepth === open.length && !inText) close(start);
      open.pop();
    } else if (operator === "BT") {
      show(start);
      inText = true;
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
  for (const { at, text } of insertions) {
    parts.push(bytes.subarray(from, at), Buffer.from(text, "latin1"));
    from = at;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

function isTagged(bytes: Uint8Array, { operator, operands }: Operation): boolean {
  const text = operands.map(([from, to]) => Buffer.from(bytes.subarray(from, to)).toString("latin1"));
  return text[0] === "/Artifact" || (operator === "BDC" && /\/MCID\b/.test(text[1] ?? ""));
}
