/** A GitHub-style table of cells that are Markdown already. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "center" | "right")[] = [],
): string {
  const rule = head.map((_, i) => ({ left: "---", center: ":---:", right: "---:" })[align[i] ?? "left"]);
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
