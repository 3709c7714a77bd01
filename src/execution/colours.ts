/** What a colour command sets, by its first number (ECMA-48, 8.3.117: SELECT GRAPHIC RENDITION). */
function slotOf(code: number): string | undefined {
  if (code === 1 || code === 2) return `weight ${code}`;
  if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return "text";
  if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return "ground";
  if (code === 58) return "line colour";
  if (code === 4 || code === 21) return "line";
  return code >= 3 && code <= 9 ? String(code) : code === 53 ? "over" : undefined;
}

/** Codes that end what another one began. */
const ends: Readonly<Record<number, readonly string[]>> = {
  22: ["weight 1", "weight 2"],
  23: ["3"],
  24: ["line"],
  25: ["5", "6"],
  27: ["7"],
  28: ["8"],
  29: ["9"],
  39: ["text"],
  49: ["ground"],
  55: ["over"],
  59: ["line colour"],
};

/**
 * The look of text after a colour command: the shortest list of parameters that gives it, from none.
 *
 * @param before the look before it, as this function returned it; `""` is a terminal's own
 * @param parameters those of the command, e.g. `1;38;5;208`; `""` means 0, reset
 */
export function coloured(before: string, parameters: string): string {
  const codes = `${before === "" ? "" : `${before};`}${parameters === "" ? "0" : parameters}`.split(";");
  const look = new Map<string, string>();
  for (let i = 0; i < codes.length; i++) {
    const code = Number.parseInt(codes[i] || "0", 10);
    if (code === 0) look.clear();
    for (const slot of ends[code] ?? []) look.delete(slot);
    const slot = slotOf(code);
    if (slot === undefined) continue;
    // 38;5;N and 38;2;R;G;B are one colour; the form with colons is one parameter already.
    const more = [38, 48, 58].includes(code) && !codes[i]!.includes(":") ? (codes[i + 1] === "2" ? 4 : 2) : 0;
    look.delete(slot);
    look.set(slot, codes.slice(i, i + 1 + more).join(";"));
    i += more;
  }
  return [...look.values()].join(";");
}

/** The command that turns one look into another; nothing where they are the same. */
export function recolour(from: string, to: string): string {
  if (from === to) return "";
  return to === "" ? "\u001b[0m" : `\u001b[${from === "" ? "" : "0;"}${to}m`;
}
