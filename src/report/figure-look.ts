import { looks } from "../series-looks.js";

type Json = Record<string, unknown>;

const patterns = ["", "/", ".", "x", "-", "\\", "|", "+"] as const;

/**
 * A figure in the report's look: where its author chose no colour, mark or dash, series get ones that differ in
 * shape as well as in colour; lines of several series never differ by colour alone. What the author chose stays.
 */
export function inReportLook({ data, layout }: { data: readonly Json[]; layout: Json }): {
  data: Json[];
  layout: Json;
} {
  const series = data.length;
  return {
    data: data.map((trace, i) => styled(trace, i, series)),
    layout: { colorway: looks.map(({ color }) => color), ...layout },
  };
}

function styled(trace: Json, index: number, series: number): Json {
  const { color, symbol, dash } = looks[index % looks.length]!;
  const type = trace.type ?? "scatter";
  const marker = objectOf(trace.marker);
  const line = objectOf(trace.line);
  if (type === "bar" || type === "histogram") {
    const pattern = objectOf(marker.pattern);
    const shape =
      series > 1 && pattern.shape === undefined ? { shape: patterns[index % patterns.length]! } : {};
    return { ...trace, marker: { color, ...marker, pattern: { ...shape, ...pattern } } };
  }
  if (type !== "scatter") return trace;
  const mode = typeof trace.mode === "string" ? trace.mode : "lines+markers";
  const own = line.color ?? marker.color ?? color;
  return {
    ...trace,
    mode,
    ...(mode.includes("markers") ? { marker: { symbol, color: own, ...marker } } : {}),
    ...(mode.includes("lines") ? { line: { color: own, dash, ...line } } : {}),
  };
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
