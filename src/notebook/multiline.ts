/**
 * nbformat stores long texts as lists of lines ("multiline_string"). Programs want one string: reading joins,
 * writing splits. Values of JSON MIME types stay as they are.
 */
type Json = Record<string, unknown>;

export function joinStrings(notebook: Json): Json {
  return mapTexts(notebook, (text) => (Array.isArray(text) ? text.join("") : text));
}

export function splitStrings(notebook: Json): Json {
  return mapTexts(notebook, (text) => (typeof text === "string" ? splitLines(text) : text));
}

/** Lines with their ends kept, as Jupyter writes them; an empty text is an empty list. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function mapTexts(notebook: Json, map: (text: unknown) => unknown): Json {
  const bundle = (data: unknown) =>
    Object.fromEntries(
      Object.entries(data as Json).map(([mime, value]) => [mime, isJsonMime(mime) ? value : map(value)]),
    );
  const output = (value: unknown): unknown => {
    const out = value as Json;
    if (out.output_type === "stream") return { ...out, text: map(out.text) };
    return out.data === undefined ? out : { ...out, data: bundle(out.data) };
  };
  return {
    ...notebook,
    cells: (notebook.cells as Json[]).map((cell) => ({
      ...cell,
      source: map(cell.source),
      ...(cell.outputs === undefined ? {} : { outputs: (cell.outputs as unknown[]).map(output) }),
      ...(cell.attachments === undefined
        ? {}
        : {
            attachments: Object.fromEntries(
              Object.entries(cell.attachments as Json).map(([name, data]) => [name, bundle(data)]),
            ),
          }),
    })),
  };
}

/** nbformat: `application/json` and `application/*+json` hold JSON values, everything else text. */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || (mime.startsWith("application/") && mime.endsWith("+json"));
}
