import { readFileSync } from "node:fs";
import { builtModule } from "../paths.js";
import { fontsFor } from "../report/fonts/embed.js";
import { textOf } from "../report/html/page.js";
import { evidenceStyle, pageStyle, scriptsProperty } from "../report/html/page-style.js";

const style = pageStyle(evidenceStyle, new URL("./page.css", import.meta.url));

/** The files that the page loads beside itself. */
export class PageFiles {
  #fonts = "";

  /** Chooses the fonts for what a page says. */
  showing(page: string): void {
    const { css, families } = fontsFor(textOf(page));
    this.#fonts = `${css}\n:root { ${scriptsProperty(families)} }\n`;
  }

  /** @returns undefined for a name that none of them has */
  get(name: string): { type: string; body: string } | undefined {
    switch (name) {
      case "page.css":
        return { type: "text/css; charset=utf-8", body: style };
      case "fonts.css":
        return { type: "text/css; charset=utf-8", body: this.#fonts };
      case "page.js":
        return {
          type: "text/javascript; charset=utf-8",
          body: readFileSync(builtModule("review-page/browser/main"), "utf8"),
        };
      default:
        return undefined;
    }
  }
}
