/** The `User-Agent` of a polite request: claimbook, and whom to write to (`CLAIMBOOK_MAILTO`) where that is told. */
export function whoAsks({ CLAIMBOOK_MAILTO: mailto }: Readonly<Record<string, string | undefined>>): string {
  const contact = mailto ? ` (mailto:${mailto.replace(/[^\x21-\x7e]|[()<>]/g, "")})` : "";
  return `claimbook${contact}`;
}
