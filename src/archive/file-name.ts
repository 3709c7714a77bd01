/** Names that Windows keeps for devices. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name for files that is safe on every system and in every archive: letters, digits, `.`, `_` and `-`, at most 80
 * characters, with no way out of its folder in it.
 */
export function safeStem(name: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[.-]+|[.-]+$/g, "");
  const short = [...plain]
    .slice(0, 80)
    .join("")
    .replace(/[.-]+$/, "");
  return short === "" || devices.test(short.split(".")[0]!)
    ? `notebook${short === "" ? "" : `-${short}`}`
    : short;
}
