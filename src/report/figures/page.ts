/** What `drawInPage` is told about one drawing. */
export interface DrawOptions {
  /** Put before every id. */
  prefix: string;
  /** CSS pixels. */
  width: number;
  /** CSS font family list. */
  font: string;
  background: string;
}

// The page's own world, as far as it is used; this project is compiled without the DOM's types.
interface Attribute {
  name: string;
  value: string;
}
interface Node {
  tagName: string;
  attributes: Iterable<Attribute>;
  remove(): void;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelectorAll(selector: string): Iterable<Node>;
  outerHTML: string;
}
interface PageGlobals {
  Plotly: {
    newPlot(node: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
    toImage(node: unknown, options: unknown): Promise<string>;
    purge(node: unknown): void;
  };
  document: {
    createElement(name: string): Node;
    body: { append(node: Node): void };
    fonts: { ready: Promise<unknown>; load(font: string, text: string): Promise<unknown> };
  };
  DOMParser: new () => { parseFromString(text: string, type: string): { documentElement: Node } };
}

/**
 * Runs inside the browser: draws one figure and returns it as an SVG element, or why it could not. It must not
 * use anything outside its own body, since only its source travels.
 */
export async function drawInPage(
  figure: { data: Record<string, unknown>[]; layout: Record<string, unknown> },
  { prefix, width, font, background }: DrawOptions,
): Promise<{ svg?: string; error?: string }> {
  const { Plotly, document, DOMParser } = globalThis as unknown as PageGlobals;
  // Plotly names clip paths by chance: the same chance for every drawing (a linear congruential generator).
  let state = 1;
  Math.random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const host = document.createElement("div");
  document.body.append(host);
  try {
    const { data, layout } = figure;
    const given = typeof layout.font === "object" && layout.font !== null ? layout.font : {};
    const height = typeof layout.height === "number" ? Math.min(Math.max(layout.height, 120), 1600) : 380;
    const complete = {
      paper_bgcolor: background,
      plot_bgcolor: background,
      margin: { l: 60, r: 20, t: layout.title === undefined ? 20 : 50, b: 50 },
      ...layout,
      font: { color: "#1b1f24", size: 12, ...given, family: font },
      autosize: false,
      width,
      height,
    };
    // Text is measured before it is drawn: its fonts must be there first.
    await document.fonts.load(`12px ${font}`, JSON.stringify(figure));
    await document.fonts.ready;
    await Plotly.newPlot(host, data, complete, { staticPlot: true });
    const uri = await Plotly.toImage(host, { format: "svg", width, height });
    const text = decodeURIComponent(uri.slice(uri.indexOf(",") + 1));
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (svg.tagName !== "svg") return { error: "plotly made no SVG" };

    for (const node of [...svg.querySelectorAll("script, foreignObject, iframe, animate, set")])
      node.remove();
    for (const node of [svg, ...svg.querySelectorAll("*")]) {
      for (const { name, value } of [...node.attributes]) {
        const local = /^\s*(#|data:image\/(png|jpeg|gif|webp)[;,])/i.test(value);
        if (/^on/i.test(name) || (/href$/i.test(name) && !local)) node.removeAttribute(name);
        else if (name === "id") node.setAttribute("id", prefix + value);
        else if (/href$/i.test(name) && value.startsWith("#"))
          node.setAttribute(name, `#${prefix}${value.slice(1)}`);
        else if (value.includes("url(")) {
          node.setAttribute(
            name,
            value.replace(/url\((["']?)#/g, `url($1#${prefix}`).replace(/url\((?!["']?#)[^)]*\)/g, "none"),
          );
        }
      }
    }
    svg.setAttribute("viewBox", svg.getAttribute("viewBox") ?? `0 0 ${width} ${height}`);
    svg.setAttribute("aria-hidden", "true");
    return { svg: svg.outerHTML };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    Plotly.purge(host);
    host.remove();
  }
}
